"""Sentences that the answer before has told, and others of the same section."""

import pytest

from index.structure import parse
from rag.answers.lookups.told import told
from rag.types import Turn

PARK = parse(
    "Правила парка\n\nСтатья 1. Вход\n\n1. Вход в парк для взрослых стоит сто рублей. Дети входят бесплатно.\n\n"
    "2. Собаку ведут на поводке.\n\nСтатья 2. Штраф\n\n1. За костёр платят штраф пять тысяч рублей.\n\n"
    "2. За мусор платят штраф две тысячи рублей."
)
PAID, FREE, FIRE, LITTER = (
    (1, "Вход в парк для взрослых стоит сто рублей."),
    (1, "Дети входят бесплатно."),
    (2, "За костёр платят штраф пять тысяч рублей."),
    (2, "За мусор платят штраф две тысячи рублей."),
)


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        ("«Вход в парк для взрослых стоит сто рублей» [ст. 1, п. 1].", {PAID[1]}),
        ("Взрослые платят за вход сто рублей [ст. 1].", {PAID[1]}),  # in other words
        ("«За костёр платят штраф пять тысяч рублей» [ст. 2, п. 1].", {FIRE[1]}),  # the other fine is nearly as told
        ("Платят штраф [ст. 2].", set()),  # both as near
        ("«Вход в парк для взрослых стоит сто рублей» [ст. 2].", set()),  # of another section
        ("В тексте нет ответа.", set()),
    ],
)
def test_of_each_section_that_is_cited_the_nearest_sentence_is_told(answer: str, known: set[str]) -> None:
    assert told([PAID, FREE, FIRE, LITTER], Turn("Сколько?", answer), PARK) == known


def test_without_a_turn_nothing_is_told() -> None:
    assert told([PAID], None, PARK) == frozenset()
