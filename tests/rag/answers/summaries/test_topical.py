"""rag/answers/summaries/topical.py: the sections on a topic of a text without headings, and on what belongs to it."""

import pytest

from index.chunks import chunk
from index.language.words import words
from index.store import Index
from index.structure import parse
from rag.answers.material.source import Source
from rag.answers.material.subjects import Subjects
from rag.answers.summaries.topical import TopicalSections
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from tests.index.samples import TrigramEmbedder

POINTS = (
    "Стороны упростят торговлю солью и рыбой.",
    "Фестиваль музыки пройдёт летом у озера.",
    "Транспорт между городами станет дешевле.",
    "Музеи откроют свои двери для школьников.",
    "Инвестиции в порт начнутся весной.",
    "Лес охраняют лесники обоих городов.",
)


@pytest.fixture(scope="module")
def topical() -> TopicalSections:
    text = "\n\n".join(f"{number}. {point}" for number, point in enumerate(POINTS, 1))
    embedder = TrigramEmbedder()
    index = Index.build(text.encode(), embedder.passages(POINTS), embedder.id, {})
    source = Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    return TopicalSections(source, Subjects(source))


def test_a_section_that_names_the_topic_comes_first(topical: TopicalSections) -> None:
    assert topical.of([words("музыка")], "ru")[0] == 2


def test_a_broad_topic_is_sought_under_what_belongs_to_it(topical: TopicalSections) -> None:
    assert set(topical.of([words("экономика")], "ru")) == {1, 3, 5}


def test_another_word_makes_a_broad_topic_narrow(topical: TopicalSections) -> None:
    assert topical.of([words("экономика планеты")], "ru") == []


def test_the_parts_of_a_topic_take_turns(topical: TopicalSections) -> None:
    assert topical.of([words("лес"), words("музей")], "ru")[:2] == [6, 4]


HEADED = """Правила пользования озером

Глава 1. Озеро

Статья 1. Купание

Купание свободно. Пловцы держатся берега.

Статья 2. Рыбалка

Рыболовам нужна карта. Сети запрещены.

Статья 3. Причал

Каждая лодка стоит на учёте. У лодки есть номер.

Глава 2. Город

Статья 4. Рынок

Прилавки открываются в восемь. Торговцы метут места.

Статья 5. Улицы

Повозки держатся правой стороны. Лодку на улице не оставляют.

Статья 6. Ночь

Ворота закрывают в десять. Сторож остаётся.
"""


def of_text(text: str) -> TopicalSections:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([one.in_context for one in chunk(parse(text))])
    index = Index.build(text.encode(), vectors, embedder.id)
    source = Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    return TopicalSections(source, Subjects(source))


def test_where_its_words_tell_a_topic_no_section_without_them_is_taken() -> None:
    assert of_text(HEADED).of([words("лодка")], "ru") == [3, 5]


def test_a_topic_is_put_in_words_of_the_text_where_it_has_words_for_it() -> None:
    topical = of_text(HEADED)
    assert topical.in_own_words([words("лодка")], "ru") == ((words("лодка"),), "ru")
    assert topical.in_own_words([words("Tourism")], "en") == ((words("Tourism"),), "en")
