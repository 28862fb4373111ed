"""rag/query/told_kind.py: what the frame of a question tells of its kind."""

import pytest

from rag.query.kind import KindPrediction
from rag.query.told_kind import asks_anew, told_kind
from rag.types import Kind


@pytest.mark.parametrize(
    ("question", "taken_for", "kind"),
    [
        ("Найдите строку про Каму–Волгу и Дон–Кубань", Kind.COMPARE, Kind.QUOTE),
        ("Copy one line on ferries", Kind.LOOKUP, Kind.QUOTE),
        ("Укажи четыре обязанности сторожа", Kind.LOOKUP, Kind.LIST),
        ("Name several tasks of the warden", Kind.LOOKUP, Kind.LIST),
        ("Name the two towns that built the bridge", Kind.LOOKUP, Kind.LOOKUP),
        ("In which chapters is the ferry named?", Kind.LOOKUP, Kind.LIST),
        ("Where does the charter talk about ferries?", Kind.QUOTE, Kind.LIST),
        ("Quote the lines where it mentions ferries, in which chapters?", Kind.QUOTE, Kind.QUOTE),
        ("Где в договоре говорится о паромах?", Kind.QUOTE, Kind.LIST),
        ("Где сказано, кто платит?", Kind.LOOKUP, Kind.LOOKUP),
        ("En qué puntos se habla de los puentes", Kind.LOOKUP, Kind.LIST),
        ("Koʻprik haqida qaysi bandlarda aytilgan?", Kind.LOOKUP, Kind.LIST),
        ("Построен ли мост через Каму?", Kind.LOOKUP, Kind.YES_NO),
        ("Мост через Каму откроют весной?", Kind.LOOKUP, Kind.YES_NO),
        ("Скольких сторожей нанимают на зиму?", Kind.LOOKUP, Kind.LOOKUP),
        ("Сколько обязанностей у сторожа?", Kind.LOOKUP, Kind.COUNT),
        ("How many grounds for refusal are there?", Kind.LOOKUP, Kind.COUNT),
        ("С чего начинается текст?", Kind.LOOKUP, Kind.ABOUT),
        ("What is it called?", Kind.DEFINE, Kind.ABOUT),
        ("Что он заменил?", Kind.DEFINE, Kind.ABOUT),
        ("Как называется мост?", Kind.LOOKUP, Kind.LOOKUP),
        ("Как называется союз паромщиков?", Kind.DEFINE, Kind.LOOKUP),
        ("What is the name of the ferrymen's union?", Kind.DEFINE, Kind.LOOKUP),
        ("Почему решили чинить мост?", Kind.OVERVIEW, Kind.LOOKUP),
        ("Why was the bridge closed?", Kind.OVERVIEW, Kind.LOOKUP),
        ("Я сторож, как часто меня учат стрельбу?", Kind.LOOKUP, Kind.LOOKUP),
        ("Известно ли, мост или паром выбрали?", Kind.LOOKUP, Kind.LOOKUP),
        ("Паромы и лодки тоже подлежат учёту?", Kind.COMPARE, Kind.YES_NO),
        ("Чем паромы отличаются от лодок?", Kind.COMPARE, Kind.COMPARE),
        ("Сопоставь, пожалуйста, паром и мост.", Kind.LOOKUP, Kind.COMPARE),
        ("How do ferries differ from bridges?", Kind.LOOKUP, Kind.COMPARE),
        ("Сравни их", Kind.LOOKUP, Kind.LOOKUP),
        ("Ferries as opposed to bridges: what may be moored?", Kind.LOOKUP, Kind.COMPARE),
        ("Паром по сравнению с мостом: что дешевле?", Kind.LOOKUP, Kind.COMPARE),
        ("difference between how many boats come and how many leave", Kind.COUNT, Kind.COMPARE),
        ("кто чинит мост и кто паром", Kind.LOOKUP, Kind.LOOKUP),
        ("Can the ferry run more often than that?", Kind.COUNT, Kind.YES_NO),
        ("How often does the ferry run?", Kind.COUNT, Kind.COUNT),
        ("Was the bridge already paid for?", Kind.ABOUT, Kind.YES_NO),
        ("Is this a treaty?", Kind.ABOUT, Kind.ABOUT),
        ("Köprü Kama üzerinde mi yapıldı?", Kind.LOOKUP, Kind.YES_NO),
        ("Wird die Brücke im Frühling eröffnet?", Kind.LOOKUP, Kind.YES_NO),
        ("Көпір Кама үстінде салынды ма?", Kind.LOOKUP, Kind.YES_NO),
        ("¿Qué puentes deben pagarse?", Kind.YES_NO, Kind.LOOKUP),
        ("Which boats could I moor there?", Kind.YES_NO, Kind.LOOKUP),
        ("Could I moor there?", Kind.YES_NO, Kind.YES_NO),
        ("Will the bridge be painted along its whole length?", Kind.LOOKUP, Kind.YES_NO),
        ("Could you tell me the toll of the bridge?", Kind.LOOKUP, Kind.LOOKUP),
        ("True or false: the bridge is the longest one.", Kind.LOOKUP, Kind.YES_NO),
        ("Правда, что чем длиннее мост, тем дороже проезд?", Kind.LOOKUP, Kind.YES_NO),
        ("самый старый мост стоит на Каме — да или нет", Kind.LOOKUP, Kind.YES_NO),
        ("Обзор по теме мостов и паромов", Kind.COMPARE, Kind.OVERVIEW),
        ("Изложите, что устав говорит о мостах.", Kind.QUOTE, Kind.OVERVIEW),
        ("Кратко о мостах, паромах и лодках", Kind.LOOKUP, Kind.OVERVIEW),
        ("A short overview of ferries and bridges", Kind.COMPARE, Kind.OVERVIEW),
        ("Кратко: кто платит за паром?", Kind.LOOKUP, Kind.LOOKUP),
        ("Give me a short quote about ferries", Kind.QUOTE, Kind.QUOTE),
        ("основной и запасной паром", Kind.LOOKUP, Kind.LOOKUP),
        ("мост потерял половину опор верно", Kind.LOOKUP, Kind.YES_NO),
        ("Какое место занимают мосты, обзорно?", Kind.LOOKUP, Kind.OVERVIEW),
        ("How do they look after bridges, roughly?", Kind.LOOKUP, Kind.OVERVIEW),
        ("in two lines, how do they deal with floods", Kind.LOOKUP, Kind.OVERVIEW),
        ("How many bridges are there overall?", Kind.LOOKUP, Kind.LOOKUP),
        ("Коротко: сколько стоит проезд?", Kind.LOOKUP, Kind.LOOKUP),
        ("Are bridges painted in general?", Kind.YES_NO, Kind.YES_NO),
        ("What's it all about?", Kind.LOOKUP, Kind.OVERVIEW),
        ("О чём это?", Kind.DEFINE, Kind.OVERVIEW),
        ("что это за документ", Kind.DEFINE, Kind.OVERVIEW),
        ("Что там вообще написано?", Kind.POINT, Kind.OVERVIEW),
        ("What is this document?", Kind.ABOUT, Kind.OVERVIEW),
        ("what’s this", Kind.DEFINE, Kind.OVERVIEW),
        ("О чём это решение?", Kind.POINT, Kind.POINT),
        ("Что там написано о мостах?", Kind.LIST, Kind.LIST),
        ("What is this fee for?", Kind.LOOKUP, Kind.LOOKUP),
        ("кто служит дольше: капитан или лоцман?", Kind.LOOKUP, Kind.COMPARE),
        ("Which is cheaper, a day ticket or a monthly one?", Kind.LOOKUP, Kind.COMPARE),
        ("Кто важнее?", Kind.LOOKUP, Kind.LOOKUP),
        ("who pays if more than 5 or 6 people come", Kind.LOOKUP, Kind.LOOKUP),
        ("кто платит больше чем пять или шесть рублей", Kind.LOOKUP, Kind.LOOKUP),
        ("расскажи про мосты", Kind.QUOTE, Kind.OVERVIEW),
        ("Расскажите, пожалуйста, подробнее о мостах", Kind.LIST, Kind.OVERVIEW),
        ("Расскажи о том, кто строит мосты", Kind.LOOKUP, Kind.LOOKUP),
        ("tell me about bridges", Kind.LIST, Kind.OVERVIEW),
        ("Tell me everything about ferries", Kind.LIST, Kind.OVERVIEW),
        ("tell me about what bridges cost", Kind.LOOKUP, Kind.LOOKUP),
        ("Overview of the tolls", Kind.LIST, Kind.OVERVIEW),
        ("Что в разделе «Мосты и паромы»?", Kind.DEFINE, Kind.OVERVIEW),
        ("Что такое «мост» в разделе 2?", Kind.DEFINE, Kind.DEFINE),
        ("Проезд по мосту бесплатный, правда?", Kind.LOOKUP, Kind.YES_NO),
        ("Что из этого верно?", Kind.LOOKUP, Kind.LOOKUP),
    ],
)
def test_the_frame_tells_the_kind(question: str, taken_for: Kind, kind: Kind) -> None:
    assert told_kind(question, KindPrediction(taken_for, 0.65, (Kind.BEYOND, Kind.TALK))).kind is kind


