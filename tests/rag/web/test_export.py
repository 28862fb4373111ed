"""A finished exchange as text."""

import pytest

from rag.web.export import plain_markdown, record
from tests.rag.web.samples import HOSTILE, answer, citation, refusal


def test_markdown_of_an_answer():
    result = answer("Ответ", citation(16, "слова"), citation(0, "начало"), note="По-русски.")
    assert record(result, "ru").markdown.splitlines() == [
        "## Вопрос?",
        "",
        r"Ответ \[п. 16\].",
        "",
        "*По-русски.*",
        "",
        "Слова текста:",
        "",
        "> слова",
        ">",
        "> (п. 16)",
        "",
        "> начало",
        ">",
        "> (преамбула)",
    ]


def test_what_is_copied_and_kept():
    kept = record(answer(note="По-русски."), "en")
    assert (kept.copy, kept.answer) == ("Ответ [п. 16].\n\nПо-русски.", "Ответ [п. 16].")
    assert "Words of the text:" in kept.markdown
    assert "(pt. 16)" in kept.markdown


def test_a_refusal_has_no_quotations():
    kept = record(refusal(), "ru")
    assert kept.markdown == "## Вопрос?\n\nОтвета нет.\n"
    assert kept.sources == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_foreign_text_as_text(text):
    escaped = plain_markdown(text)
    assert escaped.replace("\\", "") == " ".join(text.split()).replace("\\", "")
    for special in "<>[]()`*_{}&":
        assert escaped.count(special) == escaped.count("\\" + special)
