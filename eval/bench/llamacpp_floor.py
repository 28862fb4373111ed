"""Bare llama.cpp, the bench's lower bound, as one of its systems: `python -m eval.bench.llamacpp_floor JOB.json serve`.

Measured for each question, with the passage retrieved for it: the time to decode the whole prompt, the time to decode
only what follows the passage (no system that reads the question can show a word sooner), and the speed of greedy
decoding without a grammar; besides, the speed of our decoding under a grammar after the same prompt.
"""

import json
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.bench.peers.common import own_output, peak_rss_mib
from index.language.identify import identify_language
from models.fetch import ensure
from rag.generation import prompts
from rag.generation.engine import Prompt
from rag.generation.llamacpp.context import MAX_BATCH, BatchToken, Llama
from rag.generation.llamacpp.engine import chat_frame, open_generator
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.types import Passage
from rag.weights.selection import select

DECODED = 40
"""Tokens over which the speed is measured: about the length of an answer."""


class Engine:
    """The chatbot's generator, for its decoding speed."""

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


class LlamaCppFloor:
    """A llama.cpp context that is used without a grammar, and the chatbot's generator."""

    def __init__(self, settings: Settings) -> None:
        from index.embed import open_embedder
        from index.store import load

        embedder = open_embedder(ensure("embedder"))
        index = load(settings.index, embedder.id)
        weights = select(index.document.sha256, embedder.id, embedder.dimension)
        self._retriever = Retriever(index, embedder, weights.ranker)
        llm = settings.llm or ensure("llm")
        self._llama = Llama(
            llm, threads=settings.threads, kv_cells=settings.context, sequences=1, kv_type=settings.kv_type
        )
        self._engine = Engine(settings, llm)

    def measure(self, question: str) -> dict[str, Any]:
        """Return milliseconds of prefill and tokens per second of decoding for one question."""
        answer_language = "en" if identify_language(question) == "en" else "ru"
        passage = self._retriever.retrieve(question, 10).chunks[0]
        before, asked = self._prompt(question, passage, answer_language)
        began = time.perf_counter()
        self._decode(before, 0)
        read = time.perf_counter()
        self._decode(asked, len(before))
        ready = time.perf_counter()
        for position in range(len(before) + len(asked), len(before) + len(asked) + DECODED):
            token = int(self._llama.logits(-1).argmax())
            self._llama.decode([BatchToken(token, position, (0,), logits=True)])
        done = time.perf_counter()
        self._llama.remove(0)
        text, seconds = self._engine.generate(question, passage, answer_language)
        return {
            "prompt_tokens": len(before) + len(asked),
            "question_tokens": len(asked),
            "prompt_ms": 1000 * (ready - began),
            "question_ms": 1000 * (ready - read),
            "raw_rate": DECODED / (done - ready),
            "rate": len(self._llama.tokenize(text)) / seconds,
            "peak_rss_mib": peak_rss_mib(),
        }

    def _prompt(self, question: str, passage: Passage, answer_language: str) -> tuple[list[int], list[int]]:
        """Return the tokens of the chatbot's prompt up to the end of the passage, and those after it."""
        tokenize = self._llama.tokenize
        prefix, suffix = chat_frame(self._llama, answer_language)
        before = tokenize(prefix, special=True) + tokenize(prompts.format_passage(passage.text, answer_language))
        asked = tokenize(prompts.format_question(question, answer_language)) + tokenize(suffix, special=True)
        return before, asked

    def _decode(self, tokens: Sequence[int], position: int) -> None:
        for start in range(0, len(tokens), MAX_BATCH):
            part = tokens[start : start + MAX_BATCH]
            last = start + len(part) == len(tokens)
            self._llama.decode(
                [BatchToken(t, position + start + i, (0,), last and i == len(part) - 1) for i, t in enumerate(part)]
            )

    def close(self) -> None:
        """Free the models' memory."""
        self._engine.close()
        self._llama.close()


def main() -> int:
    """Run the command line and return the exit status."""
    output = own_output()
    limit = LlamaCppFloor(Settings.from_environment())
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            output.write(json.dumps({"id": asked["id"], **limit.measure(asked["question"])}) + "\n")
    finally:
        limit.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
