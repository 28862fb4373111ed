"""Rows of cells as questions of kinds: what each kind needs, by row and column, and the same set out and in again."""

import json

import pytest

from eval.core.documents import Documents
from eval.core.kinds.questions import KINDS, KindQuestion
from eval.core.messages import LANGUAGES
from eval.exchange.questions.importing import from_cells, import_questions
from eval.exchange.questions.template import page_row, template
from tests.eval import kind_samples
from tests.index.samples import points_document

DOCUMENTS = Documents(points_document(12))
RIGHT = {
    "overview": {"sections": "1, 2; 3-5; 7", "short": "3"},
    "list": {"sections": "1; 3; (5)"},
    "point": {"sections": "4-6"},
    "compare": {"sections": "1, 2; 7"},
    "yes_no": {"sections": "3", "short": "нет"},
    "count": {"short": "0"},
    "about": {"short": "12"},
    "define": {"sections": "2", "facts": "фонд|касса"},
    "quote": {"sections": "2; 9"},
    "lookup": {"sections": "7", "facts": "вода", "short": "из рек|реки"},
    "talk": {},
    "beyond": {},
}


def row(kind, **cells):
    return {"id": kind, "question": "Что?", "kind": kind, **RIGHT[kind], **cells}


def read(*rows):
    return from_cells(rows, "q", DOCUMENTS, kinds=True)


def test_every_kind_has_its_gold():
    imported = read(*map(row, KINDS))
    assert [one.text("ru") for one in imported.problems] == []
    found = {one.id: one for one in imported.questions}
    assert imported.kinds
    assert found["overview"].themes == (("1", "2"), ("3", "4", "5"), ("7",))
    assert found["overview"].claims == 3
    assert (found["list"].must, found["list"].may) == (("1", "3"), ("5",))
    assert found["compare"].sides == (("1", "2"), ("7",))
    assert (found["yes_no"].verdict, found["yes_no"].must) == ("no", ("3",))
    assert (found["count"].count, found["about"].count) == (0, 12)
    assert (found["quote"].may, found["quote"].must) == (("2", "9"), ())
    assert (found["lookup"].short, found["lookup"].facts) == (("из рек", "реки"), (("вода",),))
    assert (found["talk"].expect, found["beyond"].expect) == ("talk", "refused")


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (row("compare", sections="1"), "sections", "не две стороны"),
        (row("compare", sections="1; 2; 3"), "sections", "не две стороны"),
        (row("yes_no", short="да?!"), "short", "не вердикт"),
        (row("yes_no", short=""), "short", "нужен вердикт"),
        (row("count", short="семь"), "short", "не число"),
        (row("count", short="", sections="1"), "short", "число"),
        (row("list", sections="", answerable="да"), "sections", "нужны пункты"),
        (row("list", sections="", answerable=""), "answerable", "напишите «да» или «нет»"),
        (row("list", answerable="нет"), "answerable", "оставьте пункты и факты пустыми"),
        (row("list", answerable="любой"), "answerable", "либо есть, либо нет"),
        (row("list", sections="1; (1)"), "sections", "назван дважды"),
        (row("list", sections="13"), "sections", "такого раздела в документе нет"),
        (row("about", short="", sections="", answerable="да"), "sections", "назовите пункты, факты или число"),
        (row("list") | {"kind": "фокус"}, "kind", "не вид из двенадцати"),
    ],
)
def test_what_a_kind_lacks_is_said_at_its_cell(cells, column, said):
    (problem,) = read(cells).problems
    assert (problem.column, problem.row) == (column, 1)
    assert said in problem.text("ru")
    assert problem.text("en").isascii() or "“" in problem.text("en")


def test_an_unanswerable_question_of_a_kind_and_two_sections_as_sides():
    refused, sides = read(
        {"id": "a", "question": "Что?", "kind": "список", "answerable": "нет"},
        {"id": "b", "question": "Чем?", "kind": "сравнение", "sections": "9, 11"},
    ).questions
    assert (refused.expect, refused.unanswerable, refused.kind) == ("refused", True, "list")
    assert sides.sides == (("9",), ("11",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_of_kinds_goes_into_a_sheet_and_back(language):
    questions = read(*map(row, KINDS)).questions
    imported = import_questions(template(language, ".xlsx", questions), "q.xlsx", DOCUMENTS, kinds=None)
    assert imported.problems == ()
    assert imported.questions == questions


def test_its_rows_say_whether_a_sheet_is_one_of_kinds():
    lookups = b"question;sections;kind\nWhat?;1;list\nWho?;2;own-word\n"
    kinds = b"question;sections;kind;short answer\nWhat?;1;list;\nIs it?;2;yes_no;yes\n"
    assert not import_questions(lookups, "q.csv", DOCUMENTS, kinds=None).kinds
    found = import_questions(kinds, "q.csv", DOCUMENTS, kinds=None)
    assert (found.kinds, [one.kind for one in found.questions], found.problems) == (True, ["list", "yes_no"], ())


def test_lines_of_the_program_are_read_and_what_no_column_holds_is_kept_when_they_are_edited():
    full = KindQuestion.model_validate_json(
        json.dumps(
            {"id": "p", "lang": "ru", "kind": "list", "style": "spoken", "question": "Что?", "expect": "refused",
             "sort": "nonsense", "pair": "q", "note": "заметка", "split": "dev"},
        )
    )  # fmt: skip
    asked = next(one.question for one in kind_samples.made().outcomes if one.question.document == "declaration")
    lines = "".join(one.model_dump_json(exclude_unset=True) + "\n" for one in (asked, full))
    imported = import_questions(lines.encode(), "k.jsonl", None, kinds=None)
    assert imported.questions == (asked, full)
    again = from_cells([page_row(one, "en") for one in imported.questions], "k", None, kinds=True)
    assert again.problems == ()
    assert again.questions == (asked, full)


def test_one_file_holds_one_sort_of_questions():
    lines = [
        {"id": "a", "lang": "ru", "kind": "talk", "style": "own", "question": "Привет", "expect": "talk"},
        {"id": "b", "lang": "ru", "type": "fact", "question": "Что?", "expect": "answered", "gold": [1]},
    ]
    text = "".join(json.dumps(one) + "\n" for one in lines)
    imported = import_questions(text.encode(), "k.jsonl", DOCUMENTS, kinds=None)
    assert [one.id for one in imported.questions] == ["a"]
    assert "другого рода" in imported.problems[0].text("ru")
