"""rag/answers/beyond.py: one sentence for what was said, by data."""

import re

import pytest

from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.language.words import fold
from rag import messages
from rag.answers.beyond import OutOfScope, SmallTalker, asks_for_medium, is_wordless, small_talk
from rag.query.intents import BEYOND, CERTAINLY_BEYOND, OVERRIDING, SMALL_TALK, intent
from rag.types import Reason
from tests.rag.answers.asked import context


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Доброе утро", "greeting"), ("Hello there!", "greeting"), ("Bonjour", "greeting"), ("你好", "greeting"),
        ("Благодарю вас", "thanks"), ("thanks a lot", "thanks"), ("рахмет", "thanks"),
        ("До встречи!", "goodbye"), ("good night", "goodbye"), ("Ну всё, пока!", "goodbye"),
        ("Привет! Что ты умеешь?", "abilities"), ("How does this work?", "abilities"),
        ("Тебя зовут как?", "identity"), ("Are you a human?", "identity"),
        ("Расскажи немного о себе", "identity"), ("tell me more about yourself", "identity"), ("здарова", "greeting"),
        ("helo there, hows it going", "greeting"),
        ("глупый бот", "rudeness"), ("you are an idiot", "rudeness"),
        ("Простите, ошибся окном", "apology"), ("okay", "acknowledged"), ("угу", "acknowledged"),
        ("Пока не придумал", "abilities"), ("бла", "abilities"),
    ],
)  # fmt: skip
def test_small_talk_is_answered_for_what_it_says(question: str, sort: str) -> None:
    assert SmallTalker().at_once(context(question)).text == messages.replies("ru").talk[sort]


def test_small_talk_is_answered_in_the_language_of_the_asker() -> None:
    assert small_talk("thanks", "en") == messages.replies("en").talk["thanks"]
    both = small_talk("merci", "other")
    assert both.startswith(messages.replies("ru").talk["thanks"])
    assert both.endswith(messages.replies("en").talk["thanks"])


@pytest.mark.parametrize(
    ("question", "alone"), [("👍", True), ("🙂 👍🏽", True), ("❤️", True), ("ok 👍", False), ("?!", False)]
)
def test_emoji_alone_are_small_talk(question: str, alone: bool) -> None:
    assert is_wordless(question) is alone


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Сочини басню", "writing"), ("Write a limerick", "writing"), ("өлең жазып бер", "writing"),
        ("Что произошло потом?", "later"), ("Was it ever repealed?", "later"),
        ("Каким будет мир через сто лет?", "forecast"), ("Predict the weather", "forecast"),
        ("Сравни с конституцией Норвегии", "comparison"), ("Посоветуй юриста", "opinion"),
        ("What is your opinion?", "opinion"), ("курс тенге", "other"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_no_document_answers_is_declined_with_an_offer(question: str, sort: str, language: str) -> None:
    declined = OutOfScope().at_once(context(question, language=language))
    said = messages.replies(language)
    assert declined.reason is Reason.OUT_OF_SCOPE
    assert declined.text == f"{said.beyond[sort]} {said.nearest_offer}"


def test_the_first_sort_wins_and_a_pattern_begins_a_word() -> None:
    assert intent("спасибо, до свидания", "small_talk", ("goodbye", "thanks"), "-") == "goodbye"
    assert intent("неспасибо", "small_talk", ("thanks",), "-") == "-"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_there_is_a_sentence_for_each_sort(language: str) -> None:
    said = messages.replies(language)
    assert set(said.talk) == set(SMALL_TALK)
    assert set(said.beyond) == {*BEYOND, "other"} - {OVERRIDING}


def test_patterns_are_folded_regular_expressions_of_known_sorts() -> None:
    for lexicon in (RUSSIAN, ENGLISH, OTHER):
        assert set(lexicon.small_talk) <= set(SMALL_TALK)
        assert set(lexicon.beyond) <= {*BEYOND, *CERTAINLY_BEYOND}
        for pattern in (p for table in (lexicon.small_talk, lexicon.beyond) for some in table.values() for p in some):
            re.compile(pattern)
            assert re.sub(r"\\[SDW]", "", pattern) == fold(re.sub(r"\\[SDW]", "", pattern))


@pytest.mark.parametrize(
    ("question", "medium"),
    [
        ("Нарисуй главное", True),
        ("Главное одним рисунком", True),
        ("Сведи сроки в таблицу", True),
        ("Пришли фотографию встречи", True),
        ("Overview as a chart", True),
        ("Make me a video of it", True),
        ("Draw the main ideas", True),
        ("Цитата про видео", False),
        ("Коротко о видеонаблюдении", False),
        ("Главное о деньгах на карте «Залив»", False),
        ("Обзор мемориалов", False),
        ("An overview of the charter", False),
        ("A quote on video", False),
        ("Draw up an outline", False),
        ("Sum up the table of fees", False),
    ],
)
def test_a_picture_or_a_recording_is_told_from_what_is_said_about_one(question: str, medium: bool) -> None:
    assert asks_for_medium(question) is medium