def test_of_three_things_there_is_no_comparison_unless_it_is_asked_for() -> None:
    taken_for = KindPrediction(Kind.COMPARE, 0.9, (Kind.OVERVIEW, Kind.LIST))
    assert told_kind("Подробности о мостах, паромах и лодках", taken_for).kind is Kind.OVERVIEW
    assert told_kind("Сравни мосты, паромы и лодки", taken_for).kind is Kind.COMPARE


def test_a_sure_comparison_needs_no_word_for_it() -> None:
    sure = KindPrediction(Kind.COMPARE, 0.95, (Kind.LOOKUP, Kind.LIST))
    assert told_kind("паромы, лодки: кому дороже", sure) is sure
    unsure = KindPrediction(Kind.COMPARE, 0.5, (Kind.BEYOND, Kind.LIST))
    assert told_kind("положения о паромах и лодках", unsure).kind is Kind.LIST


@pytest.mark.parametrize(
    ("question", "kind"),
    [('Count every "alarm" in it', Kind.COUNT), ("Посчитай слово рыба", Kind.COUNT), ("Count Olaf", Kind.LIST)],
)
def test_an_order_to_count_is_no_list(question: str, kind: Kind) -> None:
    assert told_kind(question, KindPrediction(Kind.LIST, 0.6, (Kind.LOOKUP,))).kind is kind


