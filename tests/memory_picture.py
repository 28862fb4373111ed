"""The memory of a process over the questions that it was asked, as a self-contained SVG file."""

from collections.abc import Sequence

from markupsafe import Markup

from eval.report.charts import element

WIDTH, HEIGHT, LEFT, TOP, RIGHT, FOOT = 560, 220, 56, 34, 14, 26
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2933; } .head { font-weight: 600; } .note { fill: #5b6770; }
.line { fill: none; stroke: #0f766e; stroke-width: 2; } .dot { fill: #0f766e; } .axis { stroke: #9aa8b3; }
.most { stroke: #b45309; stroke-dasharray: 5 4; }
@media (prefers-color-scheme: dark) {
text { fill: #e4e9ed; } .note { fill: #9aa8b3; } .line { stroke: #2dd4bf; } .dot { fill: #2dd4bf; }
.axis { stroke: #5b6770; } .most { stroke: #f59e0b; } }
"""


def picture(memory: Sequence[tuple[int, float]], warm_up: int) -> Markup:
    """Draw MiB by questions asked, from zero, with a dashed line at 1.05 of what there was after the warm-up."""
    first = next((mib for asked, mib in memory if asked >= warm_up), memory[-1][1])
    most, last = 1.05 * first, memory[-1][0]
    high = 1.1 * max(most, *(mib for _, mib in memory))

    def at(asked: float, mib: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * asked / last
        return round(x, 1), round(HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * mib / high, 1)

    points = [at(*one) for one in memory]
    (left, low), (right, level) = at(0, 0), at(last, most)
    return element(
        "svg",
        element("style", STYLE),
        element("text", f"Memory, MiB: {first:.0f} after {warm_up} questions, {memory[-1][1]:.0f} after {last}",
                x=0, y=18, class_="head"),
        element("line", x1=left, y1=low, x2=right, y2=low, class_="axis"),
        element("line", x1=left, y1=level, x2=right, y2=level, class_="most"),
        element("text", f"{most:.0f}", x=left - 8, y=level + 4, text_anchor="end", class_="note"),
        element("text", "0", x=left - 8, y=low + 4, text_anchor="end", class_="note"),
        element("polyline", points=" ".join(f"{x},{y}" for x, y in points), class_="line"),
        *(element("circle", cx=x, cy=y, r=3, class_="dot") for x, y in points),
        *(element("text", f"{asked}", x=at(asked, 0)[0], y=HEIGHT - 8, text_anchor="middle", class_="note")
          for asked, _ in memory[1::2]),
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, role="img",
    )  # fmt: skip
