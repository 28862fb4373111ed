"""Which kind of answer does a question ask for: a list, an overview, a verdict, one fact …?

A multinomial logistic regression over the question's embedding and its character n-grams, hashed, fitted by
`python -m training.kind` on questions about many documents. A second one sees the n-grams alone and serves any
embedder. Unsure means look-up, the kind that refuses where it finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.language.words import fold
from rag.types import Kind
from rag.weights import FOLDER, Head, build

Floats = NDArray[np.float32]

NGRAMS = 1 << 13
"""Columns that character n-grams are hashed into."""
NGRAM_RANGE = (1, 5)
"""Shortest and longest n-gram, in characters; none crosses the end of a word but by one space."""
OFFERED = 2
"""How many of the next likeliest kinds a reply offers."""


@dataclass(frozen=True, slots=True)
class KindPrediction:
    """The kind of a question, its probability, and the next likeliest kinds, likeliest first."""

    kind: Kind = Kind.LOOKUP
    probability: float = 1.0
    others: tuple[Kind, ...] = ()


@cache
def _hashing() -> Any:  # noqa: ANN401
    from sklearn.feature_extraction.text import HashingVectorizer  # takes a second to import

    return HashingVectorizer(
        analyzer="char_wb", ngram_range=NGRAM_RANGE, n_features=NGRAMS, lowercase=False, norm="l2", dtype=np.float32
    )


def ngrams(questions: Sequence[str]) -> Floats:
    """Return the hashed n-grams of questions, each row of length 1, (questions, NGRAMS)."""
    hashed: Floats = _hashing().transform([fold(question) for question in questions]).toarray()
    return hashed


@dataclass(frozen=True, slots=True, eq=False)
class KindClassifier:
    """A regression over `embedding_size` components of the embedding, 0 for none, and the n-grams.

    Attributes:
        coef: (kinds, embedding_size + NGRAMS), the kinds in the order of `Kind`.
        intercept: (kinds,).
        embedding_size: length of the embedding, 0 where it is not weighed.
        threshold: the least probability of a kind other than look-up.
    """

    coef: Floats
    intercept: Floats
    embedding_size: int
    threshold: float

    @classmethod
    def load(cls, *, fitted_embedder: bool = True, folder: Path = FOLDER) -> "KindClassifier":
        """Read the head `kind`, or `kind_surface`, which serves any embedder. Raises WeightsError where it cannot."""
        return build("kind" if fitted_embedder else "kind_surface", _classifier, folder)

    def probabilities(self, question: str, vector: Floats) -> dict[Kind, float]:
        """Return the probability of each kind; `vector` is the question's embedding, (dimension,)."""
        embedded = vector if self.embedding_size else vector[:0]
        logits = self.coef @ np.concatenate((embedded, ngrams([question])[0])) + self.intercept
        odds = np.exp(logits - logits.max())
        return dict(zip(Kind, (odds / odds.sum()).tolist(), strict=True))

    def predict(self, question: str, vector: Floats, known: Kind | None = None) -> KindPrediction:
        """Return the kind of a question, `known` if it is, and what it may be else.

        `vector` is the question's embedding, (dimension,).
        """
        likely = sorted(self.probabilities(question, vector).items(), key=lambda pair: -pair[1])
        kind, probability = likely[0]
        if known is not None:
            kind, probability = known, 1.0
        elif probability < self.threshold:
            kind = Kind.LOOKUP
        return KindPrediction(kind, probability, tuple(other for other, _ in likely if other is not kind)[:OFFERED])


def _classifier(head: Head) -> KindClassifier:
    size = head.entry.features.get("question", 0)
    coef = head.array("coef", len(Kind), size + NGRAMS).astype(np.float32)
    return KindClassifier(coef, head.array("intercept", len(Kind)).astype(np.float32), size, head.entry.threshold)
