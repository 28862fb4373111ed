"""How questions are read after earlier turns. The kinds are told by a stand-in."""

from collections.abc import Mapping

import pytest

from index.document import Document, Section
from rag.query.dialogue.followup import mixed_kind, read
from rag.query.dialogue.reading import Move, Reading
from rag.query.sections.references import references
from rag.types import Kind, Turn

LAST = 28
DOCUMENT = Document(tuple(Section(number, ("Вода.",)) for number in range(LAST + 1)), "0")
SPORT = Turn("Что сказано о спорте?", "Его развивают [п. 22].")
MENTIONED = Turn("Упоминается ли Исландия?", "Нет: «Исландия» не упоминается.")
POINT = Turn("О чём пункт 7?", "О соседях [п. 7].")
WHO = Turn("Кто предложил год чтения?", "Министр культуры [п. 16].")
ENGLISH = Turn("What is said about tourism?", "Zones are planned [п. 23].")
REFUSED = Turn("Сколько это стоит?", "В документе нет ответа на этот вопрос. Ниже — самые близкие по смыслу пункты.")

KINDS = {
    SPORT.question: Kind.LIST,
    MENTIONED.question: Kind.YES_NO,
    POINT.question: Kind.POINT,
    ENGLISH.question: Kind.LIST,
    "Приведи цитату": Kind.QUOTE,
    "Quote it": Kind.QUOTE,
    "Спасибо!": Kind.TALK,
    "А второй абзац?": Kind.POINT,
    "и чем они отличаются?": Kind.COMPARE,
}


def kind_of(question: str) -> Kind:
    return KINDS.get(question, Kind.LOOKUP)


def reading(question: str, *history: Turn) -> Reading:
    return read(question, history, DOCUMENT, kind_of)


@pytest.mark.parametrize(
    ("question", "turn", "move", "kind"),
    [
        ("А ещё?", SPORT, Move.FURTHER, Kind.LIST),
        ("Что ещё?", WHO, Move.FURTHER, Kind.LIST),
        ("А в каких пунктах?", MENTIONED, Move.FURTHER, Kind.LIST),
        ("any other zones?", ENGLISH, Move.FURTHER, Kind.LIST),
        ("And the other one?", ENGLISH, Move.FURTHER, Kind.LIST),
        ("В каком это пункте?", SPORT, Move.PLACE, Kind.LOOKUP),
        ("Which point is that?", ENGLISH, Move.PLACE, Kind.LOOKUP),
        ("Приведи цитату", SPORT, Move.NONE, Kind.QUOTE),
        ("Quote it", ENGLISH, Move.NONE, Kind.QUOTE),
        ("А фонд чтения?", WHO, Move.TOPIC, Kind.LOOKUP),
    ],
)
def test_what_leans_on_the_turn_before_and_is_read_as_it_stands(
    question: str, turn: Turn, move: Move, kind: Kind
) -> None:
    found = reading(question, turn)
    assert (found.question, found.turn, found.move, found.kind) == (question, turn, move, kind)


@pytest.mark.parametrize(
    ("question", "turn", "read_as", "kind"),
    [
        ("А о культуре?", SPORT, "Что сказано о культуре?", Kind.LIST),
        ("а что про водород?", SPORT, "Что сказано о водород?", Kind.LIST),
        ("А Норвегия?", MENTIONED, "Упоминается ли Норвегия?", Kind.YES_NO),
        ("а про Норвегию есть?", Turn("Есть ли что-то про Исландию?", "Нет."), "Есть ли что-то про Норвегию?", None),
        ("And sport?", ENGLISH, "What is said about sport?", Kind.LIST),
        ("what about sport?", ENGLISH, "What is said about sport?", Kind.LIST),
    ],
)
def test_another_topic_goes_in_the_place_of_the_one_before(
    question: str, turn: Turn, read_as: str, kind: Kind | None
) -> None:
    KINDS.setdefault(turn.question, Kind.YES_NO)
    found = reading(question, turn)
    assert (found.question, found.turn, found.move) == (read_as, None, Move.TOPIC)
    assert kind is None or found.kind is kind


@pytest.mark.parametrize(
    ("question", "turn", "points", "kind"),
    [
        ("А следующий?", POINT, (8,), Kind.POINT),
        ("а предыдущий?", POINT, (6,), Kind.POINT),
        ("А 12?", POINT, (12,), Kind.POINT),
        ("А второй абзац?", POINT, (7,), None),
        ("короче", POINT, (7,), Kind.OVERVIEW),
        ("Подробнее, пожалуйста", SPORT, (22,), Kind.POINT),
        ("Tell me more", ENGLISH, (23,), Kind.POINT),
        ("next one", ENGLISH, (24,), Kind.POINT),
    ],
)
def test_points_are_taken_over(question: str, turn: Turn, points: tuple[int, ...], kind: Kind | None) -> None:
    found = reading(question, turn)
    assert references(found.question, DOCUMENT).points == points
    assert found.kind is kind


@pytest.mark.parametrize(
    "question",
    [
        "О чём пункт 9?",
        "О чём документ?",
        "Спасибо!",
        "Кто предложил создать архив рукописей?",
        "Что такое «дорожная карта»?",
        "А когда?",
    ],
)
def test_other_questions_are_read_as_they_stand(question: str) -> None:
    found = reading(question, POINT if question == "Спасибо!" else SPORT)
    assert (found.question, found.turn, found.kind, found.move) == (question, None, None, Move.NONE)


def test_a_refusal_in_between_is_not_leaned_on() -> None:
    assert reading("В каком это пункте?", SPORT, REFUSED).turn is SPORT
    assert reading("А когда?", SPORT, REFUSED).open_turns == (SPORT,)
    assert reading("А когда?", REFUSED).open_turns == (REFUSED,)


def test_without_earlier_turns_nothing_is_leaned_on() -> None:
    assert reading("А ещё?") == Reading("А ещё?")


def test_a_kind_is_weighed_alone_and_after_the_topic() -> None:
    def probabilities(question: str) -> Mapping[Kind, float]:
        likely = {
            "а какой год": {Kind.ABOUT: 0.8, Kind.LOOKUP: 0.15},
            "А где?": {Kind.TALK: 0.6, Kind.LIST: 0.3},
            "спорте: А где?": {Kind.TALK: 0.2, Kind.LIST: 0.7},
        }.get(question, {Kind.LOOKUP: 0.9})
        return dict.fromkeys(Kind, 0.001) | likely

    assert mixed_kind("а какой год", WHO, probabilities) is Kind.LOOKUP
    assert mixed_kind("А где?", SPORT, probabilities) is Kind.LIST
    assert mixed_kind("А где?", SPORT, probabilities, Kind.COUNT) is Kind.COUNT


def test_what_two_turns_were_about_is_compared() -> None:
    found = reading("и чем они отличаются?", SPORT, POINT)
    assert references(found.question, DOCUMENT).points == (22, 7)
    assert found.kind is Kind.COMPARE
    assert references(reading("и чем они отличаются?", POINT).question, DOCUMENT).points == (7,)
