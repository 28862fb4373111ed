"""Plots as inline SVG: means with intervals, the gate's curves, histograms.

Knows numbers and labels, not questions. Colours and fonts come from the page's style sheet by class, so a plot follows
the page into dark mode. All text is escaped by markupsafe. Lengths are in SVG units, CSS pixels at full width.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from eval.core.statistics.estimates import Estimate
from eval.core.statistics.roc import Operating

_ROW = 24
_LABEL = 128
_PANEL = 131
_AXIS = 78
_HEAD = 40

Attribute = str | float
Text = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a plot, its margins for the axes, and the ranges of x and y."""

    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    left: float = 48
    right: float = 16
    top: float = 34
    bottom: float = 40

    def across(self, value: float) -> float:
        """Return the horizontal position of a value of x."""
        low, high = self.x
        return self.left + (value - low) / (high - low) * (self.width - self.left - self.right)

    def down(self, value: float) -> float:
        """Return the vertical position of a value of y."""
        low, high = self.y
        return self.height - self.bottom - (value - low) / (high - low) * (self.height - self.top - self.bottom)


def element(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """Return an SVG element; `class_` becomes class, `text_anchor` text-anchor. Plain strings are escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, Markup("").join(map(escape, children)))


def panels(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Estimate]]]) -> Markup:
    """Plot means from 0 to 1: a column per metric, a row per group, a dot for the mean, a line for its interval."""
    width, height = _LABEL + _PANEL * len(columns), _HEAD + _ROW * len(rows) + 8
    parts: list[Markup] = []
    for column, label in enumerate(columns):
        left = _LABEL + _PANEL * column
        parts.append(element("text", label, x=left, y=14, class_="head"))
        for tick in (0, 0.5, 1):
            x = left + tick * _AXIS
            parts.append(element("line", x1=x, x2=x, y1=_HEAD - 8, y2=height - 8, class_="grid"))
            parts.append(element("text", f"{tick:g}", x=x, y=_HEAD - 12, class_="tick", text_anchor="middle"))
    for row, (label, estimates) in enumerate(rows):
        y = _HEAD + _ROW * (row + 0.5)
        parts.append(element("text", label, x=_LABEL - 14, y=y + 4, text_anchor="end", class_="row"))
        parts += [
            _dot(_LABEL + _PANEL * column, y, f"{columns[column]}, {label}", found)
            for column, found in enumerate(estimates)
        ]
    return svg(width, height, parts)


def gate_curves(
    points: Sequence[Operating],
    threshold: float | None,
    across: str = "answerable questions answered (coverage)",
    down: str = "share",
) -> Markup:
    """Plot risk and leak against coverage as the threshold moves; a ring marks the threshold in force."""
    frame = Frame(540, 320, (0, 1), (0, 1))
    parts = [*axes(frame, across, down, percent, percent)]
    for name, heights in (
        ("leak", [point.leak for point in points]),
        ("risk", [point.risk for point in points]),
    ):
        path = " ".join(
            f"{frame.across(point.coverage):.1f},{frame.down(height):.1f}"
            for point, height in zip(points, heights, strict=True)
        )
        parts.append(element("polyline", points=path, class_=f"line {name}"))
    passing = [point for point in points if threshold is not None and point.threshold >= threshold]
    if passing:
        here = passing[-1]
        title = f"coverage {here.coverage:.3f}, risk {here.risk:.3f}, leak {here.leak:.3f}"
        x = frame.across(here.coverage)
        for name, height in (("leak", here.leak), ("risk", here.risk)):
            ring = element("title", title)
            parts.append(element("circle", ring, cx=x, cy=frame.down(height), r=5.5, class_=f"ring {name}"))
    return svg(frame.width, frame.height, parts)


def mirrored(
    above: Sequence[float],
    below: Sequence[float],
    mark: float | None,
    across: str = "probability given by the gate",
    upwards: str = "questions",
    marked: str = "threshold",
) -> Markup:
    """Plot two histograms of probabilities on one axis, one up and one down, with a line at `mark`."""
    edges = np.linspace(0, 1, 21)
    up, down = (np.histogram(values, edges)[0] for values in (above, below))
    top = _round_up(int(max(up.max(), down.max())))
    frame = Frame(540, 320, (0, 1), (-top, top))
    parts = [*axes(frame, across, upwards, plain, lambda value: f"{abs(value):.0f}")]
    for counts, name, sign in ((up, "good", 1), (down, "bad", -1)):
        parts += [
            _bar(frame, (float(low), float(high)), (0, sign * int(count)), name, f"{count}")
            for low, high, count in zip(edges, edges[1:], counts, strict=False)
            if count
        ]
    if mark is not None:
        parts += _mark(frame, mark, marked)
    return svg(frame.width, frame.height, parts)


def times(milliseconds: Sequence[float], across: str, down: str = "questions") -> Markup:
    """Plot a histogram of times in seconds, with lines at the median and the 95th percentile."""
    seconds = np.asarray(milliseconds) / 1000
    counts, edges = np.histogram(seconds, bins=24, range=(0, max(float(seconds.max()), 0.1)))
    frame = Frame(540, 240, (0, float(edges[-1])), (0, _round_up(int(counts.max()))))
    parts = [*axes(frame, across, down, plain, plain)]
    parts += [
        _bar(frame, (float(low), float(high)), (0, int(count)), "good", f"{low:.2f} to {high:.2f} s: {count}")
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
        if count
    ]
    for line, share in enumerate((50, 95)):
        value = float(np.percentile(seconds, share))
        parts += _mark(frame, value, f"p{share} {value:.2f} s", line)
    return svg(frame.width, frame.height, parts)


def _dot(left: float, y: float, name: str, found: Estimate) -> Markup:
    if found.value is None or found.low is None or found.high is None:
        return element("text", "–", x=left + _AXIS + 10, y=y + 4, class_="value none")
    title = f"{name}: {found.value:.3f} [{found.low:.3f}, {found.high:.3f}], n = {found.n}"
    return element(
        "g",
        element("title", title),
        element("rect", x=left - 4, y=y - _ROW / 2, width=_PANEL - 6, height=_ROW, class_="hit"),
        element("line", x1=left + found.low * _AXIS, x2=left + found.high * _AXIS, y1=y, y2=y, class_="interval"),
        element("circle", cx=left + found.value * _AXIS, cy=y, r=4, class_="dot"),
        element("text", f"{found.value:.2f}", x=left + _AXIS + 10, y=y + 4, class_="value"),
    )


def axes(frame: Frame, across: str, down: str, x_text: Text, y_text: Text) -> Iterable[Markup]:
    """Yield the grid, its ticks, and the names of both axes."""
    bottom, right = frame.height - frame.bottom, frame.width - frame.right
    for value in np.linspace(*frame.y, 5):
        y = frame.down(float(value))
        yield element("line", x1=frame.left, x2=right, y1=y, y2=y, class_="grid")
        yield element("text", y_text(float(value)), x=frame.left - 8, y=y + 4, text_anchor="end", class_="tick")
    for value in ticks(*frame.x):
        yield element("text", x_text(value), x=frame.across(value), y=bottom + 16, text_anchor="middle", class_="tick")
    yield element("text", across, x=(frame.left + right) / 2, y=frame.height - 6, text_anchor="middle", class_="head")
    yield element("text", down, x=0, y=11, class_="head")


def ticks(low: float, high: float, limit: int = 8) -> list[float]:
    """Return at most `limit` round numbers from low to high: multiples of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / (limit - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * count, 10) for count in range(first, last + 1)]


