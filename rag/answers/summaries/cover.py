"""Which sections stand for many: contiguous groups of what belongs together, and the weightiest of each. Pure."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def segments(vectors: Floats, masses: Sequence[float], count: int) -> list[list[int]]:
    """Cut rows, (rows, dimension), into `count` runs, so that each is as near as can be to its mean.

    By dynamic programming over the sum of squared distances, each row counted with its mass; no run is empty, so
    there are at most as many as rows.
    """
    rows = len(vectors)
    count = min(count, rows)
    mass = np.array(masses, np.float64)
    weighted = vectors * mass[:, None]
    sums = np.vstack((np.zeros((1, vectors.shape[1])), np.cumsum(weighted, axis=0)))
    squares = np.concatenate(([0.0], np.cumsum((weighted * vectors).sum(axis=1))))
    total_mass = np.concatenate(([0.0], np.cumsum(mass)))

    def spread(start: int, end: int) -> float:
        total = sums[end] - sums[start]
        return float(squares[end] - squares[start] - total @ total / (total_mass[end] - total_mass[start]))

    best = np.full((count, rows + 1), np.inf)
    cut = np.zeros((count, rows + 1), np.int64)
    best[0, 1:] = [spread(0, end) for end in range(1, rows + 1)]
    for runs in range(1, count):
        for end in range(runs + 1, rows + 1):
            options = [best[runs - 1, start] + spread(start, end) for start in range(runs, end)]
            best[runs, end] = min(options)
            cut[runs, end] = runs + int(np.argmin(options))
    ends = [rows]
    for runs in range(count - 1, -1, -1):
        ends.append(int(cut[runs, ends[-1]]))
    return [list(range(start, end)) for start, end in pairwise(reversed(ends))]


def weightiest(vectors: Floats, weights: Sequence[float], rows: Sequence[int]) -> int:
    """Return the row of a run that is nearest to its mean, with a weight of each row added to the cosine."""
    mean = vectors[list(rows)].mean(axis=0)
    mean /= np.linalg.norm(mean) or 1.0
    return max(rows, key=lambda row: float(vectors[row] @ mean) + weights[row])
