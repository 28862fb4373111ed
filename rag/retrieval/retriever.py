"""From a question to passages: the points that it names by number, then the ranker's best chunks.

A question is compared with the document and with its translations (index/bundled.py); rag/retrieval/ranker.py
makes one score of similarities, lexical overlap and lengths.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from index.chunks import Chunk
from index.embed import Embedder
from index.language.identify import identify_language, language_of
from index.profile import profile_of
from index.profile.kinds import UNKNOWN
from index.store import Index
from rag.query.sections.references import References, references
from rag.retrieval.context import SectionContext
from rag.retrieval.lexical import LexicalOverlap, Shares, content_forms, prefix_forms
from rag.retrieval.ranker import Ranker, features
from rag.types import Passage

Vector = NDArray[np.float32]

_QUERIES_KEPT = 64
"""Embeddings of queries that are kept: the steps of one question ask for the same few."""
_INFLECTED = ("ru", "en")
"""Languages of which index/language/words.py knows the forms of words."""


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """What was found for a question.

    Attributes:
        passages: the best chunk of each point, best point first, named points before all others.
        chunks: the best chunks, several of a point or none.
        named: the points that the question names.
        vector: embedding of what was searched for, (dimension,).
        document_language: that of the original, as `identify_language` tells it.
        text_language: the translation in the question's language, or in the nearest to it; None for the original.
        top2_margin: difference of the two best scores among all chunks, whatever the question names.
        z_score: distance of the best score to the mean of all, in standard deviations.
        document_kind: what the document is called (index/profile/kinds.toml).
    """

    passages: tuple[Passage, ...]
    chunks: tuple[Passage, ...]
    named: References
    vector: Vector
    document_language: str
    text_language: str | None
    top2_margin: float
    z_score: float
    document_kind: str = UNKNOWN


def to_passage(chunk: Chunk, score: float) -> Passage:
    """Return a chunk as a passage with its score."""
    return Passage(
        chunk.section.number,
        chunk.id,
        score,
        chunk.text,
        chunk.start,
        chunk.end,
        chunk.locator,
        chunk.lead_ins,
        chunk.first_items,
        chunk.in_context,
    )


def _embedded(embedder: Embedder, query: str) -> Vector:
    vector: Vector = embedder.queries([query])[0]
    vector.flags.writeable = False
    return vector


class Retriever:
    """Retrieval over one index."""

    def __init__(self, index: Index, embedder: Embedder, ranker: Ranker) -> None:
        """Take an index, the embedder that made it, and a ranker for both."""
        self.index, self._embedder, self.ranker = index, embedder, ranker
        self._query_vector = lru_cache(_QUERIES_KEPT)(partial(_embedded, embedder))
        self.language = language_of(chunk.text for chunk in index.chunks)
        """Language of the original, as `identify_language` tells it."""
        self.document_kind = profile_of(index.document).kind
        self._languages = (None, *index.translations)
        self._overlap = {None: LexicalOverlap([chunk.in_context for chunk in index.chunks])} | {
            name: LexicalOverlap(texts, content_forms if name in _INFLECTED else prefix_forms)
            for name, texts in index.translations.items()
        }
        self._sections = np.array([chunk.section.number for chunk in index.chunks])
        self._rows = {chunk.id: row for row, chunk in enumerate(index.chunks)}
        lengths = np.log([len(chunk.text) for chunk in index.chunks])
        self._log_lengths: Vector = (lengths - lengths.mean()).astype(np.float32)
        vectors = [[index.vector(row, name) for row in range(len(index.chunks))] for name in self._languages]
        mean = np.mean(vectors, axis=0)
        self.means: Vector = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        """Embedding of each chunk, the mean over the document and its translations, (chunks, dimension)."""

    def vector(self, passage: Passage) -> Vector:
        """Return the embedding of a passage, the mean over the document and its translations, (dimension,)."""
        mean: Vector = self.means[self._rows[passage.chunk]]
        return mean

    def text(self, passage: Passage, language: str | None) -> str:
        """Return a passage in a language if the index has it, else in the document's own."""
        texts = self.index.translations.get(language or "")
        return texts[self._rows[passage.chunk]] if texts else passage.text

    def vocabulary(self, language: str) -> frozenset[str]:
        """Return the forms of all content words of the document, for a question in a language."""
        return self._overlap[language if language in self._overlap and language in _INFLECTED else None].vocabulary

    def nearest(self, question: str, vector: Vector, texts: Sequence[str]) -> int:
        """Return the place of the text nearest to a question and its embedding, by similarity and lexical overlap."""
        if len(texts) == 1:
            return 0
        similarities = self._embedder.passages(texts) @ vector
        gain = self.ranker.margins.sentence_overlap * LexicalOverlap(texts).shares(question)
        return int(np.argmax(similarities + gain))

    def retrieve(self, question: str, top: int, query: str | None = None) -> RetrievalResult:
        """Return passages for a question, at most `top` points.

        `query` is searched for instead of the question: a follow-up with what it leaves out. Points that the question
        names come first, whatever their score.
        """
        document = self.index.document
        named = references(question, document)
        query = query or question
        vector = self.embed(query)
        seen, own = self.features(query, vector)
        scores = self.ranker.scores(seen, vector, self.means)
        order = np.argsort(-scores, kind="stable")
        sections = self._sections[order]
        best_rows = order[np.sort(np.unique(sections, return_index=True)[1])]  # the best chunk of each section
        chunk_rows = order[: 2 * top]
        if named.points:
            rank = {point: i for i, point in enumerate(named.points)}
            chunk_rows = order[np.isin(sections, named.points)]
            is_named = np.isin(self._sections[best_rows], named.points)
            first = sorted(best_rows[is_named].tolist(), key=lambda row: rank[int(self._sections[row])])
            best_rows = np.array([*first, *best_rows[~is_named]], int)
        passages, chunks = (
            tuple(to_passage(self.index.chunks[row], float(scores[row])) for row in rows.tolist())
            for rows in (best_rows[:top], chunk_rows)
        )
        best, second = (float(scores[row]) for row in (order[0], order[min(1, len(order) - 1)]))
        return RetrievalResult(
            passages=passages,
            chunks=chunks,
            named=named,
            vector=vector,
            document_language=self.language,
            document_kind=self.document_kind,
            text_language=self._languages[own],
            top2_margin=best - second,
            z_score=(best - float(scores.mean())) / (float(scores.std()) or 1.0),
        )

    def ranked(self, query: str, vector: Vector) -> Iterator[tuple[Chunk, float]]:
        """Yield all chunks with their scores for a query and its embedding, best first, whatever sections it names."""
        scores = self.ranker.scores(self.features(query, vector)[0], vector, self.means)
        for row in np.argsort(-scores, kind="stable"):
            yield self.index.chunks[row], float(scores[row])

    def embed(self, query: str) -> Vector:
        """Return the embedding of a query, (dimension,), which cannot be written to: others get the same array."""
        return self._query_vector(query)

    def embed_all(self, queries: Sequence[str]) -> Vector:
        """Return the embeddings of queries, (queries, dimension)."""
        vectors: Vector = self._embedder.queries(queries)
        return vectors

    def features(self, query: str, vector: Vector) -> tuple[Vector, int]:
        """Return the ranker's features, (chunks, features), and the row of the text in the query's language.

        Row 0 is the document, the others are its translations in their order.
        """
        text_language, shares = self._nearest_language(query)
        own = self._languages.index(text_language)
        similarities = self.index.similarities(vector)
        if self.ranker.is_general:
            nearest = (similarities[0] + similarities[own]) / 2
            return self._in_sections.features(query, nearest, shares, self._log_lengths), own
        zeros = np.zeros_like(shares)
        lexical, prefix = (shares, zeros) if text_language in (None, *_INFLECTED) else (zeros, shares)
        return features(similarities, own, lexical, prefix, self._log_lengths), own

    @cached_property
    def _in_sections(self) -> SectionContext:
        """What only the ranker for any text weighs; made when it is first asked, for large texts take a while."""
        return SectionContext(self.index.chunks)

    def _nearest_language(self, query: str) -> tuple[str | None, Shares]:
        """Return the text in the query's language, and the share of the query's words that each chunk has there.

        A query in neither Russian nor English is taken for one in the language whose translation it shares most with.
        """
        question_language = identify_language(query)
        if question_language in _INFLECTED and question_language in self._overlap:
            return question_language, self._overlap[question_language].shares(query)
        others = [name for name in self._languages if name not in (None, *_INFLECTED)]
        if question_language in _INFLECTED or not others:
            return None, self._overlap[None].shares(query)
        shares = {name: self._overlap[name].shares(query) for name in others}
        best = max(others, key=lambda name: float(shares[name].max()))
        return best, shares[best]
