"""What people judge: an answer to a question, without the system that gave it, in an order of each rater's own."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from eval.core.dataset import Identifier
from eval.core.kinds.given import section_of
from eval.core.kinds.questions import DECLARATION
from eval.core.kinds.report import KindOutcome
from eval.core.sets import AnyOutcome, AnyReport
from eval.exchange.results import named, row_of
from eval.exchange.schema import Row, SectionName, Status
from rag.types import Answer
from rag.web.feedback import Feedback

LABELS = ("right", "partly", "wrong", "misleading")
"""What a rater may say, in the order of the keys 1 to 4."""
Label = Literal["right", "partly", "wrong", "misleading"]
Rater = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[\w .'-]+$")]
_ID_DIGITS = 16


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(_Strict):
    """Words that an answer cites; `label` names their place where it is no numbered point. 0 is the preamble."""

    section: SectionName
    text: str
    label: str = ""


class Task(_Strict):
    """One answer to be judged.

    Attributes:
        id: Tells nothing of the system.
        document: The name of the document that it is about; empty for the first one.
        headline: What stands above the answer: a verdict (`yes`, `no`, `not_in_text`), a number or a few words.
        gold: The sections that hold the answer: numbers of points, else what readers call them.
        sides: Keys of the systems that gave this answer, word for word; hidden from raters.
        metrics: The judged metrics of the answer by name; hidden from raters.
        thumb: What a reader said of it, if it comes from feedback; hidden from raters.
        note: The reader's own words with that; hidden from raters.
    """

    id: str
    question_id: str
    question: str
    document: str = ""
    history: tuple[tuple[str, str], ...] = ()
    status: Status
    answer: str
    headline: str = ""
    quotes: tuple[Quote, ...] = ()
    expected: str = ""
    gold: tuple[SectionName, ...] = ()
    reference: str = ""
    facts: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    metrics: Mapping[str, float | None] = Field(default_factory=dict)
    thumb: str = ""
    note: str = ""


class Round(_Strict):
    """Answers that are judged together: `sides` names each system by its key."""

    format: Literal[1] = 1
    name: Identifier
    sides: Mapping[str, str] = Field(default_factory=dict)
    tasks: tuple[Task, ...] = ()


def round_of(name: str, reports: Mapping[str, AnyReport], limit: int | None = None) -> Round:
    """Return a round of the answers of one report, or of two on the questions that both hold.

    An answer that two systems gave word for word, with the same citations, is judged once.

    Args:
        name: The name of the round.
        reports: By the name of the report.
        limit: At most so many questions, chosen by a hash of their ids.
    """
    outcomes = [{one.id: one for one in report.outcomes} for report in reports.values()]
    shared = set.intersection(*(set(one) for one in outcomes)) if outcomes else set()
    chosen = sorted(shared, key=lambda key: _digest("choose", key))[:limit]
    sides = dict(zip("AB", reports, strict=False))
    tasks: dict[str, Task] = {}
    for key in chosen:
        for side, by_id in zip(sides, outcomes, strict=True):
            outcome = by_id[key]
            row, quotes, headline = row_of(outcome), _quotes(outcome), _headline(outcome)
            # Of what is shown alone, so that the same answer of both sides is one task.
            shown = (row.answer, *filter(None, [headline]), *(f"{one.section} {one.text}" for one in quotes))
            identity = _digest(name, key, *shown)
            earlier = tasks.get(identity)
            tasks[identity] = Task(
                **_of_question(outcome, row),
                id=identity,
                status=row.status,
                answer=row.answer,
                headline=headline,
                quotes=quotes,
                sides=(*(earlier.sides if earlier else ()), side),
                metrics={metric: outcome.values.get(metric) for metric in reports[sides[side]].judged},
            )
    return Round(name=name, sides=sides, tasks=tuple(tasks.values()))


def from_feedback(name: str, feedback: Iterable[Feedback]) -> tuple[Task, ...]:
    """Return a task for each answer that readers said something of; of several thumbs the last counts."""
    tasks = {}
    for entry in feedback:
        identity = _digest(name, entry.question, entry.answer)
        tasks[identity] = Task(
            id=identity,
            question_id=identity,
            question=entry.question,
            status="answered" if entry.sources else "refused",
            answer=entry.answer,
            quotes=tuple(Quote(section=source.point, text=source.quote) for source in entry.sources),
            thumb=entry.verdict,
            note=entry.note or "",
        )
    return tuple(tasks.values())


def shuffled(tasks: Sequence[Task], rater: str) -> list[Task]:
    """Return the tasks in an order of the rater's own, which stays the same."""
    return sorted(tasks, key=lambda task: _digest(rater, task.id))


def _quotes(outcome: AnyOutcome) -> tuple[Quote, ...]:
    if isinstance(outcome, KindOutcome):
        cited = outcome.given.get("citations") or ()
        return tuple(
            Quote(section=section, text=one.get("quote") or "", label=one.get("label") or "")
            for one in cited
            for section in named([section_of(one)])
        )
    result = outcome.observation.result
    if not isinstance(result, Answer):
        return ()
    return tuple(Quote(section=one.point, text=one.quote, label=one.place.label) for one in result.citations)


def _headline(outcome: AnyOutcome) -> str:
    told: tuple[object, ...] = ()
    if isinstance(outcome, KindOutcome):
        told = tuple(outcome.given.get(key) for key in ("verdict", "count", "short"))
    elif isinstance(result := outcome.observation.result, Answer):
        told = (result.verdict, result.count, result.short)
    return next((str(value) for value in told if value is not None), "")


def _of_question(outcome: AnyOutcome, row: Row) -> dict[str, Any]:
    document, gold = row.document or "", tuple(row.sections)
    if isinstance(outcome, KindOutcome):
        document = "" if document == DECLARATION else document
        gold = tuple(map(str, gold)) if document else gold
    elif places := outcome.observation.item.places:
        gold = tuple(place.label for place in places)
    return {
        "question_id": row.id,
        "question": row.question,
        "document": document,
        "history": tuple((question, answer) for question, answer in row.history),
        "expected": row.expected,
        "gold": gold,
        "reference": row.reference,
        "facts": tuple(spellings[0] for spellings in row.facts),
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]
