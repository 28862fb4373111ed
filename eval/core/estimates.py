"""Numbers about a list of numbers: a statistic with its bootstrap interval, AUC, and risk against coverage.

It knows nothing of questions or answers. Everything is deterministic: the generator is seeded anew for each
estimate, and values are sorted first, so that an interval depends on the values alone and not on their
order.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20210806
LEVEL = 0.95

Values = NDArray[np.float64]
Statistic = Callable[[Values], Values]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic of `n` values with its interval; None throughout where there was no value."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Operating:
    """What a gate does at one threshold.

    `coverage` is the share of answerable questions let through, `leak` the share of unanswerable ones let
    through, `risk` the share of unanswerable ones among all that are let through.
    """

    threshold: float
    coverage: float
    leak: float
    risk: float


def mean(values: Values) -> Values:
    """The mean over the last axis."""
    return np.asarray(values.mean(axis=-1))


def percentile(share: float) -> Statistic:
    """The statistic that takes the `share` percentile (0 to 100) of the last axis, linear between values."""
    return partial(_percentile, share=share)


def _percentile(values: Values, share: float) -> Values:
    return np.asarray(np.percentile(values, share, axis=-1))


def estimate(values: Iterable[float], statistic: Statistic = mean) -> Estimate:
    """A statistic with its 95 % interval: percentile bootstrap (Efron 1979), 1000 resamples, fixed seed.

    No values: `Estimate(0)`. One value, or all equal: the interval is that value.
    """
    sample = np.sort(np.fromiter(values, dtype=np.float64))
    if not sample.size:
        return Estimate(0)
    picks = np.random.default_rng(SEED).integers(0, sample.size, size=(RESAMPLES, sample.size))
    spread = statistic(sample[picks])
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(spread, [tail, 100 - tail])
    return Estimate(int(sample.size), float(statistic(sample)), float(low), float(high))


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative, ties counting half; None if either side is empty."""
    if not positive or not negative:
        return None
    above = np.subtract.outer(np.asarray(positive), np.asarray(negative))
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def operating_points(answerable: Sequence[float], unanswerable: Sequence[float]) -> tuple[Operating, ...]:
    """What a gate does at every threshold that changes anything, from the strictest to the loosest.

    A question passes if its probability is at least the threshold. Empty if either side is empty.
    """
    if not answerable or not unanswerable:
        return ()
    points = []
    for threshold in sorted({*answerable, *unanswerable}, reverse=True):
        good = sum(probability >= threshold for probability in answerable)
        bad = sum(probability >= threshold for probability in unanswerable)
        points.append(Operating(threshold, good / len(answerable), bad / len(unanswerable), bad / (good + bad)))
    return tuple(points)
