"""How far loading is: what the front doors show of it, and where whoever needs a part of it waits."""

import logging
import threading
from dataclasses import dataclass

from models.errors import AskError

POLL_SECONDS = 0.1
"""How often whoever waits looks whether the question was cancelled."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Status:
    """What is being loaded: a stage, its share done from 0 to 1 where known, and the sentence of a failure."""

    stage: str
    done: float | None = None
    can_ask: bool = False
    detail: str = ""


class Readiness:
    """What is loaded already, and why the rest never will be."""

    def __init__(self) -> None:
        self.status = Status("models")
        self.retrieval, self.llm = threading.Event(), threading.Event()
        """Set when questions can be searched for, and when they can be answered; both when loading failed."""
        self._failure: AskError | None = None

    def fail(self, error: AskError) -> None:
        """Note why loading failed, and let everybody who waits know."""
        _log.info("Loading failed: %s", error)  # the front door says it to whoever asks
        self._failure = error
        self.status = Status("failed", detail=str(error))
        self.retrieval.set()
        self.llm.set()

    def wait(self, ready: threading.Event, cancel: threading.Event | None = None) -> None:
        """Wait for one of the two, at most until `cancel` is set. Raises AskError if loading failed."""
        while not ready.wait(POLL_SECONDS):
            if cancel is not None and cancel.is_set():
                return
        if self._failure is not None:
            raise self._failure
