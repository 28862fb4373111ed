"""What a run asks: the service, or whatever answers as it does; and how a run stops."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from index.document import Document
from rag.types import Event, Kind, Passage, Turn

MAX_FAILURES = 3
"""Failures without any result after which a run ends: the engine does not work at all."""


class Engine(Protocol):
    """The part of `rag.service.Service` that the evaluation uses; signatures and errors are the same."""

    @property
    def document(self) -> Document:
        """The document that is asked about."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        cancel: threading.Event | None = None,
        kind: Kind | None = None,
        document: str = "",
    ) -> Iterator[Event]:
        """Yield events, the last one `Finished` unless cancelled.

        Args:
            question: asked as it stands.
            history: earlier turns, the oldest first.
            cancel: ends the answer once it is set.
            kind: what the question is taken for; None for what the engine takes it for.
            document: id of the document that is asked about; empty for `document`.
        """

    def retrieve(self, question: str, top: int = 10, document: str = "") -> tuple[Passage, ...]:
        """Return the `top` best passages, best first."""


class Cancel(threading.Event):
    """A cancel flag that polls `should_stop`, so that the engine sees a stop in the middle of a step."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        """Take what says whether to stop; it is called from the engine's thread."""
        super().__init__()
        self._should_stop = should_stop

    def is_set(self) -> bool:
        """Return whether the question is to be stopped."""
        return super().is_set() or self._should_stop()
