"""Either set: questions and reports of look-ups or of kinds, told apart by what stands in their files."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from eval.core.dataset import EvalError, Question, load, select
from eval.core.kinds import report as kind_report
from eval.core.kinds.questions import DECLARATION, KindQuestion, load_kinds
from eval.core.kinds.report import KindOutcome, KindReport
from eval.core.lookups import records
from eval.core.lookups.records import Outcome, Report
from eval.core.lookups.summary import GateCurve
from eval.core.messages import LocalizedError
from eval.core.statistics.diff import Diff, diff

Half = Literal["dev", "test", "all"]
AnyQuestion = Question | KindQuestion
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


def gate_clusters(report: AnyReport) -> tuple[str, ...]:
    """Return the clusters of the questions whose probabilities `gate_of` has: the answerable ones, then the others.

    Empty where a report of an earlier version does not tell them.
    """
    sides: dict[bool, list[str]] = {True: [], False: []}
    expect: str
    for outcome in report.outcomes:
        if isinstance(outcome, KindOutcome):
            expect, has_gate = outcome.question.expect, bool(outcome.given.get("gate"))
        else:
            expect, has_gate = outcome.observation.item.expect, bool(outcome.observation.result.gate)
        if has_gate and expect in {"answered", "refused"}:
            sides[expect == "answered"].append(outcome.cluster)
    gate = gate_of(report)
    fits = (len(sides[True]), len(sides[False])) == (len(gate.answerable), len(gate.unanswerable))
    return (*sides[True], *sides[False]) if fits else ()


def save_report(report: AnyReport, path: Path) -> None:
    """Write a report of either set; its folder is made if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(report, KindReport):
        kind_report.save(report, path)
    else:
        records.save(report, path)


def restricted(report: AnyReport, ids: Collection[str]) -> AnyReport:
    """Return the report on those questions of a report whose ids are given, with their figures made anew."""
    if isinstance(report, KindReport):
        kept = tuple(one for one in report.outcomes if one.id in ids)
        return replace(report, outcomes=kept, summary=kind_report.summarise(kept))
    return records.assemble(report.run_metadata, [one for one in report.outcomes if one.id in ids], report.refusals)


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


def select_questions(questions: AnyQuestions, split: Half = "all", limit: int | None = None) -> AnyQuestions:
    """Return the first `limit` questions of a split, of kinds those about the declaration. Raises EvalError if none."""
    lookups, kinds = lookups_of(questions), kinds_of(questions)
    if lookups:
        return select(lookups, half_of(lookups, split), limit=limit)
    return select_kinds(kinds, half_of(kinds, split), document=DECLARATION, limit=limit)


def lookups_of(questions: Iterable[AnyQuestion]) -> tuple[Question, ...]:
    """Return the look-ups among questions."""
    return tuple(question for question in questions if isinstance(question, Question))


def kinds_of(questions: Iterable[AnyQuestion]) -> tuple[KindQuestion, ...]:
    """Return the questions of kinds among questions."""
    return tuple(question for question in questions if isinstance(question, KindQuestion))


def half_of(questions: Iterable[AnyQuestion], split: str) -> Half:
    """Return the split that is asked: all of a set that has no halves, as own ones. Raises EvalError if it is none."""
    if not any(question.split for question in questions):
        return "all"
    if split not in get_args(Half):
        raise LocalizedError("form_split", split=split)
    return cast("Half", split)


def select_kinds(
    questions: Sequence[KindQuestion],
    split: Half = "all",
    kinds: Sequence[str] = (),
    langs: Sequence[str] = (),
    *,
    document: str | None = None,
    limit: int | None = None,
) -> tuple[KindQuestion, ...]:
    """Return the first `limit` questions of a split, of some kinds and languages and a document (empty, None: any).

    Raises:
        EvalError: nothing is left.
    """
    found = tuple(
        question
        for question in questions
        if split in {"all", question.split}
        and (not kinds or question.kind in kinds)
        and (not langs or question.lang in langs)
        and (document is None or question.document == document)
    )[:limit]
    if not found:
        raise LocalizedError("nothing_left", count=len(questions))
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
    raise LocalizedError("sets_differ")


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
