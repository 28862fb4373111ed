"""Whether vectors are what they should be: a damaged model file may give numbers that look like an answer.

The cheap check of every start; `python -m models.fetch --check` compares every byte.
"""

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

TOLERANCE = 0.01
"""Most that the length of a vector may differ from 1."""
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
