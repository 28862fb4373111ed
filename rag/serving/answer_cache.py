"""Replies that were given before, for the same question asked again: in memory, bounded, the least recently used go.

A reply is found only under everything that it depends on: `basis` stands for document, models, weights, prompts and
settings, and changes with any of them; what was kept under another basis is dropped. A reply enters only when it is
finished, so that every sentence of it has been verified.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.types import Event, Finished, Kind, Timings, Token, Turn, Waiting


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that its reply depends on besides the basis."""

    question: str
    history: tuple[Turn, ...]
    kind: Kind | None
    about: str = ""
    """The document, its name and the weights that serve it."""


class AnswerCache:
    """Finished replies by question; for any number of threads."""

    def __init__(self, capacity: int) -> None:
        """Keep at most `capacity` replies; 0 keeps none."""
        self._capacity = capacity
        self._basis = ""
        self._kept: OrderedDict[Asked, tuple[Event, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many replies are kept."""
        return len(self._kept)

    def find(self, basis: str, asked: Asked) -> tuple[Event, ...]:
        """Return the events of a reply that is kept, with the times of now; none if it is not kept."""
        begun = time.perf_counter()
        with self._lock:
            self._require(basis)
            events = self._kept.get(asked, ())
            if events:
                self._kept.move_to_end(asked)
        return tuple(_timed(event, begun) for event in events)

    def keep(self, basis: str, asked: Asked, events: Sequence[Event]) -> None:
        """Keep the events of a reply if they are those of a finished one."""
        if not self._capacity or not events or not isinstance(events[-1], Finished):
            return
        with self._lock:
            self._require(basis)
            self._kept[asked] = tuple(event for event in events if not isinstance(event, Token | Waiting))
            self._kept.move_to_end(asked)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)

    def recording(self, basis: str, asked: Asked, events: Iterator[Event]) -> Iterator[Event]:
        """Pass events on and keep them when the last one has come."""
        seen: list[Event] = []
        for event in events:
            seen.append(event)
            if isinstance(event, Finished):
                self.keep(basis, asked, seen)
            yield event

    def _require(self, basis: str) -> None:
        """Drop everything that was kept under another basis."""
        if basis != self._basis:
            self._basis = basis
            self._kept.clear()


def _timed(event: Event, begun: float) -> Event:
    """The event with the times at which it is given again."""
    if not isinstance(event, Finished):
        return event
    now = 1000 * (time.perf_counter() - begun)
    before = event.result.timings
    first_token, first_sentence = (None if one is None else now for one in (before.first_token, before.first_sentence))
    return Finished(replace(event.result, timings=Timings(now, first_token, first_sentence, now)))
