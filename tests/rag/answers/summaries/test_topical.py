"""rag/answers/summaries/topical.py: the sections on a topic of a text without headings, and on what belongs to it."""

import pytest

from index.language.words import words
from index.store import Index
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
