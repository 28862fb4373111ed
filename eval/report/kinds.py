"""A report on questions of kinds as plain text for the terminal."""

from eval.core.estimates import Estimate
from eval.core.kind_report import METRICS, KindReport
from eval.core.summary import ALL
from eval.report import aligned, figure, machine

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
    parts = [_weights(report), aligned(rows), refused, machine(report)]
    if not report.complete:
        parts.append(f"Stopped after {len(report.outcomes)} of {report.run_metadata.wanted} questions.")
    return "\n\n".join(part for part in parts if part)


def _weights(report: KindReport) -> str:
    """Return in a line which fitted weights answered; empty if the answers do not say."""
    used = dict.fromkeys(
        " ".join((f"Weights: {weights['standing']}.", *weights.get("why", ())))
        for outcome in report.outcomes
        if (weights := outcome.given.get("weights"))
    )
    return " ".join(used)


def _cell(found: Estimate) -> str:
    if found.value is None:
        return "–"
    low, high = (figure(end, "share") for end in (found.low, found.high))
    return f"{figure(found.value, 'share')} ({low} … {high}) n={found.n}"
