"""What changed between two reports: question by question, and metric by metric with an interval and a p-value.

Only questions that are in both reports are compared. Knows nothing of how a report is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, Protocol, TypeVar

import numpy as np

from eval.core.lookups.metrics import Values
from eval.core.lookups.summary import Metric, measure_clusters
from eval.core.provenance import NO_EFFECT
from eval.core.run_report import RunMetadata
from eval.core.statistics.estimates import SEED, Clusters, Estimate, difference, sort_by_cluster

PERMUTATIONS = 2**15

Kind = Literal["better", "worse", "mixed", "reworded", "same", "new", "gone"]


class Judged(Protocol):
    """One question as it was judged, of either set."""

    @property
    def id(self) -> str:
        """The question's id."""

    @property
    def cluster(self) -> str:
        """The name of the questions that succeed or fail together with this one."""

    @property
    def values(self) -> Values:
        """Every metric by its key."""

    @property
    def shown(self) -> str:
        """What the reader read."""


One = TypeVar("One", bound=Judged)
One_co = TypeVar("One_co", bound=Judged, covariant=True)


class Judgements(Protocol[One_co]):
    """A report on one of the sets."""

    @property
    def run_metadata(self) -> RunMetadata:
        """Where the report comes from."""

    @property
    def outcomes(self) -> tuple[One_co, ...]:
        """Every question."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The figures that are compared."""

    @property
    def judged(self) -> Mapping[str, bool]:
        """The values that make a question better or worse, and whether the higher one is better."""


@dataclass(frozen=True, slots=True)
class Change(Generic[One]):
    """One question before and after; `moved` holds the judged values that differ, (before, after) by key."""

    id: str
    kind: Kind
    before: One | None
    after: One | None
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
class Diff(Generic[One]):
    """A report compared with a baseline.

    `warnings` names what else than the answers differs: processor, build, models, weights, document, settings.
    """

    changes: tuple[Change[One], ...]
    deltas: tuple[Delta, ...]
    warnings: tuple[str, ...] = ()

    def of(self, kind: Kind) -> tuple[Change[One], ...]:
        """Return the changes of a kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def diff(report: Judgements[One], baseline: Judgements[One], names: tuple[str, str] = ("before", "now")) -> Diff[One]:
    """Compare a report with an earlier one on the same set: its questions in order, then those that are gone.

    `names` is what the warnings call the baseline and the report.
    """
    before = {outcome.id: outcome for outcome in baseline.outcomes}
    after = {outcome.id: outcome for outcome in report.outcomes}
    changes = tuple(_change(key, before.get(key), after.get(key), report.judged) for key in {**after, **before})
    pairs = [(change.after.cluster, change.before.values, change.after.values)
             for change in changes if change.before and change.after]  # fmt: skip
    deltas = [_delta(metric, pairs) for metric in report.metrics]
    corrected = holm([delta.p_value for delta in deltas])
    return Diff(
        changes,
        tuple(replace(delta, p_corrected=value) for delta, value in zip(deltas, corrected, strict=True)),
        _warnings(report.run_metadata, baseline.run_metadata, names),
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


def _change(key: str, before: One | None, after: One | None, judged: Mapping[str, bool]) -> Change[One]:
    if before is None or after is None:
        return Change(key, "new" if before is None else "gone", before, after, {})
    moved = {
        value: (before.values.get(value), after.values.get(value))
        for value in judged
        if before.values.get(value) != after.values.get(value)
    }
    signs = {
        ((new > old) - (new < old)) * (1 if judged[value] else -1)
        for value, (old, new) in moved.items()
        if old is not None and new is not None
    }
    if signs == {1}:
        kind: Kind = "better"
    elif signs == {-1}:
        kind = "worse"
    elif signs:
        kind = "mixed"
    else:
        kind = "same" if before.shown == after.shown else "reworded"
    return Change(key, kind, before, after, moved)


def _delta(metric: Metric, pairs: Sequence[tuple[str, Values, Values]]) -> Delta:
    both = [
        (cluster, old, new)
        for cluster, before, after in pairs
        if (old := before.get(metric.value)) is not None and (new := after.get(metric.value)) is not None
    ]
    clusters, old_values, new_values = [c for c, _, _ in both], [o for _, o, _ in both], [n for _, _, n in both]
    return Delta(
        metric,
        measure_clusters(((cluster, before) for cluster, before, _ in pairs), metric.value, metric.quantile),
        measure_clusters(((cluster, after) for cluster, _, after in pairs), metric.value, metric.quantile),
        difference(old_values, new_values, clusters, metric.quantile),
        p_value(old_values, new_values, clusters) if metric.quantile is None else None,
    )


def _warnings(new: RunMetadata, old: RunMetadata, names: tuple[str, str]) -> tuple[str, ...]:
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
            f"{key} differs: {before.get(key, 'none')} {names[0]}, {after.get(key, 'none')} {names[1]}."
            for key in {**before, **after}
            if key.split(":")[0] not in unknown and before.get(key) != after.get(key)
        ),
    )
