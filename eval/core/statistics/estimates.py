"""Estimates of shares, means and quantiles, and of their differences, with intervals that respect clusters.

Questions about the same section succeed or fail together, so intervals and tests that treat them as independent are
too narrow. Every function therefore takes the cluster of each value; without clusters each value is its own. Knows
nothing of questions or answers. Deterministic: random generators have a fixed seed, and samples are sorted first, so a
result depends on the values and their clusters, not on their order.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 20210806
LEVEL = 0.95
POWER = 0.8
MIN_DEVIATING = 5
"""Below this number of clusters with a value other than the commonest, a bootstrap interval is too narrow."""
MIN_SIGNIFICANT = 6
"""Least number of clusters that, all moving the same way, give p < 0.05 in a two-sided sign-flip test: 2 / 2^6."""
MIN_EXPECTED = 7.906
"""Expected number of changed questions at which at least `MIN_SIGNIFICANT` change with a chance of 0.8 (Poisson)."""

_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
_Z_POWER = NormalDist().inv_cdf(POWER)

Array = NDArray[np.float64]
Clusters = Sequence[Hashable] | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic of `n` values in `clusters` clusters with its 95 % interval.

    `detectable` is the smallest difference from an independent run of the same kind that is found with a power of 0.8.
    What cannot be computed is None: everything without values, the interval of a quantile from a single cluster.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    clusters: int | None = None
    detectable: float | None = None


def estimate(values: Iterable[float], clusters: Clusters = None, quantile: float | None = None) -> Estimate:
    """Return the mean of values in [0, 1], or a quantile of any values, with its interval.

    A share (all values 0 or 1) has the Wilson interval for n divided by the design effect. Other means and quantiles
    have the percentile interval of a bootstrap that resamples clusters. A mean of which nearly all values are equal has
    the Wilson interval too, which is then the wider one since the variance of values in [0, 1] is at most p(1 - p): so
    a perfect score has an interval with a width.

    Raises:
        ValueError: the mean of values outside [0, 1] is asked for.
    """
    sample, groups = sort_by_cluster(values, clusters)
    if not sample.size:
        return Estimate(0)
    count = int(groups.max()) + 1
    if quantile is not None:
        value = float(np.quantile(sample, quantile))
        low, high = _bootstrap(lambda weights: _quantiles(sample, groups, weights, quantile), count)
        return Estimate(sample.size, value, low, high, count)
    if sample.min() < 0 or sample.max() > 1:
        raise ValueError("Only the mean of values from 0 to 1 has an interval here; give a quantile.")
    value = float(sample.mean())
    if set(sample) <= {0.0, 1.0} or _is_sparse(sample, groups):
        low, high = wilson(value, effective_size(sample, groups))
    else:
        low, high = _bootstrap(lambda weights: _means(sample, groups, weights), count)
    return Estimate(sample.size, value, low, high, count, _detectable(sample, groups, math.sqrt(2)))


def difference(
    before: Sequence[float], after: Sequence[float], clusters: Clusters = None, quantile: float | None = None
) -> Estimate:
    """Return the paired difference, after minus before, of means of values in [0, 1] or of quantiles.

    The interval is that of a bootstrap that resamples clusters of pairs. If nearly all differences are equal, it is
    made of the Wilson intervals of the mean gain and the mean loss by Newcombe's square-and-add (1998), so that no
    observed change does not read as no possible change. `detectable` is of a paired comparison.
    """
    changes, groups = sort_by_cluster((np.asarray(after, float) - np.asarray(before, float)).tolist(), clusters)
    if not changes.size:
        return Estimate(0)
    count = int(groups.max()) + 1
    if quantile is not None:
        keys = np.unique([str(key) for key in clusters], return_inverse=True)[1] if clusters else np.arange(len(before))
        old, new = np.asarray(before, float), np.asarray(after, float)
        low, high = _bootstrap(lambda w: _quantiles(new, keys, w, quantile) - _quantiles(old, keys, w, quantile), count)
        return Estimate(changes.size, float(np.quantile(new, quantile) - np.quantile(old, quantile)), low, high, count)
    value = float(changes.mean())
    if _is_sparse(changes, groups):
        size = effective_size(changes, groups)
        gain, loss = float(np.maximum(changes, 0).mean()), float(np.maximum(-changes, 0).mean())
        low, high = square_and_add(gain, wilson(gain, size), loss, wilson(loss, size))
    else:
        low, high = _bootstrap(lambda weights: _means(changes, groups, weights), count)
    return Estimate(changes.size, value, low, high, count, _detectable(changes, groups, 1))


def wilson(share: float, size: float) -> tuple[float, float]:
    """Return the 95 % score interval (Wilson 1927) of a share among `size` independent observations.

    low, high = (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96
    """
    centre, spread = share + _Z**2 / (2 * size), _Z * math.sqrt(share * (1 - share) / size + _Z**2 / (4 * size**2))
    scale = 1 + _Z**2 / size
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def square_and_add(
    first: float, first_interval: tuple[float, float], second: float, second_interval: tuple[float, float]
) -> tuple[float, float]:
    """Return the interval of first - second from the interval of each (Newcombe 1998, method 10)."""
    value = first - second
    low = value - math.hypot(first - first_interval[0], second_interval[1] - second)
    high = value + math.hypot(first_interval[1] - first, second - second_interval[0])
    return max(-1.0, low), min(1.0, high)


def effective_size(values: Array, groups: NDArray[np.intp]) -> float:
    """Return n / deff, the number of independent observations that are worth as much as n clustered ones.

    The design effect is the variance of the mean between clusters over its variance among independent values, at least
    1, and 1 if all values are equal. As Korn and Graubard (1998) do, the result is multiplied by (t_{n-1} / t_{m-1})²
    for m clusters: few clusters tell little of their own variance. Never below 1.
    """
    size, count = values.size, int(groups.max()) + 1
    if count == size or size < 2:
        return float(size)
    if count == 1:
        return 1.0
    from scipy.special import stdtrit

    independent = values.var(ddof=1) / size
    effect = max(1.0, _standard_error(values, groups) ** 2 / independent) if independent else 1.0
    tails = stdtrit(np.array([size - 1, count - 1]), (1 + LEVEL) / 2)
    return max(1.0, float(size / effect * (tails[0] / tails[1]) ** 2))


def sort_by_cluster(values: Iterable[float], clusters: Clusters) -> tuple[Array, NDArray[np.intp]]:
    """Return values and the number of each one's cluster, (n,) and (n,), in an order that only they decide."""
    sample = [float(value) for value in values]
    members: dict[Hashable, list[float]] = defaultdict(list)
    for key, value in zip(range(len(sample)) if clusters is None else clusters, sample, strict=True):
        members[key].append(value)
    ordered = sorted(sorted(group) for group in members.values())
    return (
        np.array([value for group in ordered for value in group]),
        np.repeat(np.arange(len(ordered)), [len(group) for group in ordered]),
    )


def _is_sparse(values: Array, groups: NDArray[np.intp]) -> bool:
    commonest = Counter(values.tolist()).most_common(1)[0][0]
    return len(set(groups[values != commonest].tolist())) < MIN_DEVIATING


def _standard_error(values: Array, groups: NDArray[np.intp]) -> float:
    """Return the standard error of the mean: √(m/(m - 1) Σ_c (Σ_{i in c} (y_i - ȳ))²) / n for m clusters c."""
    count = int(groups.max()) + 1
    if count < 2:
        return float("nan")
    sums = np.bincount(groups, values - values.mean())
    return float(np.sqrt(count / (count - 1) * (sums**2).sum()) / values.size)


def _detectable(values: Array, groups: NDArray[np.intp], factor: float) -> float | None:
    """Return the smallest detectable difference: (z_0.975 + z_0.8) · factor · standard error or MIN_EXPECTED / n.

    None if no test can find any: too few clusters, or a difference above 1 needed.
    """
    if int(groups.max()) + 1 < MIN_SIGNIFICANT:
        return None
    by_noise = (_Z + _Z_POWER) * factor * _standard_error(values, groups)
    least = max(by_noise, MIN_EXPECTED / values.size)
    return least if least <= 1 else None


def _bootstrap(statistic: Callable[[Array], Array], count: int) -> tuple[float, float] | tuple[None, None]:
    """Return the percentile interval of a statistic of weights, (RESAMPLES, count) -> (RESAMPLES,).

    For m clusters the percentiles are Φ(±√(m/(m - 1)) t_{m-1}), Hesterberg's (2015) expanded ones: plain percentiles
    are too narrow for few clusters.
    """
    if count < 2:
        return None, None
    from scipy.special import stdtrit

    reach = math.sqrt(count / (count - 1)) * float(stdtrit(count - 1, (1 + LEVEL) / 2))
    tail = NormalDist().cdf(-reach)
    weights = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    low, high = np.quantile(statistic(weights.astype(float)), [tail, 1 - tail])
    return float(low), float(high)


def _means(values: Array, groups: NDArray[np.intp], weights: Array) -> Array:
    return np.asarray(weights @ np.bincount(groups, values) / (weights @ np.bincount(groups)))


def _quantiles(values: Array, groups: NDArray[np.intp], weights: Array, quantile: float) -> Array:
    """Return the quantile of each resample, linear between values: (R, m) -> (R,)."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[:, groups[order]], axis=1)
    place = (reached[:, -1] - 1) * quantile
    below = np.floor(place)
    lower, upper = (
        values[order][(reached <= np.minimum(rank, reached[:, -1] - 1)[:, None]).sum(axis=1)]
        for rank in (below, below + 1)
    )
    return np.asarray(lower + (place - below) * (upper - lower))
