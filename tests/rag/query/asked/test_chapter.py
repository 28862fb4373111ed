"""Which questions name a chapter by its title."""

import pytest

from index.language.words import words
from rag.query.asked.chapter import names_chapter, quotes_chapter


@pytest.mark.parametrize(
    ("question", "topic", "named"),
    [
        ("Перескажи главу о льготах", "льготах", True),
        ("главное из раздела «Оплата труда»", "Оплата труда", True),
        ("Sum up the chapter on pay in 5 points", "pay", True),
        ("Give me a summary of the discipline chapter", "discipline", True),
        ("Что главы государств сказали о воде?", "воде", False),
        ("Главное о воде", "воде", False),
        ("Summarise the rules on part-time work", "part time work", False),
    ],
)
def test_a_word_for_a_chapter_stands_beside_the_topic(question: str, topic: str, named: bool) -> None:
    assert names_chapter(question, words(topic)) is named


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Что сказано в разделе «Общие положения»?", True), ('What does the chapter "Pay" say?', True),
        ("Что значит «оплата» в разделе 2?", False), ("Раздел об оплате", False),
    ],
)  # fmt: skip
def test_a_title_may_be_quoted_after_a_word_for_a_chapter(question: str, quoted: bool) -> None:
    assert quotes_chapter(question) is quoted
