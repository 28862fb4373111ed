"""The LLM and the one thread that owns it, in which questions are read and answered one after another.

An engine on a server answers several at once. Between questions passages are prefilled that are not yet in the cache.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from models.fetch import ensure
from rag.answerability.heads import Features
from rag.generation.engine import CancelledError, WarmCache
from rag.generation.engine import Generator as Llm
from rag.generation.llamacpp.engine import open_generator
from rag.generation.opening import open_engine
from rag.generation.prefill import PassageText, by_expected_use, within_budget
from rag.pipeline import Pipeline
from rag.query.context import QueryContext
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.types import Event, Kind, Passage
from rag.weights.selection import llm_sha256

Events = queue.SimpleQueue[Event | BaseException | None]
"""The events of one question as they come, then None; or the error that ended them."""


class LlmWorker:
    """Works for one service, from `load` to `close`."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings, which name the engine."""
        self._settings = settings
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="llm")
        self._answering, self.at_once = self.thread, 1
        self.generator: Llm
        self.sha256: str | None = None
        """The LLM's hash, or what a server calls its own; None until it is loaded."""

    def load(self) -> None:
        """Open the engine that the settings name. Raises AskError if it cannot be opened."""
        if (remote := open_engine(self._settings, self._open_local)) is not None:
            self.at_once = self._settings.engine_slots
            self._answering = ThreadPoolExecutor(self.at_once, thread_name_prefix="engine")
            self.generator, self.sha256 = remote, remote.identity
            return
        path = self._settings.llm or ensure("llm")
        self.generator = open_generator(self._settings, path)
        self.sha256 = llm_sha256(path, self._settings.cache)

    def _open_local(self) -> Llm:
        """The local LLM behind a server that failed."""
        return open_generator(self._settings, self._settings.llm or ensure("llm"))

    def loaded_sha256(self) -> str:
        """Return the hash of the LLM, which is loaded."""
        assert self.sha256 is not None, "nothing asks before it is loaded"
        return self.sha256

    def answer(
        self,
        pipeline: Pipeline,
        context: QueryContext,
        cancel: threading.Event,
        before: Callable[[], object] = lambda: None,
    ) -> Events:
        """Have a question answered; its events come into what is returned, until `cancel` is set.

        `before` is called when its turn comes, and may wait a moment.
        """
        events: Events = queue.SimpleQueue()
        self._answering.submit(self._answer, pipeline, context, cancel, events, before)
        return events

    def _answer(
        self,
        pipeline: Pipeline,
        context: QueryContext,
        cancel: threading.Event,
        events: Events,
        before: Callable[[], object],
    ) -> None:
        try:
            if not cancel.is_set():
                before()
                for event in pipeline.answer(context, self.generator, cancel):
                    events.put(event)
            events.put(None)
        except CancelledError:
            events.put(None)
        except Exception as error:
            events.put(error)

    def features(
        self, pipeline: Pipeline, context: QueryContext, cancel: threading.Event, kind: Kind
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what is weighed of each passage that is read, by the head of a kind or by the gate."""
        return self.thread.submit(pipeline.features, context, self.generator, cancel, kind).result()

    def warm(self, texts: Iterable[str], language: str) -> int:
        """Prefill passages in a language; return how many were not in the cache."""
        cache = self.generator
        if not isinstance(cache, WarmCache):
            return 0
        return sum(self.thread.submit(cache.warm, text, language).result() for text in texts)

    def prefill(self, retriever: Retriever) -> Iterator[float]:
        """Prefill missing passages within the budget, between questions; yield the share done before each of them."""
        cache = self.generator
        if not isinstance(cache, WarmCache):
            return
        chosen = self.thread.submit(self.to_prefill, cache, retriever).result()
        for i, (text, language) in enumerate(chosen):
            yield i / len(chosen)
            self.thread.submit(cache.warm, text, language).result()

    def to_prefill(self, cache: WarmCache, retriever: Retriever) -> list[PassageText]:
        """Return what is prefilled ahead of time; to be called in the thread that owns the LLM."""
        budget = self._settings.prefill_bytes - cache.prefix_bytes
        passages = by_expected_use(retriever.index, retriever.language)
        return list(within_budget(passages, cache.passage_bytes, budget))

    def close(self) -> None:
        """Stop answering and free the LLM."""
        for workers in (self.thread, self._answering):
            workers.shutdown(cancel_futures=True)
        if hasattr(self, "generator"):
            self.generator.close()
