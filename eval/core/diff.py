"""What changed between two reports: question by question, and metric by metric with an interval and a p-value.

Only questions that are in both reports are compared. Knows nothing of how a report is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from eval.core.dataset import Question, cluster_of
from eval.core.estimates import SEED, Clusters, Estimate, difference, sort_by_cluster
from eval.core.metrics import Values, shown_text
from eval.core.provenance import NO_EFFECT
from eval.core.records import Outcome, Report, RunMetadata
from eval.core.summary import METRICS, Metric, measure

PERMUTATIONS = 2**15

Kind = Literal["better", "worse", "mixed", "reworded", "same", "new", "gone"]

JUDGED = (
    *("decision", "facts", "hit_3", "citation_valid", "citation_precision", "citation_recall"),
    *("support_hard", "support", "clean", "noted"),
)
"""Values that make a question better or worse; times and lengths differ from run to run."""


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

    Attributes:
        difference: After minus before, over the questions that the metric applies to in both.
        p_value: Of the hypothesis of no difference; None for quantiles and without pairs.
        p_corrected: The same by Holm's correction for the number of metrics.
    """

    metric: Metric
    before: Estimate
    after: Estimate
    difference: Estimate
    p_value: float | None = None
    p_corrected: float | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """A report compared with a baseline.

    `warnings` names what else than the answers differs: processor, build, models, weights, document, settings.
    """

    changes: tuple[Change, ...]
    deltas: tuple[Delta, ...]
    warnings: tuple[str, ...] = ()

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """Return the changes of a kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def diff(report: Report, baseline: Report) -> Diff:
    """Compare a report with an earlier one: its questions in order, then those that are gone."""
    before = {outcome.observation.item.id: outcome for outcome in baseline.outcomes}
    after = {outcome.observation.item.id: outcome for outcome in report.outcomes}
    changes = tuple(_change(key, before.get(key), after.get(key)) for key in {**after, **before})
    pairs = [
        (change.after.observation.item, change.before.values, change.after.values)
        for change in changes
        if change.before and change.after
    ]
    deltas = [_delta(metric, pairs) for metric in METRICS]
    corrected = holm([delta.p_value for delta in deltas])
    return Diff(
        changes,
        tuple(replace(delta, p_corrected=value) for delta, value in zip(deltas, corrected, strict=True)),
        _warnings(report.run_metadata, baseline.run_metadata),
    )


def p_value(before: Sequence[float], after: Sequence[float], clusters: Clusters = None) -> float | None:
    """Return the two-sided p-value of "before and after come from the same distribution"; None without pairs.

    The signs of the summed differences of whole clusters are flipped: exactly if there are few, else in `PERMUTATIONS`
    random ways. If every cluster is one question that is right or wrong, this is McNemar's exact test.
    """
    changes, groups = sort_by_cluster((np.asarray(after, float) - np.asarray(before, float)).tolist(), clusters)
    if not changes.size:
        return None
    from scipy import stats

    if int(groups.max()) + 1 == changes.size and set(changes) <= {-1.0, 0.0, 1.0}:
        gains, moved = int((changes > 0).sum()), int((changes != 0).sum())
        return float(stats.binomtest(gains, moved).pvalue) if moved else 1.0
    sums = np.bincount(groups, changes)
    sums = sums[np.abs(sums) > 1e-12]
    if sums.size < 2:
        return 1.0
    found = stats.permutation_test(
        (sums,),
        lambda flipped, axis: flipped.sum(axis=axis),
        permutation_type="samples",
        n_resamples=PERMUTATIONS,
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values corrected for their number (Holm 1979); None stays and is not counted."""
    ranked = sorted((value, place) for place, value in enumerate(p_values) if value is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (value, place) in enumerate(ranked):
        highest = max(highest, min(1.0, value * (len(ranked) - rank)))
        corrected[place] = highest
    return corrected


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


def _delta(metric: Metric, pairs: Sequence[tuple[Question, Values, Values]]) -> Delta:
    both = [
        (cluster_of(item), old, new)
        for item, before, after in pairs
        if (old := before.get(metric.value)) is not None and (new := after.get(metric.value)) is not None
    ]
    clusters, old_values, new_values = [c for c, _, _ in both], [o for _, o, _ in both], [n for _, _, n in both]
    return Delta(
        metric,
        measure(((item, before) for item, before, _ in pairs), metric.value, metric.quantile),
        measure(((item, after) for item, _, after in pairs), metric.value, metric.quantile),
        difference(old_values, new_values, clusters, metric.quantile),
        p_value(old_values, new_values, clusters) if metric.quantile is None else None,
    )


def _warnings(new: RunMetadata, old: RunMetadata) -> tuple[str, ...]:
    """Return a sentence for each thing that differs, or that one of the reports does not name."""
    sides = [
        {
            "document": metadata.document[:12],
            **{f"machine: {key}": value for key, value in metadata.machine.items()},
            **{f"model: {key}": value for key, value in metadata.models.items()},
            **{f"weights: {key}": value for key, value in metadata.weights.items()},
            **{f"setting {key}": value for key, value in metadata.settings.items() if key not in NO_EFFECT},
        }
        for metadata in (old, new)
    ]
    before, after = sides
    unknown = [what for what in ("machine", "weights") if not getattr(old, what) or not getattr(new, what)]
    return (
        *(f"A report does not name its {what}: it may differ." for what in unknown),
        *(
            f"{key} differs: {before.get(key, 'none')} before, {after.get(key, 'none')} now."
            for key in {**before, **after}
            if key.split(":")[0] not in unknown and before.get(key) != after.get(key)
        ),
    )
