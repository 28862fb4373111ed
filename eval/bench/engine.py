"""The one place of the bench that reaches into the engine.

Whoever changes rag/generation/llamacpp/engine.py or rag/service.py looks here.

`Engine` writes one answer under its grammar, for the speed of constrained decoding. `QuietService` is the
service without its background work, for indexes whose passages would take hours to prefill.
"""

import threading
import time
from pathlib import Path

from rag.generation import prompts
from rag.generation.llamacpp.engine import Prompt
from rag.pipeline import QueryContext
from rag.service import Service, open_generator
from rag.settings import Settings
from rag.types import Passage


class Engine:
    """The generator that answers, asked for its decoding speed."""

    def __init__(self, settings: Settings, llm: Path) -> None:
        self._limit = settings.max_tokens
        self._generator = open_generator(settings, llm)

    def write(self, question: str, passage: Passage, language: str) -> tuple[str, float]:
        """An answer from one passage, and the seconds that decoding it took after the prompt was read."""
        prompt = Prompt(passage.text, question, language)
        with self._generator.read([prompt], threading.Event()) as (reading,):
            began = time.perf_counter()
            text = "".join(reading.write(prompts.grammar(passage.text, language), self._limit))
            return text, time.perf_counter() - began

    def close(self) -> None:
        """Give the model's memory back."""
        self._generator.close()


class QuietService(Service):
    """A service that prefills only the passages that it is told to."""

    def _prefill(self) -> None:
        """Leave the passages as they are."""

    def warm(self, question: str) -> tuple[int, float]:
        """Prefill what the LLM would read for a question; how many passages were missing, and the seconds spent."""
        task = self._pipeline.find(question)
        passages = self._pipeline._passages(task) if isinstance(task, QueryContext) else ()
        began = time.perf_counter()
        made = [self._worker.submit(self._generator.warm, p.text, "ru").result() for p in passages]
        return sum(made), time.perf_counter() - began
