"""What people found: shares of labels by system, agreement among raters, and of each metric with the people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eval.core.sets import metric_labels
from eval.core.statistics.estimates import Estimate, estimate, wilson
from eval.core.statistics.roc import auc
from eval.judging.alpha import Alpha, alpha, nominal, ordinal
from eval.judging.store import Judged, Judgement
from eval.judging.tasks import LABELS, Task


@dataclass(frozen=True, slots=True)
class MetricAgreement:
    """How far a metric agrees with the people.

    Attributes:
        same: The share of answers on which «the metric is 1» and «people say right» are both so or both not.
        auc: The chance that the metric is higher on an answer that people call right than on another. Its interval is
            Wilson's for as many observations as the smaller side has questions, as in `gate_curve`; n is all of them.
    """

    metric: str
    label: str
    same: Estimate
    auc: Estimate


@dataclass(frozen=True, slots=True)
class Findings:
    """The results of a round.

    Attributes:
        decided: Answers with a verdict: the adjudicator's, else what most raters say.
        open: Answers on which raters disagree evenly and nobody has decided.
        sides: By the name of a system: the share of each label.
    """

    raters: dict[str, int]
    answers: int
    decided: int
    open: int
    alpha_nominal: Alpha
    alpha_ordinal: Alpha
    sides: dict[str, dict[str, Estimate]]
    metrics: tuple[MetricAgreement, ...]
    thumbs: Estimate


def verdict(judged: Judged, task: Task) -> str:
    """Return the label that counts: the adjudicator's, else that of most raters; empty if there is none."""
    decided = [one.label for one in judged.adjudicated.get(task.id, {}).values() if one.label]
    if decided:
        return decided[-1]
    counts = Counter(labels_of(judged, task)).most_common(2)
    tied = len(counts) == 2 and counts[0][1] == counts[1][1]
    return counts[0][0] if counts and not tied else ""


def labels_of(judged: Judged, task: Task) -> list[str]:
    """Return what the raters of an answer said."""
    return [one.label for one in judged.ratings.get(task.id, {}).values() if one.label]


def disputes(judged: Judged) -> list[tuple[Task, dict[str, Judgement]]]:
    """Return the answers that raters have given different labels, with what each said."""
    return [
        (task, dict(judged.ratings[task.id])) for task in judged.round.tasks if len(set(labels_of(judged, task))) > 1
    ]


def findings(judged: Judged) -> Findings:
    """Return the results of a round."""
    tasks = judged.round.tasks
    verdicts = {task.id: verdict(judged, task) for task in tasks}
    decided = [task for task in tasks if verdicts[task.id]]
    units = [[float(LABELS.index(label)) for label in labels_of(judged, task)] for task in tasks]
    judged_values = dict.fromkeys(key for task in tasks for key in task.metrics)
    systems = judged.round.sides or {"": judged.round.name}
    return Findings(
        raters={name: judged.done(name) for name in judged.raters},
        answers=len(tasks),
        decided=len(decided),
        open=sum(bool(labels_of(judged, task)) and not verdicts[task.id] for task in tasks),
        alpha_nominal=alpha(units, nominal),
        alpha_ordinal=alpha(units, ordinal),
        sides={name: _shares([task for task in decided if not key or key in task.sides], verdicts)
               for key, name in systems.items()},
        metrics=tuple(found for key in judged_values if (found := _agreement(key, decided, verdicts)).same.n),
        thumbs=_thumbs(decided, verdicts),
    )  # fmt: skip


def _shares(tasks: Sequence[Task], verdicts: dict[str, str]) -> dict[str, Estimate]:
    clusters = [task.question_id for task in tasks]
    return {label: estimate([float(verdicts[task.id] == label) for task in tasks], clusters) for label in LABELS}


def _agreement(key: str, tasks: Sequence[Task], verdicts: dict[str, str]) -> MetricAgreement:
    known = [(task, value) for task in tasks if (value := task.metrics.get(key)) is not None]
    right = [verdicts[task.id] == "right" for task, _ in known]
    same = [float((value == 1) == good) for (_, value), good in zip(known, right, strict=True)]
    found = estimate(same, [task.question_id for task, _ in known])
    return MetricAgreement(key, metric_labels().get(key, key), found, _area(known, right))


def _area(known: Sequence[tuple[Task, float]], right: Sequence[bool]) -> Estimate:
    sides = [[(task.question_id, value) for (task, value), good in zip(known, right, strict=True) if good is side]
             for side in (True, False)]  # fmt: skip
    area = auc(*([value for _, value in side] for side in sides))
    if area is None:
        return Estimate(0)
    low, high = wilson(area, min(len({question for question, _ in side}) for side in sides))
    return Estimate(len(known), area, low, high)


def _thumbs(tasks: Sequence[Task], verdicts: dict[str, str]) -> Estimate:
    """Return on what share of answers a thumb says the same as the raters."""
    known = [task for task in tasks if task.thumb]
    return estimate([float((task.thumb == "like") == (verdicts[task.id] == "right")) for task in known])
