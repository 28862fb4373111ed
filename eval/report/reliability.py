"""Whether a probability is what it says: reliability in bins, Brier score, and the mean distance from the diagonal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from eval.core.statistics.estimates import Estimate, estimate, wilson
from eval.report.charts import Frame, axes, element, percent, plain, svg

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The probabilities in one bin: their mean, the share that came true with its 95 % interval, their number."""

    mean: float
    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that are not empty, the Brier score with its interval, and the plot."""

    bins: tuple[Bin, ...]
    brier: Estimate
    drawing: Markup


def reliability(
    true: Sequence[float], false: Sequence[float], clusters: Sequence[str] = (), across: str = "", down: str = ""
) -> Reliability:
    """Return how the probabilities given to what is true and to what is false agree with that.

    Args:
        true: Probabilities in [0, 1] given to what is true; with `false` at least one.
        false: Probabilities given to what is false.
        clusters: Of the true ones, then of the false ones; empty if each stands alone.
        across: The name of the horizontal axis.
        down: The name of the vertical one.
    """
    given = np.array([*true, *false], dtype=float)
    came = np.repeat([1.0, 0.0], [len(true), len(false)])
    place = np.minimum((given * BINS).astype(int), BINS - 1)
    bins = tuple(_bin(given[place == at], came[place == at]) for at in range(BINS) if (place == at).any())
    brier = estimate(((given - came) ** 2).tolist(), clusters or None)
    return Reliability(bins, brier, _drawing(bins, across, down))


def _bin(given: np.ndarray, came: np.ndarray) -> Bin:
    share = float(came.mean())
    low, high = wilson(share, given.size)
    return Bin(float(given.mean()), share, low, high, given.size)


def _drawing(bins: Sequence[Bin], across: str, down: str) -> Markup:
    frame = Frame(540, 320, (0, 1), (0, 1))
    parts = [*axes(frame, across, down, plain, percent)]
    ends = {"x1": frame.across(0), "y1": frame.down(0), "x2": frame.across(1), "y2": frame.down(1)}
    parts.append(element("line", class_="mark", **ends))
    for one in bins:
        x = frame.across(one.mean)
        title = f"{one.mean:.2f}: {one.share:.2f} [{one.low:.2f}, {one.high:.2f}], n = {one.n}"
        parts.append(element("line", x1=x, x2=x, y1=frame.down(one.low), y2=frame.down(one.high), class_="interval"))
        parts.append(element("circle", element("title", title), cx=x, cy=frame.down(one.share), r=5, class_="dot"))
    return svg(frame.width, frame.height, parts)
