from pathlib import Path

import pytest

from index.build import DEFAULT_SOURCE
from index.document import Document
from index.language.words import words
from index.structure import parse, read
from rag.query.asked.mentions import mention_topic, mentions, mentions_word


@pytest.fixture(scope="module")
def document() -> Document:
    return read(Path(DEFAULT_SOURCE))


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("В каких пунктах упоминается Арал?", (16, 17, 18)),
        ("в каких пунктах пишут про Аральское море", (16, 17, 18)),
        ("В каких пунктах упоминается ООН?", (0, 4, 5, 12, 16, 19, 21)),
        ("В каких пунктах есть слово «дипломатия»?", (4, 15, 19)),
        ("В каких пунктах упоминается Афганистан?", (7,)),
        ("в каких пунктах упоминается Узбекистан", (0, 12)),
        ("Где в тексте говорится о пандемии?", (0, 19, 23)),
        ("Какие пункты посвящены туризму?", (3, 12, 21, 23)),
        ("В каких пунктах говорится о молодёжи?", (15, 21)),
        ("В каких пунктах говорится про мир?", (0, 5, 7, 16)),
        ("В каких пунктах говорится про водные ресурсы?", (3, 16)),
        ("В каких пунктах упоминается спорт?", (22,)),
        ("в каких пунктах упоминается МФСА?", (16, 18)),
        ("В каких пунктах говорится о политике?", (0, 21, 24, 25)),
        ("Где упоминается вода?", (16, 18)),
        ("В каких пунктах упоминается центр?", (9, 11, 12, 14, 19)),
        ("В каких пунктах упоминается 2025 год?", (16,)),
        ("Which points mention the Aral Sea?", (16, 17, 18)),
        ("Which points mention the United Nations?", (0, 4, 5, 12, 16, 19, 21)),
        ("In which points is the pandemic mentioned?", (0, 19, 23)),
        ("Where is Afghanistan mentioned?", (7,)),
        ("Which points talk about tourism?", (3, 12, 21, 23)),
    ],
)
def test_points_that_mention(document: Document, question: str, points: tuple[int, ...]) -> None:
    found = mentions(mention_topic(question), document)
    assert tuple(mention.point for mention in found) == points
    for mention in found:
        assert (
            document.section(mention.point).text[mention.sentence.start : mention.sentence.end] == mention.sentence.text
        )


@pytest.mark.parametrize(
    "question",
    [
        "Which points mention glaciers?",
        "Which points mention trade?",
        "Which points talk about women?",
        "В каких пунктах говорится об Азербайджане?",
        "Which points mention Russia?",
    ],
)
def test_what_the_words_do_not_tell_is_left_to_others(document: Document, question: str) -> None:
    assert mention_topic(question)
    assert mentions(mention_topic(question), document) == ()


@pytest.mark.parametrize(
    "question",
    [
        "В каком пункте говорится о том, кто предложил создать фонд?",
        "В каком пункте сказано, что стороны готовы помочь?",
        "Which points explain about how glaciers melt?",
        "какие страны упоминаются?",
        "Какие пункты заявления самые важные?",
        "Какие пункты?",
        "В каких пунктах об этом говорится?",
        "Где прошла встреча?",
        "Where was the meeting held?",
        "Сколько пунктов в заявлении?",
        "О чём говорится в пункте 20?",
        "What is the point of view on water?",
    ],
)
def test_no_such_question(question: str) -> None:
    assert mention_topic(question) == ()


@pytest.mark.parametrize(
    ("word", "sentence", "mentioned"),
    [
        ("Арал", "регион Приаралья", True),
        ("энергетика", "гидроэнергетических объектов", True),
        ("ядерный", "безъядерными зонами", True),
        ("спорт", "морского транспорта", False),
        ("вода", "новый завод", False),
        ("мир", "мирохозяйственные связи", False),
        ("ООН", "Организации Объединённых Наций", True),
        ("ООН", "организации объединённых народов", False),
        ("ЦУР", "Целей устойчивого развития", True),
        ("ГА", "Главы активно", False),
        ("центр", "страны Центральной Азии", False),
        ("центр", "создание центров", True),
        ("арал", "бассейн Аральского моря", True),
    ],
)
def test_mentions_word(word: str, sentence: str, mentioned: bool) -> None:
    assert mentions_word(words(word)[0], words(f"и {sentence}")) is mentioned


def test_all_words_must_meet_in_one_sentence() -> None:
    document = parse("1. Спорт важен. Туризм тоже.\n\n2. Спорт и туризм важны.\n")
    found = mentions(words("спорт туризм"), document)
    assert [(mention.point, mention.sentence.text) for mention in found] == [(2, "Спорт и туризм важны.")]


@pytest.mark.parametrize(
    ("sought", "sentence", "is_mentioned"),
    [
        ("internet", "Norms of international law are observed.", False),
        ("internet", "Доступ в Интернет есть везде.", True),
        ("водители", "Они будут проводить встречи.", False),
        ("учителя", "Учитывая это, стороны договорились.", False),
        ("учителя", "Учительские союзы встретятся.", True),
        ("участники", "Они принимают участие.", True),
        ("ядерное", "Это безъядерная зона.", True),
        ("полиция", "Такова их политика.", False),
    ],
)
def test_a_word_is_mentioned_by_itself_and_its_relatives_alone(sought: str, sentence: str, is_mentioned: bool) -> None:
    (word,) = words(sought)
    assert mentions_word(word, words(sentence)) is is_mentioned


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("В каких пунктах упоминается главный лесничий?", (1,)),
        ("В каких пунктах упоминается лесничий?", (1, 2)),
    ],
)
def test_an_office_that_is_named_is_mentioned_by_its_own_words(question: str, points: tuple[int, ...]) -> None:
    text = parse("1. Главный лесничий выдаёт билеты.\n\n2. Главы о лесничестве и лесничих те же.\n\n3. Лес.")
    assert tuple(one.point for one in mentions(mention_topic(question), text)) == points


def test_a_word_for_parts_before_what_asks_is_no_topic() -> None:
    assert [word.text for word in mention_topic("статьи, где упоминается суд")] == ["суд"]
    assert [word.text for word in mention_topic("где упоминается глава области")] == ["глава", "области"]
