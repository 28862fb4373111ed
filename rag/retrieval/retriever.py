"""From a question to passages: points that it names by number, else the ranker's best chunks, one a point.

A question is compared with the text and with its translations (index/bundled.py); how these likenesses, shared
words and lengths make one score is rag/retrieval/ranker.py's affair.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk
from index.embed import Embedder
from index.language.identify import identify_language
from index.language.words import TOKEN, fold, words
from index.store import Index
from rag.query.references import References, references
from rag.retrieval.ranker import Ranker, features
from rag.types import Passage

Vector = NDArray[np.float32]

LEXICAL_WEIGHT = 0.04
"""What a sentence that holds all of the question's words gains in likeness, where one is chosen (eval/LOG.md)."""


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """What a question found.

    `passages`: the best chunk of each point, best point first; `chunks`: the best chunks whatever their point.
    `vector` is what was searched for, (dimension,); `tongue` the language of the version of the text that is the
    question's own or nearest to it, None for the original. Of the scores of all chunks, whatever the question names:
    `margin` is the distance of the best one to the second, `deviation` that to their mean in standard deviations.
    """

    passages: tuple[Passage, ...]
    chunks: tuple[Passage, ...]
    named: References
    vector: Vector
    text_language: str | None
    top2_margin: float
    z_score: float


def to_passage(chunk: Chunk, score: float) -> Passage:
    """A chunk with the score that it was found with."""
    return Passage(chunk.section.number, chunk.id, score, chunk.text, chunk.start, chunk.end)


