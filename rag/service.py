"""The pipelines as their front doors use them: load in the background, queue questions, stream events.

Every document of the library can be asked about (rag/serving/documents.py). One thread owns the LLM, and questions
queue for it (rag/serving/worker.py). Retrieval runs in the caller's thread, so that the found points show at once even
while another question is being answered. Between questions passages are prefilled, one at a time.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.build import DEFAULT_SOURCE
from index.document import Document, Given
from index.library.library import Entry, Library
from index.library.take_in import Prepared, Progress
from index.store import COPIES
from rag.answerability.heads import Features
from rag.query.context import QueryContext
from rag.retrieval.retriever import Retriever
from rag.serving.answer_cache import AnswerCache
from rag.serving.documents import Documents
from rag.serving.loading import Loader
from rag.serving.questions import Questions
from rag.serving.readiness import Readiness, Status
from rag.serving.worker import LlmWorker
from rag.settings import Settings
from rag.types import Event, Kind, Passage, Turn, WeightsInUse

log = logging.getLogger(__name__)


def source_of(settings: Settings) -> Path:
    """Return the text that the settings' index is of: its own copy, or the bundled one where it is not built yet."""
    copies = (settings.index / name for name in COPIES)
    return next((copy for copy in copies if copy.is_file()), DEFAULT_SOURCE)


class Service:
    """Everything behind a front door. `start` once, then `ask` from any thread; `close` at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._readiness = Readiness()
        self._worker = LlmWorker(settings)
        self._documents = Documents(settings, self._worker.loaded_sha256)
        self._loader = Loader(settings, self._worker, self._documents, self._readiness)
        answers = AnswerCache(settings.keep_answers)
        self._questions = Questions(self._worker, self._documents, self._readiness, answers)

    # -- loading ------------------------------------------------------------------------------------------------

    def start(self, *, with_llm: bool = True, prefill: bool = True) -> None:
        """Begin to load in the background.

        Args:
            with_llm: without the LLM only `retrieve` works.
            prefill: whether passages are prefilled between questions, before anybody asks about them.
        """
        self._loader.start(with_llm=with_llm, prefill=prefill)

    def status(self) -> Status:
        """Return what is being loaded now."""
        return self._readiness.status

    def wait(self) -> None:
        """Wait until questions can be answered. Raises AskError if loading failed."""
        self._readiness.wait(self._readiness.llm if self._loader.with_llm else self._readiness.retrieval)

    def close(self) -> None:
        """Stop loading and answering, and free the LLM."""
        self._loader.close()
        self._worker.close()

    # -- documents ----------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The indexed document, at once, without models. Raises StoreError if there is no such index."""
        return self._documents.document

    @property
    def library(self) -> Library:
        """The documents that were added on this machine. Raises SettingsError if the data folder cannot be used."""
        return self._documents.library

    def text(self, document: str = "") -> Document:
        """Return a document by its id, at once, without models; the first one for "".

        Raises:
            AskError: there is none of that id, or it cannot be read.
        """
        return self._documents.text(document)

    def identify(self, name: str) -> str:
        """Return the id of a document by what somebody calls it (index/library/); "" is the first one.

        Raises:
            AskError: there is none of that name, or several.
        """
        return self._documents.identify(name)

    def add(self, prepared: Prepared, given: Given, progress: Progress) -> Entry:
        """Embed a document and put it into the library; waits until the embedder is loaded.

        Raises:
            AskError: it cannot be embedded or kept.
        """
        self._readiness.wait(self._readiness.retrieval)
        return self._documents.add(prepared, given, progress)

    def rename(self, document: str, given: Given) -> None:
        """Note what a person says of a document of the library. Raises AskError if that cannot be kept."""
        self._documents.rename(document, given)

    def remove(self, document: str) -> None:
        """Remove a document from the library. Raises AskError if there is none of that id, or it stays."""
        self._documents.remove(document)

    @property
    def retriever(self) -> Retriever:
        """The retriever; waits until it is loaded."""
        self._readiness.wait(self._readiness.retrieval)
        return self._documents.first.retriever

    @property
    def weights(self) -> WeightsInUse | None:
        """Which fitted weights answer questions on the first document, None until that is known."""
        return self.weights_for("")

    def weights_for(self, document: str) -> WeightsInUse | None:
        """Return which fitted weights answer questions on a document; None until it is open."""
        opened = self._documents.peek(document)
        return self._questions.weights(opened) if opened else None

    # -- asking -------------------------------------------------------------------------------------------------

    def retrieve(self, question: str, top: int = 10, document: str = "") -> tuple[Passage, ...]:
        """Return the best passages of `top` points of a document, without the LLM; wait until it is loaded."""
        self._readiness.wait(self._readiness.retrieval)
        return self._documents.find(self._documents.get(document), question, top)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        cancel: threading.Event | None = None,
        kind: Kind | None = None,
        document: str = "",
    ) -> Iterator[Event]:
        """Yield the events of one question, the last of them Finished.

        `kind` is what the question is taken for, if the asker has chosen that; `document` the id of the one that is
        asked about.

        They just end after `cancel` is set or the iterator is closed.

        Raises:
            AskError: loading failed, or there is no such document.
            BusyError: the question needs the LLM, for which too many wait already.
        """
        cancel = cancel or threading.Event()
        self._readiness.wait(self._readiness.retrieval, cancel)
        if cancel.is_set():
            return
        log.debug("Asked: %s", question)
        yield from self._questions.ask(self._documents.get(document), question, history, cancel, kind, self._basis)

    @property
    def asking(self) -> int:
        """How many questions wait for the LLM, the one that is being answered included."""
        return len(self._questions.line)

    @property
    def _basis(self) -> str:
        """What every reply depends on, besides question and document: what is changed here is another service."""
        return repr((self._documents.embedder.id, self._worker.sha256, self._loader.prompts, self._settings))

    def features(
        self, question: str, history: Sequence[Turn], cancel: threading.Event, kind: Kind | None = None
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what is weighed of each passage that is read for a question; nothing if none is.

        By the head of the kind that the question is taken for, if it has one, else by the gate; `kind` is None for what
        the classifier says, and the gate.
        """
        self._readiness.wait(self._readiness.llm)
        opened = self._documents.first
        context = self._documents.retrieve(opened, question, history, kind)
        if not isinstance(context, QueryContext):
            return ()
        return self._worker.features(opened.pipeline, context, cancel, kind or Kind.LOOKUP)

    def warm(self, question: str) -> int:
        """Prefill what the LLM would read for a question; return how many passages were not in the cache."""
        self._readiness.wait(self._readiness.llm)
        opened = self._documents.first
        context = self._documents.retrieve(opened, question)
        if not isinstance(context, QueryContext):
            return 0
        return self._worker.warm(opened.pipeline.texts_to_read(context), context.answer_language)
