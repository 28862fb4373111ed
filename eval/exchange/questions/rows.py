"""Rows of cells as questions: what a row means, and where it means nothing.

Knows cells, not files.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from eval.core.dataset import Question
from eval.core.documents import Documents, UnknownDocumentError
from eval.core.kinds.questions import DECLARATION, KindQuestion
from eval.core.sets import AnyQuestion
from eval.exchange.questions import columns
from eval.exchange.questions.errors import CellError, Message, from_validation, meaning
from eval.exchange.questions.kind_rows import kind_question
from eval.exchange.questions.references import References
from eval.exchange.questions.sheets import Cell

MAX_SHOWN = 60
REST = "rest"
"""The key of what no column holds, on the evaluators' page."""


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
    """Questions that can be used, the rows that cannot, and the headers of columns that nobody reads.

    `kinds` says whether they are questions of kinds; `suggests_kinds`, whether a row names a kind that is none of
    look-ups.
    """

    questions: tuple[AnyQuestion, ...]
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    kinds: bool = False
    suggests_kinds: bool = False


class Rows:
    """Questions and problems as the rows are read; ids are unique over all sheets.

    Args:
        documents: What the questions may be about; without them sections are numbers that nobody checks.
        kinds: Whether the rows are questions of kinds.
    """

    def __init__(self, documents: Documents | None, *, kinds: bool = False) -> None:
        self._documents, self._kinds = documents, kinds
        self._references: dict[str, References] = {}
        self._questions: dict[str, AnyQuestion] = {}
        self._problems: list[Problem] = []
        self._suggests_kinds = False

    def add(self, sheet: str, row: int, cells: Mapping[str, Cell], headers: Mapping[str, str], rest: str = "") -> None:
        """Read one row: its cells, the headers as they stand in the sheet, by column, and what no column holds."""
        self._suggests_kinds |= columns.suggests_kinds(cells.get("kind", Cell()).text)
        self.take(sheet, row, headers, lambda: with_rest(self._question(row, cells), rest))

    def take(self, sheet: str, row: int, headers: Mapping[str, str], read: Callable[[], AnyQuestion]) -> None:
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
        questions = tuple(self._questions.values())
        kinds = isinstance(questions[0], KindQuestion) if questions else self._kinds
        return Imported(questions, tuple(self._problems), ignored, kinds, self._suggests_kinds)

    def checked(self, question: AnyQuestion) -> AnyQuestion:
        """Check what a single question cannot know: that its id is free, and its document and sections exist."""
        if question.id in self._questions:
            raise CellError("id", question.id, Message("id_taken"))
        if type(question) is not type(next(iter(self._questions.values()), question)):
            raise CellError("kind", "", Message("mixed"))
        if self._documents is not None:
            meaning("sections", "; ".join(_called(question)), self._of(question.document or "").sections)
        return question

    def _of(self, name: str) -> References:
        """What the sections of a document are called."""
        assert self._documents is not None
        try:
            document = self._documents.find("" if name == DECLARATION else name)
        except UnknownDocumentError as error:
            raise CellError("document", name, Message("document_unknown", {"known": error.known})) from error
        return self._references.setdefault(document.sha256, References(document))

    def _question(self, row: int, cells: Mapping[str, Cell]) -> AnyQuestion:
        from index.language.identify import identify_language

        for column, cell in cells.items():
            if cell.fault:
                raise CellError(column, cell.text, Message(cell.fault))
        text = {column: cells.get(column, Cell()).text.strip() for column in columns.COLUMNS}
        if not text["question"]:
            raise CellError("question", "", Message("question_empty"))
        if self._kinds:
            ids = self._ids(cells.get("sections", Cell()), text["document"])
            language = meaning("language", text["language"], columns.language) or identify_language(text["question"])
            return kind_question(text, text["id"] or self._free_id(row), language, ids)
        fields: dict[str, Any] = self._sections(cells.get("sections", Cell()), text)
        expect = meaning("answerable", text["answerable"], columns.answerable)
        if expect is None and not fields["gold"]:
            raise CellError("answerable", "", Message("answerable_empty"))
        fields |= {
            "id": text["id"] or self._free_id(row),
            "lang": meaning("language", text["language"], columns.language) or identify_language(text["question"]),
            "type": meaning("kind", text["kind"], columns.kind),
            "question": text["question"],
            "history": meaning("history", text["history"], columns.history),
            "facts": meaning("facts", text["facts"], columns.facts),
            "expect": expect or "answered",
            "reference": text["reference"],
            "document": text["document"] or None,
        }
        return _built({key: value for key, value in fields.items() if value not in ((), "", None)}, text)

    def _sections(self, cell: Cell, text: Mapping[str, str]) -> dict[str, Any]:
        """The gold sections of a row, and what readers call them."""
        if self._documents is None:
            return {"gold": meaning("sections", text["sections"], columns.sections)}
        references = self._of(text["document"])
        _require_zeros(cell, references)
        gold: tuple[int, ...] = meaning("sections", text["sections"], references.sections)
        return {"gold": gold, "places": references.places(gold)}

    def _ids(self, cell: Cell, document: str) -> Callable[[str], tuple[str, ...]]:
        """What reads the sections in a part of a cell, by the ids with which answers cite them."""
        if self._documents is None:
            return lambda part: tuple(map(str, columns.sections(part)))
        references = self._of(document)
        _require_zeros(cell, references)
        return references.ids

    def _free_id(self, row: int) -> str:
        name, further = f"row-{row}", 2
        while name in self._questions:
            name, further = f"row-{row}-{further}", further + 1
        return name


def _built(fields: Mapping[str, Any], text: Mapping[str, str]) -> Question:
    try:
        return Question.model_validate(fields)
    except ValidationError as error:
        raise from_validation(error, text) from error


def rest_of(question: AnyQuestion) -> str:
    """Return the fields of a question that no column holds, as JSON; empty if there are none."""
    fields = _REST_OF_KIND if isinstance(question, KindQuestion) else _REST
    kept = {key: one for key, one in question.model_dump(mode="json", exclude_unset=True).items() if key in fields}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def with_rest(question: AnyQuestion, rest: str) -> AnyQuestion:
    """Return a question with what no column holds, where that still fits what the cells say now."""
    if not rest:
        return question
    fields = _REST_OF_KIND if isinstance(question, KindQuestion) else _REST
    try:
        kept = {key: one for key, one in json.loads(rest).items() if key in fields}
        whole = {**question.model_dump(mode="json", exclude_unset=True), **kept}
        return type(question).model_validate_json(json.dumps(whole))
    except (ValueError, AttributeError, RecursionError):
        return question


_REST = ("split", "forbidden", "beside", "chunk")
_REST_OF_KIND = ("style", "sort", "pair", "evidence", "note", "split")


def _called(question: AnyQuestion) -> list[str]:
    """The sections that a question names, by id or number."""
    if isinstance(question, KindQuestion):
        return sorted(question.acceptable | {section for theme in question.themes for section in theme})
    return [place.id for place in question.places] or list(map(str, question.gold))


def _require_zeros(cell: Cell, references: References) -> None:
    if cell.is_number and (other := references.lost_zeros(cell.text.strip())):
        part = cell.text.strip()
        raise CellError("sections", part, Message("lost_zeros", {"part": part, "other": other}))
