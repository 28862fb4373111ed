"""Krippendorff's alpha: agreement of any number of raters, with missing judgements, beyond what chance would give.

Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability. With o_ck the coincidences of the values c and k
(each ordered pair of judgements of a unit with m judgements counts 1 / (m - 1)), n_c their sums and n the sum of these:

    alpha = 1 - D_o / D_e,   D_o = Σ o_ck δ²_ck / n,   D_e = Σ n_c n_k δ²_ck / (n (n - 1))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from eval.core.statistics.estimates import LEVEL, SEED

RESAMPLES = 1000

Array = NDArray[np.float64]
Distance = Callable[[Array, Array], Array]
"""From values (k,) in order and their sums n_c (k,): the squared distances δ² (k, k)."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha with its 95 % interval over `units` with at least two judgements; None where it is not defined.

    It is not defined if no unit has two judgements, or if all judgements are equal.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int


def nominal(values: Array, _: Array) -> Array:
    """Return 1 for different values, 0 for equal ones."""
    differs: Array = (values[:, None] != values[None, :]).astype(float)
    return differs


def ordinal(_: Array, counts: Array) -> Array:
    """Return (Σ_{g = c..k} n_g - (n_c + n_k) / 2)²."""
    below = np.cumsum(counts) - counts / 2
    return interval(below, counts)


def interval(values: Array, _: Array) -> Array:
    """Return (c - k)²."""
    squared: Array = (values[:, None] - values[None, :]) ** 2
    return squared


def alpha(units: Sequence[Sequence[float]], distance: Distance = nominal) -> Alpha:
    """Return alpha of units, each with the values that its raters gave, in any order.

    The interval is the percentile one of a bootstrap that resamples units.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    if not pairable:
        return Alpha(None, None, None, 0)
    values = np.array(sorted({value for unit in pairable for value in unit}), dtype=float)
    of_units = np.array([_coincidences(unit, values) for unit in pairable])
    value = _alpha(of_units.sum(axis=0), values, distance)
    if value is None or len(pairable) < 2:
        return Alpha(value, None, None, len(pairable))
    draws = np.random.default_rng(SEED).multinomial(
        len(pairable), np.full(len(pairable), 1 / len(pairable)), size=RESAMPLES
    )
    resampled = (_alpha(np.tensordot(draw, of_units, axes=1), values, distance) for draw in draws)
    # A resample in which all judgements are equal has no disagreement.
    found = [1.0 if one is None else one for one in resampled]
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Alpha(value, float(low), float(high), len(pairable))


def _coincidences(unit: Sequence[float], values: Array) -> Array:
    table = np.zeros((values.size, values.size))
    places = np.searchsorted(values, unit)
    for first, second in permutations(places, 2):
        table[first, second] += 1 / (len(unit) - 1)
    return table


def _alpha(coincidences: Array, values: Array, distance: Distance) -> float | None:
    counts = coincidences.sum(axis=1)
    total = counts.sum()
    squared = distance(values, counts)
    expected = (np.outer(counts, counts) * squared).sum() / (total * (total - 1))
    if expected == 0:
        return None
    return float(1 - (coincidences * squared).sum() / total / expected)
