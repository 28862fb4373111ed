"""The pipelines as their front doors use them: load in the background, queue questions, stream events.

Every document of the library can be asked about: it is opened at its first question, over the one embedder and the one
LLM. The first document, which the settings name, is opened at the start and stays.

One worker thread owns the LLM; questions queue for it (an engine on a server has several). Retrieval runs in the
caller's thread, so that the found points show at once even while another question is being answered. Between questions
the worker prefills passages that are not yet in the cache, one at a time.
"""

import logging
import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from index.build import DEFAULT_OUT, DEFAULT_SOURCE, ensure_bundled_index
from index.document import Document, Given
from index.embed import Embedder, open_embedder
from index.language.words import fold
from index.library.library import Entry, Library, document_id, names_of
from index.library.take_in import Prepared, Progress, build_index
from index.store import COPIES, Index, load, read_document
from index.structure import read
from models.errors import AskError
from models.fetch import ensure
from rag import messages
from rag.answerability.heads import Features
from rag.generation import prompts
from rag.generation.engine import CancelledError, WarmCache
from rag.generation.engine import Generator as Llm
from rag.generation.llamacpp.engine import open_generator
from rag.generation.opening import open_engine
from rag.generation.prefill import PassageText, by_expected_use, within_budget
from rag.pipeline import Pipeline
from rag.query.context import QueryContext, normalize
from rag.query.dialogue.history import bounded
from rag.retrieval.retriever import Retriever
from rag.serving.answer_cache import AnswerCache, Asked
from rag.serving.line import BusyError, Line, Ticket
from rag.serving.opened import OpenDocuments, Opened, open_index
from rag.settings import Settings
from rag.types import Event, Finished, Kind, Passage, PassagesFound, Turn, Waiting, WeightsInUse
from rag.weights.selection import llm_sha256

CANCEL_POLL_SECONDS = 0.1
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Status:
    """What is being loaded: a stage, its share done from 0 to 1 where known, and the sentence of a failure."""

    stage: str
    done: float | None = None
    can_ask: bool = False
    detail: str = ""


def source_of(settings: Settings) -> Path:
    """The text that the settings' index is of: its own copy, or ours where it is not built yet."""
    copies = (settings.index / name for name in COPIES)
    return next((copy for copy in copies if copy.is_file()), DEFAULT_SOURCE)


