"""Results in other formats, read back with other readers than ours."""

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest

from eval.convert import main
from eval.core.dataset import EvalError
from eval.core.lookups.brief import save_brief
from eval.core.lookups.metrics import Failure
from eval.core.lookups.records import assemble, judge, load_report, save
from eval.core.run_report import RunMetadata
from eval.core.sets import save_report
from eval.exchange import peers, schema
from eval.exchange.export import export, rows_table
from eval.exchange.questions.importing import import_questions
from eval.exchange.questions.sheets import as_text
from eval.exchange.results import results_of
from eval.exchange.schema import Results
from eval.report.html import page
from eval.report.strings import strings
from rag.types import Answer
from tests.eval import kind_samples
from tests.eval.samples import POINTS, answer, lemmas, observation, question, refusal, sentence, unanswerable

FORMULAS = ("=1+1", "+7", "-7", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")', "'=1")
HOSTILE = 'a|b <b>жир</b> [x](y) `c` \\ \n new; "q" \x07 &amp; ]]>'
ABOUT = RunMetadata("2026-01-01T00:00:00+00:00", "abc", {"llm": "m|odel"}, "d" * 64, "c" * 64, {"threads": 2})


def report():
    pairs = [
        (question(id="good", document="Заявление"), answer(sentence("Инициативу поддержали Казахстана", 1))),
        (question(id="hostile", question=HOSTILE, reference=HOSTILE), answer(sentence(HOSTILE, 1, 2))),
        (unanswerable(), refusal()),
        (question(id="broke"), Failure("Чья это инициатива?", "Модель не отвечает.")),
        *((question(id=f"f{at}", question=text), answer(sentence(text, 1))) for at, text in enumerate(FORMULAS)),
    ]
    outcomes = [judge(observation(item, result), POINTS, lemmas) for item, result in pairs]
    return assemble(replace(ABOUT, wanted=len(outcomes)), outcomes)


MADE = report()


KINDS = kind_samples.made()
EITHER = pytest.mark.parametrize("made", [MADE, KINDS], ids=["lookups", "kinds"])


def shown(value):
    """What a cell of a workbook holds for a value: no empty text, and no character that XML lacks."""
    if not isinstance(value, str):
        return value
    return value.replace("\x07", "\N{REPLACEMENT CHARACTER}") or None


@EITHER
def test_xlsx_cell_by_cell(made):
    book = openpyxl.load_workbook(io.BytesIO(export(made, "r.xlsx")))
    sheet, table = book["Results"], rows_table(results_of(made))
    assert sheet.max_row == len(made.outcomes) + 1
    for written, row in zip(sheet.iter_rows(), (table.header, *table.rows), strict=True):
        for cell, value in zip(written, row, strict=True):
            wanted = shown(value)
            assert (cell.value or None) == (wanted or None)
            assert cell.data_type != "f"
    questions = {str(cell.value): cell for cell in sheet["E"]}
    assert next(cell for text, cell in questions.items() if text.startswith("=1+1")).quotePrefix
    assert {row[0].value for row in book["Run"]} >= {"commit", "models.llm", "complete"}
    assert book["Figures"].max_row > 40


@EITHER
def test_csv_cell_by_cell_and_no_formula(made):
    data = export(made, "r.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    table = rows_table(results_of(made))
    assert rows[0] == list(table.header)
    for read, row in zip(rows[1:], table.rows, strict=True):
        for got, value in zip(read, row, strict=True):
            if isinstance(value, str):
                assert not got.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert got == as_text(value)
                back = import_questions(cell_alone(got), "q.csv")
                assert [one.question for one in back.questions] == [value.strip()] * bool(value)
            else:
                assert got == ("" if value is None else str(value))


def cell_alone(text):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["question", "answerable"], [text, "no"]])
    return out.getvalue().encode()


