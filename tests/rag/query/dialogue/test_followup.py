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
    "Сравни это с пунктом о туризме": Kind.COMPARE,
    "Compare it with sport": Kind.COMPARE,
    "а чем она отличается от Лесного совета?": Kind.COMPARE,
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
        ("а еще где", SPORT, Move.FURTHER, Kind.LIST),
        ("где ещё про него", SPORT, Move.FURTHER, Kind.LIST),
        ("в других пунктах про это есть", WHO, Move.FURTHER, Kind.LIST),
        ("еще что-нибудь про нее", SPORT, Move.FURTHER, Kind.LIST),
        ("where else is it", ENGLISH, Move.FURTHER, Kind.LIST),
        ("anything else about it", ENGLISH, Move.FURTHER, Kind.LIST),
        ("And the other one?", ENGLISH, Move.FURTHER, Kind.LIST),
        ("В каком это пункте?", SPORT, Move.PLACE, Kind.LOOKUP),
        ("Which point is that?", ENGLISH, Move.PLACE, Kind.LOOKUP),
        ("Приведи цитату", SPORT, Move.QUOTATION, Kind.QUOTE),
        ("Quote it", ENGLISH, Move.QUOTATION, Kind.QUOTE),
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
        ("а туризм где?", SPORT, "Что сказано о туризм?", Kind.LIST),
        ("теперь то же самое про туризм", SPORT, "Что сказано о туризм?", Kind.LIST),
        ("Same for sport, please", ENGLISH, "What is said about sport?", Kind.LIST),
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
        ("давай след", POINT, (8,), Kind.POINT),
        ("скинь этот пункт", SPORT, (22,), Kind.POINT),
        ("show me the article", ENGLISH, (23,), Kind.POINT),
        ("А 12?", POINT, (12,), Kind.POINT),
        ("А второй абзац?", POINT, (7,), None),
        ("короче", POINT, (7,), Kind.OVERVIEW),
        ("Подробнее, пожалуйста", SPORT, (22,), Kind.POINT),
        ("Tell me more", ENGLISH, (23,), Kind.POINT),
        ("next one", ENGLISH, (24,), Kind.POINT),
        ("ok and the next article?", ENGLISH, (24,), Kind.POINT),
        ("and for those who are 17?", POINT, (7,), None),
        ("а следующая статья?", POINT, (8,), Kind.POINT),
        ("А второй абзац этого пункта?", POINT, (7,), None),
        ("Что в абзаце 2 того же пункта?", POINT, (7,), None),
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


def test_a_name_is_compared_with_the_noun_that_it_modifies() -> None:
    turn = Turn("Что такое Речная комиссия?", "Комиссия следит за рекой [п. 3].")
    found = reading("а чем она отличается от Лесного совета?", turn)
    assert found.kind is Kind.COMPARE
    assert "Речная комиссия" in found.question
    assert "Лесного совета" in found.question


@pytest.mark.parametrize(
    ("question", "turn", "kind"),
    [
        ("а если он внеочередной?", WHO, Kind.LOOKUP),
        ("а для городского фонда?", WHO, Kind.LOOKUP),
        ("and in a city park?", Turn("How much does it cost?", "Ten [п. 3]."), Kind.LOOKUP),
        ("and if i get expelled?", Turn("When do I leave?", "In July [п. 3]."), Kind.LOOKUP),
    ],
)
def test_the_same_is_asked_of_another_case(question: str, turn: Turn, kind: Kind) -> None:
    found = reading(question, turn)
    assert (found.question, found.turn, found.kind, found.move) == (question, turn, kind, Move.TOPIC)


@pytest.mark.parametrize(
    "question",
    ["а для городского фонда тоже?", "а почему?", "а признать его решили?", "А твоё мнение, это хорошая идея?"],
)
def test_what_asks_something_else_is_not_taken_for_another_case(question: str) -> None:
    assert reading(question, WHO).turn is None


def test_a_word_is_counted_in_place_of_another() -> None:
    turn = Turn("Сколько раз встречается «символ»?", "Один раз [п. 26].")
    KINDS[turn.question] = Kind.COUNT
    found = reading("а слово пандемия?", turn)
    assert (found.question, found.kind) == ("Сколько раз встречается «пандемия»?", Kind.COUNT)


@pytest.mark.parametrize(
    ("before", "question", "read_as"),
    [
        ("Which articles mention fish?", "and dogs?", "Which articles mention dogs?"),
        ("In which articles does the word 'dogs' stand?", "and the word fish?",
         "In which articles does the word 'fish' stand?"),
        ("How many times is the word fish used?", "and dogs?", "How many times is the word dogs used?"),
    ],
)  # fmt: skip
def test_what_asks_for_places_stays_when_another_topic_is_named(before: str, question: str, read_as: str) -> None:
    found = read(question, [Turn(before, "Twice [п. 3].")], DOCUMENT, lambda _: Kind.LIST)
    assert (found.question, found.kind) == (read_as, Kind.LIST)


