"""Several systems on the same questions side by side, as a Markdown table."""

from collections.abc import Mapping, Sequence

from eval.core.dataset import EvalError
from eval.core.kinds.given import given_from_object
from eval.core.kinds.report import KindOutcome, KindReport
from eval.core.kinds.rules import states_right
from eval.core.lookups.summary import ALL, Metric
from eval.core.sets import AnyReport
from eval.core.statistics.estimates import Estimate, estimate
from eval.report import figure

_OVER_ALL = (
    "misleading",
    "unanswerable_refused",
    "answerable_refused",
    "precision",
    "recall",
    "total_p50",
    "total_p95",
)
"""Figures of kinds that are given over all questions, below the share that is right of each kind."""


def beside(reports: Mapping[str, AnyReport]) -> str:
    """Return a table with a column for each system.

    Args:
        reports: By the name of the system.

    Raises:
        EvalError: two reports are not on the same questions.
    """
    first = next(iter(reports.values()))
    for name, report in reports.items():
        if type(report) is not type(first) or ids_of(report) != ids_of(first):
            other = next(iter(reports))
            raise EvalError(f"The report of {name} is not on the same questions as that of {other}. Ask both the same.")
    rows = _of_kinds(reports, first) if isinstance(first, KindReport) else _of_lookups(reports, first)
    lines = [["", "n", *reports], ["---"] * (len(reports) + 2), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ids_of(report: AnyReport) -> frozenset[str]:
    """Return the ids of a report's questions."""
    return frozenset(outcome.id for outcome in report.outcomes)


def _of_kinds(reports: Mapping[str, AnyReport], first: AnyReport) -> list[list[str]]:
    groups = [group for group in first.summary if group.startswith(("kind=", "slice="))]
    metrics = {metric.key: metric for metric in first.metrics}
    right = [_row(f"right, {group.partition('=')[2]}", metrics["right"], group, reports) for group in groups]
    whole = [_row("**right, all**", metrics["right"], ALL, reports)]
    stated = [_stated(report) for report in reports.values()]
    aside = ["right, whatever is cited", _number(stated), *(_cell(one, metrics["right"]) for one in stated)]
    return [*right, *whole, aside, *(_row(metrics[key].label, metrics[key], ALL, reports) for key in _OVER_ALL)]


def _stated(report: AnyReport) -> Estimate:
    """The share of questions of kinds to which a system states what is right, citations aside."""
    outcomes = [one for one in report.outcomes if isinstance(one, KindOutcome)]
    judged = [(one.cluster, states_right(one.question, given_from_object(one.given))) for one in outcomes]
    told = [(cluster, value) for cluster, value in judged if value is not None]
    return estimate([float(value) for _, value in told], [cluster for cluster, _ in told])


def _of_lookups(reports: Mapping[str, AnyReport], first: AnyReport) -> list[list[str]]:
    rows = [(metric, [report.summary[ALL][metric.key] for report in reports.values()]) for metric in first.metrics]
    return [_row(metric.label, metric, ALL, reports) for metric, found in rows if any(one.n for one in found)]


def _row(label: str, metric: Metric, group: str, reports: Mapping[str, AnyReport]) -> list[str]:
    found = [report.summary.get(group, {}).get(metric.key, Estimate(0)) for report in reports.values()]
    unit = ", ms" if metric.unit == "ms" else ""
    return [f"{label}{unit}", _number(found), *(_cell(one, metric) for one in found)]


def _number(found: Sequence[Estimate]) -> str:
    """The number of questions; a range where the systems differ, as in what was shown at all."""
    counts = sorted({one.n for one in found})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _cell(found: Estimate, metric: Metric) -> str:
    if found.value is None:
        return "–"
    if metric.unit != "share" or found.low is None or found.high is None:
        return figure(found.value, metric.unit)
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
