"""How well scores tell two groups apart: the area under the ROC curve, and what each threshold of a gate would do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


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


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half; None if either side is empty."""
    if not positive or not negative:
        return None
    above = np.subtract.outer(np.asarray(positive), np.asarray(negative))
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def operating_points(answerable: Sequence[float], unanswerable: Sequence[float]) -> tuple[Operating, ...]:
    """Return what a gate does at every threshold that changes anything, from the strictest to the loosest.

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
