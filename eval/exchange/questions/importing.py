"""Own questions from a sheet (CSV, XLSX) or JSON Lines: what can be used, and each broken row with its place.

The rows that are right can be used without the others. Knows nothing of how questions are asked.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.core.dataset import Question
from eval.core.documents import Documents
from eval.core.kinds.questions import KindQuestion
from eval.core.messages import LocalizedError
from eval.core.sets import AnyQuestion, AnyQuestions, kinds_of, load_questions, lookups_of
from eval.exchange.questions import columns
from eval.exchange.questions.errors import (
    LANGUAGES,
    MAX_ROWS_NAMED,
    CellError,
    InvalidCellError,
    Message,
    SheetError,
    from_validation,
)
from eval.exchange.questions.rows import REST, Imported, Rows
from eval.exchange.questions.sheets import Cell, Sheet, decode, read_sheets

SHEETS = (".xlsx", ".csv")
HEADER_WITHIN = 20
"""The header stands in one of so many first rows of a sheet that are not empty."""


def import_questions(
    data: bytes, name: str, documents: Documents | None = None, *, kinds: bool | None = False
) -> Imported:
    """Return the questions of a file and what is wrong with the other rows.

    Args:
        data: The bytes of the file: XLSX, CSV or JSON Lines.
        name: Its name; one that ends in .jsonl or .json is read as JSON Lines.
        documents: What the questions may be about; without them sections are numbers that nobody checks.
        kinds: Whether rows are read as questions of kinds; None where their own kinds say it. Lines of a set that was
            written by this program say it themselves.

    Raises:
        SheetError: the file cannot be read, or has no column of questions.
    """
    imported = _imported(data, name, documents, kinds=bool(kinds))
    if kinds is None and imported.suggests_kinds and not imported.kinds:
        return _imported(data, name, documents, kinds=True)
    return imported


def _imported(data: bytes, name: str, documents: Documents | None, *, kinds: bool) -> Imported:
    if name.lower().endswith((".jsonl", ".json")):
        return _json_lines(decode(data, name), name, Rows(documents, kinds=kinds))
    sheets = read_sheets(data, name, columns.recognised)
    headed = [(sheet, place) for sheet in sheets if (place := _header(sheet)) is not None]
    if not headed:
        wanted = {f"header_{language}": columns.header("question", language) for language in LANGUAGES}
        raise SheetError("file_header", name=name, **wanted)
    collected = Rows(documents, kinds=kinds)
    ignored: dict[str, None] = {}
    for sheet, place in headed:
        names = [cell.text.strip() for cell in sheet.rows[place][1]]
        known = _known(names, sheet)
        ignored |= dict.fromkeys(text for at, text in enumerate(names) if text and at not in known.values())
        for row, cells in sheet.rows[place + 1 :]:
            at_hand = {column: cells[at] if at < len(cells) else Cell() for column, at in known.items()}
            if any(cell.text.strip() or cell.fault for cell in at_hand.values()):
                headers = {column: names[at] for column, at in known.items()}
                collected.add(sheet.name, row, at_hand, headers)
    return collected.imported(tuple(ignored))


def from_cells(rows: Sequence[Any], name: str, documents: Documents | None = None, *, kinds: bool = False) -> Imported:
    """Return the questions of rows that are given as texts by column, numbered from 1.

    A text in `REST` holds what no column does, as `eval.exchange.questions.template.page_row` writes it.

    Raises:
        SheetError: a row is no object of texts.
    """
    collected = Rows(documents, kinds=kinds)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not all(isinstance(text, str) for text in row.values()):
            raise SheetError("page_row", name=name, row=number)
        known = {column: Cell(row[column]) for column in columns.COLUMNS if column in row}
        if any(cell.text.strip() for cell in known.values()):
            collected.add(name, number, known, {}, row.get(REST, ""))
    return collected.imported()


def questions_in(path: Path, documents: Callable[[], Documents]) -> AnyQuestions:
    """Return the questions of a file as a command is given it: a set, or a sheet whose rows are all right.

    Args:
        path: .jsonl of either sort, .xlsx or .csv.
        documents: Returns what the questions of a sheet may be about.

    Raises:
        EvalError: the file cannot be used; names the first rows of a sheet that cannot, in the language of its headers.
    """
    if path.suffix.lower() not in SHEETS:
        return load_questions(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LocalizedError("questions_unreadable", path=str(path), detail=error.strerror or str(error)) from error
    imported = import_questions(data, path.name, documents(), kinds=None)
    is_russian = any(not problem.header.isascii() for problem in imported.problems)
    found = usable(imported, path.name, partly=False, language="ru" if is_russian else "en")
    return kinds_of(found) if imported.kinds else lookups_of(found)


def usable(imported: Imported, name: str, *, partly: bool, language: str = "en") -> tuple[AnyQuestion, ...]:
    """Return the questions of a file, if all rows are right or the right ones alone are wanted.

    Raises:
        SheetError: a row is broken and `partly` is false, or none is left. Names the first rows, in a language.
    """
    problems = imported.problems
    if problems and not (partly and imported.questions):
        rows = [problem.text(language) for problem in problems[:MAX_ROWS_NAMED]]
        if len(problems) > MAX_ROWS_NAMED:
            rows.append(Message("more", {"count": len(problems) - MAX_ROWS_NAMED}).text(language))
        listed = "\n".join(f"  {row}" for row in rows)
        every = len(problems) + len(imported.questions)
        raise SheetError("file_broken", name=name, count=len(problems), all=every, rows=listed)
    if not imported.questions:
        raise SheetError("file_empty", name=name)
    return imported.questions


def _header(sheet: Sheet) -> int | None:
    rows = sheet.rows[:HEADER_WITHIN]
    found: list[int] = [columns.recognised([cell.text for cell in cells]) for _, cells in rows]
    most = max(found, default=0)
    return found.index(most) if most else None


def _known(names: Sequence[str], sheet: Sheet) -> dict[str, int]:
    known: dict[str, int] = {}
    for at, name in enumerate(names):
        column = columns.column_of(name)
        if column in known and column:
            first = names[known[column]]
            raise SheetError("file_twice", sheet=sheet.name, first=first, second=name, column=column)
        if column:
            known[column] = at
    return known


def _json_lines(text: str, name: str, collected: Rows) -> Imported:
    ignored: dict[str, None] = {}
    for row, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            collected.problem(name, row, CellError("", line.strip(), Message("not_json", {"detail": str(error)})))
            continue
        if not isinstance(data, dict):
            collected.problem(name, row, CellError("", line.strip(), Message("not_an_object")))
        elif "expect" in data:
            collected.take(name, row, {}, partial(_own_format, line, KindQuestion if "kind" in data else Question))
        else:
            headers = {column: key for key in data if (column := columns.column_of(key))}
            ignored |= dict.fromkeys(set(data) - set(headers.values()))
            _flat(collected, name, row, {column: data[key] for column, key in headers.items()}, headers)
    return collected.imported(tuple(ignored))


def _own_format(line: str, schema: type[AnyQuestion]) -> AnyQuestion:
    """Read a line of a set that was written by this program."""
    try:
        return schema.model_validate_json(line)
    except ValidationError as error:
        raise from_validation(error, {}) from error


def _flat(collected: Rows, name: str, row: int, values: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    try:
        cells = columns.as_cells(values)
    except InvalidCellError as error:
        collected.problem(name, row, CellError("", str(values), error.message))
        return
    collected.add(name, row, {column: Cell(text) for column, text in cells.items()}, headers)
