"""The pipeline as its front doors use it: loads in the background, queues questions, streams events.

One worker thread owns the LLM; questions queue for it (an engine on a server has several). Retrieval runs in the
caller's thread, so that the found points show at once even while another question is being answered. Between questions
the worker prefills passages that are not yet in the cache, one at a time.
"""

import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from index.build import DEFAULT_OUT, DEFAULT_SOURCE, ensure_bundled_index
from index.document import Document
from index.embed import Embedder, open_embedder
from index.store import COPIES, Index, load, read_document
from index.structure import read
from models.errors import AskError
from models.fetch import ensure
from rag import messages
from rag.answer_cache import AnswerCache, Asked
from rag.answerability.heads import Features
from rag.generation import prompts
from rag.generation.engine import CancelledError, WarmCache
from rag.generation.engine import Generator as Llm
from rag.generation.llamacpp.engine import open_generator
from rag.generation.opening import open_engine
from rag.generation.prefill import PassageText, by_expected_use, within_budget
from rag.line import BusyError, Line, Ticket
from rag.pipeline import Pipeline
from rag.query.context import QueryContext, normalize
from rag.query.dialogue.history import bounded
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.types import Event, Finished, Kind, Passage, PassagesFound, Turn, Waiting, WeightsInUse
from rag.weights.selection import SelectedWeights, llm_sha256, select

