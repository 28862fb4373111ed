"""The plots of a report: groups, the gate, times."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eval.core.kinds.report import KindReport
from eval.core.lookups.summary import ALL, present
from eval.core.sets import AnyReport, gate_clusters, gate_of, metric_labels
from eval.report import charts, figure, gate_auc, interval
from eval.report.reliability import reliability

_PLOTTED = (
    *("hit_1", "hit_3", "facts", "citation_precision"),
    *("citation_recall", "support_hard", "support", "decision"),
)
_PLOTTED_OF_KINDS = ("right", "misleading", "precision", "recall", "coverage", "short", "kind")
_GROUPED = (("by_language", "lang="), ("by_type", "type="), ("by_type", "kind="), ("by_slice", "slice="),
            ("by_document", "document="))  # fmt: skip
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with title and caption; `keyed` if the colours of risk and leak are explained, `full` if it is wide."""

    title: str
    caption: str
    drawing: Markup
    keyed: bool = False
    full: bool = False


def all_plots(report: AnyReport, words: Words) -> list[Plot]:
    """Return every plot that the report has values for."""
    return [*_group_plots(report, words), *_gate_plots(report, words), *_time_plots(report, words)]


def metric_label(key: str, words: Words) -> str:
    """Return the name of a metric, short enough for a column."""
    label = str(words["metrics"].get(key, metric_labels()[key]))
    for long, short in words["shorter"]:
        label = label.replace(long, short)
    return label


def _group_plots(report: AnyReport, words: Words) -> list[Plot]:
    plots = []
    plotted = _PLOTTED_OF_KINDS if isinstance(report, KindReport) else _PLOTTED
    for title, prefix in _GROUPED:
        groups = [group for group in report.summary if group.startswith(prefix)]
        if not groups or (prefix == "document=" and len(groups) == 1):
            continue
        rows = [(words["all"], ALL), *((group.removeprefix(prefix), group) for group in groups)]
        drawing = charts.panels(
            [metric_label(key, words) for key in plotted],
            [(label, [report.summary[group][key] for key in plotted]) for label, group in rows],
        )
        plots.append(Plot(words[title], words["by_caption"], drawing, full=True))
    return plots


def _gate_plots(report: AnyReport, words: Words) -> list[Plot]:
    gate = gate_of(report)
    if not gate.points or gate.auc is None:
        return []
    good, bad = gate.answerable, gate.unanswerable
    found = reliability(good, bad, gate_clusters(report), words["gate_axis"], words["reliability_axis"])
    return [
        Plot(
            words["risk_title"],
            words["risk_caption"].format(auc=gate_auc(gate), n=gate.questions),
            charts.gate_curves(gate.points, gate.threshold, words["coverage_axis"], words["share_axis"]),
            keyed=True,
        ),
        Plot(
            words["reliability_title"],
            words["reliability_caption"].format(
                n=len(good) + len(bad), brier=f"{figure(found.brier.value, 'share')} ({interval(found.brier, 'share')})"
            ),
            found.drawing,
        ),
        Plot(
            words["gate_title"],
            words["gate_caption"].format(n=len(good), m=len(bad)),
            charts.mirrored(good, bad, gate.threshold, words["gate_axis"], words["questions_axis"], words["threshold"]),
        ),
    ]


def _time_plots(report: AnyReport, words: Words) -> list[Plot]:
    plots = []
    for key in ("first_token_ms", "first_sentence_ms", "total_ms"):
        values = present((outcome.values for outcome in report.outcomes), key)
        if values:
            drawing = charts.times(values, words["seconds_axis"].format(x=words[key]), words["questions_axis"])
            title = words["time_title"].format(x=words[key])
            plots.append(Plot(title, words["time_caption"].format(n=len(values)), drawing))
    return plots
