"""Show a report: as plain text for the terminal here, as an HTML page and its plots in the modules beside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from eval.answers.read import BY_STATUS
from eval.core.aims import Checked, figures
from eval.core.kinds.report import KindOutcome
from eval.core.lookups.records import Report
from eval.core.lookups.summary import ALL, METRICS, GateCurve
from eval.core.sets import AnyReport
from eval.core.statistics.diff import Delta, Diff
from eval.core.statistics.estimates import Estimate
from rag.render import weights_json

INTERVAL = "95 % interval"


def table(report: Report) -> str:
    """Return every figure with interval and n: of all questions, by language, the targets, and the faults."""
    langs = [group for group in report.summary if group.startswith("lang=")]
    parts = [
        weights_in_use(report),
        aligned([["All questions", "", INTERVAL, "n", "detects"], *_figures(report, ALL)]),
        *(
            aligned([[group.removeprefix("lang="), "", INTERVAL, "n", "detects"], *_figures(report, group)])
            for group in langs
        ),
        _targets(report),
        _faults(report),
    ]
    if report.gate.auc is not None:
        parts.append(f"Gate: AUC {gate_auc(report.gate)} over the {report.gate.questions} questions that reached it.")
    parts.append(machine(report))
    if not report.complete:
        parts.append(f"Stopped after {len(report.outcomes)} of {report.run_metadata.wanted} questions.")
    return "\n\n".join(part for part in parts if part)


def aims_table(checked: Sequence[Checked]) -> str:
    """Return each aim with what was measured and whether it is met; empty without aims."""
    if not checked:
        return ""
    rows = [["Aim", "", "bound", "measured", INTERVAL, "n", ""]]
    for one in checked:
        aim, metric = one.aim, figures(one.aim.set)[one.aim.figure]
        sign = "≥" if aim.at_least is not None else "≤"
        bound = f"{sign} {aim.bound:g}" + (", interval" if aim.of == "interval" else "")
        measured = [figure(one.measured.value, metric.unit), interval(one.measured, metric.unit), str(one.measured.n)]
        mark = "met" if one.met else "MISSED" if one.measured.n else "MISSED: not measured"
        rows.append([metric.label, aim.group, bound, *measured, mark])
    return aligned(rows)


def refusals(counts: Mapping[str, int]) -> str:
    """Return by what the refusals of another system were recognised; empty if all are its own word."""
    if set(counts) <= {BY_STATUS}:
        return ""
    named = (f"status {count}" if by == BY_STATUS else f"«{by}» {count}" for by, count in counts.items())
    return "Refusals by what they were recognised by: " + ", ".join(named)


def changes(diff: Diff[Any]) -> str:
    """Return what changed against a baseline: warnings, the questions that got worse or better, and the metrics."""
    counts = Counter(change.kind for change in diff.changes)
    lines = [f"Warning: {warning}" for warning in diff.warnings]
    lines.append("Against the baseline: " + ", ".join(f"{count} {kind}" for kind, count in counts.most_common()))
    for kind in ("worse", "mixed", "better"):
        lines += [
            f"  {kind}: {change.id} ({', '.join(change.moved)})" for change in diff.changes if change.kind == kind
        ]
    rows = [["", "before", "after", "difference", INTERVAL, "n", "p", "p (Holm)", "detects"]]
    rows += [delta_row(delta) for delta in diff.deltas if delta.before.value != delta.after.value]
    return "\n".join(lines) + ("\n\n" + aligned(rows) if len(rows) > 1 else "")


def figure(value: float | None, unit: str) -> str:
    """Return a number as text: a share with three digits, words and milliseconds whole, – for None."""
    if value is None:
        return "–"
    return f"{value:.3f}" if unit == "share" else f"{value:,.0f}".replace(",", " ")


def interval(estimate: Estimate, unit: str) -> str:
    """Return an interval as text."""
    if estimate.low is None:
        return "–"
    return f"{figure(estimate.low, unit)} … {figure(estimate.high, unit)}"


def _with_interval(found: Estimate, unit: str) -> str:
    return figure(found.value, unit) + ("" if found.low is None else f" ({interval(found, unit)})")


def probability(value: float | None) -> str:
    """Return a p-value as text."""
    return "–" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"


def gate_auc(gate: GateCurve) -> str:
    """Return a gate's AUC with its interval as text; it has one."""
    return f"{figure(gate.auc, 'share')} ({figure(gate.auc_low, 'share')} … {figure(gate.auc_high, 'share')})"


def weights_in_use(report: AnyReport) -> str:
    """Return in one line which fitted weights answered, and why no better ones; empty if the results do not say."""
    used: dict[str, None] = {}
    for outcome in report.outcomes:
        if isinstance(outcome, KindOutcome):
            found = outcome.given.get("weights")
        else:
            found = weights_json(getattr(outcome.observation.result, "weights", None))
        if found:
            used[" ".join((f"Weights: {found['standing']}.", *(found.get("why") or ())))] = None
    return " ".join(used)


def machine(report: AnyReport) -> str:
    """Return on what the report was made, and with which weights, in one line; empty if it does not say."""
    about = report.run_metadata
    named = [*(f"{key} {value}" for key, value in about.machine.items())]
    named += [f"weights {key} {value}" for key, value in about.weights.items()]
    return "; ".join(named)


def _figures(report: Report, group: str) -> list[list[str]]:
    rows = [(metric, report.summary[group][metric.key]) for metric in METRICS]
    return [
        [
            metric.label,
            figure(found.value, metric.unit),
            interval(found, metric.unit),
            str(found.n),
            figure(found.detectable, metric.unit),
        ]
        for metric, found in rows
        if found.n or group == ALL
    ]


def delta_row(delta: Delta) -> list[str]:
    """Return a figure of both runs, each with its interval, and the difference with its own, n and p-values."""
    unit = delta.metric.unit
    step = delta.difference.value
    shown = "–" if step is None else f"{step:+.3f}" if unit == "share" else f"{step:+.0f}"
    return [
        delta.metric.label,
        _with_interval(delta.before, unit),
        _with_interval(delta.after, unit),
        shown,
        interval(delta.difference, unit),
        str(delta.difference.n),
        probability(delta.p_value),
        probability(delta.p_corrected),
        figure(delta.difference.detectable, unit),
    ]


def _targets(report: Report) -> str:
    rows = [["Target", "bound", "measured", INTERVAL, "n", ""]]
    marks = {True: "met", False: "MISSED", None: "not measured"}
    for verdict in report.verdicts:
        found = verdict.measured
        shown = [figure(found.value, verdict.unit), interval(found, verdict.unit), str(found.n)]
        rows.append([verdict.label, verdict.bound, *shown, marks[verdict.met]])
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
