"""The line of those who wait for the LLM: first come, first served, each knows their place, and it is bounded.

Only questions that need the LLM stand in it. The LLM's worker takes them in the same order, so nobody is overtaken.
"""

import threading

from models.errors import AskError

MAX_WAITING = 64
"""Most questions in the line, the one that is being answered included."""


PATIENCE_SECONDS = 2.0
"""How long the LLM lets others be searched for before it begins with the next question."""


class BusyError(AskError):
    """The line is full; the message is for the asker, in their language."""


class Searching:
    """Questions that passages are being searched for, which goes before reading for others.

    Searching takes hundredths of a second, and many times that beside an LLM which has all cores. So of many who ask at
    once, all see the points that were found before the LLM begins with the first of them.
    """

    def __init__(self) -> None:
        self._count, self._changed = 0, threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until nobody's passages are searched for, but PATIENCE_SECONDS at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._count, PATIENCE_SECONDS)


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
