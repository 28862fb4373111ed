"""What the bench needs of the generator and the service beyond their public use; look here if you change either.

`Engine` generates one answer under its grammar, for the speed of constrained decoding. `QuietService` is the service
without its background work, for indexes whose passages would take hours to prefill.
"""

import threading
import time
from pathlib import Path

from rag.generation import prompts
from rag.generation.engine import Prompt, WarmCache
from rag.generation.llamacpp.engine import open_generator
from rag.pipeline import QueryContext
from rag.service import Service
from rag.settings import Settings
from rag.types import Passage


class Engine:
    """The generator alone, for its decoding speed."""

    def __init__(self, settings: Settings, llm: Path) -> None:
        self._limit = settings.max_tokens
        self._generator = open_generator(settings, llm)

    def generate(self, question: str, passage: Passage, language: str) -> tuple[str, float]:
        """Return an answer from one passage, and the seconds that decoding took after the prompt was prefilled."""
        prompt = Prompt(passage.text, question, language)
        with self._generator.prefill([prompt], threading.Event()) as (session,):
            began = time.perf_counter()
            text = "".join(session.generate(prompts.answer_grammar(passage.text, language), self._limit))
            return text, time.perf_counter() - began

    def close(self) -> None:
        """Free the model's memory."""
        self._generator.close()


class QuietService(Service):
    """A service that prefills no passages in the background."""

    def _prefill(self) -> None:
        """Prefill nothing."""

    def warm(self, question: str) -> tuple[int, float]:
        """Prefill the passages that a question would use; return how many were missing, and the seconds spent."""
        task = self._pipeline.find(question)
        passages = self._pipeline._passages(task) if isinstance(task, QueryContext) else ()
        cache = self._generator
        assert isinstance(cache, WarmCache)
        began = time.perf_counter()
        made = [self._worker.submit(cache.warm, passage.text, "ru").result() for passage in passages]
        return sum(made), time.perf_counter() - began
