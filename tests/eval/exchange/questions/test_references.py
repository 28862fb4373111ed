"""Sections as people write them, of documents with points, articles and decimal clauses."""

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from eval.core import messages
from eval.core.dataset import DATA
from eval.core.documents import Documents, UnknownDocumentError, title
from eval.core.messages import sentences
from eval.exchange.questions.errors import LANGUAGES, InvalidCellError, Message
from eval.exchange.questions.importing import from_cells, import_questions
from eval.exchange.questions.references import References
from eval.exchange.questions.template import cells_of, template
from index.build import DEFAULT_SOURCE
from index.document import Document, Given, Section
from index.language.units import Unit
from index.library.library import document_id
from index.structure import read

HERE = Path(__file__).parents[4] / "eval" / "exchange" / "questions"


@cache
def document(name: str) -> Document:
    return read(DEFAULT_SOURCE if name == "declaration" else DATA / "documents" / name)


CHARTER, STANDARD, TREATY = "charter.ru.txt", "standard.en.txt", "treaty.en.txt"


def ids(name: str, text: str) -> list[str]:
    whole = document(name)
    return [whole.section(number).id for number in References(whole).sections(text)]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("declaration", "п. 16; 18–20, преамбула", ["16", "18", "19", "20", "0"]),
        ("declaration", "пункт 3, пункты 4-5\n0", ["3", "4", "5", "0"]),
        ("declaration", "Point 7; § 8", ["7", "8"]),
        (CHARTER, "5", ["5"]),
        (CHARTER, "ст. 5; статья 7", ["5", "7"]),
        (CHARTER, "Статьи 5 и 7", ["5", "7"]),
        (CHARTER, "3-5, ст. 8", ["3", "4", "5", "8"]),
        (CHARTER, "art. 9", ["9"]),
        (STANDARD, "3.1; 4.1", ["3.1", "4.1"]),
        (STANDARD, "3.1-3.3; cl. 2", ["3.1", "3.2", "3.3", "2"]),
        (TREATY, "Article 2", ["2"]),
    ],
)
def test_what_people_write(name, text, wanted):
    assert ids(name, text) == wanted


@pytest.mark.parametrize("name", ["declaration", CHARTER, STANDARD, TREATY])
def test_every_section_is_found_by_its_id_and_by_what_it_is_called_and_goes_into_a_sheet_and_back(name):
    whole = document(name)
    references, documents = References(whole), Documents(whole)
    for section in whole.sections:
        assert references.sections(section.id) == (section.number,)
    everything = [section.number for section in whole.sections]
    called = [place.label for place in references.places(everything)] or [section.id for section in whole.sections]
    assert list(references.sections("; ".join(called))) == everything
    row = {"id": "a", "question": "Что?", "sections": "; ".join(called), "answerable": "да"}
    (question,) = from_cells([row], "q", documents).questions
    assert list(question.gold) == everything
    assert bool(question.places) is (name != "declaration")
    (back,) = import_questions(template("ru", ".xlsx", [question]), "q.xlsx", documents).questions
    assert back.model_dump(exclude={"split"}) == question.model_dump(exclude={"split"})


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("declaration", "29", "no_section"),
        ("declaration", "ст. 5, 99", "no_section"),
        ("declaration", "про воду", "no_section"),
        (CHARTER, "99", "no_section"),
        (CHARTER, "ст. 99", "no_section"),
        (CHARTER, "5-99", "no_section"),
        (CHARTER, "7-5", "wrong_range"),
        (STANDARD, "3.99", "no_section"),
    ],
)
def test_what_is_not_there(name, text, key):
    with pytest.raises(InvalidCellError) as error:
        References(document(name)).sections(text)
    assert error.value.message.key == key


def test_a_label_with_a_comma_is_taken_whole_and_labels_that_two_sections_share_are_not_used():
    chapters = tuple(
        Section(number, ("Слова.",), Unit.ARTICLE, name=name, id=f"{chapter}.{name}")
        for number, (chapter, name) in enumerate([("1", "1"), ("1", "2"), ("2", "1")], 1)
    )
    whole = Document(chapters, "c" * 64)
    assert References(whole).sections("1.1; ст. 2, 2.1") == (1, 2, 3)
    assert [place.label for place in References(whole).places((1, 2, 3))] == ["1.1", "ст. 2", "2.1"]
    assert References(document(CHARTER)).sections("ст. 5, п. 1") in {(5,), (5, 1)}