class Service:
    """Everything behind a front door. `start` once, then `ask` from any thread; `close` at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._status = Status("models")
        self._retrieval_ready, self._ready = threading.Event(), threading.Event()
        self._closing = threading.Event()
        self._failure: AskError | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="llm")
        self._answering, self._at_once = self._worker, 1
        self._loader = threading.Thread(target=self._load, name="loader", daemon=True)
        self._encoding = threading.Lock()
        self._line = Line()
        self._answers = AnswerCache(settings.keep_answers)
        self._first: Opened
        self._embedder: Embedder
        self._others = OpenDocuments(self._open)
        self._to_prepare: queue.SimpleQueue[Opened] = queue.SimpleQueue()
        self._generator: Llm
        self._llm_sha256: str

    # -- documents ----------------------------------------------------------------------------------------------

    @cached_property
    def library(self) -> Library:
        """The documents that were added on this machine. Raises SettingsError if the data folder cannot be used."""
        return Library()

    def text(self, document: str = "") -> Document:
        """A document by its id, at once, without models; the first one for "".

        Raises:
            AskError: there is none of that id, or it cannot be read.
        """
        return self.document if self._is_first(document) else self.library.document(document)

    def identify(self, name: str) -> str:
        """The id of a document by what somebody calls it (index/library/); "" is the first one.

        Raises:
            AskError: there is none of that name, or several.
        """
        if self._is_first(name) or fold(name.strip()) in names_of(self.document):
            return ""
        return self.library.identify(name)

    def add(self, prepared: Prepared, given: Given, progress: Progress) -> Entry:
        """Embed a document and put it into the library; waits until the embedder is loaded.

        Raises:
            AskError: it cannot be embedded or kept.
        """
        self._wait(self._retrieval_ready)
        entry = self.library.save(build_index(prepared, self._embedder, given, progress))
        self._others.close(entry.id)
        return entry

    def rename(self, document: str, given: Given) -> None:
        """Note what a person says of a document of the library. Raises AskError if that cannot be kept."""
        self.library.rename(document, given)
        self._others.close(document)

    def remove(self, document: str) -> None:
        """Remove a document from the library. Raises AskError if there is none of that id, or it stays."""
        self.library.remove(document)
        self._others.close(document)

    def _is_first(self, document: str) -> bool:
        return document in ("", document_id(self.document))

    def _opened(self, document: str) -> Opened:
        """A document that can be asked about. Raises AskError if it cannot be opened."""
        return self._first if self._is_first(document) else self._others.get(document)

    def _open(self, document: str) -> Opened:
        index = self.library.load(document, self._embedder.id)
        opened = open_index(index, self._embedder, self._settings, lambda: self._llm_sha256)
        self._to_prepare.put(opened)
        return opened

    # -- loading ------------------------------------------------------------------------------------------------

    @cached_property
    def document(self) -> Document:
        """The indexed document, at once, without models. Raises StoreError if there is no such index."""
        # The bundled text's own index is built anew where it is missing or stale, so it is no witness.
        directory = self._settings.index
        return read(DEFAULT_SOURCE) if directory == DEFAULT_OUT else read_document(directory)

    def start(self, *, with_llm: bool = True, prefill: bool = True) -> None:
        """Begin to load in the background.

        Args:
            with_llm: without the LLM only `retrieve` works.
            prefill: whether passages are prefilled between questions, before anybody asks about them.
        """
        self._with_llm, self._with_prefill = with_llm, prefill
        log.info("Loading begins")
        self._loader.start()

    def status(self) -> Status:
        """Return what is being loaded now."""
        return self._status

    def wait(self) -> None:
        """Wait until questions can be answered. Raises AskError if loading failed."""
        self._wait(self._ready if self._with_llm else self._retrieval_ready)

    def _load(self) -> None:
        began = time.perf_counter()
        try:
            prompts.check()
            self._prompts = prompts.digest()
            for language in prompts.LANGUAGES:
                messages.replies(language)  # fails now, if a file is damaged, and not at a question
            llm: Future[None] | None = self._worker.submit(self._load_llm) if self._with_llm else None
            self._load_retrieval()
            if llm is not None:
                llm.result()
                self._first.weights.gate(self._llm_sha256)  # fails now, if damaged, and not at a question
                self._ready.set()
                log.info("Questions can be asked, %.1f s after the start", time.perf_counter() - began)
                self._prepare(self._first)
            self._status = Status("ready", can_ask=True)
            self._prepare_others()
        except AskError as error:
            self._fail(error)
        except Exception as error:
            self._fail(AskError(f"Loading failed: {error!r}. Run `make setup` and try again."))
            raise

    def _fail(self, error: AskError) -> None:
        log.info("Loading failed: %s", error)  # the front door says it to whoever asks
        self._failure = error
        self._status = Status("failed", detail=str(error))
        self._retrieval_ready.set()
        self._ready.set()

    def _load_llm(self) -> None:
        if (remote := open_engine(self._settings, self._open_local)) is not None:
            self._generator, self._llm_sha256 = remote, remote.identity
            self._at_once = self._settings.engine_slots
            self._answering = ThreadPoolExecutor(self._at_once, thread_name_prefix="engine")
            return
        path = self._settings.llm or ensure("llm")
        self._generator = open_generator(self._settings, path)
        self._llm_sha256 = llm_sha256(path, self._settings.cache)

    def _open_local(self) -> Llm:
        """The local LLM behind a server that failed."""
        return open_generator(self._settings, self._settings.llm or ensure("llm"))

    def _load_retrieval(self) -> None:
        self._status = Status("models")
        folder = self._settings.embedder or ensure("embedder")
        self._status = Status("embedder")
        embedder = open_embedder(folder)
        self._status = Status("index")
        self._embedder = embedder
        self._first = open_index(self._open_index(embedder), embedder, self._settings, lambda: self._llm_sha256)
        self._first.retriever.retrieve("прогрев", 1)
        self._status = Status("llm")
        self._retrieval_ready.set()

    def _open_index(self, embedder: Embedder) -> Index:
        directory = self._settings.index
        return ensure_bundled_index(embedder) if directory == DEFAULT_OUT else load(directory, embedder.id)

    def _prepare_others(self) -> None:
        """Prepare documents as they are opened, until the service is closed."""
        while not self._closing.is_set():
            try:
                opened = self._to_prepare.get(timeout=CANCEL_POLL_SECONDS)
            except queue.Empty:
                continue
            try:
                self._prepare(opened)
            except AskError:
                log.exception("A document could not be prepared")  # it is answered from all the same
            self._status = Status("ready", can_ask=True)

    def _prepare(self, opened: Opened) -> None:
        """Make the document's digests and prefill its passages, beside questions."""
        opened.pipeline.prepare()
        if self._with_prefill and self._with_llm:
            self._prefill(opened.retriever)

    def _prefill(self, retriever: Retriever) -> None:
        """Prefill missing passages within the budget, between questions: the page works on."""
        cache = self._generator
        if not isinstance(cache, WarmCache):
            return
        chosen = self._worker.submit(self._to_prefill, cache, retriever).result()
        for i, (text, language) in enumerate(chosen):
            if self._closing.is_set():
                return
            self._status = Status("passages", i / len(chosen), can_ask=True)
            self._worker.submit(cache.warm, text, language).result()

    def _to_prefill(self, cache: WarmCache, retriever: Retriever) -> list[PassageText]:
        """What is prefilled ahead of time, in the thread that owns the LLM."""
        budget = self._settings.prefill_bytes - cache.prefix_bytes
        passages = by_expected_use(retriever.index, retriever.language)
        return list(within_budget(passages, cache.passage_bytes, budget))

    # -- asking -------------------------------------------------------------------------------------------------

    def retrieve(self, question: str, top: int = 10, document: str = "") -> tuple[Passage, ...]:
        """Return the best passages of `top` points of a document, without the LLM; wait until it is loaded."""
        self._wait(self._retrieval_ready)
        opened = self._opened(document)
        with self._encoding:
            return opened.retriever.retrieve(question, top).passages

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
        self._wait(self._retrieval_ready, cancel)
        if cancel.is_set():
            return
        log.debug("Asked: %s", question)
        opened = self._opened(document)
        history = bounded(history)
        basis, asked = self._basis, Asked(normalize(question), history, kind, self._about(opened))
        if known := self._answers.find(basis, asked):
            yield from known
            return
        with closing(self._ask(opened, question, history, cancel, kind)) as events:
            yield from self._answers.recording(basis, asked, events)

    def _ask(
        self, opened: Opened, question: str, history: Sequence[Turn], cancel: threading.Event, kind: Kind | None
    ) -> Generator[Event]:
        with self._encoding:
            context = opened.pipeline.retrieve(question, history, kind)
        if not isinstance(context, QueryContext):
            yield PassagesFound(context.passages)
            yield self._as_asked(Finished(context), question, opened)
            return
        yield PassagesFound(context.retrieved.passages)
        ticket = self._line.join()
        if ticket is None:
            raise BusyError(messages.replies(context.answer_language).busy.format(waiting=len(self._line)))
        try:
            yield from self._answered(opened, context, ticket, cancel, question)
        finally:
            self._line.leave(ticket)
            cancel.set()

    def _answered(
        self, opened: Opened, context: QueryContext, ticket: Ticket, cancel: threading.Event, question: str
    ) -> Iterator[Event]:
        """The events of a question that has its place in the line."""
        self._wait(self._ready, cancel)
        events: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        self._answering.submit(self._answer, opened.pipeline, context, cancel, events)
        ahead = 0
        while not cancel.is_set():
            if (now := max(0, self._line.ahead(ticket) + 1 - self._at_once)) != ahead:
                ahead = now
                yield Waiting(ahead)
            try:
                event = events.get(timeout=CANCEL_POLL_SECONDS)
            except queue.Empty:
                continue
            if event is None:
                return
            if isinstance(event, BaseException):
                raise event
            yield self._as_asked(event, question, opened)

    @property
    def _basis(self) -> str:
        """What every reply depends on, besides question and document: what is changed here is another service."""
        llm = getattr(self, "_llm_sha256", None)
        return repr((self._embedder.id, llm, self._prompts, self._settings))

    def _about(self, opened: Opened) -> str:
        """What replies on a document depend on."""
        document = opened.retriever.index.document
        return repr((document.sha256, document.given, self._in_use(opened)))

    @property
    def asking(self) -> int:
        """How many questions wait for the LLM, the one that is being answered included."""
        return len(self._line)

    def features(
        self, question: str, history: Sequence[Turn], cancel: threading.Event, kind: Kind | None = None
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what is weighed of each passage that is read for a question; nothing if none is.

        By the head of the kind that the question is taken for, if it has one, else by the gate; `kind` is None for what
        the classifier says, and the gate.
        """
        self._wait(self._ready)
        with self._encoding:
            context = self._first.pipeline.retrieve(question, history, kind)
        if not isinstance(context, QueryContext) or context.asks_for_point:
            return ()
        weigh, of = self._first.pipeline.features, kind or Kind.LOOKUP
        return self._worker.submit(weigh, context, self._generator, cancel, of).result()

    def _as_asked(self, event: Event, question: str, opened: Opened) -> Event:
        """Note in a result which fitted weights it was made with, and the question as it was typed, not as repaired."""
        if not isinstance(event, Finished):
            return event
        result = event.result
        log.info("%s of kind %s, in %d ms", type(result).__name__, result.kind, result.timings.total)
        return Finished(replace(result, weights=self._in_use(opened), question=normalize(question)))

    def warm(self, question: str) -> int:
        """Prefill what the LLM would read for a question; return how many passages were not in the cache."""
        self._wait(self._ready)
        cache = self._generator
        with self._encoding:
            context = self._first.pipeline.retrieve(question)
        if not isinstance(context, QueryContext) or not isinstance(cache, WarmCache):
            return 0
        texts = self._first.pipeline.texts_to_read(context)
        return sum(self._worker.submit(cache.warm, text, context.answer_language).result() for text in texts)

    @property
    def retriever(self) -> Retriever:
        """The retriever; waits until it is loaded."""
        self._wait(self._retrieval_ready)
        return self._first.retriever

    @property
    def weights(self) -> WeightsInUse | None:
        """Which fitted weights answer questions on the first document, None until that is known."""
        return self._in_use(self._first) if hasattr(self, "_first") else None

    def weights_for(self, document: str) -> WeightsInUse | None:
        """Which fitted weights answer questions on a document; None until it is open."""
        opened = getattr(self, "_first", None) if self._is_first(document) else self._others.peek(document)
        return self._in_use(opened) if opened else None

    def _in_use(self, opened: Opened) -> WeightsInUse:
        return opened.weights.in_use(getattr(self, "_llm_sha256", None))

    def _answer(
        self,
        pipeline: Pipeline,
        context: QueryContext,
        cancel: threading.Event,
        events: "queue.SimpleQueue[Event | BaseException | None]",
    ) -> None:
        try:
            if not cancel.is_set():
                for event in pipeline.answer(context, self._generator, cancel):
                    events.put(event)
            events.put(None)
        except CancelledError:
            events.put(None)
        except Exception as error:
            events.put(error)

    def _wait(self, ready: threading.Event, cancel: threading.Event | None = None) -> None:
        """Wait for a stage of loading, at most until `cancel` is set. Raises AskError if loading failed."""
        while not ready.wait(CANCEL_POLL_SECONDS):
            if cancel is not None and cancel.is_set():
                return
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Stop loading and answering, and free the LLM."""
        self._closing.set()
        self._loader.join()
        for workers in (self._worker, self._answering):
            workers.shutdown(cancel_futures=True)
        if hasattr(self, "_generator"):
            self._generator.close()
