"""A finished exchange as text."""

import pytest

from rag.types import Kind, Mode, Sentence, Talk, Verdict
from rag.web.views.export import plain_markdown, record
from tests.rag.web.samples import HOSTILE, TIMES, answer, citation, refusal


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


def items(*of):
    return tuple(Sentence(text, (citation(point, text),), heading) for text, point, heading in of)


def test_a_list_keeps_its_lead_and_bullets():
    found = items(("Фонд *ледников*", 16, ""), ("Фонд Арала", 18, ""))
    kept = record(answer(kind=Kind.LIST, mode=Mode.EXTRACTED, lead="В 2 пунктах:", sentences=found), "ru")
    assert kept.markdown == (
        "## Вопрос?\n\nВ 2 пунктах:\n\n- Фонд \\*ледников\\* \\[п. 16\\]\n- Фонд Арала \\[п. 18\\]\n"
    )
    assert kept.copy == "В 2 пунктах:\n— Фонд *ледников* [п. 16]\n— Фонд Арала [п. 18]"
    assert [source.point for source in kept.sources] == [16, 18]


def test_a_comparison_keeps_its_headings():
    sides = items(("Спорт", 22, "О спорте"), ("Туризм", 23, "О туризме"))
    kept = record(answer(kind=Kind.COMPARE, mode=Mode.EXTRACTED, sentences=sides), "en")
    assert kept.markdown.splitlines()[2:] == [
        "### О спорте", "", r"Спорт \[pt. 22\].", "", "### О туризме", "", r"Туризм \[pt. 23\]."
    ]  # fmt: skip
    assert kept.copy == "О спорте:\nСпорт [pt. 22].\nО туризме:\nТуризм [pt. 23]."


@pytest.mark.parametrize(
    ("fields", "markdown", "copied"),
    [
        (
            {"verdict": Verdict.NO, "lead": "Нет: только предложено."},
            "**Нет**  \nТолько предложено.",
            "Нет. Только предложено.",
        ),
        ({"count": 3, "lead": "В 3 пунктах:"}, "В **3** пунктах:", "В 3 пунктах:"),
        ({"count": 3, "lead": "3 раза:"}, "**3** раза:", "3 раза:"),
        ({"count": 3, "lead": ""}, "**3**", "3"),
        ({"short": "2025 год"}, "**2025 год**", "2025 год"),
    ],
)
def test_what_is_large_on_the_page_is_bold(fields, markdown, copied):
    kept = record(answer("Слова", citation(16, "Слова"), mode=Mode.EXTRACTED, **fields), "ru")
    assert kept.markdown == f"## Вопрос?\n\n{markdown}\n\nСлова \\[п. 16\\].\n"
    assert kept.copy == f"{copied}\nСлова [п. 16]."


def test_a_quotation_is_one():
    kept = record(answer("«слова»", citation(16), kind=Kind.QUOTE, mode=Mode.QUOTED), "ru")
    assert kept.markdown == "## Вопрос?\n\n> слова\n>\n> (п. 16)\n"


def test_small_talk_is_its_sentence():
    kept = record(Talk("Привет", "Здравствуйте.", "ru", TIMES), "ru")
    assert (kept.markdown, kept.copy, kept.sources) == ("## Привет\n\nЗдравствуйте.\n", "Здравствуйте.", ())


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_foreign_text_as_text(text):
    escaped = plain_markdown(text)
    assert escaped.replace("\\", "") == " ".join(text.split()).replace("\\", "")
    for special in "<>[]()`*_{}&":
        assert escaped.count(special) == escaped.count("\\" + special)
