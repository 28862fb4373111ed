"""Results of a run in one flat form, with a published JSON Schema: what every export is made of.

`results.schema.json` beside this file is the schema of `Results`; names in it are kept, since programs depend on them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.core.dataset import Expect
from eval.core.estimates import Estimate
from eval.core.metrics import Failure, shown_text
from eval.core.records import Outcome, Report
from eval.core.summary import METRICS, Verdict
from rag.types import Answer, Talk

SCHEMA_FILE = Path(__file__).with_name("results.schema.json")
Status = Literal["answered", "refused", "talk", "error"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Run(_Strict):
    """Where the results come from: time (UTC, ISO 8601), commit, models by role, digests, chosen questions."""

    made: str
    commit: str | None
    models: dict[str, str]
    document: str
    code: str
    settings: dict[str, str | int | float | bool | None]
    selection: dict[str, str | int | None]
    machine: dict[str, str]
    weights: dict[str, str]
    questions_selected: int
    complete: bool


class Row(_Strict):
    """One question and its result.

    Attributes:
        sections: Numbers of the sections that hold the answer; 0 is the preamble.
        cited: Numbers of the sections that the answer cites, in order.
        ranking: Numbers of the sections in the order in which they were retrieved.
        faults: What went wrong, one sentence each, after the name of the fault and a colon.
        metrics: By the name of a metric of one question; null where it does not apply. Times are milliseconds.
    """

    id: str
    document: str | None
    language: str
    kind: str
    question: str
    history: list[list[str]]
    expected: Expect
    sections: list[int]
    facts: list[list[str]]
    reference: str
    status: Status
    answer: str
    cited: list[int]
    ranking: list[int]
    gate_probability: float | None
    faults: list[str]
    metrics: dict[str, float | None]


class Figure(_Strict):
    """A metric over a group of questions, with its 95 % interval, n, and the smallest difference that is found."""

    group: str
    metric: str
    label: str
    unit: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    detectable: float | None


class Aim(_Strict):
    """A bound on a figure, and whether it is met; null where nothing was measured."""

    label: str
    bound: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    met: bool | None


class Results(_Strict):
    """The results of one run."""

    format: Literal[1] = 1
    run: Run
    figures: list[Figure]
    aims: list[Aim]
    rows: list[Row]


def results_of(report: Report) -> Results:
    """Return a report's results."""
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
        aims=[_aim(verdict) for verdict in report.verdicts],
        rows=[_row(outcome) for outcome in report.outcomes],
    )


def schema() -> str:
    """Return the JSON Schema of `Results` (draft 2020-12), as SCHEMA_FILE has it."""
    data = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Results.model_json_schema()}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _figures(report: Report) -> Iterator[Figure]:
    for group, estimates in report.summary.items():
        for metric in METRICS:
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


def _row(outcome: Outcome) -> Row:
    item, result = outcome.observation.item, outcome.observation.result
    answer = result if isinstance(result, Answer) else None
    return Row(
        id=item.id,
        document=item.document,
        language=item.lang,
        kind=item.type,
        question=item.question,
        history=[[turn.question, turn.answer] for turn in item.history],
        expected=item.expect,
        sections=list(item.gold),
        facts=[list(spellings) for spellings in item.facts],
        reference=item.reference,
        status=status_of(outcome),
        answer=shown_text(result),
        cited=list(dict.fromkeys(citation.point for citation in answer.citations)) if answer else [],
        ranking=list(outcome.observation.ranked),
        gate_probability=result.gate.probability if result.gate else None,
        faults=[f"{fault.kind}: {fault.detail}" for fault in outcome.faults],
        metrics=dict(outcome.values),
    )


def status_of(outcome: Outcome) -> Status:
    """Return what came of a question."""
    result = outcome.observation.result
    if isinstance(result, Failure):
        return "error"
    return "answered" if isinstance(result, Answer) else "talk" if isinstance(result, Talk) else "refused"
