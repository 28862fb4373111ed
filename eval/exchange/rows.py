"""Rows of cells as questions: what a row means, and where it means nothing.

Knows cells, not files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from eval.core.dataset import Question
from eval.core.documents import Documents, UnknownDocumentError
from eval.exchange import columns
from eval.exchange.messages import InvalidCellError, Message
from eval.exchange.references import References
from eval.exchange.sheets import Cell

_FIELDS = {
    "lang": "language",
    "type": "kind",
    "gold": "sections",
    "places": "sections",
    "expect": "answerable",
    "beside": "sections",
    "chunk": "sections",
    "split": "question",
    "forbidden": "question",
}
MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be used.

    Attributes:
        sheet: The sheet, or the file where it has none.
        row: Counted from 1, as the program shows it.
        column: The column, one of `columns.COLUMNS`; empty where it is the whole row.
        header: What the sheet calls that column; empty if it does not.
        value: The beginning of the cell.
        why: What is wrong.
    """

    sheet: str
    row: int
    column: str
    header: str
    value: str
    why: Message

    def text(self, language: str) -> str:
        """Return one sentence with the place, in a language."""
        why = self.why.text(language)
        cell = Message("cell", {"value": self.value}) if self.value else Message("empty_cell")
        why = Message(cell.key, {**cell.values, "why": why}).text(language)
        where = {"sheet": self.sheet, "row": str(self.row), "why": why}
        if not self.column:
            return Message("place", where).text(language)
        header = self.header or columns.header(self.column, language)
        return Message("place_of_cell", {**where, "column": header}).text(language)


@dataclass(frozen=True, slots=True)
class Imported:
    """Questions that can be used, the rows that cannot, and the headers of columns that nobody reads."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()


class CellError(ValueError):
    """A cell of a row means nothing: its column, its text and why."""

    def __init__(self, column: str, value: str, why: Message) -> None:
        super().__init__(why.text("en"))
        self.column, self.value, self.why = column, value, why


class Rows:
    """Questions and problems as the rows are read; ids are unique over all sheets.

    Args:
        documents: What the questions may be about; without them sections are numbers that nobody checks.
    """

    def __init__(self, documents: Documents | None) -> None:
        self._documents = documents
        self._references: dict[str, References] = {}
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
            self.problem(sheet, row, error, headers.get(error.column, ""))
        else:
            self._questions[question.id] = question

    def problem(self, sheet: str, row: int, error: CellError, header: str = "") -> None:
        """Note why a row cannot be used."""
        value = error.value if len(error.value) <= MAX_SHOWN else f"{error.value[:MAX_SHOWN]}…"
        self._problems.append(Problem(sheet, row, error.column, header, value, error.why))

    def imported(self, ignored: tuple[str, ...] = ()) -> Imported:
        """Return what was read; `ignored` are the headers that nobody reads."""
        return Imported(tuple(self._questions.values()), tuple(self._problems), ignored)

    def checked(self, question: Question) -> Question:
        """Check what a single question cannot know: that its id is free, and its document and sections exist."""
        if question.id in self._questions:
            raise CellError("id", question.id, Message("id_taken"))
        if self._documents is not None:
            called = [place.id for place in question.places] or list(map(str, question.gold))
            _meaning("sections", "; ".join(called), self._of(question.document or "").sections)
        return question

    def _of(self, name: str) -> References:
        """What the sections of a document are called."""
        assert self._documents is not None
        try:
            document = self._documents.find(name)
        except UnknownDocumentError as error:
            raise CellError("document", name, Message("document_unknown", {"known": error.known})) from error
        return self._references.setdefault(document.sha256, References(document))

    def _question(self, row: int, cells: Mapping[str, Cell]) -> Question:
        from index.language.identify import identify_language

        for column, cell in cells.items():
            if cell.fault:
                raise CellError(column, cell.text, Message(cell.fault))
        text = {column: cells.get(column, Cell()).text.strip() for column in columns.COLUMNS}
        if not text["question"]:
            raise CellError("question", "", Message("question_empty"))
        fields: dict[str, Any] = self._sections(cells.get("sections", Cell()), text)
        expect = _meaning("answerable", text["answerable"], columns.answerable)
        if expect is None and not fields["gold"]:
            raise CellError("answerable", "", Message("answerable_empty"))
        fields |= {
            "id": text["id"] or self._free_id(row),
            "lang": _meaning("language", text["language"], columns.language) or identify_language(text["question"]),
            "type": _meaning("kind", text["kind"], columns.kind),
            "question": text["question"],
            "history": _meaning("history", text["history"], columns.history),
            "facts": _meaning("facts", text["facts"], columns.facts),
            "expect": expect or "answered",
            "reference": text["reference"],
            "document": text["document"] or None,
        }
        return _built({key: value for key, value in fields.items() if value not in ((), "", None)}, text)

    def _sections(self, cell: Cell, text: Mapping[str, str]) -> dict[str, Any]:
        """The gold sections of a row, and what readers call them."""
        if self._documents is None:
            return {"gold": _meaning("sections", text["sections"], columns.sections)}
        references = self._of(text["document"])
        if cell.is_number and (other := references.lost_zeros(text["sections"])):
            why = Message("lost_zeros", {"part": text["sections"], "other": other})
            raise CellError("sections", text["sections"], why)
        gold: tuple[int, ...] = _meaning("sections", text["sections"], references.sections)
        return {"gold": gold, "places": references.places(gold)}

    def _free_id(self, row: int) -> str:
        name, further = f"row-{row}", 2
        while name in self._questions:
            name, further = f"row-{row}-{further}", further + 1
        return name


def _meaning(column: str, text: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 (what the column holds)
    try:
        return read(text)
    except InvalidCellError as error:
        raise CellError(column, text, error.message) from error
    except ValidationError as error:
        raise CellError(column, text, Message("history_turns")) from error


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
            "expect is 'answered', so gold": "answered_without_sections",
            "expect is 'refused', so gold": "refused_with_sections",
        }
        key = next((meant for known, meant in meanings.items() if known in first["msg"]), "field")
        return CellError(column, text.get(column, ""), Message(key, {"detail": first["msg"]}))
    column = _FIELDS.get(field, field)
    why = Message("id_letters") if column == "id" else Message("field", {"detail": first["msg"]})
    return CellError(column, text.get(column, "") or str(first.get("input", "")), why)