def test_a_point_is_compared_with_the_one_beside_it() -> None:
    found = reading("а по сравнению с предыдущим пунктом?", POINT)
    assert (references(found.question, DOCUMENT).points, found.kind) == ((7, 6), Kind.COMPARE)


@pytest.mark.parametrize(
    ("question", "turn", "points"),
    [
        ("сравни с пунктом 8", POINT, (8, 7)),
        ("Compare it with point 9", ENGLISH, (9, 23)),
    ],
)
def test_a_point_that_is_named_is_compared_with_the_one_before(
    question: str, turn: Turn, points: tuple[int, ...]
) -> None:
    found = reading(question, turn)
    assert (references(found.question, DOCUMENT).points, found.kind) == (points, Kind.COMPARE)


def test_a_point_that_is_named_is_compared_only_where_that_is_asked() -> None:
    assert reading("А что в пункте 8?", POINT).question == "А что в пункте 8?"
    assert reading("сравни пункты 8 и 9", POINT).kind is None


@pytest.mark.parametrize(
    ("question", "turn", "read_as"),
    [
        ("Сравни это с пунктом о туризме", SPORT, "сравни: о спорте и о туризме"),
        ("Compare it with sport", ENGLISH, "compare about tourism and sport"),
        ("сравни с платой за рыбу", SPORT, "сравни: о спорте и платой за рыбу"),
        ("А если сравнить с туризмом?", SPORT, "сравни: о спорте и туризмом"),
    ],
)
def test_a_topic_is_compared_with_the_one_before(question: str, turn: Turn, read_as: str) -> None:
    found = reading(question, turn)
    assert (found.question, found.kind) == (read_as, Kind.COMPARE)


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("назови второй", 3),
        ("the first one", 0),
        ("А третий?", 9),
        ("а второй абзац?", None),
        ("А пятый?", None),
        ("the second one in full", 3),
    ],
)
def test_of_several_points_one_is_told_by_its_place(question: str, point: int | None) -> None:
    turn = Turn("Перечисли пункты о воде", "Вода [преамбула]. Лёд [п. 3]. Пар [п. 9].")
    found = reading(question, turn)
    assert references(found.question, DOCUMENT).points == (() if point is None else (point,))
    assert point is None or found.kind is Kind.POINT


@pytest.mark.parametrize("question", ["а 17 и 18?", "17, 18?", "and 17 and 18?"])
def test_after_a_point_several_are_asked_for(question: str) -> None:
    found = reading(question, POINT)
    assert (references(found.question, DOCUMENT).points, found.kind) == ((17, 18), Kind.POINT)
    assert references(reading("а 17 и 40?", POINT).question, DOCUMENT).points != (17, 40)


def test_a_verb_of_the_question_before_is_no_topic_of_it() -> None:
    found = read(
        "and on railways?", [Turn("What was decided on transport?", "Roads [п. 3].")], DOCUMENT, lambda _: Kind.LIST
    )
    assert found.question == "What was decided on railways?"


@pytest.mark.parametrize("question", ["а последний?", "and the last one?"])
def test_after_a_point_the_last_one_is_asked_for(question: str) -> None:
    found = reading(question, POINT)
    assert (references(found.question, DOCUMENT).points, found.kind) == ((LAST,), Kind.POINT)


@pytest.mark.parametrize(
    ("question", "turn"), [("почему нет?", MENTIONED), ("Почему это?", SPORT), ("why not?", ENGLISH)]
)
def test_why_it_is_so_is_asked_of_the_answer(question: str, turn: Turn) -> None:
    found = reading(question, turn)
    assert (found.question, found.turn, found.kind) == (question, turn, Kind.LOOKUP)


@pytest.mark.parametrize(
    ("question", "point"),
    [("and the one before that?", 22), ("the one after it", 24), ("а до него?", 22), ("что после этого?", 24)],
)
def test_a_point_beside_another_is_asked_for_in_other_words(question: str, point: int) -> None:
    found = reading(question, ENGLISH)
    assert (references(found.question, DOCUMENT).points, found.kind) == ((point,), Kind.POINT)


def test_a_name_is_compared_with_the_one_before() -> None:
    found = reading("А если сравнить с Норвегией?", Turn("Что предложила Исландия?", "Архив [п. 4]."))
    assert (found.question, found.kind) == ("сравни: Исландия и Норвегией", Kind.COMPARE)


