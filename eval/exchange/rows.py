"""Rows of cells as questions: what a row means, and where it means nothing.

Knows cells, not files.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from eval.core.dataset import Question
from eval.exchange import columns
from eval.exchange.sheets import Cell

_FIELDS = {
    "lang": "language",
    "type": "kind",
    "gold": "sections",
    "expect": "answerable",
    "beside": "sections",
    "chunk": "sections",
    "split": "question",
    "forbidden": "question",
}
MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be used: its sheet, its row from 1 as the program shows it, the column's header, the cell."""

    sheet: str
    row: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        """Return one sentence with the place."""
        column = f", column {self.column!r}" if self.column else ""
        return f"{self.sheet}, row {self.row}{column}: {self.value!r} {self.why}"


@dataclass(frozen=True, slots=True)
class Imported:
    """Questions that can be used, the rows that cannot, and the headers of columns that nobody reads."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()


class CellError(ValueError):
    """A cell of a row means nothing: its column, its text and why."""

    def __init__(self, column: str, value: str, why: str) -> None:
        super().__init__(why)
        self.column, self.value, self.why = column, value, why


class Rows:
    """Questions and problems as the rows are read; ids are unique over all sheets."""

    def __init__(self, sections: Collection[int] | None) -> None:
        self._sections = sections
        self._questions: dict[str, Question] = {}
        self._problems: list[Problem] = []

    def add(self, sheet: str, row: int, cells: Mapping[str, Cell], headers: Mapping[str, str]) -> None:
        """Read one row: its cells, and the headers as they stand in the sheet, by column."""
        self.take(sheet, row, headers, lambda: self._question(row, cells))

    def take(self, sheet: str, row: int, headers: Mapping[str, str], read: Callable[[], Question]) -> None:
        """Keep what `read` returns, or note why it cannot."""
        try:
            question = self.checked(read())
        except CellError as error:
            self.problem(sheet, row, headers.get(error.column, error.column), error.value, error.why)
        else:
            self._questions[question.id] = question

    def problem(self, sheet: str, row: int, column: str, value: str, why: str) -> None:
        """Note why a row cannot be used."""
        shown = value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…"
        self._problems.append(Problem(sheet, row, column, shown, why))

    def imported(self, ignored: tuple[str, ...] = ()) -> Imported:
        """Return what was read; `ignored` are the headers that nobody reads."""
        return Imported(tuple(self._questions.values()), tuple(self._problems), ignored)

    def checked(self, question: Question) -> Question:
        """Check what a single question cannot know: that its id is free and its sections exist."""
        if question.id in self._questions:
            raise CellError("id", question.id, "is the id of an earlier row: give each question its own")
        if self._sections is not None and (far := [one for one in question.gold if one not in self._sections]):
            last = max(self._sections)
            raise CellError("sections", "; ".join(map(str, far)), f"is no section of the document: the last is {last}")
        return question

    def _question(self, row: int, cells: Mapping[str, Cell]) -> Question:
        from index.language.identify import identify_language

        for column, cell in cells.items():
            if cell.fault:
                raise CellError(column, cell.text, cell.fault)
        text = {column: cells.get(column, Cell()).text.strip() for column in columns.COLUMNS}
        if not text["question"]:
            raise CellError("question", "", "is empty: write the question")
        gold = _meaning("sections", text, columns.sections)
        expect = _meaning("answerable", text, columns.answerable)
        if expect is None and not gold:
            raise CellError("answerable", "", "is empty: say да or нет (yes or no), or name the sections")
        fields: dict[str, Any] = {
            "id": text["id"] or self._free_id(row),
            "lang": _meaning("language", text, columns.language) or identify_language(text["question"]),
            "type": _meaning("kind", text, columns.kind),
            "question": text["question"],
            "history": _meaning("history", text, columns.history),
            "gold": gold,
            "facts": _meaning("facts", text, columns.facts),
            "expect": expect or "answered",
            "reference": text["reference"],
            "document": text["document"] or None,
        }
        return _built({key: value for key, value in fields.items() if value not in ((), "", None)}, text)

    def _free_id(self, row: int) -> str:
        name, further = f"row-{row}", 2
        while name in self._questions:
            name, further = f"row-{row}-{further}", further + 1
        return name


def _meaning(column: str, text: Mapping[str, str], read: Callable[[str], Any]) -> Any:  # noqa: ANN401
    try:
        return read(text[column])
    except (ValidationError, ValueError) as error:
        why = "has an empty turn" if isinstance(error, ValidationError) else f"cannot be read: {error}"
        raise CellError(column, text[column], why) from error


def _built(fields: Mapping[str, Any], text: Mapping[str, str]) -> Question:
    try:
        return Question.model_validate(fields)
    except ValidationError as error:
        raise from_validation(error, text) from error


def from_validation(error: ValidationError, text: Mapping[str, str]) -> CellError:
    """Return which cell a field of a question comes from, and what is wrong with it."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if not field:
        # What the fields say together; the column is the one to look at first.
        column = "answerable" if "expect" in first["msg"] else "sections"
        meanings = {
            "expect is 'answered', so gold": "says that there is an answer: name its sections",
            "expect is 'refused', so gold": "says that there is no answer: leave sections and facts empty",
        }
        said = next((meant for known, meant in meanings.items() if known in first["msg"]), first["msg"])
        return CellError(column, text.get(column, ""), said)
    column = _FIELDS.get(field, field)
    why = "is no id: allowed are Latin letters, digits, dot, hyphen" if column == "id" else f"is wrong: {first['msg']}"
    return CellError(column, text.get(column, "") or str(first.get("input", "")), why)
