"""From a question to passages: the points that it names by number, then the ranker's best chunks.

A question is compared with the document and with its translations (index/bundled.py); rag/retrieval/ranker.py
makes one score of similarities, lexical overlap and lengths.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk
from index.embed import Embedder
from index.language.identify import identify_language, language_of
from index.language.words import TOKEN, fold, words
from index.profile import profile_of
from index.profile.kinds import UNKNOWN
from index.store import Index
from rag.query.sections.references import References, references
from rag.retrieval.ranker import Ranker, features
from rag.types import Passage

Vector = NDArray[np.float32]

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


def best_of_points(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return the first passage of each point, in the order given."""
    best: dict[int, Passage] = {}
    for passage in passages:
        best.setdefault(passage.point, passage)
    return tuple(best.values())


Forms = Callable[[str], Sequence[frozenset[str]]]
"""The content words of a text, each as the set of its forms; words whose sets meet count as one."""

_PREFIX = 5
"""Letters that words are compared by."""


def content_forms(text: str) -> Sequence[frozenset[str]]:
    """Return the content words of Russian or English text by their normal forms."""
    return [word.forms for word in words(text) if word.is_content]


def prefix_forms(text: str) -> Sequence[frozenset[str]]:
    """Return words of four letters and more by their first ones, for agglutinative languages without a dictionary."""
    plain = re.sub("[ʻʼ‘’']", "", fold(text))
    return [frozenset({token[:_PREFIX]}) for token in TOKEN.findall(plain) if len(token) > 3]


class LexicalOverlap:
    """The share of a question's content words that a text has in any form, weighted by inverse document frequency."""

    def __init__(self, texts: Sequence[str], forms: Forms = content_forms) -> None:
        """Take the words of each text."""
        self._content = forms
        self._forms = [frozenset().union(*forms(text)) for text in texts]
        self.vocabulary = frozenset().union(*self._forms)
        self._frequency = Counter(form for held in self._forms for form in held)

    def shares(self, question: str) -> list[float]:
        """Return a share from 0 to 1 for each text."""
        asked = {forms: self._idf(forms) for forms in self._content(question)}
        total = sum(asked.values())
        if not total:
            return [0.0] * len(self._forms)
        return [sum(w for forms, w in asked.items() if not forms.isdisjoint(here)) / total for here in self._forms]

    def _idf(self, forms: frozenset[str]) -> float:
        """Return the inverse document frequency (Sparck Jones 1972) of the most frequent form."""
        return math.log((len(self._forms) + 1) / (max(self._frequency[form] for form in forms) + 0.5))


class Retriever:
    """Retrieval over one index."""

    def __init__(self, index: Index, embedder: Embedder, ranker: Ranker) -> None:
        """Take an index, the embedder that made it, and a ranker for both."""
        self.index, self._embedder, self.ranker = index, embedder, ranker
        self.language = language_of(chunk.text for chunk in index.chunks)
        """Language of the original, as `identify_language` tells it."""
        self.document_kind = profile_of(index.document).kind
        self._languages = (None, *index.translations)
        self._overlap = {None: LexicalOverlap([chunk.in_context for chunk in index.chunks])} | {
            name: LexicalOverlap(texts, content_forms if name in _INFLECTED else prefix_forms)
            for name, texts in index.translations.items()
        }
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
        gain = self.ranker.margins.sentence_overlap * np.array(LexicalOverlap(texts).shares(question))
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
        found = [to_passage(self.index.chunks[row], float(scores[row])) for row in order]
        passages, chunks = best_of_points(found), tuple(found[: 2 * top])
        if named.points:
            rank = {point: i for i, point in enumerate(named.points)}
            chunks = tuple(passage for passage in found if passage.point in rank)
            points = sorted(best_of_points(chunks), key=lambda passage: rank[passage.point])
            passages = (*points, *(passage for passage in passages if passage.point not in rank))
        best, second = (float(scores[row]) for row in (order[0], order[min(1, len(order) - 1)]))
        return RetrievalResult(
            passages=passages[:top],
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
        """Return the embedding of a query, (dimension,)."""
        vector: Vector = self._embedder.queries([query])[0]
        return vector

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
        overlap, zeros = np.array(shares, np.float32), np.zeros(len(shares), np.float32)
        lexical, prefix = (overlap, zeros) if text_language in (None, *_INFLECTED) else (zeros, overlap)
        return features(self.index.similarities(vector), own, lexical, prefix, self._log_lengths), own

    def _nearest_language(self, query: str) -> tuple[str | None, list[float]]:
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
        best = max(others, key=lambda name: max(shares[name]))
        return best, shares[best]
