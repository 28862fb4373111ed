import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.query.sections.references import References, references, strip_references
from tests.index.samples import points_document

LAST = 28
DOCUMENT = points_document(LAST)


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("О чём говорится в пункте 20?", (20,)),
        ("20-й пункт", (20,)),
        ("20 пункт", (20,)),
        ("15ый пункт", (15,)),
        ("содержание 20 пункта", (20,)),
        ("текст 14 пункта", (14,)),
        ("п.16", (16,)),
        ("п16", (16,)),
        ("П. 16", (16,)),
        ("пункт №5", (5,)),
        ("пункт номер пять", (5,)),
        ("пункт двадцать один?", (21,)),
        ("О чём п. 3 и 5?", (3, 5)),
        ("О чём пп. 3–5?", (3, 4, 5)),
        ("п.п. 3 и 4", (3, 4)),
        ("пункты 3, 4 и 7", (3, 4, 7)),
        ("пункты с 3 по 5", (3, 4, 5)),
        ("с третьего по пятый пункт", (3, 4, 5)),
        ("3-й и 5-й пункты", (3, 5)),
        ("во 2-м, 3-м и 4-м пунктах", (2, 3, 4)),
        ("в третьем и пятом пунктах", (3, 5)),
        ("Сравни пункт 5 с пунктом 7", (5, 7)),
        ("Сравни седьмой пункт с пунктом 5", (7, 5)),
        ("абзац 3 пункта 16", (16,)),
        ("в пятом пункте", (5,)),
        ("о четвёртом пункте", (4,)),
        ("в двадцать пятом пункте", (25,)),
        ("двадцать первый и двадцать второй пункты", (21, 22)),
        ("первый пункт", (1,)),
        ("пункт пятый", (5,)),
        ("что в последнем пункте?", (28,)),
        ("предпоследний пункт", (27,)),
        ("первый и последний пункты", (1, 28)),
        ("О чём преамбула?", (0,)),
        ("преамбула и пункт 3", (0, 3)),
        ("point 7", (7,)),
        ("point #7", (7,)),
        ("point no. 7", (7,)),
        ("what does point seven say?", (7,)),
        ("points 3-5", (3, 4, 5)),
        ("points 3 to 5", (3, 4, 5)),
        ("points 3 and 5", (3, 5)),
        ("paragraphs 2, 3, and 4", (2, 3, 4)),
        ("the fifth point", (5,)),
        ("the twenty-first point", (21,)),
        ("7th point", (7,)),
        ("last point", (28,)),
        ("the second-to-last point", (27,)),
        ("the preamble", (0,)),
        ("в п. 7 и 2 раза", (7,)),
        ("В пункте 28, 6 августа", (28,)),
        ("пункт 5 часто упоминают", (5,)),
        ("пункт 5 развивает мысль?", (5,)),
    ],
)
def test_points_that_are_named(question: str, points: tuple[int, ...]) -> None:
    assert references(question, DOCUMENT) == References(points)


@pytest.mark.parametrize(
    "question",
    [
        "пункт назначения",
        "point of view",
        "точка зрения",
        "пунктуально",
        "checkpoint 7",
        "на 2022–2024 годы",
        "What year was it?",
        "75-й сессии",
        "третья консультативная встреча",
        "Сколько пунктов в заявлении? 28 пунктов?",
        "назови 3 пункта",
        "give me 3 points",
        "list 5 main points",
        "первые три пункта",
        "В каких пунктах упоминается 2021 год?",
        "В каком пункте третья встреча упоминается?",
        "в каком пункте два президента?",
        "Which point first mentions water?",
        "и т. п. 2021",
        "и т.п. 3",
        "в пункте 6 августа",
        "п. 2021 года",
        "",
    ],
)
def test_nothing_is_named(question: str) -> None:
    assert references(question, DOCUMENT) == References()
    assert not references(question, DOCUMENT)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("пункт 0", References((), (0,))),
        ("29-й пункт", References((), (29,))),
        ("тридцать пятый пункт", References((), (35,))),
        ("пункт 35", References((), (35,))),
        ("point 100", References((), (100,))),
        ("пункт 12345", References((), (12345,))),
        ("пункты 7 и 29", References((7,), (29,))),
        ("пункты 27–30", References((27, 28), (29, 30))),
        ("пункты 1–100", References((1,), (100,))),
        ("пункты 5–3", References((5, 3))),
    ],
)
def test_numbers_that_do_not_exist(question: str, found: References) -> None:
    assert references(question, DOCUMENT) == found


@settings(deadline=None)
@given(
    st.integers(1, LAST),
    st.sampled_from(
        ["пункт {}", "Пункт №{}", "в пункте {}?", "п.{}", "п {}", "{}-й пункт", "{} пункт", "point {}", "{}th point"]
    ),
    st.sampled_from(["{}", "Ещё о том, что такое {}", "{} — о чём он?", "({})"]),
)
def test_every_spelling_of_every_number(number: int, spelling: str, frame: str) -> None:
    assert references(frame.format(spelling.format(number)), DOCUMENT).points == (number,)


@settings(deadline=None)
@given(st.text(st.sampled_from("пунктpoint .,-–0123456789йиand"), max_size=60))
def test_every_named_number_stands_in_the_question(question: str) -> None:
    found = references(question, DOCUMENT)
    numbers = [int(number) for number in re.findall(r"\d+", question)]
    assert set(found.missing).isdisjoint(range(1, LAST + 1))
    named = [*found.points, *found.missing]
    assert all(min(numbers) <= number <= max(numbers) for number in named) if named else True
    assert len(set(named)) == len(named)


def test_yo_and_case_do_not_matter() -> None:
    assert references("В ЧЕТВЁРТОМ ПУНКТЕ", DOCUMENT) == references("в четвертом пункте", DOCUMENT) == References((4,))


@pytest.mark.parametrize("piece", ["1, ", "1 и ", "1-й и ", "пункт ", "двадцать ", "п. 1 "])
def test_long_questions_take_no_long_time(piece: str) -> None:
    start = time.process_time()  # of this process alone: the machine may be busy
    references("пункты " + piece * (2000 // len(piece)), DOCUMENT)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("О чём говорится в преамбуле?", References(no_preamble=True)),
        ("What does the preamble say?", References(no_preamble=True)),
        ("Что во вводной части?", References(no_preamble=True)),
        ("преамбула и пункт 1", References((1,), no_preamble=True)),
        ("преамбула и пункт 2", References((), (2,), no_preamble=True)),
        ("первый пункт", References((1,))),
        ("последний пункт", References((1,))),
        ("предпоследний пункт", References((), (0,))),
        ("пункт 0", References((), (0,))),
        ("пункты с 1 по 3", References((1,), (2, 3))),
    ],
)
def test_a_text_of_one_point_without_a_preamble(question: str, found: References) -> None:
    assert references(question, points_document(1, preamble=False)) == found
    assert found


def test_a_letter_with_two_characters_in_lower_case_moves_no_reference() -> None:
    question = "İklim hakkında § 5 и п. 16?"
    assert len(strip_references(question)) == len(question)
    assert strip_references(question).startswith("İklim hakkında") or strip_references(question).startswith("iklim")
    assert "16" not in strip_references(question)


@pytest.mark.parametrize(
    "question", ["О чём пункт К?", "Что в статье Е?", "What does point Z say?", "п. Ж) и 3", "Section B"]
)
def test_a_capital_letter_is_no_number(question: str) -> None:
    assert set(references(question, points_document(5)).points) <= {3}
