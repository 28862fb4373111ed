"""How near is each chunk to a question? A small learned score over likenesses, shared words and length.

score = likeness to the original, to its translations and to the text in the question's own language, each weighed;
plus the share of the question's words that the chunk holds; plus its length; plus a low-rank bilinear term between the
question's vector and the chunk's, an adapter that learns what this embedder confuses. Weights are divided by those of
the likenesses, so that a score stays on the scale of a cosine. Made by `python -m training.ranker`, kept in
rag/weights/ranker.safetensors, and used for the text and the embedder that it was trained with; any other gets plain
weights. Knows no index.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import AskError
from rag.weights import FOLDER as WEIGHTS_FOLDER

Floats = NDArray[np.float32]

WEIGHTS = WEIGHTS_FOLDER / "ranker.safetensors"
FEATURES = ("original", "mean", "nearest", "own", "shared", "begun_alike", "length")


class RankerError(AskError):
    """rag/weights/ranker.safetensors is missing or not what `python -m training.ranker` writes."""


def features(similarities: Floats, own: int, shared: Floats, prefix_overlap: Floats, lengths: Floats) -> Floats:
    """The named features of every chunk, (chunks, len(FEATURES)).

    Args:
        similarities: of the question to each version of each chunk, (versions, chunks), the original first.
        own: which version is in the question's language.
        shared: share of the question's words that each chunk holds, by normal forms; zeros where that is unknown.
        prefix_overlap: the same by the beginnings of words, in languages without a dictionary; else zeros.
        lengths: logarithm of each chunk's length over the mean, (chunks,).
    """
    alike = (similarities[0], similarities.mean(axis=0), similarities.max(axis=0), similarities[own])
    columns = (*alike, shared, prefix_overlap, lengths)
    return np.stack(columns, axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of the features, (len(FEATURES),), and of the adapter: two arrays (dimension, rank), rank 0 for none."""

    weights: Floats
    question: Floats
    chunk: Floats

    @classmethod
    def untrained(cls, dimension: int) -> "Ranker":
        """Weights for a text that nothing was trained on (eval/LOG.md)."""
        none = np.zeros((dimension, 0), np.float32)
        return cls(np.array([0.25, 0.25, 0.25, 0.25, 0.06, 0.15, 0.005], np.float32), none, none)

    @classmethod
    def load(cls, source: str, embedder: str, dimension: int, path: Path = WEIGHTS) -> "Ranker":
        """The trained ranker, if it was trained on this text (its sha256) with this embedder, else the plain one.

        Raises:
            RankerError: the file is missing or malformed.
        """
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                if file.metadata() != {"source": source, "embedder": embedder}:
                    return cls.untrained(dimension)
                arrays = [file.get_tensor(name).astype(np.float32) for name in ("weights", "question", "chunk")]
            ranker = cls(*arrays)
            shapes = (len(FEATURES),), ranker.chunk.shape
            if (ranker.weights.shape, ranker.question.shape) != shapes or not all(np.isfinite(a).all() for a in arrays):
                raise ValueError("its arrays have other shapes, or a number that is not finite")
            return ranker
        except (OSError, ValueError, SafetensorError) as error:
            raise RankerError(f"{path} cannot be used ({error}). Make it: python -m training.ranker.") from error

    def scores(self, seen: Floats, question: Floats, chunks: Floats) -> Floats:
        """Scores of all chunks, (chunks,): from features, the question's vector and theirs, (chunks, dimension)."""
        scores: Floats = seen @ self.weights + (chunks @ self.chunk) @ (question @ self.question)
        return scores
