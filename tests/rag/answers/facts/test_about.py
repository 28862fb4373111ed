from dataclasses import replace

import pytest

from rag.answers.kinds import Kinds
from rag.answers.reply import Reply
from rag.query.kind import KindPrediction
from rag.types import Answer, Kind, Turn
from tests.rag.answers.asked import Answerers


@pytest.fixture(scope="module")
def answerers() -> Answerers:
    return Answerers()


@pytest.mark.parametrize(
    ("question", "points", "said"),
    [
        ("Когда принято заявление?", {0}, "3 мая 2020"),
        ("А где?", {0}, "Лесном"),
        ("Когда и где прошла встреча?", {0}, "Лесном (3 мая 2020 г.)"),
        ("Кто участвовал?", {0}, "Президент Монголии и Президент Грузии"),
        ("Список стран", {0}, "Президент Монголии и Президент Грузии"),
        ("перечисли участников", {0}, "Президент Монголии и Президент Грузии"),
        ("List of countries", {0}, "President of Mongolia"),
        ("Какая это по счёту встреча?", {0}, "2-й"),
        ("Как называется документ?", {0}, "Президенты приняли Совместное заявление"),
        ("Что это за документ?", {0}, "Совместное заявление"),
        ("Где пройдёт следующая встреча?", {3}, "по месту проведения третьей"),
        ("Кто принимал гостей?", {3}, "Президенту Грузии за гостеприимство"),
        ("Чем заканчивается текст, последней строкой?", {3}, "за гостеприимство"),
        ("На каком языке текст?", set(), "на русском языке"),
        ("Какой пункт самый длинный?", {3}, "П. 3"),
        ("Какой пункт самый короткий по объёму?", {1}, "П. 1"),
        ("When was the statement adopted?", {0}, "3 May 2020"),
        ("Where did the meeting take place?", {0}, "city of Lesnoy"),
        ("Who took part?", {0}, "President of Mongolia"),
        ("Where will the next meeting be?", {3}, "venue of the third"),
        ("Who hosted the meeting?", {3}, "President of Georgia"),
        ("Wann war das Treffen?", {0}, "3 мая 2020"),
    ],
)
def test_what_the_document_says_of_itself(answerers: Answerers, question: str, points: set[int], said: str) -> None:
    reply = answerers.about.at_once(answerers.context(question))
    assert isinstance(reply, Reply)
    assert {citation.point for item in reply.items for citation in item.citations} == points
    assert said in " ".join((reply.lead, *(item.text for item in reply.items)))


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Сколько пунктов?", 3),
        ("Сколько стран участвовало?", 2),
        ("Какой это по счёту саммит?", 2),
        ("Сколько всего абзацев в тексте?", 8),
        ("How many points are there?", 3),
        ("Кто участвовал?", None),
    ],
)
def test_numbers_of_the_document(answerers: Answerers, question: str, count: int | None) -> None:
    reply = answerers.about.at_once(answerers.context(question))
    assert isinstance(reply, Reply)
    assert reply.count == count


def test_the_short_answer_is_a_span_of_the_text(answerers: Answerers) -> None:
    reply = answerers.about.at_once(answerers.context("Когда принято заявление?"))
    assert isinstance(reply, Reply)
    assert reply.short == "3 мая 2020 г."


@pytest.mark.parametrize(
    "question",
    [
        "Когда ратифицировали заявление?",
        "Где прошла предыдущая встреча?",
        "Когда подписан договор о дружбе?",
        "Where was the treaty signed?",
        "Расскажи о туризме",
    ],
)
def test_other_questions_are_declined(answerers: Answerers, question: str) -> None:
    assert answerers.about.at_once(answerers.context(question)) is None


@pytest.mark.parametrize(
    ("question", "is_answered"),
    [
        ("Когда состоялась встреча?", True),
        ("Когда состоялась вторая встреча?", True),
        ("Когда состоялась первая встреча?", False),
        ("When was the second meeting held?", True),
        ("When will the fourth meeting be held?", False),
    ],
)
def test_another_meeting_of_the_series_is_not_this_one(answerers: Answerers, question: str, is_answered: bool) -> None:
    assert (answerers.about.at_once(answerers.context(question)) is not None) is is_answered


def test_a_bare_number_counts_who_was_listed(answerers: Answerers) -> None:
    before = Turn("Кто участвовал во встрече?", "Президент Монголии и Президент Грузии [преамбула].")
    reply = answerers.about.at_once(answerers.context("А сколько их?", before))
    assert isinstance(reply, Reply)
    assert reply.count == 2
    assert answerers.about.at_once(answerers.context("А сколько их?", Turn("О чём пункт 1?", "О воде [п. 1]."))) is None


@pytest.mark.parametrize(
    ("question", "is_about"),
    [("все страны", True), ("the parties", True), ("место", True), ("welche Länder", True), ("страны туризма", False)],
)
def test_who_took_part_is_no_list_of_places(answerers: Answerers, question: str, is_about: bool) -> None:
    context = replace(answerers.context(question), kind=KindPrediction(Kind.LIST, 0.9))
    answer = Kinds(answerers.source).at_once(context)
    assert (isinstance(answer, Answer) and answer.kind is Kind.ABOUT) is is_about
