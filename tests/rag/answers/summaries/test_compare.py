import pytest

from index.language.words import words
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.topics import Topic
from rag.types import Kind, Reason, Turn
from tests.rag.answers.small_document import TEXT, asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def answer(source: Source, question: str, previous: Turn | None = None) -> Outcome:
    return ComparisonAnswerer(source).at_once(asked(source, question, Kind.COMPARE, previous))


def shown(source: Source, question: str, previous: Turn | None = None) -> list[tuple[str, int]]:
    """The headings of a reply with the sections that stand under them."""
    reply = answer(source, question, previous)
    assert isinstance(reply, Reply)
    return [(item.heading, citation.point) for item in reply.items for citation in item.citations]


@pytest.mark.parametrize(
    "question", ["Чем отличаются пункты 1 и 4?", "п. 1 против п. 4", "how does point 1 differ from 4", "Сравни 1 и 4"]
)
def test_two_points_stand_side_by_side(source: Source, question: str) -> None:
    assert [point for _, point in shown(source, question)] == [1, 4]


def test_two_paragraphs_of_one_point_stand_side_by_side(source: Source) -> None:
    assert shown(source, "Сравни абзацы 1 и 2 пункта 2") == [("Пункт 2, абзац 1", 2), ("Пункт 2, абзац 2", 2)]


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Сравни, что сказано о спорте и о музее", [("О спорте", 1), ("О музее", 3)]),
        ("стадион vs библиотека", [("Стадион", 1), ("Библиотека", 4)]),
        ("Чем концерт отличается от конкурса?", [("Концерт", 2), ("Конкурса", 2)]),
        ("stadium compared to the library", [("Stadium", 1), ("Library", 4)]),
    ],
)
def test_two_topics_stand_side_by_side(source: Source, question: str, sides: list[tuple[str, int]]) -> None:
    found = shown(source, question)
    assert [side for side in dict.fromkeys(found) if side in sides] == sides
    assert {heading for heading, _ in found} == {heading for heading, _ in sides}


def test_what_both_sides_are_called_tells_neither(source: Source) -> None:
    reply = answer(source, "Сравни решения о стадионе и решения о космосе")
    assert isinstance(reply, Reply)
    assert reply.lead == "В документе об этом прямо не сказано: «Решения о космосе»."


def test_both_sides_of_one_point_are_said_to_be_so(source: Source) -> None:
    reply = answer(source, "Чем концерт отличается от конкурса?")
    assert isinstance(reply, Reply)
    assert reply.lead == "И о том и о другом: Пункт 2."


def test_a_side_on_which_the_text_is_silent_is_named(source: Source) -> None:
    reply = answer(source, "Сравни стадион и космос")
    assert isinstance(reply, Reply)
    assert reply.lead == "В документе об этом прямо не сказано: «Космос»."
    assert {item.heading for item in reply.items} == {"Стадион"}


def test_a_proposal_is_ascribed_to_nobody_else(source: Source) -> None:
    reply = answer(source, "Сравни предложения Кении и Вильсона")
    assert isinstance(reply, Declined)
    assert "Предложения Вильсона" in reply.text
    assert "Предложения Кении" not in reply.text


def test_nothing_is_common_with_a_side_on_which_the_text_is_silent(source: Source) -> None:
    assert answer(source, "Что общего у предложений Кении и Вильсона?") == Declined(Reason.NO_ANSWER)


def test_two_sides_on_which_the_text_is_silent_are_declined(source: Source) -> None:
    assert answer(source, "Сравни космос и шахматы") == Declined(Reason.NO_ANSWER)


def test_a_side_is_told_by_its_noun_and_not_by_what_stands_beside_it(source: Source) -> None:
    assert answer(source, "Сравни музыкальную фиолетовость и громкость школьников") == Declined(Reason.NO_ANSWER)


def test_a_sort_of_thing_that_the_text_lacks_is_no_other_sort_of_it(source: Source) -> None:
    declined = answer(source, "Сравни музыкальный и шахматный конкурс")
    assert not isinstance(declined, Reply) or {item.heading for item in declined.items} == {"Музыкальный конкурс"}
    assert shown(source, "Сравни музыкальный конкурс и новые книги")
    assert answer(source, "Compare planets and a chess contest") == Declined(Reason.NO_ANSWER)


def test_points_that_do_not_exist_are_declined(source: Source) -> None:
    said = answer(source, "Чем отличаются пункты 30 и 40?")
    assert isinstance(said, Declined)
    assert said.reason is Reason.NO_SUCH_POINT


def test_a_point_that_does_not_exist_is_said_beside_the_other(source: Source) -> None:
    reply = answer(source, "Чем отличаются пункты 1 и 40?")
    assert isinstance(reply, Reply)
    assert "40" in reply.lead
    assert [item.heading for item in reply.items] == ["Пункт 1"]


@pytest.mark.parametrize(
    ("question", "previous", "points"),
    [
        ("а чем это отличается от музея?", Turn("Что сказано о спорте?", "Стадион [п. 1]."), {1, 3}),
        ("а чем он отличается от пункта 4?", Turn("О чём пункт 1?", "О стадионе [п. 1]."), {1, 4}),
        ("а что у них общего?", Turn("О чём пункты 1 и 4?", "О стадионе [п. 1]. О книгах [п. 4]."), {1, 4}),
    ],
)
def test_a_follow_up_compares_with_the_turn_before(
    source: Source, question: str, previous: Turn, points: set[int]
) -> None:
    assert {point for _, point in shown(source, question, previous)} == points


def test_what_names_no_two_things_is_left_or_asked_for(source: Source) -> None:
    assert answer(source, "Чем отличается стадион?") is None
    said = answer(source, "Сравни те два пункта")
    assert isinstance(said, Declined)
    assert "номер пункта" in said.text


def test_two_things_of_one_name_are_the_two_sections_that_have_it() -> None:
    source = small_source(f"{TEXT}\n5. Стороны строят ещё один бассейн.\n")
    assert shown(source, "Два бассейна в тексте: чем они отличаются друг от друга?") == [("Пункт 1", 1), ("Пункт 5", 5)]
    assert not isinstance(answer(source, "Сравни два музея"), Reply)


@pytest.mark.parametrize(
    ("side", "may"),
    [
        ("Полномочия хранителей", True),
        ("Обязанности директора", True),
        ("Полномочия капитана", False),
        ("Кухня музея", False),
    ],
)
def test_a_text_says_whose_duties_they_are_without_a_word_for_duties(source: Source, side: str, may: bool) -> None:
    topic = Topic(side, words(side))
    assert ComparisonAnswerer(source).may_speak(topic, asked(source, side, Kind.COMPARE)) is may
