"""Write tables as CSV and XLSX in which every cell shows what was put into it, and no text is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.exchange.questions.sheets import FORMULA_STARTS, as_text

Value = str | int | float | bool | None
MAX_CELL = 32_767
"""Characters that a cell of a workbook holds."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, and so a workbook, cannot hold."""
_WIDTHS = (8, 60)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name, its header and its rows; cells are texts, numbers, booleans or empty."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def to_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with byte order mark and semicolons, as Russian spreadsheet programs expect it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([as_text(name) for name in table.header])
    writer.writerows([_csv_value(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(
    tables: Iterable[Table], choices: Mapping[str, Sequence[str]] | None = None, *, typed_as_text: bool = False
) -> bytes:
    """Return tables as a workbook, a sheet for each, with the header frozen.

    Args:
        tables: The tables.
        choices: By header, the words that the cells below it offer in the first table.
        typed_as_text: Whether what is typed into the first table stays text: no date is made of 2.1, no 4.1 of 4.10.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        for number, row in enumerate((table.header, *table.rows), 1):
            for at, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = sheet.cell(number, at, _xlsx_value(value))
                if isinstance(value, str):
                    cell.data_type = "s"  # whatever it begins with
                    cell.quotePrefix = value.startswith(FORMULA_STARTS)
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for at, name in enumerate(table.header, 1):
            longest = max([len(name), *(len(str(row[at - 1] or "")) for row in table.rows[:200])])
            sheet.column_dimensions[get_column_letter(at)].width = min(max(longest + 2, _WIDTHS[0]), _WIDTHS[1])
    first = book.worksheets[0]
    for at in range(1, first.max_column + 1) if typed_as_text else ():
        first.column_dimensions[get_column_letter(at)].number_format = "@"
    for header, words in (choices or {}).items():
        at = next(number for number, cell in enumerate(first[1], 1) if cell.value == header)
        offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=False)
        offered.add(f"{get_column_letter(at)}2:{get_column_letter(at)}20001")
        first.add_data_validation(offered)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def clean(text: str) -> str:
    """Return a text in which characters that XML cannot hold are replaced by U+FFFD."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _csv_value(value: Value) -> Value:
    return as_text(value) if isinstance(value, str) else value


def _xlsx_value(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = clean(value)
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"
