"""What llama.cpp itself can do, as one of the bench's systems: `python -m eval.bench.llamacpp_floor JOB.json serve`.

For each question, with the passage that is retrieved for it: the time to decode the whole prompt, the time to decode
only what comes after the passage (no system that reads the question can show a word sooner), and the speed of greedy
decoding after that with no rules at all. Beside it the speed of our constrained decoding after the same prompt.
"""

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from eval.bench.engine import Engine
from eval.bench.peers.common import own_output, peak_rss_mib
from index.language.identify import identify_language
from models.fetch import ensure
from rag.generation import prompts
from rag.generation.llamacpp.context import MAX_BATCH, Llama, Slot
from rag.generation.llamacpp.engine import chat_parts
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.types import Passage

DECODED = 40
"""Tokens over which the raw speed is taken: about the length of an answer."""


class Limit:
    """One llama.cpp context that is used without any rules, and our generator beside it."""

    def __init__(self, settings: Settings) -> None:
        from index.embed import open_embedder
        from index.store import load

        embedder = open_embedder(ensure("embedder"))
        self._retriever = Retriever(load(settings.index, embedder.id), embedder)
        llm = settings.llm or ensure("llm")
        self._llama = Llama(
            llm, threads=settings.threads, cells=settings.context, sequences=1, kv_type=settings.kv_type
        )
        self._engine = Engine(settings, llm)

    def measure(self, question: str) -> dict[str, Any]:
        """Milliseconds of prefill, and tokens per second of decoding, for one question."""
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
            self._llama.decode([Slot(token, position, (0,), logits=True)])
        done = time.perf_counter()
        self._llama.remove(0)
        text, seconds = self._engine.write(question, passage, answer_language)
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
        """The tokens of our prompt up to the passage, and those after it."""
        tokenize = self._llama.tokenize
        prefix, turn = chat_parts(self._llama, answer_language)
        before = tokenize(prefix, special=True) + tokenize(prompts.passage(passage.text, answer_language))
        asked = tokenize(prompts.question(question, answer_language)) + tokenize(turn, special=True)
        return before, asked

    def _decode(self, tokens: Sequence[int], position: int) -> None:
        for start in range(0, len(tokens), MAX_BATCH):
            part = tokens[start : start + MAX_BATCH]
            last = start + len(part) == len(tokens)
            self._llama.decode(
                [Slot(t, position + start + i, (0,), last and i == len(part) - 1) for i, t in enumerate(part)]
            )

    def close(self) -> None:
        """Give the models' memory back."""
        self._engine.close()
        self._llama.close()


def main() -> int:
    """Command line; returns the exit status."""
    output = own_output()
    limit = Limit(Settings.from_environment())
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            output.write(json.dumps({"id": asked["id"], **limit.measure(asked["question"])}) + "\n")
    finally:
        limit.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
