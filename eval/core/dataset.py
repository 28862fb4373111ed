"""The question set: the strict schema of questions.jsonl, its loader, and the selection of a part of it.

Knows nothing of the engine, of metrics or of the document. A line that does not fit the schema stops the loading: a
set that silently loses lines measures something other than it claims.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from eval.core.messages import EvalError as EvalError
from eval.core.messages import LocalizedError
from rag.types import Turn

DATA = Path(__file__).parents[1] / "data"
DEFAULT_QUESTIONS = DATA / "questions.jsonl"
CALIBRATION = Path(__file__).parents[2] / "training" / "data" / "calibration.jsonl"
"""Questions that the ranker and the gate are fitted on, written apart from DEFAULT_QUESTIONS and not close to any of
them."""
HELD_OUT = DATA / "held_out.jsonl"
"""A second test set, in Russian, not close to any question of the others; no weights were fitted on it."""

Split = Literal["dev", "test"]
Expect = Literal["answered", "refused", "either"]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]


def misfits(error: ValidationError, most: int | None = None) -> str:
    """Return what does not fit a schema, `field: message`, at most so many, with semicolons between them."""
    found = error.errors()[:most]
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'item'}: {one['msg']}" for one in found)


class Identified(BaseModel):
    """A line of a question set: an object with an id."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Identifier


Item = TypeVar("Item", bound=Identified)


class Exchange(BaseModel):
    """An earlier turn of the conversation that a question continues."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    question: Text
    answer: Text


SectionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$")]
"""The id of a section, as answers cite it: "16", "2.1", "447", "p12"."""


class GoldPlace(BaseModel):
    """What readers call a section: its id, and the label that cites it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: SectionId
    label: Text


class Question(Identified):
    """One item of the set.

    Attributes:
        gold: Numbers of the sections that answer the question, in reading order; 0 is the preamble.
        places: What readers call these, in the same order; empty where they are points 1 to N.
        chunk: Id of the paragraph that answers, if known; the ranker is trained on it.
        facts: The accepted spellings of each key fact, the first one as it stands in the text.
        expect: What the engine should do; "either" if answering and refusing are both right.
        forbidden: Strings that no shown text may contain.
        beside: For a question without an answer, the number of the point that it was written beside, if known.
        document: Name of the document that is asked about, if the set has questions on several.
    """

    lang: Identifier
    type: Identifier
    question: str
    history: tuple[Exchange, ...] = ()
    gold: tuple[Annotated[int, Field(ge=0)], ...] = ()
    places: tuple[GoldPlace, ...] = ()
    chunk: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")] | None = None
    facts: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...] = ()
    reference: str = ""
    expect: Expect
    split: Split | None = None
    forbidden: tuple[Text, ...] = ()
    beside: Annotated[int, Field(ge=0)] | None = None
    document: Text | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.expect == "answered" and not self.gold:
            raise ValueError("expect is 'answered', so gold needs at least one point")
        if self.expect == "refused" and (self.gold or self.facts):
            raise ValueError("expect is 'refused', so gold and facts must be empty")
        if self.places and len(self.places) != len(self.gold):
            raise ValueError(f"there are {len(self.gold)} gold sections and {len(self.places)} names of them")
        if self.beside is not None and self.gold:
            raise ValueError("beside is for questions without gold points")
        if len(set(self.gold)) != len(self.gold):
            raise ValueError(f"gold repeats a point: {list(self.gold)}")
        if self.chunk is not None and int(self.chunk.split(".")[0]) not in self.gold:
            raise ValueError(f"the paragraph {self.chunk} belongs to no gold point: {list(self.gold)}")
        return self


def load(path: Path = DEFAULT_QUESTIONS) -> tuple[Question, ...]:
    """Return every question of a JSON Lines file, in the file's order.

    Raises:
        EvalError: the file is missing or empty, a line does not fit the schema, or an id is used twice.
    """
    return read_lines(path, Question)


def read_lines(path: Path, schema: type[Item]) -> tuple[Item, ...]:
    """Return every object of a JSON Lines file, in the file's order, checked against a schema that has an `id`.

    Raises:
        EvalError: the file is missing or empty, a line does not fit the schema, or an id is used twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LocalizedError("questions_unreadable", path=str(path), detail=str(error)) from error
    items = tuple(_parse(line, f"{path.name}:{number}", schema) for number, line in enumerate(lines, 1) if line.strip())
    if not items:
        raise LocalizedError("questions_none", path=str(path))
    repeated = [key for key, count in Counter(item.id for item in items).items() if count > 1]
    if repeated:
        raise LocalizedError("questions_repeated", name=path.name, ids=", ".join(repeated))
    return items


def dump(questions: Iterable[Identified], path: Path) -> None:
    """Write questions as JSON Lines, leaving out keys that were never set."""
    lines = (question.model_dump_json(exclude_unset=True) for question in questions)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def select(
    questions: Iterable[Question],
    split: Split | Literal["all"] = "all",
    types: Sequence[str] = (),
    langs: Sequence[str] = (),
    limit: int | None = None,
) -> tuple[Question, ...]:
    """Return the first `limit` questions of a split that have one of the types and languages (empty: any).

    Raises:
        EvalError: a type or language is not in the set, or nothing is left.
    """
    everything = tuple(questions)
    _known("type", types, {question.type for question in everything})
    _known("language", langs, {question.lang for question in everything})
    chosen = tuple(
        question
        for question in everything
        if split in {"all", question.split}
        and (not types or question.type in types)
        and (not langs or question.lang in langs)
    )[:limit]
    if not chosen:
        raise LocalizedError("nothing_left", count=len(everything))
    return chosen


class _WithHistory(Protocol):
    @property
    def history(self) -> tuple[Exchange, ...]: ...


def history_of(item: _WithHistory) -> tuple[Turn, ...]:
    """Return the exchanges before a question, oldest first, as the engine takes them."""
    return tuple(Turn(exchange.question, exchange.answer) for exchange in item.history)


def cluster_of(item: Question) -> str:
    """Return the name of the questions that succeed or fail together with this one.

    These are the questions whose first gold point is the same, or which were written beside that point. A question
    without either is its own cluster.
    """
    point = item.gold[0] if item.gold else item.beside
    if point is None:
        return f"question {item.id}"
    return f"{item.document}, point {point}" if item.document else f"point {point}"


def _known(what: str, asked: Sequence[str], allowed: set[str]) -> None:
    for name in asked:
        if name not in allowed:
            raise LocalizedError(f"no_{what}", name=name, known=", ".join(sorted(allowed)))


def _parse(line: str, where: str, schema: type[Item]) -> Item:
    try:
        return schema.model_validate_json(line)
    except ValidationError as error:
        raise LocalizedError("questions_line", where=where, problems=misfits(error)) from error
