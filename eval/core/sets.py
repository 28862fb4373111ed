"""Either set: questions and reports of look-ups or of kinds, told apart by what stands in their files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from eval.core.dataset import EvalError, Question, load, select
from eval.core.kinds import report as kind_report
from eval.core.kinds.questions import DECLARATION, KindQuestion, load_kinds
from eval.core.kinds.report import KindOutcome, KindReport
from eval.core.lookups import records
from eval.core.lookups.records import Outcome, Report
from eval.core.lookups.summary import GateCurve
from eval.core.statistics.diff import Diff, diff

AnyQuestions = tuple[Question, ...] | tuple[KindQuestion, ...]
AnyReport = Report | KindReport
AnyOutcome = Outcome | KindOutcome


def metric_labels() -> dict[str, str]:
    """Return the English name of every figure of either report by its key, and of every value that one is made of."""
    every = (*Report.metrics, *KindReport.metrics)
    return {metric.value: metric.label for metric in every if metric.quantile is None} | {
        metric.key: metric.label for metric in every
    }


def gate_of(report: AnyReport) -> GateCurve:
    """Return how well the gate tells answerable from unanswerable questions."""
    return kind_report.gate_of(report) if isinstance(report, KindReport) else report.gate


def save_report(report: AnyReport, path: Path) -> None:
    """Write a report of either set; its folder is made if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(report, KindReport):
        kind_report.save(report, path)
    else:
        records.save(report, path)


def load_questions(path: Path) -> AnyQuestions:
    """Return every question of a file of either set.

    Raises:
        EvalError: the file cannot be used.
    """
    try:
        with path.open(encoding="utf-8") as file:
            first = json.loads(next((line for line in file if line.strip()), "{}"))
    except (OSError, ValueError):
        first = {}  # the loader says what is wrong
    return load_kinds(path) if isinstance(first, dict) and "kind" in first else load(path)


def select_questions(
    questions: AnyQuestions, split: Literal["dev", "test", "all"] = "all", limit: int | None = None
) -> AnyQuestions:
    """Return the first `limit` questions of a split, of kinds those about the declaration. Raises EvalError if none."""
    if all(isinstance(question, Question) for question in questions):
        return select([question for question in questions if isinstance(question, Question)], split, limit=limit)
    kinds = [question for question in questions if isinstance(question, KindQuestion)]
    found = tuple(one for one in kinds if split in {"all", one.split} and one.document == DECLARATION)[:limit]
    if not found:
        raise EvalError(f"No question of the split {split} is left of {len(questions)}. Choose another --split.")
    return found


def load_report(path: Path) -> AnyReport:
    """Return the report in a file, or in the folder of a run.

    Raises:
        EvalError: there is no such report.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        found = {}  # the loader says what is wrong
    is_kinds = isinstance(found, dict) and found.get("set") == "kinds"
    return kind_report.load_report(file) if is_kinds else records.load_report(file)


def diff_of(report: AnyReport, baseline: AnyReport, names: tuple[str, str] = ("before", "now")) -> Diff[Any]:
    """Compare a report with an earlier one on the same set, as `eval.core.statistics.diff.diff`.

    Raises:
        EvalError: one is on look-ups, the other one on kinds.
    """
    if isinstance(report, Report) and isinstance(baseline, Report):
        return diff(report, baseline, names)
    if isinstance(report, KindReport) and isinstance(baseline, KindReport):
        return diff(report, baseline, names)
    raise EvalError("One report is on look-ups, the other one on kinds: they have no figure in common.")


def question_of(outcome: AnyOutcome) -> Question | KindQuestion:
    """Return the question of an outcome."""
    return outcome.question if isinstance(outcome, KindOutcome) else outcome.observation.item


def questions_of(report: AnyReport) -> AnyQuestions:
    """Return the questions of a report."""
    if isinstance(report, KindReport):
        return tuple(outcome.question for outcome in report.outcomes)
    return tuple(outcome.observation.item for outcome in report.outcomes)


def chosen_by_id(questions: AnyQuestions, ids: Sequence[str]) -> AnyQuestions:
    """Return the questions with some ids, in their order. Raises EvalError if one is missing."""
    by_id = {question.id: question for question in questions}
    if lost := [key for key in ids if key not in by_id]:
        raise EvalError(f"The set has no questions {', '.join(lost)}. Choose others.")
    return tuple(by_id[key] for key in ids)  # type: ignore[return-value]
