import pytest

from index.chunks import chunk
from index.store import Index
from index.structure import parse
from rag.answers.kinds import Kinds
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Reply
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Answer, Kind, Turn
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.asked import Answerers
from tests.rag.answers.small_document import asked


@pytest.fixture(scope="module")
def answerers() -> Answerers:
    return Answerers()


def ask(answerers: Answerers, question: str, previous: Turn | None = None) -> Reply:
    reply = answerers.count.at_once(answerers.context(question, previous))
    assert isinstance(reply, Reply)
    texts = {section.number: section.text for section in answerers.source.document.sections}
    for item in reply.items:
        for citation in item.citations:
            assert texts[citation.point][citation.start : citation.end] == citation.quote
    return reply


@pytest.mark.parametrize(
    ("question", "count", "points"),
    [
        ("Сколько раз встречается слово «вода»?", 2, {1}),
        ("Сколько раз упоминается ООН?", 1, {1}),
        ("Сколько раз упоминается Организация Объединённых Наций в любой форме?", 2, {1, 2}),
        ("Сколько раз упомянута Франция?", 0, set()),
        ("Монголия, сколько упоминаний", 2, {0, 2}),
        ("Сколько раз упомянута Монголия, кроме преамбулы?", 1, {2}),
        ("Сколько раз, не считая преамбулы, упомянута Монголия?", 1, {2}),
        ("Сколько раз, включая преамбулу, упомянута Монголия?", 2, {0, 2}),
        ("В скольких пунктах говорится о туризме?", 2, {2, 3}),
        ("Сколько пунктов, кроме 3-го, упоминают туризм?", 1, {2}),
        ("В каких пунктах упомянуты вода или туризм?", 3, {1, 2, 3}),
        ("В каких пунктах есть и туризм, и Монголия?", 1, {2}),
        ("В каких пунктах не упоминается туризм?", 1, {1}),
        ("Сколько пунктов начинаются со слова «Президенты»?", 3, {1, 2, 3}),
        ("Из скольких абзацев состоит пункт 3?", 2, {3}),
        ("Сколько предложений в пункте 1?", 3, {1}),
        ("Сколько слов в пункте 1?", 14, {1}),
        ("Сколько предложений у Монголии?", 1, {2}),
        ("Сколько поручений дано министрам?", 1, {3}),
        ("Сколько фондов названо?", 1, {2}),
        ("Сколько всего пунктов в документе?", 3, {3}),
        ("How many times is water mentioned?", 3, {1}),
        ("How many points mention tourism?", 2, {2, 3}),
        ("Which points do not mention tourism?", 1, {1}),
        ("Number of points where water or Mongolia is named?", 2, {1, 2}),
        ("Point 3 has how many paragraphs?", 2, {3}),
        ("how many times do they mention france", 0, set()),
    ],
)
def test_the_number_comes_with_its_places(answerers: Answerers, question: str, count: int, points: set[int]) -> None:
    reply = ask(answerers, question)
    assert reply.count == count
    assert {citation.point for item in reply.items for citation in item.citations} == points
    assert str(count) in reply.lead


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Сколько раз упоминается ООН?", "1 раз — п. 1."),
        ("Сколько раз встречается слово «вода»?", "2 раза — п. 1."),
        ("Сколько раз упомянута Франция?", "0 раз: в тексте этого нет."),
        ("Монголия, сколько упоминаний", "2 раза — п. 2 и преамбула."),
        ("В каких пунктах упомянуты вода или туризм?", "3 пункта — пп. 1–3."),
        ("How many points mention tourism?", "2 points: points 2, 3."),
    ],
)
def test_the_number_comes_first_and_agrees(answerers: Answerers, question: str, lead: str) -> None:
    assert ask(answerers, question).lead == lead


@pytest.mark.parametrize(
    "question", ["Сколько лет договору?", "Сколько министров в правительстве?", "How many years did it take?"]
)
def test_a_quantity_that_the_text_states_is_left_to_the_look_up(answerers: Answerers, question: str) -> None:
    assert answerers.count.at_once(answerers.context(question)) is None


@pytest.mark.parametrize("question", ["Сколько страниц в пункте 1?", "Point 1 has how many pages?"])
def test_a_text_has_no_pages(answerers: Answerers, question: str) -> None:
    assert isinstance(answerers.count.at_once(answerers.context(question)), Declined)


def test_a_follow_up_counts_what_the_turn_before_was_about(answerers: Answerers) -> None:
    before = Turn("Упоминается ли туризм?", "Да [п. 2].")
    assert ask(answerers, "А сколько раз?", before).count == 1


LIGHTHOUSE = """УСТАВ МАЯКА

1. Основной смотритель запирает ворота.

2. Смотрители моют окна и смотрят за лампой.

3. Осмотр проводит основной смотритель.

4. Ключи хранятся на вахте.
"""


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("В скольких пунктах упомянут основной смотритель?", 2),
        ("Сколько раз упоминается основной смотритель?", 2),
        ("Сколько раз упоминаются основные ключи?", 1),  # no name of the text: the word only asks
    ],
)
def test_a_word_that_mostly_frames_is_part_of_a_name_of_the_text(question: str, count: int) -> None:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(LIGHTHOUSE))])
    index = Index.build(LIGHTHOUSE.encode(), vectors, embedder.id)
    source = Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    answer = Kinds(source).at_once(asked(source, question, Kind.COUNT))
    assert isinstance(answer, Answer)
    assert answer.count == count