def _bar(frame: Frame, x: tuple[float, float], y: tuple[float, float], name: str, title: str) -> Markup:
    low, high = sorted(map(frame.down, y))
    left, right = map(frame.across, x)
    return element(
        "rect", element("title", title), x=left + 1, y=low, width=max(right - left - 2, 1), height=high - low,
        class_=f"bar {name}",
    )  # fmt: skip


def _mark(frame: Frame, value: float, label: str, line: int = 0) -> tuple[Markup, Markup]:
    """Return a vertical line with its label, on the line of labels with number `line`, so that none covers another."""
    x, late = frame.across(value), value > frame.x[0] + 0.75 * (frame.x[1] - frame.x[0])
    y = frame.top - 22 + 13 * line
    anchor = "end" if late else "start"
    return (
        element("line", x1=x, x2=x, y1=y - 8, y2=frame.height - frame.bottom, class_="mark"),
        element("text", label, x=x + (-5 if late else 5), y=y, text_anchor=anchor, class_="tick"),
    )


def svg(width: float, height: float, parts: Iterable[Markup]) -> Markup:
    """Return a plot of its parts, whose labels are text; what it shows is said by the caption of its figure."""
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        class_="plot",
    )


def _round_up(count: int) -> int:
    """Return the next multiple of four, so that the ticks are whole numbers."""
    return max(4, -(-count // 4) * 4)


def _number(value: Attribute) -> str:
    return value if isinstance(value, str) else f"{value:.5g}"


def percent(value: float) -> str:
    """Return a share as text."""
    return f"{value:.0%}"


def plain(value: float) -> str:
    """Return a number as text, three digits."""
    return f"{value:.3g}"
