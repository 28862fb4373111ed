"""The bench's picture: a panel per figure with a bar per system, as a self-contained SVG file.

Knows the report's object, not how it was measured. Colours follow the reader's light or dark mode.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from eval.bench.report import FLOOR, OURS
from eval.report.charts import element

_PANELS = (
    ("first_ms", "First shown word, s", 1e-3),
    ("total_ms", "Whole answer, s", 1e-3),
    ("start_ms", "Start to first answer, s", 1e-3),
    ("peak_rss_mib", "Peak memory, GiB", 2**-10),
)
_LABEL, _BAR, _VALUE, _ROW, _HEAD, _GAP = 96, 236, 60, 26, 30, 22
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2933; } .head { font-weight: 600; } .note { fill: #5b6770; }
.bar { fill: #9aa8b3; } .ours { fill: #0f766e; } .tail { stroke: #5b6770; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
text { fill: #e4e9ed; } .note { fill: #9aa8b3; } .bar { fill: #5b6770; } .ours { fill: #2dd4bf; }
.tail { stroke: #9aa8b3; } }
"""


def picture(report: Mapping[str, Any]) -> Markup:
    """Return bars for medians and lines up to the 95th percentile; panels without figures are left out."""
    names = [name for name in report["figures"] if name != FLOOR]
    panels = [p for p in _PANELS if any(p[0] in report["figures"][name] for name in names)]
    high = _HEAD + _ROW * len(names) + _GAP
    parts: list[Markup] = [element("style", _STYLE)]
    for number, (key, title, factor) in enumerate(panels):
        x, y = (number % 2) * (_LABEL + _BAR + _VALUE + _GAP), (number // 2) * high
        parts.append(element("text", title, x=x, y=y + 18, class_="head"))
        found = {name: report["figures"][name][key] for name in names if key in report["figures"][name]}
        scale = _BAR / max(_ends(value)[1] for value in found.values())
        for row, (name, value) in enumerate(found.items()):
            parts += _bar(name, value, scale, factor, (x, y + _HEAD + _ROW * row))
    width, height = 2 * (_LABEL + _BAR + _VALUE) + _GAP, -(-len(panels) // 2) * high + 18
    note = (
        f"Bars are medians over {report['questions']} questions, lines reach to the 95th percentile. {report['model']}"
    )
    parts.append(element("text", note, x=0, y=height - 4, class_="note"))
    return element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )


def _ends(value: float | Mapping[str, Any]) -> tuple[float, float]:
    """Return the median and the 95th percentile, or a figure measured once twice."""
    return (value["p50"]["value"], value["p95"]["value"]) if isinstance(value, Mapping) else (value, value)


def _bar(
    name: str, value: float | Mapping[str, Any], scale: float, factor: float, at: tuple[float, float]
) -> tuple[Markup, ...]:
    middle, end = _ends(value)
    x, y = at
    left = x + _LABEL
    return (
        element("text", name, x=left - 8, y=y + 16, text_anchor="end"),
        element(
            "rect", x=left, y=y + 3, width=max(middle * scale, 1), height=_ROW - 8, rx=2,
            class_="bar ours" if name == OURS else "bar",
        ),
        element("line", x1=left + middle * scale, x2=left + end * scale, y1=y + 12, y2=y + 12, class_="tail"),
        element("text", f"{middle * factor:.2f}", x=left + end * scale + 6, y=y + 16),
    )  # fmt: skip
