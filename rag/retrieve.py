"""From a question to passages: points that it names by number, else dense search and shared words, best chunk a point.

A chunk's score is its dense similarity plus a small part for the question's words that it holds, weighed by their
rarity, and a smaller one for its length. Fusing BM25 by reciprocal rank was worse than dense alone; so small a part is
better than either (eval/LOG.md).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.chunk import Chunk
from index.embed import Embedder
from index.store import Index
from rag.references import References, references
from rag.types import Passage
from rag.words import words

Vector = NDArray[np.float32]

LEXICAL_WEIGHT = 0.04
"""What a chunk that holds all of the question's words gains in similarity (eval/LOG.md)."""

LENGTH_WEIGHT = 0.005
"""What a chunk gains by each e-fold of its length over the mean: a long one answers more questions (eval/LOG.md)."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a question found.

    `passages`: the best chunk of each point, best point first; `chunks`: the best chunks whatever their point.
    `vector` is what was searched for, (dimension,). Of the scores of all chunks, whatever the question names: `margin`
    is the distance of the best one to the second, `deviation` that to their mean in standard deviations.
    """

    passages: tuple[Passage, ...]
    chunks: tuple[Passage, ...]
    named: References
    vector: Vector
    margin: float
    deviation: float


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
        self.forms = frozenset().union(*self._forms)
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
        lengths = np.log([len(chunk.text) for chunk in index.chunks])
        self._priors: list[float] = (LENGTH_WEIGHT * (lengths - lengths.mean())).tolist()

    def vector(self, passage: Passage) -> Vector:
        """The vector of a passage, (dimension,)."""
        return self.index.vector(self._rows[passage.chunk])

    @property
    def vocabulary(self) -> frozenset[str]:
        """The forms of all content words of the text."""
        return self._shared.forms

    def nearest(self, question: str, vector: Vector, texts: Sequence[str]) -> int:
        """The place of the text that is nearest to a question and its vector, by likeness and shared words."""
        if len(texts) == 1:
            return 0
        likenesses = self._embedder.passages(texts) @ vector
        shares = SharedWords(texts).shares(question)
        return int(np.argmax(likenesses + LEXICAL_WEIGHT * np.array(shares)))

    def retrieve(self, question: str, top: int, query: str | None = None) -> Retrieved:
        """Passages for a question; `query` is searched for in its stead (a follow-up with what it leaves out).

        Points that the question names come first, by number, whatever their similarity.
        """
        named = references(question, self.index.document.last)
        vectors = self._embedder.queries([query or question])
        found = self._ranked(query or question, vectors)
        scores = np.array([passage.score for passage in found])
        alike, second = (float(score) for score in (scores[0], scores[1] if len(scores) > 1 else scores[0]))
        spread = float(scores.std()) or 1.0
        told = (named, vectors[0], alike - second, (alike - float(scores.mean())) / spread)
        if named.points:
            rank = {point: i for i, point in enumerate(named.points)}
            first = [passage for passage in found if passage.point in rank]
            points = sorted(best_of_points(first), key=lambda passage: rank[passage.point])
            rest = [passage for passage in best_of_points(found) if passage.point not in rank]
            return Retrieved(tuple([*points, *rest][:top]), tuple(first), *told)
        return Retrieved(best_of_points(found)[:top], tuple(found[: 2 * top]), *told)

    def _ranked(self, query: str, vectors: Vector) -> list[Passage]:
        """All chunks, best first."""
        shares = self._shared.shares(query)
        found = []
        for chunk, score in self.index.search(vectors, len(self.index.chunks))[0]:
            row = self._rows[chunk.id]
            found.append(to_passage(chunk, score + LEXICAL_WEIGHT * shares[row] + self._priors[row]))
        return sorted(found, key=lambda passage: -passage.score)
