"""A conversation as a Word file, from whatever a browser sends."""

import base64
import io
from dataclasses import replace

import docx
import pytest

from index.bundled import SOURCE
from index.document import Document
from index.structure import parse, read
from rag.web.views.word_file import word_file
from tests.rag.web.samples import HOSTILE

LAW = replace(parse("Закон о библиотеках\n\n1. Первый.\n\n2. Второй.\n"), name="закон.txt")


def lines(document: Document, payload: dict[str, object]) -> list[str]:
    written = docx.Document(io.BytesIO(base64.b64decode(word_file(document, payload))))
    return [paragraph.text for paragraph in written.paragraphs]


def test_it_holds_questions_answers_quotations_and_the_source() -> None:
    record = {"question": "Что?", "answer": "Первое.\n\nВторое.", "sources": [{"point": 2, "quote": "Второй"}]}
    assert lines(LAW, {"language": "ru", "records": [record]}) == [
        "Вопросы к Закону о библиотеках", "Источник: Закон о библиотеках.", "Что?", "Первое.", "Второе.",
        "Второй (п. 2)", "Источник", "Закон о библиотеках.",
    ]  # fmt: skip
    assert lines(read(SOURCE), {"language": "en"})[-1].startswith("Joint Statement of the Heads of State")


@pytest.mark.parametrize("text", [*HOSTILE, "\0\x01\x1f", "\ud800", "\ufffe", "a" * 200_000])
def test_foreign_text_is_text(text: str) -> None:
    record = {"question": text, "answer": text, "sources": [{"point": 1, "quote": text}]}
    assert len(lines(LAW, {"language": "ru", "records": [record]})) >= 5


@pytest.mark.parametrize(
    "records",
    [None, "x", 5, {}, [None, "x", 3], [{}], [{"question": 5, "answer": None, "sources": "x"}],
     [{"sources": [None, 5, {"point": "1", "quote": "x"}, {"point": True}, {"point": 99, "quote": "x"}]}]],
)  # fmt: skip
def test_what_is_no_record_is_left_out(records: object) -> None:
    found = lines(LAW, {"language": ["ru"], "records": records})
    assert found[0] == "Вопросы к Закону о библиотеках"
    assert not any("(п." in line for line in found)
