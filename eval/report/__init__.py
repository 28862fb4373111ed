"""Show a report: as plain text for the terminal here, as an HTML page and its plots in the modules beside."""

from collections import Counter
from collections.abc import Sequence

from eval.core.diff import Delta, Diff
from eval.core.estimates import Estimate
from eval.core.records import Report
from eval.core.summary import ALL, METRICS


def table(report: Report) -> str:
    """Metrics by language with the interval of the whole, the targets, and how often each fault occurred."""
    groups = [ALL, *(group for group in report.summary if group.startswith("lang="))]
    rows = [["", *(group.removeprefix("lang=") for group in groups), "95 % interval", "n"]]
    for metric in METRICS:
        whole = report.summary[ALL][metric.key]
        figures = [figure(report.summary[group][metric.key].value, metric.unit) for group in groups]
        rows.append([metric.label, *figures, interval(whole, metric.unit), str(whole.n)])
    parts = [aligned(rows), _targets(report), _faults(report)]
    if report.gate.auc is not None:
        parts.append(f"Gate: AUC {report.gate.auc:.3f} over {report.gate.questions} questions that reached it.")
    if not report.complete:
        parts.append(f"Stopped after {len(report.outcomes)} of {report.run_metadata.wanted} questions.")
    return "\n\n".join(parts)


def changes(diff: Diff) -> str:
    """What changed against a baseline: counts, the questions that got worse or better, and the metrics."""
    counts = Counter(change.kind for change in diff.changes)
    lines = ["Against the baseline: " + ", ".join(f"{count} {kind}" for kind, count in counts.most_common())]
    for kind in ("worse", "mixed", "better"):
        lines += [
            f"  {kind}: {change.id} ({', '.join(change.moved)})" for change in diff.changes if change.kind == kind
        ]
    rows = [["", "before", "after", "difference", "95 % interval"]]
    rows += [_delta_row(delta) for delta in diff.deltas if delta.before.value != delta.after.value]
    return "\n".join(lines) + ("\n\n" + aligned(rows) if len(rows) > 1 else "")


def figure(value: float | None, unit: str) -> str:
    """One number as text: a share with three digits, words and milliseconds whole, – where there is none."""
    if value is None:
        return "–"
    return f"{value:.3f}" if unit == "share" else f"{value:,.0f}".replace(",", " ")


def interval(estimate: Estimate, unit: str) -> str:
    """The interval as text."""
    if estimate.value is None:
        return "–"
    return f"{figure(estimate.low, unit)} … {figure(estimate.high, unit)}"


def _delta_row(delta: Delta) -> list[str]:
    unit = delta.metric.unit
    both = (delta.before.value, delta.after.value)
    if both[0] is None or both[1] is None:
        difference = "–"
    else:
        difference = f"{both[1] - both[0]:+.3f}" if unit == "share" else f"{both[1] - both[0]:+.0f}"
    before, after = (figure(value, unit) for value in both)
    return [delta.metric.label, before, after, difference, interval(delta.difference, unit)]


def _targets(report: Report) -> str:
    rows = [["Target", "bound", "measured", ""]]
    marks = {True: "met", False: "MISSED", None: "not measured"}
    for verdict in report.verdicts:
        measured = figure(verdict.measured.value, verdict.unit)
        rows.append([verdict.label, verdict.bound, measured, marks[verdict.met]])
    return aligned(rows)


def _faults(report: Report) -> str:
    counts = Counter(kind for outcome in report.outcomes for kind in {fault.kind for fault in outcome.faults})
    faulty = sum(bool(outcome.faults) for outcome in report.outcomes)
    named = ", ".join(f"{kind} {count}" for kind, count in counts.most_common())
    return f"{faulty} of {len(report.outcomes)} questions have a fault" + (f": {named}" if named else "") + "."


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells in columns, the first one flush left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
