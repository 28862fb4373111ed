"""Whether vectors are what they should be: a damaged model file may give numbers that look like an answer.

The cheap check of every start; `python -m models.fetch --check` compares every byte.
"""

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

TOLERANCE = 0.01
"""Most that the length of a vector may differ from 1."""
LEAST_COSINE = 0.98
"""Least cosine of a paragraph's vector as the embedder makes it now and as the index has it."""
REMEDY = "Run `python -m models.fetch --check embedder`, which compares every byte and mends what is damaged"


def require_unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors, (rows, dimension), if all are of finite numbers and of length 1.

    Raises:
        ModelError: one is not.
    """
    lengths = np.linalg.norm(vectors, axis=1)
    if not (np.abs(lengths - 1) <= TOLERANCE).all():  # false for NaN too
        worst = lengths[np.argmax(~(np.abs(lengths - 1) <= TOLERANCE))]
        raise ModelError(f"The embedder is damaged: it made a vector of length {worst:.3g} instead of 1. {REMEDY}.")
    return vectors


def require_agreement(made: NDArray[np.float32], kept: NDArray[np.float32]) -> None:
    """Check that an embedder still makes the vector that an index has of a paragraph.

    Args:
        made: the paragraph's vector as the embedder makes it now, (dimension,).
        kept: that of the index, (dimension,).

    Raises:
        ModelError: it is another one.
    """
    cosine = float(made @ kept)
    if not cosine >= LEAST_COSINE:  # false for NaN too
        raise ModelError(
            f"Embedder and index do not agree (likeness {cosine:.2f}): one of them is damaged. {REMEDY}; if it mends "
            "nothing, build the index anew with `python -m index.build`."
        )