CANCEL_POLL_SECONDS = 0.1


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
        self._answering, self._at_once, self._on_server = self._worker, 1, False
        self._loader = threading.Thread(target=self._load, name="loader", daemon=True)
        self._encoding = threading.Lock()
        self._line = Line()
        self._answers = AnswerCache(settings.keep_answers)
        self._pipeline: Pipeline
        self._retriever: Retriever
        self._weights: SelectedWeights
        self._generator: Llm
        self._llm_sha256: str

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
        self._loader.start()

    def status(self) -> Status:
        """Return what is being loaded now."""
        return self._status

    def wait(self) -> None:
        """Wait until questions can be answered. Raises AskError if loading failed."""
        self._wait(self._ready if self._with_llm else self._retrieval_ready)

    def _load(self) -> None:
        try:
            prompts.check()
            self._prompts = prompts.digest()
            for language in prompts.LANGUAGES:
                messages.replies(language)  # fails now, if a file is damaged, and not at a question
            llm: Future[None] | None = self._worker.submit(self._load_llm) if self._with_llm else None
            self._load_retrieval()
            if llm is not None:
                llm.result()
                self._weights.gate(self._llm_sha256)  # fails now, if its file is damaged, and not at a question
                self._ready.set()
                self._pipeline.prepare()
                if self._with_prefill:
                    self._prefill()
            self._status = Status("ready", can_ask=True)
        except AskError as error:
            self._fail(error)
        except Exception as error:
            self._fail(AskError(f"Loading failed: {error!r}. Run `make setup` and try again."))
            raise

    def _fail(self, error: AskError) -> None:
        self._failure = error
        self._status = Status("failed", detail=str(error))
        self._retrieval_ready.set()
        self._ready.set()

    def _load_llm(self) -> None:
        if (remote := open_engine(self._settings, self._open_local)) is not None:
            self._generator, self._llm_sha256 = remote, remote.identity
            self._at_once, self._on_server = self._settings.engine_slots, True
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
        index = self._open_index(embedder)
        weights = self._weights = select(index.document.sha256, embedder.id, embedder.dimension)
        self._retriever = Retriever(index, embedder, weights.ranker)
        self._pipeline = Pipeline(
            self._retriever,
            lambda read: weights.gate(self._llm_sha256, on_server=self._on_server) if read else weights.gate(None),
            weights.multi_hop,
            weights.history,
            weights.kinds,
            max_passages=self._settings.passages,
            max_tokens=self._settings.max_tokens,
            verdict_head=lambda: weights.verdict(self._llm_sha256),
        )
        self._retriever.retrieve("прогрев", 1)
        self._status = Status("llm")
        self._retrieval_ready.set()

    def _open_index(self, embedder: Embedder) -> Index:
        directory = self._settings.index
        return ensure_bundled_index(embedder) if directory == DEFAULT_OUT else load(directory, embedder.id)

    def _prefill(self) -> None:
        """Prefill missing passages within the budget, between questions: the page works on."""
        cache = self._generator
        if not isinstance(cache, WarmCache):
            return
        chosen = self._worker.submit(self._to_prefill, cache).result()
        for i, (text, language) in enumerate(chosen):
            if self._closing.is_set():
                return
            self._status = Status("passages", i / len(chosen), can_ask=True)
            self._worker.submit(cache.warm, text, language).result()

    def _to_prefill(self, cache: WarmCache) -> list[PassageText]:
        """What is prefilled ahead of time, in the thread that owns the LLM."""
        budget = self._settings.prefill_bytes - cache.prefix_bytes
        passages = by_expected_use(self._retriever.index, self._retriever.language)
        return list(within_budget(passages, cache.passage_bytes, budget))

    # -- asking -------------------------------------------------------------------------------------------------

    def retrieve(self, question: str, top: int = 10) -> tuple[Passage, ...]:
        """Return the best passages of `top` points, without the LLM; wait until the index is loaded."""
        self._wait(self._retrieval_ready)
        with self._encoding:
            return self._retriever.retrieve(question, top).passages

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        cancel: threading.Event | None = None,
        kind: Kind | None = None,
    ) -> Iterator[Event]:
        """Yield the events of one question, the last of them Finished.

        `kind` is what the question is taken for, if the asker has chosen that.

        They just end after `cancel` is set or the iterator is closed.

        Raises:
            AskError: loading failed.
            BusyError: the question needs the LLM, for which too many wait already.
        """
        cancel = cancel or threading.Event()
        self._wait(self._retrieval_ready, cancel)
        if cancel.is_set():
            return
        history = bounded(history)
        basis, asked = self._basis, Asked(normalize(question), history, kind)
        if known := self._answers.find(basis, asked):
            yield from known
            return
        with closing(self._ask(question, history, cancel, kind)) as events:
            yield from self._answers.recording(basis, asked, events)

    def _ask(
        self, question: str, history: Sequence[Turn], cancel: threading.Event, kind: Kind | None
    ) -> Generator[Event]:
        with self._encoding:
            context = self._pipeline.retrieve(question, history, kind)
        if not isinstance(context, QueryContext):
            yield PassagesFound(context.passages)
            yield self._as_asked(Finished(context), question)
            return
        yield PassagesFound(context.retrieved.passages)
        ticket = self._line.join()
        if ticket is None:
            raise BusyError(messages.replies(context.answer_language).busy.format(waiting=len(self._line)))
        try:
            yield from self._answered(context, ticket, cancel, question)
        finally:
            self._line.leave(ticket)
            cancel.set()

    def _answered(
        self, context: QueryContext, ticket: Ticket, cancel: threading.Event, question: str
    ) -> Iterator[Event]:
        """The events of a question that has its place in the line."""
        self._wait(self._ready, cancel)
        events: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        self._answering.submit(self._answer, context, cancel, events)
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
            yield self._as_asked(event, question)

    @property
    def _basis(self) -> str:
        """What every reply depends on, besides the question: whatever is changed here is another service."""
        index = self._retriever.index
        llm = getattr(self, "_llm_sha256", None)
        return repr((index.document.sha256, index.embedder_id, llm, self._prompts, self.weights, self._settings))

    def features(
        self, question: str, history: Sequence[Turn], cancel: threading.Event
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what the gate weighs for each passage that is read for a question; nothing if it is not asked."""
        self._wait(self._ready)
        with self._encoding:
            context = self._pipeline.retrieve(question, history)
        if not isinstance(context, QueryContext) or context.asks_for_point:
            return ()
        return self._worker.submit(self._pipeline.features, context, self._generator, cancel).result()

    def _as_asked(self, event: Event, question: str) -> Event:
        """Note in a result which fitted weights it was made with, and the question as it was typed, not as repaired."""
        if not isinstance(event, Finished):
            return event
        return Finished(replace(event.result, weights=self.weights, question=normalize(question)))

    def claim_features(self, question: str, cancel: threading.Event) -> tuple[tuple[Passage, Features], ...]:
        """Return what the verdict on a claim is weighed by, for each passage; nothing where it is not judged."""
        self._wait(self._ready)
        with self._encoding:
            context = self._pipeline.retrieve(question, kind=Kind.YES_NO)
        if not isinstance(context, QueryContext):
            return ()
        return self._worker.submit(self._pipeline.claim_features, context, self._generator, cancel).result()

    def warm(self, question: str) -> int:
        """Prefill what the LLM would read for a question; return how many passages were not in the cache."""
        self._wait(self._ready)
        cache = self._generator
        with self._encoding:
            context = self._pipeline.retrieve(question)
        if not isinstance(context, QueryContext) or not isinstance(cache, WarmCache):
            return 0
        texts = self._pipeline.texts_to_read(context)
        return sum(self._worker.submit(cache.warm, text, context.answer_language).result() for text in texts)

    @property
    def retriever(self) -> Retriever:
        """The retriever; waits until it is loaded."""
        self._wait(self._retrieval_ready)
        return self._retriever

    @property
    def weights(self) -> WeightsInUse | None:
        """Which fitted weights are in use, None until that is known."""
        if not hasattr(self, "_weights"):
            return None
        return self._weights.in_use(getattr(self, "_llm_sha256", None))

    def _answer(
        self, context: QueryContext, cancel: threading.Event, events: "queue.SimpleQueue[Event | BaseException | None]"
    ) -> None:
        try:
            if not cancel.is_set():
                for event in self._pipeline.answer(context, self._generator, cancel):
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
