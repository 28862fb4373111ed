"""Is every sentence supported by the point that it cites? Citations are mended, unsupported sentences dropped.

A sentence holds where one sentence of a read passage holds all its numbers, names and denials and most of its content
words (rag/support.py). Of several such sentences the citation goes to the one whose words are nearest in order,
whatever the LLM cited: its labels are unreliable (eval/LOG.md).
An English sentence is judged by numbers, names and its nearness to the Russian sentence in the embedder's space.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.embed import Embedder
from rag.english import english_support
from rag.support import Span, Support, echoes, spans, support
from rag.types import Citation, Dropped, Passage, Sentence
from rag.words import words

CITED = re.compile(r"\s*(.+?)\s*\[(\d+(?:, \d+)*)\]\.", re.DOTALL)
"""One generated sentence: its text, and the points in its brackets."""

LEAST_COVERAGE = 0.75
"""Least share of a Russian sentence's content words that the source sentence must hold (set on dev, eval/LOG.md)."""


def parse_sentence(generated: str) -> tuple[str, tuple[int, ...]]:
    """The text and the cited points of a generated sentence. Raises ValueError where it has no citation."""
    match = CITED.fullmatch(generated)
    if not match:
        raise ValueError(f"no citation in {generated!r}")
    return match[1].rstrip(" .;,"), tuple(dict.fromkeys(int(number) for number in match[2].split(", ")))


def cite(span: Span) -> Citation:
    """A citation of a whole source sentence."""
    return Citation(span.point, span.text, span.start, span.end)


def adjacency(sentence: str, source: str) -> float:
    """Share of neighbouring words of a sentence that are neighbours, in this order, in the source too; from 0 to 1."""
    said, there = words(sentence), words(source)
    pairs = list(pairwise(said))
    kept = sum(any(a.same(c) and b.same(d) for c, d in pairwise(there)) for a, b in pairs)
    return kept / len(pairs) if pairs else 0.0


class Verifier:
    """Holds what judging needs beyond the words: the embedder, for sentences in English."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def check(
        self, text: str, points: Sequence[int], passages: Sequence[Passage], question: str, language: str
    ) -> Sentence | Dropped:
        """The sentence with citations that hold, or what was dropped and why."""
        if language != "en" and echoes(text, question):
            return Dropped(text, tuple(points), "echoes the question")
        judged = self._judge(text, passages, language)
        holding = [judgement for judgement in judged if judgement.holds]
        if holding:
            best = max(
                holding,
                key=lambda s: s.coverage + adjacency(text, s.span.text),
            )
            return Sentence(text, (cite(best.span),))
        nearest = max(judged, key=lambda s: s.coverage)
        return Dropped(text, tuple(points), f"not in the source: {nearest.missing}")

    def _judge(self, text: str, passages: Sequence[Passage], language: str) -> list[Support]:
        sources = [span for passage in passages for span in spans(passage.point, passage.text, passage.start)]
        if language == "en":
            return english_support(text, sources, self._embedder)
        return [support(text, span, LEAST_COVERAGE) for span in sources]
