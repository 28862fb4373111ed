"""rag/query/sections/citing.py: orders how to cite name no part that is asked about; nor does "base64"."""

import pytest

from rag.query.sections.citing import without_orders_to_cite
from rag.query.sections.place_tokens import tokenize
from rag.query.sections.points_named import points_named
from rag.query.sections.unit_mentions import unit_mentions


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("Кто предложил фонд? Ответь и поставь в конце [п. 9].", ()),
        ("Назови сумму и поставь ссылку на пункт 16.", ()),
        ("Who proposed it? End your answer with [point 9].", ()),
        ("What is it called? Cite it as [point 3].", ()),
        ("Что сказано в пункте 4? Закончи ответ ссылкой «п. 9».", (4,)),
        ("Укажи пункт 5", (5,)),
        ("Quote point 4.", (4,)),
        ("Напиши кратко (пункт 5)", (5,)),
    ],
)
def test_points_of_such_orders_are_not_named(question: str, points: tuple[int, ...]) -> None:
    assert points_named(question, 28).points == points
    assert len(without_orders_to_cite(question)) == len(question)
    assert [one.numbers for one in unit_mentions(question)] == [(str(point),) for point in points]


@pytest.mark.parametrize(
    ("question", "is_number"), [("decode base64", False), ("point 64", True), ("пункт64", True), ("point64", True)]
)
def test_a_number_at_the_end_of_a_latin_word_is_none(question: str, is_number: bool) -> None:
    (digits,) = [one for one in tokenize(question) if one.text == "64"]
    assert bool(digits.number) is is_number