@EITHER
def test_json_fits_the_published_schema_and_back(made):
    data = json.loads(export(made, "r.json"))
    published = json.loads(schema.SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(data, published)
    assert schema.SCHEMA_FILE.read_text(encoding="utf-8") == schema.schema(), "write schema.schema() to the file"
    assert Results.model_validate(data) == results_of(made)
    for wrong in ({"rows": []}, data | {"more": 1}, data | {"rows": [{}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, published)
    wanted = {"answered", "refused", "error"} | ({"talk"} if made is KINDS else set())
    assert {row["status"] for row in data["rows"]} == wanted


def test_a_kinds_report_says_what_went_wrong_and_names_sections_as_readers_do():
    rows = {row.id: row for row in results_of(KINDS).rows}
    assert {name: [fault.partition(":")[0] for fault in row.faults] for name, row in rows.items()} == {
        "list": [], "part": ["source", "source", "misleading"], "claim": ["verdict", "misleading"],
        "count": ["count", "misleading"], "pair": ["source"], "plov": [], "hello": [], "broke": ["error"],
    }  # fmt: skip
    assert rows["part"].sections == [16, "2.1"]
    assert (rows["part"].cited, rows["part"].ranking, rows["part"].gate_probability) == ([16, 9], [16], 0.9)
    assert rows["part"].faults[0] == "source: not cited: 2.1"
    assert (rows["hello"].expected, rows["list"].reference, rows["pair"].document) == ("talk", "фонд", "charter")
    figures = {(one.group, one.metric): one for one in results_of(KINDS).figures}
    assert (figures["all", "right"].n, figures["document=charter", "right"].value) == (8, 0)


@EITHER
def test_junit_counts_faults_and_errors(made):
    root = ElementTree.fromstring(export(made, "junit.xml"))
    suite = root.find("testsuite")
    cases = suite.findall("testcase")
    faulty = [one for one in made.outcomes if one.faults]
    assert (suite.get("tests"), suite.get("errors")) == (str(len(made.outcomes)), "1")
    assert int(suite.get("failures")) == len(faulty) - 1 == len(root.findall(".//failure"))
    assert "Модель не отвечает." in root.find(".//error").get("message")
    assert any("<b>" in case.get("name") for case in cases)


@EITHER
def test_markdown_holds_its_tables_together(made):
    text = export(made, "r.md").decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    columns = [line.replace("\\|", "").replace("\\\\", "").count("|") for line in rows]
    assert set(columns) <= {3, 6, 7}
    (aims,) = (line for line in rows if line.startswith("| Aim |")) if made is MADE else ("",)
    measured = [line for line in rows if re.search(r"\b(met|missed)(\*\*)? \|$", line)]
    assert bool(aims) == bool(measured)
    assert all(re.search(r"\| [\d.e+]+ … [\d.e+]+ \| \d+ \|", line) for line in measured if "| 0 |" not in line)
    assert "\\<b\\>" in text
    assert ("| Right |" if made is KINDS else "| Hit@1 |") in text


@EITHER
def test_what_people_read_is_in_the_language_that_they_chose(made):
    text = export(made, "r.md", "ru").decode()
    assert "| Показатель | значение | интервал 95 % | n | различимо |" in text
    assert re.search(r"^С замечаниями: \d+ из \d+\.$", text, re.MULTILINE)
    assert ("| Верно |" if made is KINDS else "| Нужный пункт — первый |") in text
    assert ("вердикт: вердикт «no», ожидался «yes»" if made is KINDS else "факты: не сказано: Казахстана") in text
    assert export(made, "r.html", "ru").decode() == page(made, None, "ru")
    assert export(made, "r.csv", "ru") == export(made, "r.csv")
    assert {*strings("ru")["summary"]} == {*strings("en")["summary"]}


@EITHER
def test_html_is_the_report_and_other_formats_are_refused(made):
    assert export(made, "r.HTML").decode() == page(made)
    with pytest.raises(EvalError, match=r"\.pdf"):
        export(MADE, "r.pdf")


def test_ragas_rows_of_kinds():
    rows = [json.loads(line) for line in peers.ragas(KINDS, {16: "Фонд."}).decode().splitlines()]
    assert [row["reference_contexts"] for row in rows[:3]] == [["Фонд."], ["Фонд."], []]
    assert rows[3]["user_input"] == "Что?\nВода.\nСколько?"
    assert (rows[0]["retrieved_contexts"], rows[0]["response"]) == (["Отрывок"], "Слова текста.\nСлова текста.")


def test_ragas_rows():
    rows = [json.loads(line) for line in peers.ragas(MADE, POINTS).decode().splitlines()]
    assert len(rows) == len(MADE.outcomes)
    assert set(rows[0]) == {"user_input", "retrieved_contexts", "reference_contexts", "response", "reference"}
    assert rows[0]["reference_contexts"] == [POINTS[1]]
    assert rows[0]["response"] == "Инициативу поддержали Казахстана"


def test_a_brief_report_has_the_same_figures_and_no_traces(tmp_path):
    save_brief(MADE, tmp_path / "brief.json")
    save(MADE, tmp_path / "report.json")
    brief = load_report(tmp_path / "brief.json")
    assert [row.answer for row in results_of(brief).rows] == [row.answer for row in results_of(MADE).rows]
    assert [row.cited for row in results_of(brief).rows] == [row.cited for row in results_of(MADE).rows]
    for group, estimates in MADE.summary.items():
        for key, found in estimates.items():
            assert brief.summary[group][key].value == (found.value and pytest.approx(found.value, rel=5e-3))
    assert [one.faults for one in brief.outcomes] == [one.faults for one in MADE.outcomes]
    for one in brief.outcomes:
        result = one.observation.result
        assert result.passages == result.dropped == one.supports == ()
        assert not (isinstance(result, Answer) and any(citation.quote for citation in result.citations))
    assert (tmp_path / "brief.json").stat().st_size < (tmp_path / "report.json").stat().st_size * 0.6
    assert "hostile" in page(brief)


@EITHER
def test_the_command_converts_a_report(tmp_path, made):
    save_report(made, tmp_path / "report.json")
    for name in ("a.csv", "a.xlsx", "a.json", "a.html", "a.md", "a.xml"):
        assert main([str(tmp_path / "report.json"), str(tmp_path / "new" / name)]) == 0
        assert (tmp_path / "new" / name).stat().st_size > 500
    assert main([str(tmp_path / "report.json"), str(tmp_path / "r.jsonl"), "--ragas"]) == 0
    assert main([str(tmp_path / "report.json"), str(tmp_path / "b.json"), "--brief"]) == (1 if made is KINDS else 0)
    assert main([str(tmp_path / "report.json"), str(tmp_path / "x"), "--beir"]) == 1
