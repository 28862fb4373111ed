"""The service as a run of the evaluators' page uses it: whoever else asks comes first."""

import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.types import Event, Finished, Kind, Passage, Turn

if TYPE_CHECKING:
    from index.document import Document
    from rag.service import Service

POLL_SECONDS = 0.05


class _Aside(threading.Event):
    """A cancel flag that is also set while the run is to be stopped or somebody else asks."""

    def __init__(self, service: "Service", cancel: threading.Event | None) -> None:
        super().__init__()
        self._service, self._cancel = service, cancel

    def is_set(self) -> bool:
        return super().is_set() or self.is_stopped() or self._service.asking > 1

    def is_stopped(self) -> bool:
        return self._cancel is not None and self._cancel.is_set()


class Yielding:
    """An `eval.core.engine.Engine` that steps aside while somebody else asks the service."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self.waits = False

    @property
    def document(self) -> "Document":
        """The document that is asked about."""
        return self._service.document

    def retrieve(self, question: str, top: int = 10, document: str = "") -> tuple[Passage, ...]:
        """Return the best passages, best first."""
        return self._service.retrieve(question, top, document)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        cancel: threading.Event | None = None,
        kind: Kind | None = None,
        document: str = "",
    ) -> Iterator[Event]:
        """Yield the events of one question, asked anew as often as somebody else asks meanwhile."""
        while True:
            aside = _Aside(self._service, cancel)
            self.waits = self._service.asking > 0
            while self._service.asking and not aside.is_stopped():
                time.sleep(POLL_SECONDS)
            self.waits = False
            if aside.is_stopped():
                return
            events = list(self._service.ask(question, history, aside, kind, document=document))
            if events and isinstance(events[-1], Finished):
                yield from events
                return
