"""Which paragraphs belong in a list: a logistic regression over what retrieval and literal search say of each.

The LLM reads nothing for it: its hidden states gained nothing here that these numbers did not have (eval/LOG.md).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk
from rag.answerability.heads import Features, LogisticHead, sigmoid
from rag.answers.source import Source
from rag.query.alternatives import Topic
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


@dataclass(frozen=True, slots=True)
class Literal:
    """Where the words of a question's topics stand: ids of paragraphs, by word, in that form and in related ones."""

    exact: Mapping[str, frozenset[str]]
    related: Mapping[str, frozenset[str]]

    def whole(self, topics: Sequence[Topic], *, related: bool) -> frozenset[str]:
        """Return the paragraphs that hold all words of one of the topics."""
        held = self.related if related else self.exact
        return frozenset().union(*(frozenset.intersection(*(held[word.text] for word in topic)) for topic in topics))


def literal_places(search: LiteralSearch, topics: Sequence[Topic], language: str) -> Literal:
    """Return where the words of topics stand; `language` is the question's."""

    def places(related: bool) -> dict[str, frozenset[str]]:
        return {
            word.text: frozenset(one.chunk.id for one in search.occurrences([word], language, related=related))
            for topic in topics
            for word in topic
        }

    return Literal(places(related=False), places(related=True))


def list_features(source: Source, context: QueryContext, topics: Sequence[Topic], literal: Literal) -> Floats:
    """Return LIST_FEATURES of every paragraph of the document, (paragraphs, features)."""
    ids = [chunk.id for chunk in source.chunks]
    row = {name: place for place, name in enumerate(ids)}
    score, rank = np.zeros(len(ids)), np.zeros(len(ids))
    for place, (chunk, value) in enumerate(source.ranked(context)):
        score[row[chunk.id]], rank[row[chunk.id]] = value, place
    topic = " ".join(word.text for words in topics for word in words) or context.question
    similarity = source.retriever.means @ source.retriever.embed(topic)
    exact_share, related_share = (_shares(row, topics, held) for held in (literal.exact, literal.related))
    whole = literal.whole(topics, related=True)
    exact = np.array([name in literal.whole(topics, related=False) for name in ids], float)
    related = np.array([name in whole for name in ids], float)
    any_word = np.array([any(name in held for held in literal.related.values()) for name in ids], float)
    found, count = float(bool(whole)), float(sum(len(words) for words in topics))
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

    @classmethod
    def load(cls) -> "Relevance":
        """Read it from rag/weights. Raises WeightsError where it cannot be used."""
        return build("list", lambda head: cls(
            LogisticHead.from_head(head), head.entry.thresholds["alone"], head.entry.thresholds["beside"],
            head.entry.embedder.id if head.entry.embedder else "",
        ), FOLDER)  # fmt: skip

    def relevant(self, chunks: Sequence[Chunk], features: Floats, found: frozenset[str]) -> frozenset[str]:
        """Return the ids of the paragraphs that belong in the list, those that were `found` among them.

        `features` is (chunks, LIST_FEATURES).
        """
        least = self.beside if found else self.alone
        logits = (
            self.head.decision_function(Features(dict(zip(LIST_FEATURES, row, strict=True))))[0]
            for row in features.tolist()
        )
        return found | {chunk.id for chunk, logit in zip(chunks, logits, strict=True) if sigmoid(logit) >= least}
