"""The runs of this machine as plots: a figure over the runs of the same questions."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.core.history import PastRun
from eval.core.statistics.estimates import Estimate
from eval.report.charts import Frame, axes, element, percent, svg
from eval.report.plots import metric_label
from eval.report.strings import strings

FOLLOWED = (
    *("decision", "facts", "citation_precision", "hit_3"),
    *("right", "misleading", "recall", "kind"),
    *("unanswerable_refused", "answerable_refused"),
)
"""The figures that are plotted, of look-ups and of kinds, where the runs have them."""
MAX_RUNS = 30
"""How many of the latest runs a plot has room for."""
_HERE = Path(__file__).parent


def trend_page(runs: Sequence[PastRun], language: str) -> str:
    """Return a page that plots `FOLLOWED` over the runs, those of the same questions together, the latest first."""
    by_questions: dict[str, list[PastRun]] = defaultdict(list)
    for run in runs:
        by_questions[run.asked].append(run)
    latest = sorted(by_questions.values(), key=lambda same: same[-1].made, reverse=True)
    words = strings(language)
    groups = [
        {
            "caption": words["history_caption"].format(n=len(same), asked=same[0].asked),
            "plots": [
                (metric_label(key, words), _plot(same[-MAX_RUNS:], key, words["history_run"]))
                for key in FOLLOWED
                if any(key in run.figures for run in same)
            ],
        }
        for same in latest
    ]
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("trend.html.jinja").render(
        groups=groups,
        w=words,
        language=language,
        # The project's own file, so not escaped.
        style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),  # noqa: S704
    )


def _plot(runs: Sequence[PastRun], key: str, across: str) -> Markup:
    frame = Frame(380, 200, (0.5, max(len(runs), 2) + 0.5), (0, 1))
    parts = [*axes(frame, across, "", lambda value: f"{value:.0f}" if value == int(value) else "", percent)]
    shown = [(place, run, found) for place, run in enumerate(runs, 1) if (found := run.figures.get(key, Estimate(0))).n]
    path = " ".join(f"{frame.across(place):.1f},{frame.down(found.value or 0):.1f}" for place, _, found in shown)
    parts.append(element("polyline", points=path, class_="line risk"))
    for place, run, found in shown:
        x, value = frame.across(place), found.value or 0
        title = f"{run.made}, {run.commit or '–'}, {', '.join(run.models.values())}: {value:.3f}, n = {found.n}"
        if found.low is not None and found.high is not None:
            title += f" [{found.low:.3f}, {found.high:.3f}]"
            ends = {"y1": frame.down(found.low), "y2": frame.down(found.high)}
            parts.append(element("line", x1=x, x2=x, class_="interval", **ends))
        parts.append(element("circle", element("title", title), cx=x, cy=frame.down(value), r=4, class_="dot"))
    return svg(frame.width, frame.height, parts)
