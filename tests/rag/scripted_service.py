"""A service whose parts are made at once: the real pipeline over a scripted LLM that may be held."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rag.answerability.gate import GateUse
from rag.generation.engine import CancelledError, Prompt
from rag.service import Service
from rag.serving.loading import Loader
from rag.serving.opened import Opened
from rag.settings import Settings
from rag.weights.selection import select
from tests.rag.generation.fakes import Script
from tests.rag.test_pipeline import TRUE, UNREAD, make

QUESTION = "Какой договор подготовят к подписанию на следующей Консультативной встрече?"


class Slow(Script):
    """Says the truth when it is let; whoever is cancelled stops waiting for that."""

    def __init__(self) -> None:
        super().__init__(3.0, TRUE)
        self.may_go_on = threading.Event()
        self.reading: list[str] = []

    @contextmanager
    def prefill(self, prompts: Sequence[Prompt], cancel: threading.Event) -> Iterator[list]:
        self.reading.append(prompts[0].question)
        while not self.may_go_on.wait(0.01):
            if cancel.is_set():
                raise CancelledError
        with super().prefill(prompts, cancel) as sessions:
            yield sessions


class Scripted(Loader):
    """Loads a scripted LLM and the real pipeline over it, at once."""

    llm: Script

    def load_llm(self) -> None:
        self.worker.generator, self.worker.sha256 = self.llm, "0" * 64

    def load_retrieval(self) -> None:
        pipeline = make(dict.fromkeys(GateUse, UNREAD))
        retriever = pipeline._reader._retriever
        index = retriever.index
        weights = select(index.document.sha256, index.embedder_id, index.vectors.d)
        self.documents.take(Opened(retriever, pipeline, weights), retriever._embedder)


class Small(Service):
    """A service whose parts are made at once: the real pipeline over a scripted LLM."""

    def __init__(self, llm: Script, settings: Settings) -> None:
        super().__init__(settings)
        self.llm = llm
        self._loader = Scripted(settings, self._worker, self._documents, self._readiness)
        self._loader.llm = llm


def until(condition: Callable[[], object], seconds: float = 20.0) -> float:
    """Wait for a condition and return how long that took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.005)
    return time.monotonic() - began
