"""Which kind of answer does a question ask for: a list, an overview, a verdict, one fact …?

Two models are added up: a multinomial logistic regression over the question's surface (rag/query/surface.py), and a
Gaussian kernel machine over its embedding. Both are fitted by `python -m training.kind` on questions about many
documents. Without an embedder that the second was fitted on, the first serves alone. Unsure means look-up, the kind
that refuses where it finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.answerability.heads import Features, RbfHead
from rag.query.surface import COLUMNS, Surface
from rag.types import Kind
from rag.weights import FOLDER, Head, build

Floats = NDArray[np.float32]

VECTOR = "question"
"""Name of the kernel machine's only feature, the embedding."""
OFFERED = 2
"""How many of the next likeliest kinds a reply offers."""


@dataclass(frozen=True, slots=True)
class KindPrediction:
    """The kind of a question, its probability, and the next likeliest kinds, likeliest first."""

    kind: Kind = Kind.LOOKUP
    probability: float = 1.0
    others: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceClassifier:
    """The regression over a question's surface.

    Attributes:
        surface: makes the columns.
        coef: (kinds, COLUMNS), the kinds in the order of `Kind`.
        intercept: (kinds,).
        threshold: the least probability of a kind other than look-up.
    """

    surface: Surface
    coef: Floats
    intercept: Floats
    threshold: float

    def logits(self, question: str) -> Floats:
        """Return the logarithm of each kind's odds up to a constant, (kinds,)."""
        found: Floats = (self.surface.columns([question]) @ self.coef.T)[0] + self.intercept
        return found


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddingClassifier:
    """The kernel machine over a question's embedding, with the weight of the surface's logits beside its own."""

    machine: RbfHead
    surface_weight: float
    threshold: float

    def logits(self, vector: Floats) -> Floats:
        """Return its part of the logits, (kinds,), for an embedding, (dimension,)."""
        values = self.machine.decision_values(Features({}, {VECTOR: vector}))
        return np.array([values[kind] for kind in Kind], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class KindClassifier:
    """The classifier of the surface, and that of the embedding where there is one for the embedder in use."""

    by_surface: SurfaceClassifier
    by_embedding: EmbeddingClassifier | None = None

    @classmethod
    def load(cls, *, fitted_embedder: bool = True, folder: Path = FOLDER) -> "KindClassifier":
        """Read the heads `kind_surface` and, for the embedder that it was fitted on, `kind`.

        Raises WeightsError where one cannot be read.
        """
        surface = build("kind_surface", _surface_classifier, folder)
        return cls(surface, build("kind", _embedding_classifier, folder) if fitted_embedder else None)

    def probabilities(self, question: str, vector: Floats) -> dict[Kind, float]:
        """Return the probability of each kind; `vector` is the question's embedding, (dimension,)."""
        logits = self.by_surface.logits(question)
        if self.by_embedding:
            logits = self.by_embedding.surface_weight * logits + self.by_embedding.logits(vector)
        return dict(zip(Kind, softmax(logits[None])[0].tolist(), strict=True))

    def predict(self, question: str, vector: Floats, known: Kind | None = None) -> KindPrediction:
        """Return the kind of a question, `known` if it is, and what it may be else.

        `vector` is the question's embedding, (dimension,).
        """
        likely = sorted(self.probabilities(question, vector).items(), key=lambda pair: -pair[1])
        kind, probability = likely[0]
        if known is not None:
            kind, probability = known, 1.0
        elif probability < (self.by_embedding or self.by_surface).threshold:
            kind = Kind.LOOKUP
        return KindPrediction(kind, probability, tuple(other for other, _ in likely if other is not kind)[:OFFERED])


def softmax(logits: Floats) -> Floats:
    """Return probabilities for logits, both (rows, kinds)."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = odds / odds.sum(axis=1, keepdims=True)
    return found


def _surface_classifier(head: Head) -> SurfaceClassifier:
    surface = Surface(head.array("frequent", None).tolist())
    coef = head.array("coef", len(Kind), COLUMNS).astype(np.float32)
    intercept = head.array("intercept", len(Kind)).astype(np.float32)
    return SurfaceClassifier(surface, coef, intercept, head.entry.threshold)


def _embedding_classifier(head: Head) -> EmbeddingClassifier:
    machine = RbfHead.from_head(head, tuple(Kind))
    return EmbeddingClassifier(machine, head.array("surface_weight", 1).item(), head.entry.threshold)


def kinds_in_order(kinds: Sequence[Kind]) -> NDArray[np.int64]:
    """Return the place of each kind in `Kind`, (kinds,)."""
    order = list(Kind)
    return np.array([order.index(kind) for kind in kinds])
