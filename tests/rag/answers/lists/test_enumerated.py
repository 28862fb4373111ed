"""Where an enumeration is what a question asks for, it is the whole list."""

from collections.abc import Sequence

import pytest

from index.store import Index
from rag.answers.lists.enumerated import enumerated, named_by_items
from rag.answers.lists.relevance import LiteralPlaces
from rag.query.asked.alternatives import alternatives, asks_for_names
from tests.index.samples import WordEmbedder

TEXT = """Правила кассы

1. К прошению прилагаются:
а) копия паспорта;
б) справка о доходах.

2. Если документы к прошению неполны, касса даёт на их донесение десять дней.

3. В ссуде отказывают, если:
а) нет справки;
б) прежняя ссуда не возвращена.

4. Касса выдаёт:
а) малую ссуду;
б) среднюю ссуду;
в) большую ссуду.

5. Решение об отказе в ссуде пишут на бумаге.
"""


@pytest.fixture(scope="module")
def index() -> Index:
    embedder = WordEmbedder()
    return Index.build(TEXT.encode(), embedder.passages([""] * 13), embedder.id)


def remaining(index: Index, question: str, sections: Sequence[int]) -> set[int]:
    topics = alternatives(question)
    literal = LiteralPlaces(index).find(topics, "ru", names=asks_for_names(question))
    chosen = {one.id: one for one in index.chunks if one.section.number in sections}
    return {chosen[name].section.number for name in enumerated(question, topics, literal, chosen)}


@pytest.mark.parametrize(
    ("question", "sections", "left"),
    [
        ("Какие документы приложить к прошению?", [1, 2], {1}),
        ("в каких случаях откажут?", [3, 5], {3}),
        ("Назови все ссуды", [3, 4, 5], {4, 3}),
        ("какие пункты касаются прошения", [1, 2], {1, 2}),
        ("Какие документы приложить к прошению?", [2, 5], {2, 5}),
        ("Назови все сроки для прошений", [1, 2], {1, 2}),
        ("прошение", [1, 2], {1, 2}),
        ("Что сказано об отказе в ссуде?", [3, 5], {3, 5}),
    ],
)
def test_an_enumeration_of_what_is_asked_for_stands_alone(
    index: Index, question: str, sections: list[int], left: set[int]
):
    assert remaining(index, question, sections) == left


def test_its_items_remain_with_it(index: Index):
    topics = alternatives("Какие документы приложить к прошению?")
    chosen = {one.id: one for one in index.chunks}
    literal = LiteralPlaces(index).find(topics, "ru", names=True)
    kept = enumerated("Какие документы приложить к прошению?", topics, literal, chosen)
    assert sorted(chosen[name].text for name in kept) == [
        "К прошению прилагаются:",
        "а) копия паспорта;",
        "б) справка о доходах.",
    ]


def test_items_name_the_thing_that_is_asked_for(index: Index):
    named = named_by_items(alternatives("Назови все ссуды"), index.chunks)
    assert [one.section.number for one in index.chunks if one.id in named] == [4]
    assert not named_by_items(alternatives("Назови все сроки"), index.chunks)
