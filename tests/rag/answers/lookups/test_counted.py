"""rag/answers/lookups/counted.py: numbers that look-ups give."""

import pytest

from index.chunks import chunk
from index.structure import parse
from rag.answers.lookups.counted import counts_things, items_counted, stated_count, with_number
from rag.answers.wording.enumeration import Enumerations
from rag.types import Answer, Citation, Kind, Mode, Sentence, Timings


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("На сколько разных целей можно тратить фонд?", True),
        ("How many ports are trying it out?", True),
        ("Сколько человек в комиссии?", True),
        ("Сколько дней длится отпуск?", False),
        ("Сколько стоит билет?", False),
        ("How many per cent is the fee?", False),
        ("How much is the fine?", False),
        ("Кто входит в комиссию?", False),
    ],
)
def test_what_is_counted_is_no_measure(question: str, asks: bool) -> None:
    assert counts_things(question) is asks


@pytest.mark.parametrize(
    ("short", "count"),
    [
        ("four ports", 4),
        ("трёх человек", 3),
        ("twenty-two ports", 22),
        ("1 200 мест", 1200),
        ("не менее трёх человек", None),
        ("from 3 to 5 members", None),
        ("в порту", None),
        (None, None),
    ],
)
def test_a_number_is_told_that_is_neither_bounded_nor_a_range(short: str | None, count: int | None) -> None:
    assert stated_count("Сколько их?", short) == count


def test_items_are_counted_unless_their_sentence_has_a_number_of_its_own() -> None:
    question = "Сколько категорий людей пускают без билета?"
    assert items_counted(question, "Бесплатно музеи посещают:", 5) == 5
    assert items_counted(question, "Бесплатно музеи посещают, не больше двух раз:", 5) is None
    assert items_counted(question, "Бесплатно музеи посещают дети.", 0) is None
    assert items_counted("Кого пускают без билета?", "Бесплатно музеи посещают:", 5) is None


TEXT = """\
Закон о музеях

Статья 1. Вход

1. Бесплатно музеи посещают:

1) дети;

2) дарители.

2. В комиссии три человека.
"""
CHUNKS = chunk(parse(TEXT))


def answer(question: str, text: str, short: str | None = None) -> Answer:
    (piece,) = (piece for piece in CHUNKS if text in piece.text)
    at = piece.start + piece.text.index(text)
    cited = Citation(piece.section.number, text, at, at + len(text), piece.locator)
    found = Enumerations(CHUNKS).inline(Sentence(text, (cited,)))
    return Answer(question, found.text, Mode.QUOTED, "ru", (found,), (), Timings(0, 0, 0, 0), short=short)


@pytest.mark.parametrize("words", ["Бесплатно музеи посещают:", "дарители."])
def test_the_number_of_items_is_said_before_all_of_them(words: str) -> None:
    asked = answer("Сколько групп людей пускают без билета?", words)
    found = with_number(asked, Enumerations(CHUNKS))
    assert (found.kind, found.count, found.lead) == (Kind.COUNT, 2, "Всего 2:")
    assert found.text.startswith("Всего 2:\nБесплатно музеи посещают: дети; дарители [ст. 1")


def test_a_number_of_the_text_stands_beside_the_words_that_answer() -> None:
    found = with_number(
        answer("Сколько человек в комиссии?", "В комиссии три человека.", "три человека"), Enumerations(CHUNKS)
    )
    assert (found.kind, found.count, found.short) == (Kind.LOOKUP, 3, "три человека")


def test_other_questions_are_left_as_they_are() -> None:
    asked = answer("Кого пускают без билета?", "Бесплатно музеи посещают:")
    assert with_number(asked, Enumerations(CHUNKS)) == asked
