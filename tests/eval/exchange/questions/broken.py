"""Thirty-odd sheets of questions that are broken, each made from the same right one."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import openpyxl

from eval.core.documents import Documents
from index.build import DEFAULT_SOURCE
from index.structure import read

DECLARATION = Documents(read(DEFAULT_SOURCE))
"""What the questions are about: 28 points and a preamble."""
HEADER = ["id", "question", "gold sections", "facts", "answerable", "kind", "history", "language"]
RIGHT = ["a", "Что создадут?", "16", "фонд|фонда", "да", "список", "", "ru"]


@dataclass(frozen=True)
class Broken:
    """A file, and the row and header that are to be named; without them the whole file is refused, for this reason."""

    name: str
    data: bytes
    row: int = 0
    column: str = ""
    says: str = ""
    usable: int = 1


def workbook(rows, after=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Лист1"
    for row in rows:
        sheet.append(row)
    if after:
        after(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_cell(column, value, header=HEADER):
    """The right row, and below it one with this cell."""
    row = [*RIGHT]
    row[0] = "b"
    row[header.index(column)] = value
    return workbook([header, RIGHT, row])


def cell(name, column, value, says, named=None):
    return Broken(name, with_cell(column, value), 3, named or column, says)


def typed(column, put):
    at = HEADER.index(column) + 1
    return workbook([HEADER, RIGHT, ["b", *RIGHT[1:]]], lambda _, sheet: put(sheet.cell(3, at)))


def csv(*rows, encoding="utf-8", separator=";"):
    return "\n".join(separator.join(row) for row in rows).encode(encoding)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


def error_value(at):
    at.value, at.data_type = "#REF!", "e"


def as_date(at):
    at.value = date(2026, 6, 18)


def far_cell(_, sheet):
    sheet.cell(1_000_000, 40, "x")


PLAIN = ["question", "gold sections"]
CASES = (
    cell("an empty question", "question", "", "is empty"),
    cell("a question of spaces", "question", "   ", "is empty"),
    cell("sections in words", "gold sections", "шестнадцать", "is no section"),
    cell("a section with a fraction", "gold sections", 16.5, "is no section"),
    cell("a section below nought", "gold sections", "-3", "is no section"),
    cell("a range from high to low", "gold sections", "18-16", "lower number"),
    cell("a range without end", "gold sections", "1-999999999", "is no section of the document"),
    cell("a section that the document lacks", "gold sections", "16; 77", "is no section of the document"),
    cell("answerable in other words", "answerable", "возможно", "allowed are"),
    cell("refused, but with sections", "answerable", "нет", "leave sections and facts empty"),
    Broken("answered, but without sections",
           workbook([HEADER, RIGHT, ["b", "Что?", "", "", "да"]]), 3, "answerable", "name its sections"),
    Broken("neither answerable nor sections", workbook([HEADER, RIGHT, ["b", "Что?"]]), 3, "answerable", "is empty"),
    Broken("refused, but with facts",
           workbook([HEADER, RIGHT, ["b", "Что?", "", "фонд", "нет"]]), 3, "answerable", "leave sections"),
    cell("an id in Cyrillic", "id", "вопрос 1", "is no id"),
    cell("an id that is taken", "id", "a", "is the id of an earlier row"),
    cell("a kind that is no word", "kind", "!?!", "allowed are"),
    cell("a history without speakers", "history", "просто текст", "begin with"),
    cell("a history without an answer", "history", "В: Что?", "in turn"),
    cell("a history of two questions", "history", "В: Что?\nВ: Где?", "in turn"),
    cell("a history with an empty turn", "history", "В: Что?\nО:", "in turn"),
    cell("a language in words", "language", "по-русски", "codes such as"),
    Broken("a formula", typed("question", lambda at: setattr(at, "value", "=A2")), 3, "question", "is a formula"),
    Broken("an error value", typed("gold sections", error_value), 3, "gold sections", "error of the spreadsheet"),
    Broken("a date instead of sections", typed("gold sections", as_date), 3, "gold sections", "became a date"),
    Broken("the row of a CSV file", csv(PLAIN, ["Что?", "16"], ["Где?", "x"]), 3, "gold sections", "is no section"),
    Broken("no header", workbook([["Что создадут?", 16]]), says="no header"),
    Broken("an empty workbook", workbook([]), says="no header"),
    Broken("an empty file.csv", b"", says="no header"),
    Broken("two columns of one meaning", workbook([[*HEADER, "Вопрос"], RIGHT]), says="mean the same"),
    Broken("a quotation mark that never closes.csv", csv(PLAIN, ['"Что?', "16"]), says="row 2"),
    Broken("damaged UTF-8.csv",
           csv(PLAIN, *[["Что создадут?", "16"]] * 40).replace("Что".encode(), b"\xd0", 1), says="line 2"),
    Broken("a picture.csv", b"question\x00\x01", says="not a text"),
    Broken("UTF-16 cut short.csv", "question;16".encode("utf-16")[:-1], says="no encoding"),
    Broken("an old .xls.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, says="save it as .xlsx"),
    Broken("a zip file.xlsx", zipped(readme="x"), says="no .xlsx workbook"),
    Broken("a workbook cut short.xlsx", workbook([HEADER, RIGHT])[:-200], says="damaged workbook"),
    Broken("a workbook with other XML.xlsx", zipped(**{"xl/workbook.xml": "<a"}), says="damaged workbook"),
    Broken("a cell far away.xlsx", workbook([HEADER, RIGHT], far_cell), says="Delete the empty rows"),
    Broken("not JSON.jsonl", b'{"question": "a", "sections": [1]}\n{"question"', 2, "", "is not JSON"),
    Broken("a list.jsonl", b'{"question": "a", "sections": [1]}\n[1]', 2, "", "is no object"),
    Broken("deep.jsonl", b'{"question": "a", "sections": [1]}\n' + b"[" * 100_000, 2, "", "is not JSON"),
    Broken("an object as a section.jsonl",
           b'{"question": "a", "sections": [1]}\n{"question": "b", "sections": [{"n": 1}]}', 2, "", "is an object"),
    Broken("no expect.jsonl", b'{"question": "a", "sections": [1]}\n{"question": "b"}', 2, "answerable", "is empty"),
    Broken("own format, no gold.jsonl",
           b'{"question": "a", "sections": [1]}\n'
           b'{"id": "b", "lang": "ru", "type": "x", "question": "b", "expect": "answered"}',
           2, "answerable", "name its sections"),
)  # fmt: skip
