"""The ranker: a small learned score of each chunk for a question.

    score = features @ weights + (question @ question_adapter) . (chunk @ chunk_adapter)

The features are similarities, lexical overlap and length; the second term is a low-rank bilinear one between the two
embeddings, which learns what this embedder confuses. The weights are divided by the sum of those of the similarities,
so that a score stays on the scale of a cosine. Trained by `python -m training.ranker`, for one document and one
embedder. For any other document there is a general one, trained on several by `python -m training.general_ranker`: it
weighs other features (rag/retrieval/context.py), and its scores have the mean and the spread of cosines.
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.retrieval.context import GENERAL_FEATURES
from rag.weights import FOLDER, Head, build

Floats = NDArray[np.float32]

FEATURES = (
    "similarity_original", "similarity_mean", "similarity_max", "similarity_question_language", "lexical_overlap",
    "prefix_overlap", "log_length",
)  # fmt: skip
"""The columns of the features, in order."""
SIMILARITIES = 4
"""How many of them, the first ones, are similarities."""
GENERAL_HEAD = "general_ranker"


def features(
    similarities: Floats, own: int, lexical_overlap: Floats, prefix_overlap: Floats, log_lengths: Floats
) -> Floats:
    """Return the features of every chunk, (chunks, len(FEATURES)).

    Args:
        similarities: inner products of the question with the original and its translations, (1 + translations, chunks).
        own: row of the text in the question's language.
        lexical_overlap: share of the question's words that each chunk has in any form, (chunks,); zeros if unknown.
        prefix_overlap: the same by the beginnings of words, for languages without a dictionary; else zeros.
        log_lengths: logarithm of each chunk's length minus their mean, (chunks,).
    """
    four = (similarities[0], similarities.mean(axis=0), similarities.max(axis=0), similarities[own])
    return np.stack((*four, lexical_overlap, prefix_overlap, log_lengths), axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Margins:
    """Differences on the scale of the ranker's scores, which is that of the embedder's cosines (eval/LOG.md).

    A passage is read beside the best one if it scores at most `read` less, `read_multi_hop` if the question joins two
    sections. Where a sentence is chosen, one that has all words of the question gains `sentence_overlap`.
    """

    read: float = 0.03
    read_multi_hop: float = 0.06
    sentence_overlap: float = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """Weights of the features, (features,), two adapters, (dimension, rank), rank 0 for none, and margins.

    `is_general`: whether it is for any document; `chunk_bias`, (dimension,), is then what its adapter says of a chunk
    whatever the question.
    """

    weights: Floats
    question_adapter: Floats
    chunk_adapter: Floats
    margins: Margins = Margins()
    is_general: bool = False
    chunk_bias: Floats | None = None

    @classmethod
    def untrained(cls, dimension: int) -> "Ranker":
        """Return fixed weights, for a document or an embedder that none were trained on (eval/LOG.md)."""
        none = np.zeros((dimension, 0), np.float32)
        return cls(np.array([0.25, 0.25, 0.25, 0.25, 0.06, 0.15, 0.005], np.float32), none, none)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Ranker":
        """Read the head `ranker`. Raises WeightsError where it cannot be used."""
        return build("ranker", _ranker, folder)

    @classmethod
    def load_general(cls, folder: Path = FOLDER) -> "Ranker":
        """Read the head for any document. Raises WeightsError where it cannot be used."""
        return build(GENERAL_HEAD, _general, folder)

    def scores(self, seen: Floats, question: Floats, chunks: Floats) -> Floats:
        """Return the score of each chunk, (chunks,).

        Args:
            seen: features of the chunks, (chunks, features).
            question: embedding of the question, (dimension,).
            chunks: embeddings of the chunks, (chunks, dimension).
        """
        scores: Floats = seen @ self.weights + (chunks @ self.chunk_adapter) @ (question @ self.question_adapter)
        if self.chunk_bias is None:
            return scores
        scores = scores + chunks @ self.chunk_bias
        centered: Floats = scores - scores.mean() + seen[:, 0].mean()
        return centered


def _general(head: Head) -> Ranker:
    ranker = _ranker(head, GENERAL_FEATURES)
    bias = head.array("chunk_bias", len(ranker.chunk_adapter)).astype(np.float32)
    return replace(ranker, is_general=True, chunk_bias=bias)


def _ranker(head: Head, names: tuple[str, ...] = FEATURES) -> Ranker:
    if tuple(head.entry.features) != names or head.entry.embedder is None:
        raise ValueError(f"its features are {', '.join(head.entry.features)}, not {', '.join(names)}")
    if head.entry.thresholds.keys() != asdict(Margins()).keys():
        raise ValueError(f"its thresholds are {head.entry.thresholds}, not those of {Margins()}")
    dimension = head.entry.embedder.dimension
    question = head.array("question_adapter", dimension, None)
    chunk = head.array("chunk_adapter", *question.shape)
    weights = head.array("coef", len(names))
    margins = Margins(**head.entry.thresholds)
    return Ranker(weights.astype(np.float32), question.astype(np.float32), chunk.astype(np.float32), margins)
