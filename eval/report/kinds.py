"""A report on questions of kinds as plain text for the terminal."""

from eval.core.kinds.report import METRICS, KindReport
from eval.core.lookups.summary import ALL
from eval.core.statistics.estimates import Estimate
from eval.report import aligned, figure, machine, weights_in_use

_SHOWN = ("right", "misleading", "precision", "recall", "coverage", "short", "kind")


def table(report: KindReport) -> str:
    """Return the figures of each kind and slice and of all, with intervals and numbers of questions."""
    metrics = [metric for metric in METRICS if metric.key in _SHOWN]
    groups = [group for group in report.summary if group.startswith(("kind=", "slice="))]
    rows = [
        ["", *(metric.label for metric in metrics)],
        *([group, *(_cell(report.summary[group][metric.key]) for metric in metrics)] for group in (*groups, ALL)),
    ]
    whole = report.summary[ALL]
    refused = " · ".join(
        f"{metric.label} {_cell(whole[metric.key])}" for metric in METRICS if metric.key.endswith("_refused")
    )
    parts = [weights_in_use(report), aligned(rows), refused, machine(report)]
    if not report.complete:
        parts.append(f"Stopped after {len(report.outcomes)} of {report.run_metadata.wanted} questions.")
    return "\n\n".join(part for part in parts if part)


def _cell(found: Estimate) -> str:
    if found.value is None:
        return "–"
    low, high = (figure(end, "share") for end in (found.low, found.high))
    return f"{figure(found.value, 'share')} ({low} … {high}) n={found.n}"