def best_of_points(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The first passage of each point, in the order given."""
    best: dict[int, Passage] = {}
    for passage in passages:
        best.setdefault(passage.point, passage)
    return tuple(best.values())


Forms = Callable[[str], Sequence[frozenset[str]]]
"""The content words of a text, each as the set of its forms: two words are the same when their sets meet."""

_PREFIX = 5


def content_forms(text: str) -> Sequence[frozenset[str]]:
    """Content words of Russian and English text by their normal forms."""
    return [word.forms for word in words(text) if word.is_content]


def prefix_forms(text: str) -> Sequence[frozenset[str]]:
    """Words of four letters and more by their beginnings: for the agglutinative languages that no dictionary serves."""
    untrained = re.sub("[ʻʼ‘’']", "", fold(text))
    return [frozenset({token[:_PREFIX]}) for token in TOKEN.findall(untrained) if len(token) > 3]


class LexicalOverlap:
    """The share of a question's content words that a text holds in any form, each word weighed by its rarity."""

    def __init__(self, texts: Sequence[str], forms: Forms = content_forms) -> None:
        """Take the words of every text, in order."""
        self._of = forms
        self._forms = [frozenset().union(*forms(text)) for text in texts]
        self.forms = frozenset().union(*self._forms)
        self._texts = Counter(form for held in self._forms for form in held)

    def lexical_overlap(self, question: str) -> list[float]:
        """A share from 0 to 1 for each text."""
        asked = {forms: self._rarity(forms) for forms in self._of(question)}
        whole = sum(asked.values())
        if not whole:
            return [0.0] * len(self._forms)
        return [sum(w for forms, w in asked.items() if not forms.isdisjoint(here)) / whole for here in self._forms]

    def _rarity(self, forms: frozenset[str]) -> float:
        """Inverse document frequency (Sparck Jones 1972), of the form that most texts hold."""
        return math.log((len(self._forms) + 1) / (max(self._texts[form] for form in forms) + 0.5))


class Retriever:
    """Retrieval over one index."""

    def __init__(self, index: Index, embedder: Embedder, ranker: Ranker | None = None) -> None:
        """Takes the ranker that was trained for the index, unless it is given one."""
        self.index, self._embedder = index, embedder
        self._versions = (None, *index.translations)
        self._shared = {None: LexicalOverlap([chunk.text for chunk in index.chunks])} | {
            name: LexicalOverlap(texts, content_forms if name == "en" else prefix_forms)
            for name, texts in index.translations.items()
        }
        self._rows = {chunk.id: row for row, chunk in enumerate(index.chunks)}
        lengths = np.log([len(chunk.text) for chunk in index.chunks])
        self._lengths: Vector = (lengths - lengths.mean()).astype(np.float32)
        mean = np.mean([[index.vector(row, v) for row in range(len(index.chunks))] for v in self._versions], axis=0)
        self._means: Vector = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        self.ranker = ranker or Ranker.load(index.document.sha256, index.embedder_id, index.vectors.d)

    def vector(self, passage: Passage) -> Vector:
        """The vector of a passage, the mean over its versions, (dimension,)."""
        mean: Vector = self._means[self._rows[passage.chunk]]
        return mean

    def text(self, passage: Passage, language: str | None) -> str:
        """A passage in a language that the index has, else in its own."""
        texts = self.index.translations.get(language or "")
        return texts[self._rows[passage.chunk]] if texts else passage.text

    def vocabulary(self, language: str) -> frozenset[str]:
        """The forms of all content words of the text, for a question in a language."""
        return self._shared["en" if language == "en" and "en" in self._shared else None].forms

    def nearest(self, question: str, vector: Vector, texts: Sequence[str]) -> int:
        """The place of the text that is nearest to a question and its vector, by likeness and shared words."""
        if len(texts) == 1:
            return 0
        similarities = self._embedder.passages(texts) @ vector
        lexical_overlap = LexicalOverlap(texts).lexical_overlap(question)
        return int(np.argmax(similarities + LEXICAL_WEIGHT * np.array(lexical_overlap)))

    def retrieve(self, question: str, top: int, query: str | None = None) -> RetrievalResult:
        """Passages for a question; `query` is searched for in its stead (a follow-up with what it leaves out).

        Points that the question names come first, by number, whatever their score.
        """
        document = self.index.document
        named = references(question, document.last, document.has_preamble)
        query = query or question
        vector = self.embed(query)
        seen, own = self.features(query, vector)
        scores = self.ranker.scores(seen, vector, self._means)
        order = np.argsort(-scores, kind="stable")
        found = [to_passage(self.index.chunks[row], float(scores[row])) for row in order]
        best, second = (float(scores[row]) for row in (order[0], order[min(1, len(order) - 1)]))
        spread = float(scores.std()) or 1.0
        told = (named, vector, self._versions[own], best - second, (best - float(scores.mean())) / spread)
        if named.points:
            rank = {point: i for i, point in enumerate(named.points)}
            first = [passage for passage in found if passage.point in rank]
            points = sorted(best_of_points(first), key=lambda passage: rank[passage.point])
            rest = [passage for passage in best_of_points(found) if passage.point not in rank]
            return RetrievalResult(tuple([*points, *rest][:top]), tuple(first), *told)
        return RetrievalResult(best_of_points(found)[:top], tuple(found[: 2 * top]), *told)

    def embed(self, query: str) -> Vector:
        """The vector of a query, (dimension,)."""
        vector: Vector = self._embedder.queries([query])[0]
        return vector

    def features(self, query: str, vector: Vector) -> tuple[Vector, int]:
        """What the ranker weighs, (chunks, features), and which version of the text is the query's own or nearest."""
        similarities = self.index.similarities(vector)
        text_language, shared = self._own(query)
        own = self._versions.index(text_language)
        held, none = np.array(shared, np.float32), np.zeros(len(shared), np.float32)
        by_forms, by_beginnings = (held, none) if text_language in (None, "en") else (none, held)
        return features(similarities, own, by_forms, by_beginnings, self._lengths), own

    def _own(self, query: str) -> tuple[str | None, list[float]]:
        """The version of the text in the query's language, and the share of its words that each chunk holds there.

        Which of the third languages a query is in is told by the version that shares most with it.
        """
        question_language = identify_language(query)
        if question_language == "en" and "en" in self._shared:
            return "en", self._shared["en"].lexical_overlap(query)
        others = [version for version in self._versions if version not in (None, "en")]
        if question_language != "other" or not others:
            return None, self._shared[None].lexical_overlap(query)
        lexical_overlap = {version: self._shared[version].lexical_overlap(query) for version in others}
        best = max(others, key=lambda version: max(lexical_overlap[version]))
        return best, lexical_overlap[best]

    @property
    def means(self) -> Vector:
        """The mean vector of each chunk's versions, (chunks, dimension)."""
        return self._means
