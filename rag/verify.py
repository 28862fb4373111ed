"""Is every sentence supported by the point that it cites? Unsupported sentences are dropped.

A sentence was written from one passage, and holds where one sentence of that passage, or two that follow each other,
hold all its numbers, names and denials and most of its content words (rag/support.py). Of several such sentences the
citation goes to the one whose words are nearest in order.
An English sentence is judged by numbers, names and its nearness to the Russian sentence in the embedder's space.
"""

from collections.abc import Iterator
from itertools import pairwise

from index.embed import Embedder
from rag.english import english_support
from rag.support import Span, Support, echoes, spans, support
from rag.types import Citation, Dropped, Passage, Sentence
from rag.words import words

LEAST_COVERAGE = 0.7
"""Least share of a Russian sentence's content words that the source must hold (set on dev, eval/LOG.md)."""


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

    def check(self, text: str, passage: Passage, question: str, language: str) -> Sentence | Dropped:
        """The sentence with a citation that holds, or what was dropped and why."""
        if any(text.count(left) != text.count(right) for left, right in ("()", "«»")):
            return Dropped(text, (passage.point,), "unfinished")
        if echoes(text, question):
            return Dropped(text, (passage.point,), "echoes the question")
        single = list(spans(passage.point, passage.text, passage.start))
        judged: list[Support] = []
        for sources in (single, list(_neighbours(single, passage))):
            judged += self._judge(text, sources, language)
            holding = [judgement for judgement in judged if judgement.holds]
            if holding:
                best = max(holding, key=lambda s: s.coverage + adjacency(text, s.span.text))
                return Sentence(text, (cite(best.span),))
        nearest = max(judged, key=lambda s: s.coverage)
        return Dropped(text, (passage.point,), f"not in the source: {nearest.missing}")

    def _judge(self, text: str, sources: list[Span], language: str) -> list[Support]:
        if language == "en":
            return english_support(text, sources, self._embedder) if sources else []
        return [support(text, span, LEAST_COVERAGE) for span in sources]


def _neighbours(single: list[Span], passage: Passage) -> Iterator[Span]:
    """Pairs of sentences that follow each other, as one: an answer may join what a passage says in two."""
    for first, second in pairwise(single):
        text = passage.text[first.start - passage.start : second.end - passage.start]
        yield Span(passage.point, first.start, second.end, text)
