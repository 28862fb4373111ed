"""rag/query/asked/scope.py: in how many claims an overview is asked for, and of what."""

import pytest

from index.build import DEFAULT_SOURCE
from index.digest import Status
from index.structure import read
from rag.query.asked.scope import asks_for_whole, asks_in_claims, scope
from tests.index.samples import chapters_document, points_document


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("Перескажи закон в трёх предложениях", 3), ("Суть одним предложением", 1), ("Пять главных выводов", 5),
        ("Тезисы, 4 штуки", 4), ("Обзор в 5 пунктах", 5), ("План документа из семи пунктов", 7),
        ("Sum it up in two sentences", 2), ("six bullet points, please", 6), ("Summarise it", None),
        ("Кратко, у меня две минуты", None), ("Перескажи пункты с 3 по 5", None), ("Конспект пунктов 9-14", None),
        ("A summary of 1,500 sentences", None), ("Перескажи первые десять пунктов", None), ("В двух словах", None),
        ("I need an outline", None), ("Boil it down to 5 key messages", 5), ("down to four takeaways", 4),
        ("Points five to seven, briefly", None), ("Последние два раздела в трёх тезисах", 3),
    ],
)  # fmt: skip
def test_the_number_of_claims(question: str, claims: int | None) -> None:
    assert scope(question, points_document(28)).claims == claims


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("Перескажи пункты с 3 по 5", (3, 4, 5)), ("коротко с 15 по 17", (15, 16, 17)),
        ("конспект 17–19", (17, 18, 19)),
        ("Перескажи первые три пункта", (1, 2, 3)), ("Give the gist of the last 2 points", (19, 20)),
        ("Первая половина вкратце", tuple(range(11))), ("first half of the text", tuple(range(11))),
        ("вторую половину документа", tuple(range(11, 21))), ("Обзор в 5 пунктах", ()), ("итоги 2021 года", ()),
        ("конспект 20–42", ()),
    ],
)  # fmt: skip
def test_the_sections(question: str, sections: tuple[int, ...]) -> None:
    assert scope(question, points_document(20)).sections == sections


def test_the_first_half_has_the_preamble_only_where_there_is_one() -> None:
    assert scope("первая половина", points_document(4, preamble=False)).sections == (1, 2)


@pytest.mark.parametrize(
    ("question", "topic", "is_marked"),
    [
        ("Обзор по торговле и рыбалке", ["торговле", "рыбалке"], True),
        ("What was agreed on trade?", ["trade"], True),
        ("Мне про налоги для доклада, в 4 тезисах", ["налоги"], True),
        ("РЫБОЛОВСТВО ГЛАВНЫЕ ТЕЗИСЫ", ["РЫБОЛОВСТВО"], True),
        ("energy part in brief", ["energy"], False),
        ("Расскажите, какое место занимают музыка, театр и кино", ["музыка", "театр", "кино"], False),
        ("Outline of the declaration", [], False), ("О чём документ в целом?", [], False),
        ("Готовлю доклад о рыбах. Какие основные мысли документа?", [], False),
        ("Обзор документа для моей бабушки", [], False),
        ("Walk me through how noise is dealt with, roughly", ["noise"], False),
        ("Как раскрыта тема шума?", ["шума"], True),
        ("Condense the charter", [], False), ("Unpack the fees", ["fees"], False),
        ("No time to read. What's it all about?", [], False), ("Sum up this whole garden law", [], False),
        ("Коротко: реки и озёра", ["реки", "озёра"], True), ("Помоги сыну: главные мысли", [], False),
        ("тлдр закона", [], False), ("tl;dr of this charter", [], False), ("О чём вообще эти правила?", [], False),
        ("Кратко, что говорят правила о шуме", ["шуме"], True), ("Выдели 7 тезисов к докладу", [], False),
        ("Назови 10 ключевых положений", [], False), ("Какую роль отводят рекам?", ["рекам"], False),
        ("Обзор доступа к воде", ["доступа", "воде"], True), ("Summarise football", ["football"], True),
        ("Summarise it for my boss", [], False),
    ],
)  # fmt: skip
def test_the_topic(question: str, topic: list[str], is_marked: bool) -> None:
    found = scope(question, points_document(28))
    assert ([word.text for word in found.topic], found.is_marked) == (topic, is_marked)


@pytest.mark.parametrize(
    ("question", "statuses"),
    [
        ("Какие основные решения?", {Status.DONE, Status.DECIDED, Status.ASKED}),
        ("Какие поручения даны?", {Status.ASKED}), ("Which initiatives were backed?", {Status.SUPPORTED}),
        ("О чём договорились по торговле?", set()), ("О чём документ?", set()),
    ],
)  # fmt: skip
def test_how_far_matters_have_got(question: str, statuses: set[Status]) -> None:
    assert scope(question, points_document(28)).statuses == statuses


def test_a_chapter_that_does_not_exist_is_told_from_one_that_does() -> None:
    document = chapters_document(("Глава 1. Реки", 2), ("Глава 2. Леса", 3))
    assert scope("О чём глава 2?", document).sections == (3, 4, 5)
    assert [one.number for one in scope("О чём глава 7?", document).absent] == ["7"]
    assert not scope("О чём главы 2 и 7?", document).absent


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Summarise the Joint Statement in five points", []),
        ("Перескажи Совместное заявление в пяти тезисах", []),
        ("Summarise joint projects in the statement", ["joint", "projects"]),
    ],
)
def test_what_the_document_is_called_is_no_topic_of_it(question: str, topic: list[str]) -> None:
    assert [word.text for word in scope(question, read(DEFAULT_SOURCE)).topic] == topic


@pytest.mark.parametrize(
    ("question", "is_whole"),
    [
        ("Помоги сыну: главные мысли", True), ("Готовлю доклад о рыбах. О чём документ?", True), ("Коротко", True),
        ("Ну и к чему всё это сводится, если коротко?", True), ("Выдели 7 тезисов к докладу", True),
        ("On air soon. What are the main takeaways?", True), ("а что там полезного для рыбаков? коротко", False),
        ("Как берегут бумаги от огня, вкратце", False), ("how do they treat guests, roughly", False),
        ("расскажи коротко, откуда берут деньги", False), ("Объясни вкратце, кто судит споры", False),
    ],
)  # fmt: skip
def test_beside_what_else_is_said_the_whole_document_is_asked_for(question: str, is_whole: bool) -> None:
    assert asks_for_whole(question, points_document(20)) is is_whole


@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        ("in two lines, how do they deal with floods", True), ("в трёх тезисах, как тушат пожар", True),
        ("Как тушат пожар?", False), ("Name three main rules", False), ("within three days of the decision", False),
    ],
)  # fmt: skip
def test_the_answer_is_wanted_in_a_number_of_claims(question: str, is_so: bool) -> None:
    assert asks_in_claims(question) is is_so


def test_a_number_after_a_word_for_parts_counts_no_claims() -> None:
    assert scope("часть 2 пункта 3", points_document(20)).claims is None
    assert scope("пункт 3 в двух предложениях", points_document(20)).claims == 2
