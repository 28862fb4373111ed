"""Own questions from spreadsheets, as people make them."""

import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from eval.convert import main
from eval.core.dataset import EvalError, Exchange, dump, load, select
from eval.core.messages import said
from eval.exchange.questions.columns import COLUMNS, header, table
from eval.exchange.questions.importing import import_questions, usable
from eval.exchange.questions.template import template
from tests.eval.exchange.questions.broken import CASES, DECLARATION, HEADER, RIGHT, workbook

ROOT = Path(__file__).parents[4]
DEV = select(load(), "dev")
RUSSIAN = ["№", "Вопрос", "Пункты", "Факты", "Есть ответ", "Вид вопроса", "История", "Язык", "Документ"]
ROW = ["1", "Что, «собственно», создадут?", "п. 16; 18–19, преамбула", "фонд|фонда; 2025 год", "Да", "Список",
       "В: О чём текст?\nпро что он\nО: О воде.", "", "Заявление"]  # fmt: skip
REFUSED = ["2", "Как варить плов?", "", "", "нет", "", "", "", ""]


def lines(*rows, separator=";", quote='"'):
    quoted = ((quote + cell.replace(quote, quote * 2) + quote for cell in row) for row in rows)
    return "\r\n".join(separator.join(row) for row in quoted)


def check(imported):
    assert imported.problems == ()
    first, second = imported.questions
    assert (first.id, first.question, first.gold) == ("1", ROW[1], (16, 18, 19, 0))
    assert (first.facts, first.expect, first.type) == ((("фонд", "фонда"), ("2025 год",)), "answered", "list")
    assert first.history == (Exchange(question="О чём текст?\nпро что он", answer="О воде."),)
    assert (first.lang, first.document) == ("ru", "Заявление")
    assert (second.expect, second.type, second.gold, second.lang) == ("refused", "own", (), "ru")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_csv_of_any_program(encoding, separator):
    if separator == "|":
        rows = [[cell.replace("|", ",") if at != 3 else "фонд;2025" for at, cell in enumerate(row)] for row in (ROW,)]
        imported = import_questions(lines(RUSSIAN, *rows, separator="|").encode(encoding), "q.csv")
        assert [question.facts for question in imported.questions] == [(("фонд",), ("2025",))]
        return
    check(import_questions(lines(RUSSIAN, ROW, REFUSED, separator=separator).encode(encoding), "q.csv", DECLARATION))


def test_a_workbook_with_a_title_merged_cells_empty_rows_and_a_sheet_of_notes():
    def finish(book, sheet):
        sheet.merge_cells("A1:I1")
        sheet.merge_cells("I4:I6")
        book.create_sheet("Заметки").append(["просто", "слова"])

    rows = [["Мои вопросы"], [], RUSSIAN, ROW, [], [*REFUSED[:8], None], ["", ""]]
    imported = import_questions(workbook(rows, finish), "q.xlsx", DECLARATION)
    check(imported)
    assert imported.questions[1].document == "Заявление"  # of the merged cell
    numbered = workbook([["id", "question", "sections"], [1, "Что?", 16], [2.0, "Где?", 3]])
    assert [(q.id, q.gold) for q in import_questions(numbered, "q.xlsx").questions] == [("1", (16,)), ("2", (3,))]


@pytest.mark.parametrize("broken", CASES, ids=lambda broken: broken.name)
def test_broken(broken):
    name = broken.name if "." in broken.name else f"{broken.name}.xlsx"
    if not broken.row:
        with pytest.raises(EvalError) as error:
            import_questions(broken.data, name, DECLARATION)
        assert broken.says in said(error.value, "en") == str(error.value)
        assert re.search("[а-я]{4}", said(error.value, "ru"))
        return
    imported = import_questions(broken.data, name, DECLARATION)
    assert len(imported.questions) == broken.usable
    (problem,) = imported.problems
    assert (problem.row, problem.header or problem.column) == (broken.row, broken.column)
    assert problem.sheet in ("Лист1", name)
    assert broken.says in problem.why.text("en")
    assert re.search(r"строка \d+", problem.text("ru"))
    with pytest.raises(EvalError, match=f"row {broken.row}"):
        usable(imported, name, partly=False)
    with pytest.raises(EvalError) as error:
        usable(imported, name, partly=False, language="ru")
    assert problem.text("ru") in said(error.value, "en")  # each row in the language that was asked for
    assert usable(imported, name, partly=True) == imported.questions


def test_there_are_thirty_broken_sheets():
    assert len({case.name for case in CASES}) == len(CASES) >= 30


def test_columns_that_nobody_reads_are_named():
    imported = import_questions(workbook([[*HEADER, "Автор"], [*RIGHT, "я"]]), "q.xlsx")
    assert (imported.ignored, len(imported.questions)) == (("Автор",), 1)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_built_in_questions_survive_a_round_trip_cell_by_cell(language, suffix):
    written = template(language, suffix, DEV)
    imported = import_questions(written, f"q{suffix}", DECLARATION)
    fields = {"id", "lang", "type", "question", "history", "gold", "facts", "reference", "expect"}
    assert imported.problems == ()
    assert [q.model_dump(include=fields) for q in imported.questions] == [q.model_dump(include=fields) for q in DEV]


