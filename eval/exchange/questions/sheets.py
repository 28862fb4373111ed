"""Read CSV and XLSX as tables of cells, whatever encoding, separator or merging a spreadsheet program has chosen.

Rows and columns keep the numbers that the program shows, so that a problem can be named by its place. Knows nothing of
what the cells mean.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.exchange.questions.errors import SheetError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell

MAX_BYTES = 32 * 2**20
MAX_UNPACKED = 512 * 2**20
MAX_ROWS = 50_000
MAX_CELLS = 5_000_000
"""Cells of a sheet up to its last row and column, empty ones too."""
SEPARATORS = (";", ",", "\t", "|")
TEXT_MARK = "'"
"""Stands before a cell that would else be read as a formula."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FAULTS = {"f": "formula", "e": "error_value", "d": "date"}
"""Why a cell of some type cannot be used: keys of messages.toml."""
_OLE, _ZIP, _PLAIN_NUL = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\0"
_MAX_BROKEN = 0.02
"""A text with at most this share of bytes that are not UTF-8, beside non-ASCII ones that are, is damaged UTF-8."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; `fault` is the key of why it cannot be used, if it cannot; whether it is a number there."""

    text: str = ""
    fault: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name and its rows that are not empty, each with its number from 1 and its cells from column A."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read_sheets(data: bytes, name: str, recognises: Callable[[Sequence[str]], int]) -> tuple[Sheet, ...]:
    """Return the tables of a file; its content, not its name, tells a workbook from CSV.

    Args:
        data: The bytes of the file.
        name: The name of the file, for messages, and the name of the sheet of a CSV file.
        recognises: Returns how many cells of a row are known headers; the separator of a CSV file with most is taken.

    Raises:
        SheetError: the file is too large, encrypted, damaged, or of another format.
    """
    if len(data) > MAX_BYTES:
        raise SheetError("file_large", name=name, size=len(data), most=MAX_BYTES)
    if data.startswith(_OLE):
        raise SheetError("file_old", name=name)
    sheets = tuple(_workbook(data, name)) if data.startswith(_ZIP) else (_csv(data, name, recognises),)
    if (count := sum(len(sheet.rows) for sheet in sheets)) > MAX_ROWS:
        raise SheetError("file_rows", name=name, count=count, most=MAX_ROWS)
    return sheets


def decode(data: bytes, name: str) -> str:
    """Return a text in UTF-8 or UTF-16 (with or without byte order mark) or else in Windows-1251.

    Raises:
        SheetError: it is no text, or a damaged one in UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", name)
    if _PLAIN_NUL in data:
        raise SheetError("file_not_text", name=name, at=data.index(_PLAIN_NUL))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = data.decode("utf-8", errors="replace").count("\N{REPLACEMENT CHARACTER}")
        others = sum(byte >= 0x80 for byte in data)
        if broken <= _MAX_BROKEN * others:
            line = data[: error.start].count(b"\n") + 1
            raise SheetError("file_damaged_utf8", name=name, line=line, at=error.start) from error
        return _decoded(data, "cp1251", name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError("file_encoding", name=name, at=error.start, encoding=encoding) from error


def _csv(data: bytes, name: str, recognises: Callable[[Sequence[str]], int]) -> Sheet:
    text = decode(data, name)
    # A first line that names the separator, as Excel understands it.
    named = text[:5].lower()
    skip, candidates = (1, (text[4],)) if named.startswith("sep=") and len(text) > 4 else (0, SEPARATORS)
    head = "\n".join(text.splitlines()[skip : skip + 40])
    best = max(candidates, key=lambda separator: max((recognises(row) for row in _head(head, separator)), default=0))
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if number > skip and any(cell.strip() for cell in row):
                rows.append((number, tuple(Cell(_plain(cell)) for cell in row)))
    except csv.Error as error:
        raise SheetError("file_quote", name=name, row=number + 1, detail=str(error)) from error
    return Sheet(name, tuple(rows))


def _head(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the first rows as far as they can be read; the sample may end within quotes."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        return


def _plain(text: str) -> str:
    """Return the text of a cell without the mark that `as_text` put before it."""
    marked = text.startswith(TEXT_MARK) and text.lstrip(TEXT_MARK).startswith(FORMULA_STARTS)
    return text[1:] if marked else text


def as_text(text: str) -> str:
    """Return a CSV cell that no spreadsheet program takes for a formula; `read_sheets` undoes it."""
    return TEXT_MARK + text if text.lstrip(TEXT_MARK).startswith(FORMULA_STARTS) else text


def _workbook(data: bytes, name: str) -> Iterator[Sheet]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            names = set(packed.namelist())
        if unpacked > MAX_UNPACKED:
            raise SheetError("file_unpacked", name=name, size=unpacked, most=MAX_UNPACKED)
        if "xl/workbook.xml" not in names:
            raise SheetError("file_zip", name=name)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError, TypeError) as error:
        # SyntaxError: what the XML parser raises.
        raise SheetError("file_workbook", name=name, detail=str(error)) from error
    try:
        for sheet in book.worksheets:
            yield Sheet(sheet.title, tuple(_rows(sheet)))
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:  # noqa: ANN401 (openpyxl has no types)
    """Yield the rows that hold anything of their own, with the values of merged areas in all cells of these."""
    if (reach := sheet.max_row * sheet.max_column) > MAX_CELLS:
        raise SheetError(
            "file_reach", sheet=sheet.title, row=sheet.max_row, column=sheet.max_column, cells=reach, most=MAX_CELLS
        )
    merged: dict[tuple[int, int], Cell] = {}
    for area in sheet.merged_cells.ranges:
        value = _cell(sheet.cell(area.min_row, area.min_col))
        merged |= dict.fromkeys(area.cells, value) if value.text or value.fault else {}
    for number, row in enumerate(sheet.iter_rows(), 1):
        own = [_cell(cell) for cell in row]
        if any(cell.text.strip() or cell.fault for cell in own):
            yield number, tuple(merged.get((number, at), cell) for at, cell in enumerate(own, 1))


def _cell(cell: "XlsxCell") -> Cell:
    value: object = cell.value
    if value is None:
        return Cell()
    if cell.data_type in _FAULTS:
        return Cell(str(value), _FAULTS[cell.data_type])
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    whole = isinstance(value, float) and value.is_integer()
    return Cell(f"{value:.0f}" if whole else str(value), is_number=isinstance(value, int | float))