@pytest.mark.parametrize(
    ("question", "is_for_places"),
    [
        ("найди про мосты", True), ("покажи, пожалуйста, всё о мостах", False), ("покажи про мосты", True),
        ("что насчёт мостов", True), ("инфа про мосты", True), ("про мосты", True), ("а что с мостом?", True),
        ("до чего договорились по мостам", True), ("поищи паромы", True), ("what about ferries?", True),
        ("any info on ferries", True), ("search for ferries", True), ("show me everything on ferries", True),
        ("покажи по пунктам", False), ("инфа по мостам", True),
        ("найди цитату про мосты", False), ("что насчёт пункта 5", False), ("what about point 5", False),
        ("что насчёт тебя", False), ("what about you", False), ("найди, кто строит мосты", False),
        ("what about who builds bridges", False),
    ],
)  # fmt: skip
def test_a_topic_alone_is_sought_in_every_place(question: str, is_for_places: bool) -> None:
    for kind in (Kind.LOOKUP, Kind.QUOTE, Kind.TALK):
        told = told_kind(question, KindPrediction(kind, 0.65, (Kind.BEYOND, Kind.DEFINE)))
        assert (told.kind is Kind.LIST) is is_for_places


def test_what_goes_on_with_a_question_asks_the_same_of_another_topic() -> None:
    taken_for = KindPrediction(Kind.LOOKUP, 0.65, (Kind.LIST, Kind.DEFINE))
    assert told_kind("а что насчёт паромов?", taken_for, leans=True) is taken_for


@pytest.mark.parametrize(
    ("question", "is_anew"),
    [
        ("найди про паромы", True), ("расскажи про мосты", True), ("tell me about ferries", True),
        ("расскажи об этом подробнее", False), ("расскажи о них", False), ("расскажи о втором", False),
        ("ок теперь про паромы", True), ("quote about ferries", True), ("дай цитату о мостах", True),
        ("сколько всего статей", True), ("сколько глав", True), ("how many articles in total", True),
        ("сколько там всего статей", True), ("сколько всего статей в ней", False), ("сколько статей", False),
        ("сколько глав государств", False), ("теперь про него", False), ("процитируй", False),
        ("tell me about the others", False), ("what about ferries?", False), ("а что насчёт паромов?", False),
    ],
)  # fmt: skip
def test_a_request_with_a_topic_of_its_own_leans_on_nothing(question: str, is_anew: bool) -> None:
    assert asks_anew(question) is is_anew


def test_a_request_to_find_something_is_one_after_any_question() -> None:
    taken_for = KindPrediction(Kind.LOOKUP, 0.65, (Kind.LIST, Kind.DEFINE))
    assert told_kind("найди про паромы", taken_for, leans=True).kind is Kind.LIST