def test_a_number_that_a_spreadsheet_may_have_shortened_is_not_guessed():
    clauses = tuple(
        Section(at, ("Слова.",), Unit.CLAUSE, name=name, id=name) for at, name in enumerate(("4.1", "4.10", "4.2"), 1)
    )
    book = openpyxl.Workbook()
    for row in (["question", "sections"], ["Что?", 4.2], ["Где?", 4.1], ["Как?", "4.10"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    imported = import_questions(out.getvalue(), "q.xlsx", Documents(Document(clauses, "e" * 64)))
    assert [[place.id for place in one.places] for one in imported.questions] == [["4.2"], ["4.10"]]
    (problem,) = imported.problems
    assert (problem.row, problem.why.key) == (3, "lost_zeros")
    sheet = openpyxl.load_workbook(io.BytesIO(template("ru", ".xlsx"))).worksheets[0]
    assert {sheet.column_dimensions[column].number_format for column in "AFG"} == {"@"}  # so that it cannot happen


def test_documents_are_found_by_what_people_call_them():
    charter, declaration = document(CHARTER), document("declaration")
    named = replace(document(TREATY), given=Given("Договор о реке", "", ""))
    documents = Documents(declaration, lambda: (charter, named))
    for name in (None, "", " ", "Заявление", "Joint Statement", document_id(declaration)):
        assert documents.find(name) == declaration
    for name in (document_id(charter), title(charter), f"«{title(charter).upper()}»"):
        assert documents.find(name) == charter
    assert documents.find("договор о реке") == named
    assert (documents.id_of("Заявление"), documents.id_of(title(charter))) == ("", document_id(charter))
    for name in ("Конституция", "о"):
        with pytest.raises(UnknownDocumentError, match="Договор о реке"):
            documents.find(name)


def test_rows_about_several_documents_are_held_against_each_its_own():
    charter = document(CHARTER)
    documents = Documents(document("declaration"), lambda: (charter,))
    base = {"question": "Что?", "answerable": "да"}
    imported = from_cells(
        [
            base | {"sections": "16"},
            base | {"sections": "ст. 44", "document": title(charter)},
            base | {"sections": "44"},
            base | {"sections": "1", "document": "Конституция"},
        ],
        "q",
        documents,
    )
    assert [(one.gold, one.document) for one in imported.questions] == [((16,), None), ((44,), title(charter))]
    assert cells_of(imported.questions[1], "ru")["sections"] == "ст. 44"
    assert [(one.row, one.column, one.why.key) for one in imported.problems] == [
        (3, "sections", "no_section"), (4, "document", "document_unknown"),
    ]  # fmt: skip
    assert "столбец «документ»: «Конституция» — такого документа здесь нет" in imported.problems[1].text("ru")
    assert "column “document”: “Конституция” is no document here" in imported.problems[1].text("en")


def test_every_message_is_in_both_languages_with_the_same_places_and_is_used():
    sources = "".join(path.read_text(encoding="utf-8") for path in HERE.parents[1].rglob("*.py"))
    sources += '"no_type" "no_language"'  # which are put together
    every = {**sentences(Message.sentences), **sentences(messages.Message.sentences)}
    for key, by_language in every.items():
        assert set(by_language) == set(LANGUAGES), key
        places = [set(re.findall(r"\{(\w+)\}", by_language[language])) for language in LANGUAGES]
        assert {re.sub("_(ru|en)$", "", one) for one in places[0]} == {
            re.sub("_(ru|en)$", "", one) for one in places[1]
        }
        assert '"' not in by_language["ru"], key
        assert " - " not in by_language["ru"], key
        assert f'"{key}"' in sources, key
    assert (
        Message("file_large", {"name": "q", "size": 12_345_678, "most": 5}).text("ru").count("\N{NO-BREAK SPACE}") == 2
    )
