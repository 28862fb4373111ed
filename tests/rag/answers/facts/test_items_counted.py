"""The items of an enumeration are counted where it alone is what a question is about."""

import pytest

from index.chunks import chunk
from index.store import Index
from index.structure import parse
from rag.answers.kinds import Kinds
from rag.answers.material.source import Source
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Answer, Kind
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.small_document import asked

RULES = """ПРАВИЛА МАЯКА

Статья 1. Понятия

В Правилах используются следующие понятия:

а) маяк – башня с лампой;

б) смотритель – тот, кто зажигает лампу.

Статья 2. Смотритель

1. Смотритель вправе:

а) ловить рыбу;

б) держать кошку;

в) спать днём.

2. Смотритель обязан:

а) зажигать лампу;

б) мыть окна.

3. Смотритель живёт в маяке.

Статья 3. Плата

Установлены следующие сборы:

а) маячный;

б) якорный;

в) лоцманский;

г) рыбный.

Статья 4. Увольнение

Смотрителя увольняют, если:

а) лампа погасла;

б) кошка сбежала.

Статья 5. Причал

Причал закрывают, если:

а) идёт шторм;

б) нет смотрителя.
"""


@pytest.fixture(scope="module")
def kinds() -> tuple[Kinds, Source]:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(RULES))])
    source = Source(
        Retriever(Index.build(RULES.encode(), vectors, embedder.id), embedder, Ranker.untrained(embedder.dimension))
    )
    return Kinds(source), source


@pytest.mark.parametrize(
    ("question", "count", "section"),
    [
        ("Сколько терминов определено в статье 1?", 2, 1),
        ("сколько понятий в правилах", 2, 1),
        ("Сколько прав у смотрителя?", 3, 2),
        ("сколько обязанностей у смотрителя", 2, 2),
        ("Сколько сборов установлено?", 4, 3),
        ("Сколько видов сборов?", 4, 3),
        ("Сколько оснований для увольнения смотрителя?", 2, 4),
    ],
)
def test_items_are_counted_and_shown(kinds: tuple[Kinds, Source], question: str, count: int, section: int) -> None:
    modules, source = kinds
    answer = modules.at_once(asked(source, question, Kind.COUNT))
    assert isinstance(answer, Answer)
    assert answer.count == count
    assert {cited.point for item in answer.sentences for cited in item.citations} == {section}


@pytest.mark.parametrize(
    "question",
    [
        "Сколько прав у капитана?",  # of somebody else
        "Сколько случаев?",  # of what, it does not say
        "Сколько смотрителей уволено?",  # the items are none of these
        "Сколько видов ламп?",
    ],
)
def test_items_of_something_else_are_not_counted(kinds: tuple[Kinds, Source], question: str) -> None:
    modules, source = kinds
    assert modules.at_once(asked(source, question, Kind.COUNT)) is None


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Сколько подпунктов в пункте 1 статьи 2?", 3),
        ("Сколько подпунктов в пункте 3 статьи 2?", 0),
        ("Сколько элементов в статье 3?", 4),
        ("Сколько элементов в статье 6?", None),
    ],
)
def test_parts_of_a_part_are_its_own_and_never_those_of_the_whole_text(
    kinds: tuple[Kinds, Source], question: str, count: int | None
) -> None:
    modules, source = kinds
    answer = modules.at_once(asked(source, question, Kind.COUNT))
    assert (answer.count if isinstance(answer, Answer) else None) == count


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Перечисли обязанности смотрителя", ["зажигать лампу", "мыть окна"]),
        ("Какие права у смотрителя?", ["ловить рыбу", "держать кошку", "спать днём"]),
    ],
)
def test_duties_and_rights_are_listed_from_what_introduces_them(
    kinds: tuple[Kinds, Source], question: str, items: list[str]
) -> None:
    modules, source = kinds
    answer = modules.at_once(asked(source, question, Kind.LIST))
    assert isinstance(answer, Answer)
    assert [item.text for item in answer.sentences] == items
