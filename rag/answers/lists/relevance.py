"""Which paragraphs belong in a list: a logistic regression over what retrieval and literal search say of each.

The LLM reads nothing for it, so that a list stands at once (eval/LOG.md, Lists: every place).
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.digest import digest_of
from index.language.roots import prefix_length, share_english_root
from index.language.words import Word, fold, words
from index.store import Index
from rag.answerability.heads import Features, LogisticHead, sigmoid
from rag.answers.material.relatives import is_relative, same_verb
from rag.answers.material.source import Source
from rag.query.asked.alternatives import Topic
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch
from rag.weights import FOLDER, build

Floats = NDArray[np.float64]

LIST_FEATURES = (
    "score", "z_score", "rank", "log_rank", "gap_to_top", "topic_similarity", "topic_z_score", "exact_share",
    "related_share", "exact", "related", "any_word", "found", "related_count", "missed", "z_if_none", "z_if_related",
    "words", "related_words", "english", "best_share", "share_gap", "best_score",
)  # fmt: skip
"""The numbers that are weighed for each paragraph, in the order of the weights."""


_LONGEST_ACRONYM = 5
LEAST_KEPT = 0.7
"""The least share of an English word that a relative begins with, and of an abbreviated name's words that tell it."""
LEAST_NAMED = 2
"""The least number of these words."""
MOST_GUESSED, NEAR = 5, 0.1
"""How many paragraphs of another text are taken by their probability alone, and how far below the best."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Where the words of a question's topics stand: ids of paragraphs, by word, in that form and in related ones."""

    exact: Mapping[str, frozenset[str]]
    related: Mapping[str, frozenset[str]]

    def whole(self, topics: Sequence[Topic], *, related: bool = True) -> frozenset[str]:
        """Return the paragraphs that hold all words of one of the topics."""
        held = self.related if related else self.exact
        return frozenset().union(*(frozenset.intersection(*(held[word.text] for word in topic)) for topic in topics))


class LiteralPlaces:
    """The paragraphs by their words."""

    def __init__(self, index: Index) -> None:
        """Take the index; its English is read when it is first searched."""
        self._search, self._index = LiteralSearch(index), index

    def find(self, topics: Sequence[Topic], language: str, *, names: bool = False) -> Literal:
        """Return where the words of topics stand.

        Args:
            topics: of the question.
            language: the question's.
            names: whether it asks for things that the words name: relatives then count only where the word stands
                nowhere itself («договорились» is no «договор»); an acronym may be spelt out in other places.
        """
        sought = [word for topic in topics for word in topic]
        exact = {word.text: self._paragraphs(word, language, related=False) for word in sought}
        for topic in topics:
            for word, places in self._abbreviated(topic):
                exact[word.text] |= places
        related = {
            word.text: exact[word.text]
            if names and exact[word.text] and not word.text.isupper()
            else exact[word.text] | self._relatives(word, language)
            for word in sought
        }
        return Literal(exact, related)

    def _abbreviated(self, topic: Topic) -> Iterator[tuple[Word, frozenset[str]]]:
        """The words of a topic that are most of a name of the text, with where its abbreviation stands."""
        for full, places in self._abbreviations:
            named = [word for word in topic if any(word.same(one) for one in full)]
            if len(named) >= max(LEAST_NAMED, LEAST_KEPT * len(full)):
                yield from ((word, places) for word in named)

    @cached_property
    def _abbreviations(self) -> list[tuple[tuple[Word, ...], frozenset[str]]]:
        """The content words of each name that the text abbreviates, with the paragraphs that have the abbreviation."""
        found = []
        for one in digest_of(self._index.document).abbreviations:
            full = tuple(word for word in words(one.full.text if one.full else "") if word.is_content)
            short = re.compile(rf"(?<!\w){re.escape(one.short)}(?!\w)")
            places = frozenset(chunk.id for chunk in self._index.chunks if short.search(chunk.text))
            found += [(full, places)] if full else []
        return found

    def _paragraphs(self, word: Word, language: str, *, related: bool) -> frozenset[str]:
        return frozenset(one.chunk.id for one in self._search.occurrences([word], language, related=related))

    def _relatives(self, word: Word, language: str) -> frozenset[str]:
        exact = self._paragraphs(word, language, related=False)
        if language not in self._index.translations:
            found = self._search.occurrences([word], language, related=True)
            if word.text.isascii():
                exact |= {name for name, held in self._original.items() if any(_is_kept(word, one) for one in held)}
            return exact | {one.chunk.id for one in found if _is_near(word, one.chunk.text[one.start : one.end])}
        near = {name for name, held in self._english.items() if any(_is_english_relative(word, one) for one in held)}
        return exact | near or self._paragraphs(word, language, related=True)

    @cached_property
    def _original(self) -> Mapping[str, tuple[Word, ...]]:
        """The content words of each paragraph."""
        return {chunk.id: tuple(w for w in words(chunk.text) if w.is_content) for chunk in self._index.chunks}

    @cached_property
    def _english(self) -> Mapping[str, frozenset[str]]:
        """The folded words of each paragraph's English translation."""
        texts = self._index.translations["en"]
        return {
            chunk.id: frozenset(fold(word.text) for word in words(text) if word.is_content)
            for chunk, text in zip(self._index.chunks, texts, strict=True)
        }


