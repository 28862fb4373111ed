"""What changed between two reports: question by question, and metric by metric with a paired interval.

It knows nothing of how a report is drawn. Only questions that stand in both reports are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eval.core.estimates import Estimate, estimate
from eval.core.metrics import Values, shown_text
from eval.core.records import Outcome, Report
from eval.core.summary import METRICS, Metric, present

Kind = Literal["better", "worse", "mixed", "reworded", "same", "new", "gone"]

JUDGED = (
    *("decision", "facts", "hit_3", "citation_valid", "citation_precision", "citation_recall"),
    *("support_hard", "support", "clean", "noted"),
)
"""The values that make a question better or worse; times and lengths differ from run to run."""


@dataclass(frozen=True, slots=True)
class Change:
    """One question before and after; `moved` holds the judged values that differ, (before, after) by key."""

    id: str
    kind: Kind
    before: Outcome | None
    after: Outcome | None
    moved: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Delta:
    """One metric before and after, over the questions that both reports hold.

    `difference` is the mean of the paired differences with its interval. It is `Estimate(0)` for medians and
    percentiles, which have no pairs.
    """

    metric: Metric
    before: Estimate
    after: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Diff:
    """A report against a baseline."""

    changes: tuple[Change, ...]
    deltas: tuple[Delta, ...]

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of a kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def diff(report: Report, baseline: Report) -> Diff:
    """Compare a report with an earlier one: its questions in order, then those that are gone."""
    before = {outcome.observation.item.id: outcome for outcome in baseline.outcomes}
    after = {outcome.observation.item.id: outcome for outcome in report.outcomes}
    changes = tuple(_change(key, before.get(key), after.get(key)) for key in {**after, **before})
    pairs = [(change.before.values, change.after.values) for change in changes if change.before and change.after]
    return Diff(changes, tuple(_delta(metric, pairs) for metric in METRICS))


def _change(key: str, before: Outcome | None, after: Outcome | None) -> Change:
    if before is None or after is None:
        return Change(key, "new" if before is None else "gone", before, after, {})
    moved = {
        value: (before.values.get(value), after.values.get(value))
        for value in JUDGED
        if before.values.get(value) != after.values.get(value)
    }
    signs = {(new > old) - (new < old) for old, new in moved.values() if old is not None and new is not None}
    if signs == {1}:
        kind: Kind = "better"
    elif signs == {-1}:
        kind = "worse"
    elif signs:
        kind = "mixed"
    else:
        old, new = before.observation.result, after.observation.result
        kind = "same" if shown_text(old) == shown_text(new) else "reworded"
    return Change(key, kind, before, after, moved)


def _delta(metric: Metric, pairs: list[tuple[Values, Values]]) -> Delta:
    differences = [
        new - old
        for before, after in pairs
        if (old := before.get(metric.value)) is not None and (new := after.get(metric.value)) is not None
    ]
    return Delta(
        metric,
        estimate(present((before for before, _ in pairs), metric.value), metric.statistic),
        estimate(present((after for _, after in pairs), metric.value), metric.statistic),
        estimate(differences) if metric.unit == "share" else Estimate(0),
    )
