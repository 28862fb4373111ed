"""From a question to passages: points that it names by number, else dense search and shared words, best chunk a point.

A chunk's score is its dense similarity plus a small part for the question's words that it holds, weighed by their
rarity. Fusing BM25 by reciprocal rank was worse than dense alone; so small a part is better than either (eval/LOG.md).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.chunk import Chunk
from index.embed import Embedder
from index.store import Index
from rag.references import References, references
from rag.types import Passage
from rag.words import words

LEXICAL_WEIGHT = 0.04
"""What a chunk that holds all of the question's words gains in similarity (set on calibration questions, eval/LOG.md)."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`passages`: the best chunk of each point, best point first; `chunks`: the best chunks whatever their point."""

    passages: tuple[Passage, ...]
    chunks: tuple[Passage, ...]
    named: References


def to_passage(chunk: Chunk, score: float) -> Passage:
    """A chunk with the score that it was found with."""
    return Passage(chunk.point, chunk.id, score, chunk.text, chunk.start, chunk.end)


def best_of_points(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The first passage of each point, in the order given."""
    best: dict[int, Passage] = {}
    for passage in passages:
        best.setdefault(passage.point, passage)
    return tuple(best.values())


class SharedWords:
    """The share of a question's content words that a chunk holds in any form, each word weighed by its rarity."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the words of every chunk, in the index's order."""
        contents = ((word for word in words(text) if word.content) for text in texts)
        self._forms = [frozenset().union(*(word.forms for word in content)) for content in contents]
        self._chunks = Counter(form for forms in self._forms for form in forms)

    def shares(self, question: str) -> list[float]:
        """A share from 0 to 1 for each chunk."""
        asked = {word.forms: self._rarity(word.forms) for word in words(question) if word.content}
        whole = sum(asked.values())
        if not whole:
            return [0.0] * len(self._forms)
        return [sum(w for forms, w in asked.items() if not forms.isdisjoint(here)) / whole for here in self._forms]

    def _rarity(self, forms: frozenset[str]) -> float:
        """Inverse document frequency (Sparck Jones 1972), of the form that most chunks hold."""
        return math.log((len(self._forms) + 1) / (max(self._chunks[form] for form in forms) + 0.5))


class Retriever:
    """Retrieval over one index."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self.index, self._embedder = index, embedder
        self._shared = SharedWords([chunk.text for chunk in index.chunks])
        self._rows = {chunk.id: row for row, chunk in enumerate(index.chunks)}

    def retrieve(self, question: str, top: int, query: str | None = None) -> Retrieved:
        """Passages for a question; `query` is searched for in its stead (a follow-up with what it leaves out).

        Points that the question names come first, by number, whatever their similarity.
        """
        named = references(question, self.index.document.last)
        vectors = self._embedder.queries([query or question])
        shares = self._shared.shares(query or question)
        found = sorted(
            (
                to_passage(chunk, score + LEXICAL_WEIGHT * shares[self._rows[chunk.id]])
                for chunk, score in self.index.search(vectors, len(self.index.chunks))[0]
            ),
            key=lambda passage: -passage.score,
        )
        if named.points:
            rank = {point: i for i, point in enumerate(named.points)}
            first = [passage for passage in found if passage.point in rank]
            points = sorted(best_of_points(first), key=lambda passage: rank[passage.point])
            rest = [passage for passage in best_of_points(found) if passage.point not in rank]
            return Retrieved(tuple([*points, *rest][:top]), tuple(first), named)
        return Retrieved(best_of_points(found)[:top], tuple(found[: 2 * top]), named)
