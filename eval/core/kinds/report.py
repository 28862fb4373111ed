"""The report on the questions of kinds: every metric of a question, the figures of each kind and slice, and its file.

What was given is kept as the `--json` object, so that a report can be judged anew when a rule changes. Knows nothing of
how the questions were asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import TypeAdapter

from eval.core import report_file
from eval.core.kinds.faults import faults_of
from eval.core.kinds.given import given_from_object
from eval.core.kinds.questions import KindQuestion
from eval.core.kinds.rules import (
    list_precision,
    list_recall,
    misleading,
    right,
    short_is_right,
    theme_coverage,
)
from eval.core.lookups.metrics import Values
from eval.core.lookups.summary import ALL, GateCurve, Metric, Summary, gate_curve, measure_clusters
from eval.core.run_report import Fault, RunMetadata, RunReport
from rag.types import GateReport

METRICS = (
    Metric("right", "Right", "right"),
    Metric("misleading", "Misleading, of the shown", "misleading", higher_is_better=False),
    Metric("precision", "List precision", "precision"),
    Metric("recall", "List recall", "recall"),
    Metric("coverage", "Themes touched", "coverage"),
    Metric("short", "Short answer right", "short"),
    Metric("kind", "Kind recognised", "kind"),
    Metric("unanswerable_refused", "Unanswerable refused", "unanswerable_refused"),
    Metric("answerable_refused", "Answerable refused", "answerable_refused", higher_is_better=False),
    *(
        Metric(f"total_p{share}", f"Whole result, p{share}", "total_ms", "ms", share / 100, False)
        for share in (50, 95)
    ),
)  # fmt: skip

JUDGED = {"right": True, "misleading": False, "precision": True, "recall": True, "coverage": True, "short": True}
"""Values that make a question better or worse than before, and whether the higher one is better."""


@dataclass(frozen=True, slots=True)
class KindOutcome:
    """One question with the object that was given for it, its values and the name of its cluster."""

    question: KindQuestion
    given: Mapping[str, Any]
    values: Values
    cluster: str

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What went wrong, if anything did."""
        return faults_of(self.question, given_from_object(self.given))

    @property
    def shown(self) -> str:
        """What the reader read, and what programs are told beside it."""
        told = (self.given.get(key) for key in ("status", "verdict", "count", "short", "answer"))
        return "\n".join("" if value is None else str(value) for value in told)


@dataclass(frozen=True, slots=True)
class KindReport(RunReport):
    """The results of one run; `refusals` counts by what each refusal of another system was recognised."""

    metrics: ClassVar = METRICS
    judged: ClassVar = JUDGED

    outcomes: tuple[KindOutcome, ...]
    refusals: Mapping[str, int] = field(default_factory=dict)
    format: int = report_file.FORMAT
    set: Literal["kinds"] = "kinds"


def score(question: KindQuestion, given: Mapping[str, Any]) -> Values:
    """Return every metric of one question by its key; None where it does not apply.

    A question on which a system failed (status `error`) is wrong in every metric that applies to it.
    """
    found = given_from_object(given)
    refused = found.status != "answered"
    is_list = question.kind == "list" and question.expect == "answered"
    failed = found.status == "error"
    values: dict[str, float | bool | None] = {
        "right": right(question, found),
        "misleading": misleading(question, found),
        "precision": 0.0 if is_list and failed else list_precision(question, found) if is_list else None,
        "recall": list_recall(question, found) if is_list else None,
        "coverage": theme_coverage(question, found),
        "short": False if failed and question.short else short_is_right(question, found),
        "kind": None if found.kind is None and not failed else found.kind == question.kind,
        "unanswerable_refused": right(question, found) if question.unanswerable else None,
        "answerable_refused": refused if question.expect == "answered" else None,
        "total_ms": (given.get("timings_ms") or {}).get("total"),
    }
    return {key: None if value is None else float(value) for key, value in values.items()}


def clusters(questions: Iterable[KindQuestion]) -> dict[str, str]:
    """Return the name of each question's cluster by its id: those which succeed or fail together.

    A question belongs to its first gold section, an unanswerable one to that of the question that it was written
    beside; any other stands alone.
    """
    questions = tuple(questions)
    own = {question.id: _section(question) for question in questions}
    return {
        question.id: own.get(question.pair or question.id) or own[question.id] or f"question {question.id}"
        for question in questions
    }


def _section(question: KindQuestion) -> str | None:
    sections = (*question.must, *(section for side in question.sides for section in side), *question.may)
    return f"{question.document} {sections[0]}" if sections else None


def assemble(
    run_metadata: RunMetadata,
    judged: Iterable[tuple[KindQuestion, Mapping[str, Any]]],
    refusals: Mapping[str, int] | None = None,
    known: Sequence[KindQuestion] = (),
) -> KindReport:
    """Make the report of a run from its questions and objects.

    `known` holds the whole set, where the questions may be a part of it that lacks the pairs of some.
    """
    judged = tuple(judged)
    of = clusters({question.id: question for question in (*known, *(question for question, _ in judged))}.values())
    outcomes = tuple(
        KindOutcome(question, given, score(question, given), of[question.id]) for question, given in judged
    )
    return KindReport(run_metadata, outcomes, summarise(outcomes), dict(refusals or {}))


def gate_of(made: KindReport) -> GateCurve:
    """Return how well the gate tells answerable from unanswerable questions, over those whose object has its report."""
    judged = (
        (outcome.question.expect == "answered", outcome.cluster, GateReport(**gate))
        for outcome in made.outcomes
        if (gate := outcome.given.get("gate")) and outcome.question.expect != "talk"
    )
    return gate_curve(judged)


def summarise(outcomes: Sequence[KindOutcome]) -> Summary:
    """Return every metric of all questions, of each language, kind (unanswerable ones apart), slice and document."""
    groups: dict[str, list[KindOutcome]] = {ALL: list(outcomes)}
    for outcome in outcomes:
        question = outcome.question
        for group in (
            f"lang={question.lang}",
            f"kind={'unanswerable' if question.unanswerable else question.kind}",
            *(f"slice={mark}" for mark in question.slices - {"unanswerable"}),
            f"document={question.document}",
        ):
            groups.setdefault(group, []).append(outcome)
    return {
        group: {
            metric.key: measure_clusters(((one.cluster, one.values) for one in members), metric.value, metric.quantile)
            for metric in METRICS
        }
        for group, members in sorted(groups.items(), key=lambda entry: (entry[0] != ALL, entry[0]))
    }


def save(made: KindReport, path: Path) -> None:
    """Write a report as JSON; an interrupted write leaves the earlier file as it was."""
    report_file.write(_adapter().dump_python(made, mode="json", exclude_defaults=False), path)


def load_report(path: Path) -> KindReport:
    """Read a report that `save` wrote.

    Raises:
        EvalError: the file is missing, or is not a report on kinds of this format.
    """
    return report_file.read(path, _adapter(), name="a report on kinds", command="eval.kinds")


@cache
def _adapter() -> TypeAdapter[KindReport]:
    return TypeAdapter(KindReport)