def test_the_empty_template_says_how_to_fill_it_in_and_holds_no_question():
    book = openpyxl.load_workbook(io.BytesIO(template("ru", ".xlsx")))
    sheet, explained = book.worksheets
    assert [cell.value for cell in sheet[1]] == [header(column, "ru") for column in COLUMNS]
    assert len(sheet.data_validations.dataValidation) == 1
    assert explained.max_row == len(COLUMNS) + 1
    with pytest.raises(EvalError, match="no questions"):
        usable(import_questions(template("ru", ".xlsx"), "q.xlsx"), "q.xlsx", partly=True)


def test_every_header_is_told_apart():
    for column in COLUMNS:
        for other in set(COLUMNS) - {column}:
            names = [set(table()["columns"][one]["ru"] + table()["columns"][one]["en"]) for one in (column, other)]
            assert names[0] & names[1] == set()


def test_twenty_thousand_rows():
    rows = [HEADER, *([f"q{at}", "Что создадут?", "16", "фонд", "да", "", "", "ru"] for at in range(20_000))]
    began = time.process_time()
    sheet = "\n".join(";".join(row) for row in rows).encode("cp1251")
    assert len(import_questions(sheet, "q.csv").questions) == 20_000
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Q")
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    assert len(import_questions(out.getvalue(), "q.xlsx").questions) == 20_000
    assert time.process_time() - began < 40


def test_the_command_names_every_broken_row_and_takes_the_rest_if_wanted(tmp_path, capsys):
    source, target = tmp_path / "own.csv", tmp_path / "own.jsonl"
    source.write_text("Вопрос;Пункты\nЧто?;16\nГде?;x\nКогда?;99\nКто?;3\n", encoding="cp1251")
    assert main([str(source), str(target)]) == 1
    told = capsys.readouterr().err
    assert "строка 3, столбец «Пункты»: «x»" in told
    assert "строка 4, столбец «Пункты»: «99»" in told
    assert not target.exists()
    assert main([str(source), str(target), "--language", "en"]) == 1
    assert "row 3, column “Пункты”: “x” is no section" in capsys.readouterr().err
    assert main([str(source), str(target), "--partly"]) == 0
    assert [(one.id, one.gold) for one in load(target)] == [("row-2", (16,)), ("row-5", (3,))]
    assert main([str(target), str(tmp_path / "back.xlsx"), "--language", "en"]) == 0
    back = import_questions((tmp_path / "back.xlsx").read_bytes(), "back.xlsx")
    assert [one.question for one in back.questions] == ["Что?", "Кто?"]
    assert main(["--template", str(tmp_path / "empty.xlsx")]) == 0
    assert main([str(tmp_path / "none.xlsx"), str(target)]) == 1
    assert main([str(source), str(tmp_path / "x.pdf"), "--partly"]) == 1


def test_beir(tmp_path):
    dump(DEV, tmp_path / "q.jsonl")
    assert main([str(tmp_path / "q.jsonl"), str(tmp_path / "beir"), "--beir"]) == 0
    pairs = [line.split("\t") for line in (tmp_path / "beir/qrels/test.tsv").read_text().splitlines()]
    single = [one for one in DEV if one.gold and not one.history]
    assert pairs[0] == ["query-id", "corpus-id", "score"]
    assert len(pairs) - 1 == sum(len(one.gold) for one in single)
    queries = [json.loads(line) for line in (tmp_path / "beir/queries.jsonl").read_text().splitlines()]
    corpus = [json.loads(line) for line in (tmp_path / "beir/corpus.jsonl").read_text().splitlines()]
    assert {query["_id"] for query in queries} == {pair[0] for pair in pairs[1:]}
    assert {pair[1] for pair in pairs[1:]} <= {one["_id"] for one in corpus}


WITHOUT_DEV = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"statsmodels", "hypothesis", "playwright", "pytest", "torch", "transformers"}:
            raise ImportError(name)

sys.meta_path.insert(0, Blocked())
from pathlib import Path
from types import SimpleNamespace
from index.structure import parse
from rag.web.page import build
from eval.web.page import add_page
from eval.exchange.questions.importing import import_questions

service = SimpleNamespace(document=parse("1. Текст."))
blocks = build(service, Path("feedback.jsonl"), {})
add_page(blocks, service)
print(len(import_questions(Path(sys.argv[1]).read_bytes(), "q.xlsx").questions))
"""


def test_the_page_opens_and_a_workbook_is_read_without_what_only_the_tests_need(tmp_path):
    (tmp_path / "q.xlsx").write_bytes(workbook([HEADER, RIGHT]))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DEV, str(tmp_path / "q.xlsx")],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1"]
    named = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "openpyxl==" in named
