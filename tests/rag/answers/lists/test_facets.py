"""Lists of amounts and of what texts name otherwise than questions do, told by words alone."""

from dataclasses import replace

import pytest

from index.language.units import Unit
from index.store import Index
from index.structure import parse
from rag.answers.facts.contents import groups, unit_counted
from rag.answers.lists.facets import FacetPlaces, facet_of
from rag.answers.material.source import Source
from rag.query.asked.counting import Unit as Counted
from rag.query.asked.counting import read_count
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from tests.index.samples import WordEmbedder, points_document

PARAGRAPHS = (
    "Заявка рассматривается в течение пяти рабочих дней.",
    "Ответ даётся не позднее чем через 10 дней.",
    "За копию платят 300 рублей.",
    "За просрочку начисляется 0,1 процента в день.",
    "Вход безвозмездный: плата не взимается.",
    "В этом году отмечается 15-летие договора.",
    "Ловить рыбу запрещается.",
    "Отчёт составляется ежегодно, а дважды в год — справка.",
    "Сведения о здоровье не разглашаются.",
    "Брать плату за вход не допускается.",
)
ENGLISH = (
    "Books are lent for three working days.",
    "The first copy is free.",
    "Members should greet each other.",
    "The list is confidential.",
    "Pumps are tested each year.",
    "Doors are oiled every three months.",
    "No person shall swim here.",
)


def places(paragraphs: tuple[str, ...]) -> FacetPlaces:
    text = "\n\n".join(f"{number}. {one}" for number, one in enumerate(paragraphs, 1))
    embedder = WordEmbedder()
    index = Index.build(text.encode(), embedder.passages([""] * len(paragraphs)), embedder.id)
    return FacetPlaces(Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension))))


@pytest.mark.parametrize(
    ("question", "paragraphs", "sections"),
    [
        ("Все сроки в рабочих днях", PARAGRAPHS, [1]),
        ("Какие сроки в днях даны?", PARAGRAPHS, [1, 2]),
        ("Все суммы в рублях, какие названы", PARAGRAPHS, [3]),
        ("List every percentage given", PARAGRAPHS, [4]),
        ("Что тут бесплатно?", PARAGRAPHS, [5, 10]),
        ("Какие юбилеи и годовщины названы?", PARAGRAPHS, [6]),
        ("Перечисли всё, что запрещено", PARAGRAPHS, [7, 10]),
        ("Что делают раз в год?", PARAGRAPHS, [8]),
        ("Everything that has to be done once a year", ENGLISH, [5]),
        ("Which things have to be done every three months?", ENGLISH, [6]),
        ("Что делают каждый месяц?", PARAGRAPHS, []),
        ("Что здесь конфиденциально?", PARAGRAPHS, [9]),
        ("Everything that is kept secret", ENGLISH, [4]),
        ("что тут низя", ENGLISH, [7]),
        ("Which time limits are counted in working days?", ENGLISH, [1]),
        ("Everything I get for free, please", ENGLISH, [2]),
        ("все рекомендации", ENGLISH, []),
        ("List all recommendations", ENGLISH, [3]),
    ],
)
def test_every_paragraph_that_states_it_is_a_place(
    question: str, paragraphs: tuple[str, ...], sections: list[int]
) -> None:
    facet = facet_of(question)
    found = places(paragraphs).of(facet) if facet else frozenset()
    assert sorted(int(name.split(".")[0]) for name in found) == sections
    assert facet is None or facet.topics == ()


def test_what_else_a_question_names_is_a_topic() -> None:
    facet = facet_of("сроки рассмотрения жалоб")
    assert facet is not None
    assert [[word.text for word in topic] for topic in facet.topics] == [["рассмотрения", "жалоб"]]
    assert facet_of("Какие фонды названы?") is None
    assert facet_of("Что делают за 3 дня до начала?") is None


def test_sections_above_clauses_are_counted_as_such() -> None:
    text = parse("Правила\n\n1. Вход\n\n1.1. Вода.\n\n1.2. Лёд.\n\n2. Выход\n\n2.1. Вода.\n\n2.2. Снег.")
    assert text.unit is Unit.CLAUSE
    above, own = map(unit_counted, ("В скольких разделах говорится о воде?", "В скольких пунктах говорится о воде?"))
    assert above is not None
    assert own is not None
    assert set(groups(text, above).values()) == {"п. 1", "п. 2"}
    assert groups(text, own) == {}


@pytest.mark.parametrize(
    ("question", "unit", "topic"),
    [
        ("count the word форум for me", Counted.TIMES, ["форум"]),
        ("Посчитай слово вода", Counted.TIMES, ["вода"]),
        ("В скольких разделах упомянута вода?", Counted.POINTS, ["вода"]),
    ],
)
def test_words_and_sections_are_counted(question: str, unit: Counted, topic: list[str]) -> None:
    found = read_count(question, points_document(3))
    assert found.unit is unit
    assert [[word.text for word in one] for one in found.topics] == [topic]


@pytest.mark.parametrize(
    ("question", "language", "unit"),
    [
        ("In how many of the numbered paragraphs does the ferry come up?", "en", Counted.POINTS),
        ("In how many paragraphs does the ferry come up?", "ru", Counted.PARAGRAPHS),
        ("How many paragraphs does para. 3 have?", "en", Counted.PARAGRAPHS),
    ],
)
def test_paragraphs_are_the_sections_of_a_text_that_calls_them_so(question: str, language: str, unit: Counted) -> None:
    assert read_count(question, replace(points_document(3), language=language)).unit is unit