def _is_near(word: Word, found: str) -> bool:
    """Whether a relative keeps half of the word, as «образ» does not of «образование»; an acronym may be spelt out."""
    least = (min(len(form) for form in word.forms) + 1) // 2
    folded = fold(found)
    if folded.isascii() and not word.text.isupper():  # "national" keeps too little of "nationality"
        own = fold(word.text)
        return same_verb(own, folded) or prefix_length(own, folded) >= LEAST_KEPT * len(own)
    is_acronym = word.text.isupper() and len(word.text) <= _LONGEST_ACRONYM
    return is_acronym or any(form[:least] in folded for form in word.forms)


def _is_kept(word: Word, other: Word) -> bool:
    return is_relative(word, other) and _is_near(word, other.text)


def _is_english_relative(word: Word, other: str) -> bool:
    return share_english_root(fold(word.text), other)


def list_features(source: Source, context: QueryContext, topics: Sequence[Topic], literal: Literal) -> Floats:
    """Return LIST_FEATURES of every paragraph of the document, (paragraphs, features)."""
    ids = [chunk.id for chunk in source.chunks]
    row = {name: place for place, name in enumerate(ids)}
    score, rank = np.zeros(len(ids)), np.zeros(len(ids))
    for place, (chunk, value) in enumerate(source.ranked(context)):
        score[row[chunk.id]], rank[row[chunk.id]] = value, place
    topic = " ".join(word.text for one in topics for word in one) or context.question
    sought = source.searched_for(topic, context.language)
    similarity = (source.retriever.means @ source.retriever.embed(sought)).astype(float)
    exact_share, related_share = (_shares(row, topics, held) for held in (literal.exact, literal.related))
    whole = literal.whole(topics, related=True)
    exact = np.array([name in literal.whole(topics, related=False) for name in ids], float)
    related = np.array([name in whole for name in ids], float)
    any_word = np.array([any(name in held for held in literal.related.values()) for name in ids], float)
    found, count = float(bool(whole)), float(sum(map(len, topics)))
    z, one = _standard(score), np.ones(len(ids))
    columns = {
        "score": score, "z_score": z, "rank": rank, "log_rank": np.log1p(rank), "gap_to_top": score.max() - score,
        "topic_similarity": similarity, "topic_z_score": _standard(similarity), "exact_share": exact_share,
        "related_share": related_share, "exact": exact, "related": related, "any_word": any_word, "found": found * one,
        "related_count": related * math.log1p(len(whole)), "missed": (1 - related) * found,
        "z_if_none": z * (1 - found), "z_if_related": z * related, "words": count * one,
        "related_words": related * count, "english": float(context.language == "en") * one,
        "best_share": related_share.max() * one, "share_gap": related_share - related_share.max(),
        "best_score": score.max() * one,
    }  # fmt: skip
    return np.stack([columns[name] for name in LIST_FEATURES], axis=1)


def _standard(values: Floats) -> Floats:
    standard: Floats = (values - values.mean()) / (values.std() or 1.0)
    return standard


def _shares(row: Mapping[str, int], topics: Sequence[Topic], held: Mapping[str, frozenset[str]]) -> Floats:
    """The share of a topic's words that each paragraph holds, weighted by rarity; of several topics the best."""
    best = np.zeros(len(row))
    for topic in topics:
        share, total = np.zeros(len(row)), 0.0
        for word in topic:
            weight = math.log((len(row) + 1) / (len(held[word.text]) + 0.5))
            total += weight
            for name in held[word.text]:
                share[row[name]] += weight
        best = np.maximum(best, share / max(total, 1e-9))
    return best


@dataclass(frozen=True, slots=True)
class Relevance:
    """The fitted head `list` and its thresholds."""

    head: LogisticHead
    alone: float
    """The least probability where no paragraph holds a whole topic."""
    beside: float
    """The least probability of a paragraph beside those that hold one."""
    embedder: str
    documents: tuple[str, ...] = ()
    """The sha256 of the texts that it was fitted on."""

    @classmethod
    def load(cls) -> "Relevance":
        """Read it from rag/weights. Raises WeightsError where it cannot be used."""
        return build("list", lambda head: cls(
            LogisticHead.from_head(head), head.entry.thresholds["alone"], head.entry.thresholds["beside"],
            head.entry.embedder.id if head.entry.embedder else "", head.entry.documents,
        ), FOLDER)  # fmt: skip

    def probabilities(self, features: Floats) -> list[float]:
        """Return the probability that each paragraph belongs in the list; `features` is (paragraphs, LIST_FEATURES)."""
        rows = (Features(dict(zip(LIST_FEATURES, row, strict=True))) for row in features.tolist())
        return [sigmoid(self.head.decision_function(row)[0]) for row in rows]

    def relevant(self, probabilities: Mapping[str, float], held: frozenset[str]) -> frozenset[str]:
        """Return the paragraphs that belong in the list: those that are `held` to, and the likely ones."""
        least = self.beside if held else self.alone
        return held | {name for name, probability in probabilities.items() if probability >= least}

    def likeliest(self, probabilities: Mapping[str, float]) -> frozenset[str]:
        """Return the paragraphs of a text that it was not fitted on: likely ones, of these the MOST_GUESSED best."""
        order = sorted(probabilities, key=lambda name: -probabilities[name])
        best = probabilities[order[0]] if order else 0.0
        return frozenset(name for name in order[:MOST_GUESSED] if probabilities[name] >= max(self.alone, best - NEAR))
