"""The published schema of results: results.schema.json beside this file is that of `Results`.

Names in it are kept, since programs depend on them.
"""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

SCHEMA_FILE = Path(__file__).with_name("results.schema.json")
Status = Literal["answered", "refused", "talk", "error"]
Expected = Literal["answered", "refused", "either", "talk"]
SectionName = int | str
"""A section as readers call it: the number of a point, 0 for the preamble, else its id, such as "2.1"."""


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
        sections: The sections that hold the answer: numbers of points, 0 for the preamble, else ids such as "2.1".
        cited: The sections that the answer cites, in order.
        ranking: The sections in the order in which they were retrieved.
        faults: What went wrong, one sentence each, after the name of the fault and a colon.
        metrics: By the name of a metric of one question; null where it does not apply. Times are milliseconds.
    """

    id: str
    document: str | None
    language: str
    kind: str
    question: str
    history: list[list[str]]
    expected: Expected
    sections: list[SectionName]
    facts: list[list[str]]
    reference: str
    status: Status
    answer: str
    cited: list[SectionName]
    ranking: list[SectionName]
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


def schema() -> str:
    """Return the JSON Schema of `Results` (draft 2020-12), as SCHEMA_FILE has it."""
    data = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Results.model_json_schema()}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
