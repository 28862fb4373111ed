import pytest

from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.summaries.point import PointAnswerer
from rag.types import Kind, Mode, Reason, Turn
from tests.rag.answers.small_document import asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def answer(source: Source, question: str, previous: Turn | None = None) -> Outcome:
    return PointAnswerer(source, Digests(source)).at_once(asked(source, question, Kind.POINT, previous))


def shown(source: Source, question: str, previous: Turn | None = None) -> list[tuple[str, str]]:
    """The headings and texts of a reply whose citations are true."""
    reply = answer(source, question, previous)
    assert isinstance(reply, Reply)
    assert reply.mode is Mode.EXTRACTED
    for item in reply.items:
        for cited in item.citations:
            assert source.document.section(cited.point).text[cited.start : cited.end] == cited.quote
    return [(item.heading, item.text) for item in reply.items]


def test_one_point_is_shown_whole_without_a_heading(source: Source) -> None:
    assert shown(source, "О чём пункт 2?") == [
        ("", "Директора поддержали предложение Президента Кении о музыкальном конкурсе"),
        ("", "Стороны проведут концерт в мае"),
    ]


def test_several_points_are_shown_in_the_order_asked_for_with_headings(source: Source) -> None:
    assert shown(source, "Что в пунктах 4 и 1?") == [
        ("Пункт 4", "Библиотека получит новые книги"),
        ("Пункт 1", "Стороны построят стадион и бассейн для занятий спортом"),
    ]


@pytest.mark.parametrize("question", ["второй абзац пункта 3", "3.2", "п. 3, абз. 2", "III пункт, второй абзац"])
def test_all_sentences_of_a_paragraph_are_shown(source: Source, question: str) -> None:
    assert [text for _, text in shown(source, question)] == ["Вход в музей свободен", "Экскурсии платные"]


def test_an_english_question_gets_the_translation_and_cites_the_original(source: Source) -> None:
    reply = answer(source, "What does point 4 say?")
    assert isinstance(reply, Reply)
    assert [item.text for item in reply.items] == ["The library will get new books"]
    assert reply.items[0].citations[0].quote == "Библиотека получит новые книги."


def test_where_few_words_are_wanted_the_heading_says_what_is_left_out(source: Source) -> None:
    said = shown(source, "Перескажи пункт 3 в двух предложениях")
    assert len(said) == 2
    assert {heading for heading, _ in said} <= {
        "Пункт 3 (показано абзацев: 2 из 4)",
        "Пункт 3 (показано абзацев: 1 из 4)",
    }


def test_sentences_of_many_sections_are_few_and_shortened(source: Source) -> None:
    said = shown(source, "преамбула, кратко о пунктах 1–4")
    assert len({heading for heading, _ in said}) == len(said) == 5
    assert ("Пункт 4", "Библиотека получит новые книги") in said


def test_a_number_that_does_not_exist_is_said_beside_the_rest(source: Source) -> None:
    reply = answer(source, "О чём пункты 1 и 40?")
    assert isinstance(reply, Reply)
    assert reply.lead == "Пункта 40 нет: в документе 4 пункта, с 1-го по 4-й, и преамбула."
    assert [item.heading for item in reply.items] == ["Пункт 1"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("пункты 30 и 31", "Пунктов 30 и 31 нет: в документе 4 пункта, с 1-го по 4-й, и преамбула."),
        ("Третий абзац пункта 4", "Пункт 4: абзаца 3 нет, всего 1 абзац."),
        ("paragraph 5 of point 3", "Point 3: there is no paragraph 5, it has 4 paragraphs."),
    ],
)
def test_nothing_but_what_does_not_exist_is_declined(source: Source, question: str, text: str) -> None:
    assert answer(source, question) == Declined(Reason.NO_SUCH_POINT, text)


@pytest.mark.parametrize(
    "question",
    [
        "Кто предложил конкурс в пункте 2?",
        "Когда концерт из пункта 2?",
        "Who proposed the contest in point 2?",
        "Что в пункте 3 сказано о зиме?",
        "Сколько книг получит библиотека?",
    ],
)
def test_a_fact_is_left_to_the_look_up(source: Source, question: str) -> None:
    assert answer(source, question) is None


@pytest.mark.parametrize(
    "question",
    ["Готовлюсь к семинару, о чём пункт 4?", "Could you restate clause 4 in one sentence?", "Translate point 4 please"],
)
def test_what_frames_a_question_is_no_fact(source: Source, question: str) -> None:
    assert len(shown(source, question)) == 1


def test_a_point_without_a_number_is_asked_for(source: Source) -> None:
    said = answer(source, "О чём тот пункт?")
    assert isinstance(said, Declined)
    assert said.reason is Reason.NO_ANSWER
    assert "номер пункта" in said.text


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("А второй абзац?", ["Стороны проведут концерт в мае"]),
        ("And the second paragraph?", ["The Parties will hold a concert in May"]),
        ("А предыдущий?", ["Стороны построят стадион и бассейн для занятий спортом"]),
    ],
)
def test_a_follow_up_counts_from_the_point_before(source: Source, question: str, texts: list[str]) -> None:
    assert [text for _, text in shown(source, question, Turn("О чём пункт 2?", "О конкурсе [п. 2]."))] == texts


def test_a_follow_up_counts_from_what_was_cited_where_no_point_was_named(source: Source) -> None:
    previous = Turn("Что с библиотекой?", "Она получит книги [п. 4].")
    assert shown(source, "А предыдущий пункт, первый абзац?", previous)[0][1] == "Музей открыт по субботам"
