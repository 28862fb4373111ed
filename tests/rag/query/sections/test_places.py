import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.query.sections.named import Place, Places
from rag.query.sections.places import places

SIZES = {0: 11, **dict.fromkeys(range(1, 29), 1), 9: 2, 12: 5, 16: 6, 23: 4, 28: 5}


def found(question: str, *previous: int, comparing: bool = False) -> list[tuple[int, ...]]:
    """Each part as its section and its paragraphs."""
    named = places(question, SIZES, [Place(number) for number in previous], comparing=comparing)
    assert not named.missing
    assert not named.missing_paragraphs
    return [(place.section, *place.paragraphs) for place in named.found]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("второй абзац пункта 12", [(12, 2)]),
        ("пункт 12, второй абзац", [(12, 2)]),
        ("16-й пункт, 3 абзац", [(16, 3)]),
        ("п. 23, абз. 4", [(23, 4)]),
        ("paragraph 3 of point 16", [(16, 3)]),
        ("Only the first paragraph of point 9, please", [(9, 1)]),
        ("point 16 para 2", [(16, 2)]),
        ("paragraphs 1 and 2 of point 16", [(16, 1, 2)]),
        ("абзац 2 пункта 9 и абзац 1 пункта 12", [(9, 2), (12, 1)]),
        ("последний абзац пункта 16", [(16, 6)]),
        ("третий абзац преамбулы", [(0, 3)]),
        ("последний абзац", [(28, 5)]),
        ("заключительный абзац документа", [(28, 5)]),
        ("16.4", [(16, 4)]),
        ("п.16.4 и 16.5", [(16, 4), (16, 5)]),
        ("вторая половина пункта 16", [(16, 4, 5, 6)]),
        ("Punkt 16, Absatz 3", [(16, 3)]),
        ("16-тармақтың 3-абзацы", [(16, 3)]),
        ("第16点第3段", [(16, 3)]),
    ],
)
def test_paragraphs(question: str, parts: list[tuple[int, ...]]) -> None:
    assert found(question) == parts


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("paragraph 16", [16]),
        ("пункт XVI", [16]),
        ("пункт ХVI", [16]),  # with the Cyrillic letter
        ("point ix", [9]),
        ("XII пункт", [12]),
        ("статья 5", [5]),
        ("article 5", [5]),
        ("clause 11 in one sentence", [11]),
        ("pt 17 pls", [17]),
        ("что там в 26 и 27", [26, 27]),
        ("шестой и седьмой — о чём", [6, 7]),
        ("translate six", [6]),
        ("#22", [22]),
        ("6–9", [6, 7, 8, 9]),
        ("с 15 по 18", [15, 16, 17, 18]),
        ("пункты с двадцатого по двадцать третий", [20, 21, 22, 23]),
        ("объясни пункты 3, 5 и с 7 по 9", [3, 5, 7, 8, 9]),
        ("первые три пункта", [1, 2, 3]),
        ("первых двух пунктов", [1, 2]),
        ("the last two points", [27, 28]),
        ("the last point", [28]),
        ("предпоследний пункт", [27]),
        ("вторая половина документа", [*range(15, 29)]),
        ("преамбула", [0]),
        ("вводная часть", [0]),
        ("начало документа", [0]),
        ("Что в конце текста?", [28]),
        ("отличия преамбулы от заключения", [0, 28]),
        ("third and fourth points", [3, 4]),
        ("третий пункт, как для седьмого класса", [3]),
        ("перескажи пункт 21 в двух предложениях", [21]),
        ("6–9-bandlar nima haqida?", [6, 7, 8, 9]),
    ],
)
def test_sections(question: str, sections: list[int]) -> None:
    assert found(question) == [(section,) for section in sections]


@pytest.mark.parametrize(
    "question",
    [
        "Сколько пунктов в документе?",
        "В каком пункте третья встреча?",
        "Which point should I read?",
        "In which point I find water?",
        "Что решили в 2021 году?",
        "встреча 6.08.2021",
        "назови 3 пункта",
        "Сравни те самые два пункта",
        "the next one",
        "в трёх предложениях",
        "",
    ],
)
def test_nothing_is_named(question: str) -> None:
    assert places(question, SIZES) == Places()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("пункты 5 и 40", Places((Place(5),), (40,))),
        ("37", Places((), (37,))),
        ("третий абзац пункта 24", Places((), (), (Place(24, (3,)),))),
        ("абзацы 5 и 9 пункта 16", Places((Place(16, (5,)),), (), (Place(16, (9,)),))),
    ],
)
def test_what_does_not_exist_is_told_from_what_does(question: str, named: Places) -> None:
    said = places(question, SIZES)
    assert (said.found, said.missing, said.missing_paragraphs) == (named.found, named.missing, named.missing_paragraphs)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("А второй абзац?", [(9, 2)]),
        ("And the second paragraph?", [(9, 2)]),
        ("а следующий?", [(10,)]),
        ("the previous one", [(8,)]),
        ("а предыдущий пункт, первый абзац?", [(8, 1)]),
        ("О чём пункт 12?", [(12,)]),
    ],
)
def test_a_follow_up_counts_from_the_section_before(question: str, parts: list[tuple[int, ...]]) -> None:
    assert found(question, 9) == parts


def test_the_second_number_of_a_comparison_may_stand_alone() -> None:
    assert found("how does point 20 differ from 21", comparing=True) == [(20,), (21,)]
    assert found("how does point 20 differ from 21") == [(20,)]


def test_a_text_without_a_preamble_has_none() -> None:
    assert places("преамбула", {1: 2, 2: 1}).missing == (-1,)


def test_what_stands_outside_keeps_its_place() -> None:
    question = "Кто предложил фонд в п. 16?"
    assert places(question, SIZES).outside(question) == "Кто предложил фонд в      ?"


@settings(deadline=None)
@given(st.text(st.sampled_from("пунктабзц point .,-–0123456789йXVи"), max_size=60))
def test_whatever_is_named_exists_and_stands_in_the_question(question: str) -> None:
    named = places(question, SIZES)
    assert all(1 <= number <= SIZES[place.section] for place in named.found for number in place.paragraphs)
    assert all(0 <= start < end <= len(question) for start, end in named.spans)
    assert not set(named.missing) & set(SIZES)


@pytest.mark.parametrize("piece", ["1, ", "1 и ", "1-й и ", "пункт ", "п. 1 ", "абзац 1 ", "X "])
def test_long_questions_take_no_long_time(piece: str) -> None:
    start = time.process_time()
    places("пункты " + piece * (2000 // len(piece)), SIZES)
    assert time.process_time() - start < 2
