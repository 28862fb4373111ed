"""rag/answers/summaries/overview.py: claims of a small text, in its order, as many as asked for, of what was asked."""

import pytest

from index.language.identify import identify_language
from index.store import Index
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Reply
from rag.answers.summaries.claims import MAX_CLAIM_WORDS, length
from rag.answers.summaries.overview import CLOSING_WEIGHT, DEFAULT_CLAIMS, MAX_WORDS, Overview
from rag.query.context import QueryContext, Stopwatch
from rag.query.kind import KindPrediction
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind, Mode, Reason, Turn
from tests.index.samples import TrigramEmbedder

POINTS = (
    "Стороны построят новый порт для рыболовства.",
    "Флот получит корабли, а рыболовство получит льготы.",
    "Порт открыт для судов соседей.",
    "Школы получат учебники по музыке.",
    "Учителя музыки поедут на семинары.",
    "Стороны договорились создать музыкальный фестиваль для школ.",
    "Больницы получат лекарства.\n\nВрачи поедут на курсы.\n\nСтороны поручили министрам построить поликлинику.",
    "Лекарства будут бесплатными для детей.",
    "Дороги между городами ремонтируются каждый год.",
    "Мосты и дороги охраняет дорожная служба.",
    "Президенты приняли решение об учреждении дорожного фонда.",
)
OPENING = "Главы городов приняли Совместное заявление по итогам встречи в городе Берген (5 мая 2019 г.)"
ENGLISH = (
    "The heads of the cities adopted a Joint Statement after the meeting in the city of Bergen (5 May 2019)",
    "The Parties will build a new port for fishing.",
    "The fleet will get ships, and fishing will get privileges.",
    "The port is open to ships of neighbours.",
    "The schools will get textbooks on music.",
    "Teachers of music will go to seminars.",
    "The Parties agreed to create a music festival for schools.",
    "The hospitals will get medicine.",
    "Doctors will go to courses.",
    "The Parties instructed the ministers to build a clinic.",
    "Medicine will be free for children.",
    "Roads between the cities are repaired every year.",
    "Bridges and roads are guarded by the road service.",
    "The Presidents decided to found a road fund.",
)


@pytest.fixture(scope="module")
def source() -> Source:
    text = "\n\n".join((OPENING, *(f"{number}. {point}" for number, point in enumerate(POINTS, 1))))
    paragraphs = [OPENING, *(paragraph for point in POINTS for paragraph in point.split("\n\n"))]
    embedder = TrigramEmbedder()
    vectors = embedder.passages([*paragraphs, *ENGLISH])
    index = Index.build(text.encode(), vectors, embedder.id, {"en": ENGLISH})
    return Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))


def outcome(source: Source, question: str, previous: Turn | None = None) -> object:
    found = source.retriever.retrieve(question, 5)
    language = identify_language(question)
    prediction = KindPrediction(Kind.OVERVIEW)
    context = QueryContext(question, question, language, found, 0.0, Stopwatch(), prediction, previous)
    return Overview(source, Digests(source)).at_once(context)


def reply(source: Source, question: str, previous: Turn | None = None) -> Reply:
    found = outcome(source, question, previous)
    assert isinstance(found, Reply)
    return found


def sections(found: Reply) -> list[int]:
    return [item.citations[0].point for item in found.items]


@pytest.mark.parametrize(("question", "count"), [("Перескажи в трёх предложениях", 3), ("Seven bullet points", 7)])
def test_as_many_claims_as_asked_for_in_the_order_of_the_text(source: Source, question: str, count: int) -> None:
    found = reply(source, question)
    assert len(found.items) == count
    assert sections(found) == sorted(sections(found))
    assert len(set(sections(found))) == count
    assert found.mode is Mode.EXTRACTED


