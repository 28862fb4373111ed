"""What the evaluation's commands share: a loaded service, Ctrl-C that stops after the current step, a progress bar."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from models.errors import AskError

if TYPE_CHECKING:
    from rag.service import Service
    from rag.settings import Settings

POLL_SECONDS = 0.2


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """Yield a flag that Ctrl-C sets; a second Ctrl-C interrupts as usual."""
    stop = threading.Event()

    def interrupted(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it was ignored so far

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def loaded_service(settings: "Settings", stop: threading.Event, *, prefill: bool = True) -> Iterator["Service"]:
    """Yield a service that has loaded everything, so that loading adds to no question's time."""
    from rag.service import Service

    service = Service(replace(settings, keep_answers=0))  # what is asked again is computed again
    service.start(prefill=prefill)
    try:
        _wait(service, stop)
        yield service
    finally:
        service.close()


def _wait(service: "Service", stop: threading.Event) -> None:
    shown = ""
    while not stop.wait(POLL_SECONDS):
        status = service.status()
        if status.stage == "failed":
            raise AskError(status.detail)
        if status.stage == "ready":
            return
        # Passages that were never read before take minutes: every tenth of them is told.
        said = status.stage if status.done is None else f"{status.stage}, {10 * int(10 * status.done)}%"
        if said != shown:
            shown = said
            sys.stderr.write(f"Loading: {shown} …\n")
