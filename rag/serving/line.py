"""The line of those who wait for the LLM: first come, first served, each knows their place, and it is bounded.

Only questions that need the LLM stand in it. The LLM's worker takes them in the same order, so nobody is overtaken.
"""

import threading

from models.errors import AskError

MAX_WAITING = 64
"""Most questions in the line, the one that is being answered included."""


class BusyError(AskError):
    """The line is full; the message is for the asker, in their language."""


class Ticket:
    """A place in the line."""


class Line:
    """Tickets in the order in which they were taken; for any number of threads."""

    def __init__(self, capacity: int = MAX_WAITING) -> None:
        self._capacity = capacity
        self._tickets: list[Ticket] = []
        self._lock = threading.Lock()

    def join(self) -> Ticket | None:
        """Take the last place; None where the line is full."""
        with self._lock:
            if len(self._tickets) >= self._capacity:
                return None
            ticket = Ticket()
            self._tickets.append(ticket)
            return ticket

    def ahead(self, ticket: Ticket) -> int:
        """Return how many come before a ticket, 0 for the one whose turn it is or that has left."""
        with self._lock:
            return self._tickets.index(ticket) if ticket in self._tickets else 0

    def leave(self, ticket: Ticket) -> None:
        """Give up a place, whether or not its turn came; twice does no harm."""
        with self._lock:
            if ticket in self._tickets:
                self._tickets.remove(ticket)

    def __len__(self) -> int:
        """Return how many are in the line."""
        with self._lock:
            return len(self._tickets)