def test_the_whole_document_begins_with_what_it_is_and_covers_every_group(source: Source) -> None:
    found = reply(source, "О чём документ?")
    assert len(found.items) == DEFAULT_CLAIMS
    assert found.items[0].text == OPENING
    for group in ({1, 2, 3}, {4, 5, 6}, {7, 8}, {9, 10, 11}):
        assert group & set(sections(found))
    assert sum(map(length, found.items)) <= MAX_WORDS


def test_in_one_sentence_it_says_what_the_document_is(source: Source) -> None:
    assert [item.text for item in reply(source, "Суть одним предложением").items] == [OPENING]


def test_claims_are_words_of_the_text_and_cite_the_original(source: Source) -> None:
    for question in ("О чём документ?", "What is it about?"):
        for item in reply(source, question).items:
            (citation,) = item.citations
            shown = source.text(source.paragraphs(citation.point)[0], "ru")
            assert source.document.section(citation.point).text[citation.start : citation.end] == citation.quote
            assert length(item) <= MAX_CLAIM_WORDS
            if question[0] == "О":
                assert item.text in citation.quote
            else:
                assert any(item.text in text for text in ENGLISH)
            assert shown


def test_a_topic_gets_the_sections_that_name_it_and_no_others(source: Source) -> None:
    assert sections(reply(source, "Кратко о музыке")) == [4, 5, 6]
    assert sections(reply(source, "An overview of fishing")) == [1, 2]
    assert set(sections(reply(source, "Обзор по музыке и лекарствам"))) >= {6, 8}


def test_a_topic_that_the_document_lacks_is_declined(source: Source) -> None:
    assert outcome(source, "Обзор договорённостей о космонавтике") is None


def test_a_range_gets_its_own_sections(source: Source) -> None:
    assert sections(reply(source, "Перескажи пункты с 8 по 11")) == [8, 9, 10, 11]
    assert set(sections(reply(source, "Вторая половина вкратце"))) <= set(range(6, 12))


def test_one_section_gets_several_claims(source: Source) -> None:
    found = reply(source, "Изложи пункт 7 в трёх предложениях")
    assert [item.text for item in found.items] == [
        "Больницы получат лекарства", "Врачи поедут на курсы", "Стороны поручили министрам построить поликлинику",
    ]  # fmt: skip


def test_decisions_and_instructions(source: Source) -> None:
    assert sections(reply(source, "Какие основные решения?")) == [6, 7, 11]
    instructed = reply(source, "Какие поручения даны?")
    assert sections(instructed)[0] == 7
    assert set(sections(instructed)) == {7}


def test_a_follow_up_takes_its_topic_from_the_turn_before(source: Source) -> None:
    before = Turn("Что сказано о музыке?", "Школы получат учебники [п. 4].")
    assert sections(reply(source, "Короче, одним предложением", before)) in ([4], [5], [6])
    assert sections(reply(source, "Кратко о рыболовстве", before)) == [1, 2]


def test_another_form_than_text_is_declined(source: Source) -> None:
    found = outcome(source, "Суть одним рисунком")
    assert isinstance(found, Declined)
    assert found.reason is Reason.OUT_OF_SCOPE


def test_a_word_that_begins_like_one_for_a_picture_asks_for_none(source: Source) -> None:
    assert isinstance(outcome(source, "Give me a short overview of the whole charter"), Reply)


def test_what_is_not_understood_in_a_further_language_is_no_overview_of_all(source: Source) -> None:
    assert outcome(source, "Raqslar va musiqa haqida qisqacha aytib bering") is None


def test_what_closes_a_document_takes_less_of_its_overview(source: Source) -> None:
    overview = Overview(source, Digests(source))
    last = source.document.last
    middle, closing = overview._mass([last // 2]), overview._mass([last])
    assert middle == len(source.paragraphs(last // 2))
    assert closing == CLOSING_WEIGHT * len(source.paragraphs(last))


def test_other_words_without_a_topic_are_no_question_for_the_whole_document(source: Source) -> None:
    assert outcome(source, "что грозит, если потеряют кита, вкратце") is None
