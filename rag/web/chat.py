"""Questions of the page: the pipeline's events as updates for the browser, and Stop.

Every update is the whole reply so far. Stop does not use Gradio's cancelling, which only takes effect between two
events: the browser chooses an id for each question, and Stop sets the cancel event of that id, which the decode loop
notices within a batch. Knows nothing of Gradio.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.document import Document
from index.profile import profile_of
from models.errors import AskError
from rag.messages import MAX_QUESTION
from rag.query.dialogue.history import MAX_TURNS
from rag.types import Answer, Event, Finished, Kind, Result, Talk, Turn
from rag.web.api import of
from rag.web.questions import Suggestion, next_suggestions, questions_to_try
from rag.web.strings import known
from rag.web.views.export import record
from rag.web.views.render import best_by_point, reply
from rag.web.views.reply_state import ReplyState, ReplyStatus

if TYPE_CHECKING:
    from rag.offer import Offer
    from rag.service import Service

MAX_ID = 80
"""Characters of the id that the browser gives a question."""

Update = dict[str, Any]
_log = logging.getLogger(__name__)


class Chat:
    """Ask the service on behalf of any number of open pages."""

    def __init__(self, service: "Service", offer: "Offer | None" = None) -> None:
        """Take the service, and who is told how long its replies take."""
        self._service, self._offer = service, offer
        self._running: dict[str, threading.Event] = {}
        self._stopped_early: deque[str] = deque(maxlen=64)  # stopped before they arrived; the oldest never will
        self._lock = threading.Lock()

    def ask(
        self, payload: Mapping[str, Any], waiting: AbstractContextManager[object] | None = None
    ) -> Iterator[Update]:
        """Yield the reply so far after every event, the last time with `state` other than "running".

        Args:
            payload: Untrusted input of the browser: `id`, `question`, `history`, `language`, `document` if it is not
                the first one, and `kind` if the reader has chosen the kind of answer.
            waiting: Entered before the question is worked on.
        """
        turn = identifier(payload)
        state = ReplyState(str(payload.get("question", ""))[: MAX_QUESTION + 1].strip(), known(payload.get("language")))
        history = _history(payload.get("history"))
        kind = _kind(payload.get("kind"))
        asked = [state.question, *(earlier.question for earlier in history)]
        chosen = str(payload.get("document") or "")
        with self._cancel(turn) as cancel:
            try:
                document = self._service.text(chosen) if chosen else self._service.document
            except AskError as error:
                yield self._update(turn, state.failed(str(error)), asked, self._service.document)
                return
            yield self._update(turn, state, asked, document)
            try:
                with waiting or nullcontext():
                    for event in self._service.ask(state.question, history, cancel, kind, **of(chosen)):
                        state = state.after(event)
                        self._note(event)
                        yield self._update(turn, state, asked, document)
            except AskError as error:
                state = state.failed(str(error))
            except Exception:
                _log.exception("A question failed")
                state = state.failed("")
        if state.status is ReplyStatus.RUNNING:
            state = state.stopped()
        if state.status is not ReplyStatus.DONE:
            yield self._update(turn, state, asked, document)

    def _note(self, event: Event) -> None:
        """Tell the offer how long a reply took for which the LLM read passages: the gate weighed those alone."""
        if self._offer and isinstance(event, Finished) and event.result.gate is not None:
            self._offer.replied(event.result.timings.total)

    def stop(self, turn: str) -> bool:
        """Stop the answer with this id, also one whose question has not yet arrived; True if it was running."""
        with self._lock:
            cancel = self._running.get(turn)
            if cancel is None:
                self._stopped_early.append(turn)
                return False
        cancel.set()
        return True

    @contextmanager
    def _cancel(self, turn: str) -> Iterator[threading.Event]:
        cancel = threading.Event()
        with self._lock:
            self._running[turn] = cancel
            if turn in self._stopped_early:
                self._stopped_early.remove(turn)
                cancel.set()
        try:
            yield cancel
        finally:  # also when the page was closed and Gradio closes this generator
            cancel.set()
            with self._lock:
                self._running.pop(turn, None)

    def _update(self, turn: str, state: ReplyState, asked: list[str], document: Document) -> Update:
        questions: tuple[Suggestion, ...] = ()
        update: Update = {"id": turn, "state": state.status.value}
        if state.result is not None:
            questions = _next(state.result, asked, state.language, document)
            update["record"] = asdict(record(state.result, state.language))
        html = reply(
            state,
            document.last,
            questions,
            preamble=document.has_preamble,
            text_language=profile_of(document).language,
        )
        return update | {"html": html}


def _next(result: Result, asked: list[str], language: str, document: Document) -> tuple[Suggestion, ...]:
    if isinstance(result, Talk):
        return questions_to_try(asked, language, document)
    answered = isinstance(result, Answer)
    spans = result.citations if isinstance(result, Answer) else best_by_point(result.passages)
    return next_suggestions([span.point for span in spans], asked, language, document, answered=answered)


def identifier(payload: Mapping[str, Any]) -> str:
    """Return the id that the browser has given a question."""
    return str(payload.get("id", ""))[:MAX_ID]


def _kind(value: object) -> Kind | None:
    """The kind that the reader has chosen; None for anything else that a browser may send."""
    return Kind(value) if isinstance(value, str) and value in frozenset(Kind) else None


def _history(value: object) -> tuple[Turn, ...]:
    turns = value[-MAX_TURNS:] if isinstance(value, list) else []
    return tuple(
        Turn(str(turn.get("question", "")), str(turn.get("answer", ""))) for turn in turns if isinstance(turn, dict)
    )
