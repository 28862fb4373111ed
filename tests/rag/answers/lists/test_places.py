"""Which paragraphs a list takes: a place that is that of the whole text, sections below a heading that is the topic."""

from dataclasses import replace

import pytest

from index.language.identify import identify_language
from index.language.words import words
from index.store import Index
from index.structure import parse
from rag.answers.lists.places import Asked, Places
from rag.answers.material.source import Source
from rag.query.asked.alternatives import alternatives, is_place
from rag.query.context import QueryContext
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind
from tests.index.samples import WordEmbedder
from tests.rag.answers.asked import context

PARK = """Положение о парке «Липа»

Глава I. Посещение парка

1. Парк открыт с рассвета.

2. Ломать ветки запрещено.

Глава II. Плата за аттракционы

3. Билет покупают в кассе.

4. Детям карусель бесплатна.

5. Вход на колесо детям младше семи лет закрыт.

Глава III. Лодочная станция

6. В парке нельзя купаться; на пруду нельзя ловить рыбу.

7. Лодки выдают на час, а в сильный ветер не выдают. Не оплачивается первый час катания.
"""


@pytest.fixture(scope="module")
def places() -> Places:
    embedder = WordEmbedder()
    count = sum(len(section.paragraphs) for section in parse(PARK).sections)
    index = Index.build(PARK.encode(), embedder.passages([""] * count), embedder.id)
    return Places(Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension))))


def asked(question: str) -> tuple[QueryContext, Asked]:
    return context(question, kind=Kind.LIST), Asked(question, alternatives(question))


def sections(places: Places, names: frozenset[str]) -> list[int]:
    return sorted(int(name.split(".")[0]) for name in names)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Перечисли всё, что в парке запрещено", [2, 6]),
        ("Что запрещено на пруду?", [6]),
        ("Какие прямые запреты установлены?", [2, 6]),
        ("Что бесплатно на станции?", [7]),
        ("Где указан возраст?", [5]),
        ("Что запрещено в музее?", []),
    ],
)
def test_the_place_of_the_whole_text_narrows_nothing(places: Places, question: str, expected: list[int]) -> None:
    assert sections(places, places.stated(*asked(question))) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("плата за аттракционы", [3, 4, 5]),
        ("Перечисли правила лодочной станции", [6, 7]),
        ("плата", []),
        ("аттракционы и лодки", []),
    ],
)
def test_sections_below_a_heading_of_the_same_words_belong(places: Places, question: str, expected: list[int]) -> None:
    assert sorted(places.headed(asked(question)[1])) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Что запрещено в зале?", ["зале"]),
        ("Что нельзя нести в зал?", []),
        ("Что сказано о зале?", []),
        ("What is banned at the pool?", ["pool"]),
        ("What is banned near the pool?", []),
    ],
)
def test_in_what_something_is_so_is_a_place(question: str, expected: list[str]) -> None:
    assert [word.text for word in words(question) if word.is_content and is_place(question, word)] == expected


FERRY = """Charter of the ferry

1. A Ferry Safety Board (FSB) is set up.

2. A fine of 20 crowns is paid by whoever boards without a ticket.

3. Birds may be carried in a cage.

4. The FSB meets in May. The birds of the river are counted.
"""


@pytest.fixture(scope="module")
def ferry() -> Places:
    embedder = WordEmbedder()
    count = sum(len(section.paragraphs) for section in parse(FERRY).sections)
    index = Index.build(FERRY.encode(), embedder.passages([""] * count), embedder.id)
    return Places(Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension))))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which paragraphs deal with the Ferry Safety Board?", [1, 4]),
        ("птицы", [3, 4]),
        ("В каких пунктах говорится о штрафах?", [2]),
        ("Какие штрафы платят пассажиры?", []),
    ],
)
def test_names_by_their_abbreviations_and_common_words_of_the_other_language(
    ferry: Places, question: str, expected: list[int]
) -> None:
    listed = context(question, kind=Kind.LIST)
    asked_for = ferry.asked_for(listed)
    assert sections(ferry, ferry.mentioned(asked_for, ferry.find(listed, asked_for))) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("В каких пунктах говорится о птицах (birds)?", [3, 4]),
        ("文中哪些条款提到了鸟类（birds）？", [3, 4]),
        ("В каких пунктах встречается сокращение FSB?", [1, 4]),
        ("Какие обязанности у FSB?", []),
        ("Which paragraphs mention birds?", []),
        ("В каких пунктах говорится о птицах?", []),
    ],
)
def test_words_of_the_text_in_a_question_in_other_letters_are_sought_themselves(
    ferry: Places, question: str, expected: list[int]
) -> None:
    listed = replace(context(question, kind=Kind.LIST), language=identify_language(question))
    assert sections(ferry, ferry.quoted(listed, ferry.asked_for(listed))) == expected
