"""The one place of the bench that reaches into the engine: whoever changes rag/llm.py or rag/service.py looks here.

`Engine` writes one answer under grammar and lexicon, for the speed of constrained decoding. `QuietService` is the
service without its background work, for indexes whose passages would take hours to prefill.
"""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from rag import prompt as prompts
from rag.lexicon import Lexicon
from rag.llm import LlamaGenerator, Prompt
from rag.pipeline import Task
from rag.service import Service, identity
from rag.settings import Settings
from rag.types import Passage


def in_order(passages: Sequence[Passage]) -> tuple[tuple[int, str], ...]:
    """Passages as the LLM reads them: (point, text) in the document's order."""
    return tuple((p.point, p.text) for p in sorted(passages, key=lambda p: (p.point, p.start)))


class Engine:
    """The generator that answers, asked for its decoding speed."""

    def __init__(self, settings: Settings, llm: Path) -> None:
        self._limit = settings.max_tokens
        self._generator = LlamaGenerator(
            llm,
            threads=settings.threads,
            cells=settings.context,
            kv_type=settings.kv_type,
            kv_folder=settings.cache / "passage-kv",
            identity=identity(llm),
        )

    def write(self, question: str, passages: Sequence[Passage], language: str) -> tuple[str, float]:
        """An answer under grammar and lexicon, and the seconds that decoding it took after the prompt was read."""
        for passage in passages:
            self._generator.prepare(passage.point, passage.text)
        prompt = Prompt(in_order(passages), question, prompts.judgement(language), prompts.ending(language))
        grammar = prompts.grammar(sorted({p.point for p in passages}), language)
        lexicon = Lexicon(p.text for p in passages) if language == "ru" else None
        with self._generator.read(prompt, threading.Event()) as reading:
            reading.preference()
            began = time.perf_counter()
            text = "".join(reading.write(grammar, lexicon, self._limit))
            return text, time.perf_counter() - began

    def close(self) -> None:
        """Give the model's memory back."""
        self._generator.close()


class QuietService(Service):
    """A service that prefills only the passages that it is told to."""

    def _prefill(self) -> None:
        """Leave the passages as they are."""

    def prepare(self, question: str) -> tuple[int, float]:
        """Prefill what the LLM would read for a question; how many passages were missing, and the seconds spent."""
        task = self._pipeline.find(question)
        passages = self._pipeline._passages(task) if isinstance(task, Task) else ()
        began = time.perf_counter()
        made = [self._worker.submit(self._generator.prepare, p.point, p.text).result() for p in passages]
        return sum(made), time.perf_counter() - began
