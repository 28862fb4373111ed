"""Questions on their way: found among kept replies, answered at once, or waiting in the line for the LLM."""

import logging
import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from rag import messages
from rag.query.context import QueryContext, normalize
from rag.query.dialogue.history import bounded
from rag.serving.answer_cache import AnswerCache, Asked
from rag.serving.documents import Documents
from rag.serving.line import BusyError, Line, Searching, Ticket
from rag.serving.opened import Opened
from rag.serving.readiness import POLL_SECONDS, Readiness
from rag.serving.worker import LlmWorker
from rag.types import Event, Finished, Kind, PassagesFound, Turn, Waiting, WeightsInUse

log = logging.getLogger(__name__)


class Questions:
    """Takes questions from any thread."""

    def __init__(self, worker: LlmWorker, documents: Documents, readiness: Readiness, answers: AnswerCache) -> None:
        """Take what answers, what is asked about, where to wait until both are there, and the replies that are kept."""
        self._worker, self._documents, self._readiness, self._answers = worker, documents, readiness, answers
        self.line, self._searching = Line(), Searching()

    def ask(
        self,
        opened: Opened,
        question: str,
        history: Sequence[Turn],
        cancel: threading.Event,
        kind: Kind | None,
        basis: str,
    ) -> Iterator[Event]:
        """Yield the events of one question on a document that is open; arguments and errors as for `Service.ask`.

        `basis` is what every reply depends on, besides question and document.
        """
        history = bounded(history)
        asked = Asked(normalize(question), history, kind, self._about(opened))
        if known := self._answers.find(basis, asked):
            yield from known
            return
        with closing(self._ask(opened, question, history, cancel, kind)) as events:
            yield from self._answers.recording(basis, asked, events)

    def weights(self, opened: Opened) -> WeightsInUse:
        """Return which fitted weights answer questions on a document."""
        return opened.weights.in_use(self._worker.sha256)

    def _about(self, opened: Opened) -> str:
        """What replies on a document depend on."""
        document = opened.retriever.index.document
        return repr((document.sha256, document.given, self.weights(opened)))

    def _ask(
        self, opened: Opened, question: str, history: Sequence[Turn], cancel: threading.Event, kind: Kind | None
    ) -> Generator[Event]:
        with self._searching:
            context = self._documents.retrieve(opened, question, history, kind)
        if not isinstance(context, QueryContext):
            yield PassagesFound(context.passages)
            yield self._as_asked(Finished(context), question, opened)
            return
        yield PassagesFound(context.retrieved.passages)
        ticket = self.line.join()
        if ticket is None:
            raise BusyError(messages.replies(context.answer_language).busy.format(waiting=len(self.line)))
        try:
            yield from self._answered(opened, context, ticket, cancel, question)
        finally:
            self.line.leave(ticket)
            cancel.set()

    def _answered(
        self, opened: Opened, context: QueryContext, ticket: Ticket, cancel: threading.Event, question: str
    ) -> Iterator[Event]:
        """The events of a question that has its place in the line."""
        self._readiness.wait(self._readiness.llm, cancel)
        events = self._worker.answer(opened.pipeline, context, cancel, self._searching.wait)
        ahead, is_begun = 0, False
        while not cancel.is_set():
            # The one before may not have read its last event yet when the LLM has begun with this one.
            now = 0 if is_begun else max(0, self.line.ahead(ticket) + 1 - self._worker.at_once)
            if now != ahead:
                ahead = now
                yield Waiting(ahead)
            try:
                event = events.get(timeout=POLL_SECONDS)
            except queue.Empty:
                continue
            if event is None:
                return
            if isinstance(event, BaseException):
                raise event
            is_begun = True
            if ahead:
                ahead = 0
                yield Waiting(0)
            yield self._as_asked(event, question, opened)

    def _as_asked(self, event: Event, question: str, opened: Opened) -> Event:
        """Note in a result which fitted weights it was made with, and the question as it was typed, not as repaired."""
        if not isinstance(event, Finished):
            return event
        result = event.result
        log.info("%s of kind %s, in %d ms", type(result).__name__, result.kind, result.timings.total)
        return Finished(replace(result, weights=self.weights(opened), question=normalize(question)))
