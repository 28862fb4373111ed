"""Results of a run in the flat form of eval/exchange/schema.py: what every export is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from eval.core.kinds.given import section_of
from eval.core.kinds.report import KindOutcome
from eval.core.lookups.metrics import Failure, shown_text
from eval.core.lookups.records import Outcome, Report
from eval.core.lookups.summary import Verdict
from eval.core.sets import AnyOutcome, AnyReport, question_of
from eval.core.statistics.estimates import Estimate
from eval.exchange.schema import Aim, Figure, Results, Row, Run, SectionName, Status
from rag.types import Answer, Talk


def results_of(report: AnyReport) -> Results:
    """Return the results of a report on either set; one on kinds has no aims of its own."""
    about = report.run_metadata
    run = Run(
        made=about.made,
        commit=about.commit,
        models=dict(about.models),
        document=about.document,
        code=about.code,
        settings=dict(about.settings),
        selection=dict(about.selection),
        machine=dict(about.machine),
        weights=dict(about.weights),
        questions_selected=about.wanted,
        complete=report.complete,
    )
    return Results(
        run=run,
        figures=list(_figures(report)),
        aims=[_aim(verdict) for verdict in (report.verdicts if isinstance(report, Report) else ())],
        rows=[row_of(outcome) for outcome in report.outcomes],
    )


def _figures(report: AnyReport) -> Iterator[Figure]:
    for group, estimates in report.summary.items():
        for metric in report.metrics:
            found = estimates.get(metric.key, Estimate(0))
            yield Figure(
                group=group,
                metric=metric.key,
                label=metric.label,
                unit=metric.unit,
                n=found.n,
                value=found.value,
                low=found.low,
                high=found.high,
                detectable=found.detectable,
            )


def _aim(verdict: Verdict) -> Aim:
    found = verdict.measured
    return Aim(
        label=verdict.label,
        bound=verdict.bound,
        n=found.n,
        value=found.value,
        low=found.low,
        high=found.high,
        met=verdict.met,
    )


def row_of(outcome: AnyOutcome) -> Row:
    """Return one question and its result."""
    asked = question_of(outcome)
    found = _found_for_kind(outcome) if isinstance(outcome, KindOutcome) else _found_for_lookup(outcome)
    return Row(
        id=outcome.id,
        document=asked.document,
        language=asked.lang,
        kind=found.kind,
        question=asked.question,
        history=[[turn.question, turn.answer] for turn in asked.history],
        expected=asked.expect,
        sections=found.gold,
        facts=[list(spellings) for spellings in asked.facts],
        reference=found.reference,
        status=status_of(outcome),
        answer=found.answer,
        cited=found.cited,
        ranking=found.ranking,
        gate_probability=found.gate_probability,
        faults=[f"{fault.kind}: {fault.detail}" for fault in outcome.faults],
        metrics=dict(outcome.values),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the two sets keep in ways of their own: kind, gold and the result."""

    kind: str
    gold: list[SectionName]
    reference: str
    answer: str
    cited: list[SectionName]
    ranking: list[SectionName]
    gate_probability: float | None


def _found_for_lookup(outcome: Outcome) -> _Found:
    item, result = outcome.observation.item, outcome.observation.result
    answer = result if isinstance(result, Answer) else None
    # Sections of a document that is no row of points have names of their own, which its passages tell.
    names = {passage.point: named([passage.place.section])[0] for passage in result.passages}
    return _Found(
        kind=item.type,
        gold=named(place.id for place in item.places) if item.places else list(item.gold),
        reference=item.reference,
        answer=shown_text(result),
        cited=named(citation.place.section for citation in answer.citations) if answer else [],
        ranking=[names.get(number, number) for number in outcome.observation.ranked],
        gate_probability=result.gate.probability if result.gate else None,
    )


def _found_for_kind(outcome: KindOutcome) -> _Found:
    question, given = outcome.question, outcome.given
    gold = (*question.must, *(section for side in question.sides for section in side), *question.may)
    return _Found(
        kind=question.kind,
        gold=named(gold),
        reference=question.reference or "\n".join(one.quote for one in question.evidence),
        answer=given.get("answer") or "",
        cited=named(section_of(one) for one in given.get("citations") or ()),
        ranking=named(section_of(one) for one in given.get("passages") or ()),
        gate_probability=(given.get("gate") or {}).get("probability"),
    )


def named(sections: Iterable[str]) -> list[SectionName]:
    """Return ids of sections, each once, whole numbers as such."""
    return [int(one) if one.isdecimal() else one for one in dict.fromkeys(sections)]


def status_of(outcome: AnyOutcome) -> Status:
    """Return what came of a question."""
    if isinstance(outcome, KindOutcome):
        return TypeAdapter(Status).validate_python(outcome.given["status"])
    result = outcome.observation.result
    if isinstance(result, Failure):
        return "error"
    return "answered" if isinstance(result, Answer) else "talk" if isinstance(result, Talk) else "refused"