@pytest.mark.parametrize(
    ("question", "turn", "read_as"),
    [
        ("А по экологии в целом? Обобщите.", POINT, "перескажи, что сказано по теме: экологии"),
        ("and sport overall?", ENGLISH, "summarise what is said about sport"),
        ("а в целом о чём документ?", POINT, "а в целом о чём документ?"),
    ],
)
def test_the_whole_of_another_topic_is_an_overview(question: str, turn: Turn, read_as: str) -> None:
    found = reading(question, turn)
    assert (found.question, found.turn, found.kind) == (read_as, None, Kind.OVERVIEW)


def test_an_abbreviation_of_the_turn_before_is_spelt_out() -> None:
    turn = Turn("Who keeps an eye on it?", "The SCSO reports each May [п. 3].")
    found = reading("and what do those letters stand for?", turn)
    assert (found.question, found.kind) == ("what does SCSO stand for?", Kind.DEFINE)
    assert reading("and what do those letters stand for?", ENGLISH).kind is None


def test_the_rest_is_asked_for() -> None:
    assert reading("and the rest of them?", ENGLISH).move is Move.FURTHER


@pytest.mark.parametrize(
    ("asked", "question", "read_as"),
    [
        ("Что договорились делать со спортом?", "А музыка?", "Что договорились делать со музыка?"),
        ("Какую идею выдвинула Грузия?", "а у Армении?", "Какую идею выдвинула Армении?"),
        ("Who proposed the roadmap?", "and the library?", "Who proposed the library?"),
    ],
)
def test_a_look_up_is_asked_again_with_its_only_topic_or_name_replaced(asked: str, question: str, read_as: str) -> None:
    found = reading(question, Turn(asked, "Пятый пункт [п. 5]."))
    assert (found.question, found.turn, found.kind, found.move) == (read_as, None, Kind.LOOKUP, Move.TOPIC)


@pytest.mark.parametrize("question", ["А фонд музыки?", "Что за музыка?", "музыка"])
def test_more_than_a_word_leans_on_the_look_up_before(question: str) -> None:
    found = reading(question, Turn("Сколько стоит билет для взрослых?", "Сто [п. 5]."))
    assert found.question == question


CHAPTER = Turn("С какой статьи начинается глава 3?", "Со статьи 13 [ст. 13].")
COUNTED = Turn("Сколько абзацев в пункте 21?", "2 абзаца [п. 21].")
KINDS |= {COUNTED.question: Kind.COUNT}


@pytest.mark.parametrize(
    ("question", "turns", "read_as"),
    [
        ("А всего сколько статей в этой главе?", (CHAPTER,), "А всего сколько статей в глава 3?"),
        ("Что в этом пункте о рыбе?", (POINT,), "Что в пункт 7 о рыбе?"),
        (
            "Что в этом пункте о рыбе?",
            (POINT, Turn("А сколько слов в этом пункте?", "9 слов.")),
            "Что в пункт 7 о рыбе?",
        ),
        (
            "How many words has this article?",
            (Turn("What is article 5 about?", "Fish."),),
            "How many words has article 5?",
        ),
    ],
)
def test_a_part_that_was_named_stands_in_the_place_of_this_part(
    question: str, turns: tuple[Turn, ...], read_as: str
) -> None:
    assert reading(question, *turns).question == read_as


def test_another_part_than_the_one_that_was_named_is_no_part_of_it() -> None:
    assert "этой главе" in reading("Сколько статей в этой главе?", POINT).question


@pytest.mark.parametrize("question", ["а в 23-м?", "а в 23?", "23?"])
def test_the_same_is_counted_in_another_section(question: str) -> None:
    found = reading(question, COUNTED)
    assert (found.question, found.kind) == ("Сколько абзацев в пункте 23?", Kind.COUNT)


def test_a_word_that_begins_as_the_one_before_does_compares_no_neighbours() -> None:
    found = reading("а чем она отличается от того, что предложил Союз?", WHO)
    assert found.move is not Move.POINT


def test_of_what_was_answered_and_looks_like_small_talk_another_topic_asks_for_its_places() -> None:
    found = reading("а про лес?", Turn("Спасибо!", "Его берегут [п. 3]."))
    assert (found.kind, found.turn) == (Kind.LIST, None)


@pytest.mark.parametrize(
    ("question", "stands_alone"),
    [
        ("номер телефона", True),
        ("safety?", True),
        ("а номер телефона?", False),
        ("что насчёт телефона?", False),
        ("дата", False),
        ("exact date tho", False),
        ("кто?", False),
    ],
)
def test_a_bare_topic_after_a_look_up_is_a_question_of_its_own(question: str, stands_alone: bool) -> None:
    found = reading(question, WHO)
    assert ((found.turn, found.open_turns) == (None, ())) is stands_alone
