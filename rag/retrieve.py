"""From a question to passages: points that it names by number, else dense search, best chunk a point.

Fusing BM25 with the dense ranking was measured to be worse than dense alone (eval/LOG.md), so there is no hybrid.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from index.chunk import Chunk
from index.embed import Embedder
from index.store import Index
from rag.references import References, references
from rag.types import Passage


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


class Retriever:
    """Dense retrieval over one index."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self.index, self._embedder = index, embedder

    def retrieve(self, question: str, top: int, query: str | None = None) -> Retrieved:
        """Passages for a question; `query` is searched for in its stead (a follow-up with what it leaves out).

        Points that the question names come first, by number, whatever their similarity.
        """
        named = references(question, self.index.document.last)
        vectors = self._embedder.queries([query or question])
        found = [to_passage(chunk, score) for chunk, score in self.index.search(vectors, len(self.index.chunks))[0]]
        if named.points:
            rank = {point: i for i, point in enumerate(named.points)}
            first = [passage for passage in found if passage.point in rank]
            points = sorted(best_of_points(first), key=lambda passage: rank[passage.point])
            rest = [passage for passage in best_of_points(found) if passage.point not in rank]
            return Retrieved(tuple([*points, *rest][:top]), tuple(first), named)
        return Retrieved(best_of_points(found)[:top], tuple(found[: 2 * top]), named)
