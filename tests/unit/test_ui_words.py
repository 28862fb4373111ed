"""Words and prepared questions: both languages have the same, and the page asks for none that is missing."""

import re
from pathlib import Path

import pytest

from index.parse import read
from models.errors import SettingsError
from rag.ui import words as module
from rag.ui.words import LANGUAGES, first_suggestions, known, next_suggestions, suggestions, word, words

UI = Path(module.__file__).parent
ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "index" / "source" / "declaration.ru.txt"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
STAGES = ("models", "index", "embedder", "llm", "passages", "ready", "failed")


def flat(language):
    return {
        key: value if isinstance(value, str) else " ".join(value.values()) for key, value in words(language).items()
    }


def test_both_languages_have_the_same_words_and_placeholders():
    ru, en = flat("ru"), flat("en")
    assert list(ru) == list(en)
    assert {key: set(PLACEHOLDER.findall(ru[key])) for key in ru} == {
        key: set(PLACEHOLDER.findall(en[key])) for key in en
    }


def test_every_word_that_the_page_asks_for_exists_and_every_word_is_asked_for():
    files = [*UI.glob("*.py"), *UI.glob("static/*"), *(ROOT / "eval").glob("page.*")]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r'data-w(?:-\w+)?="([a-z_]+)"', sources))
    asked |= set(re.findall(r'\b(?:word|say)\("([a-z_]+)"', sources)) - set(LANGUAGES)
    assert asked <= set(words("ru"))
    composed = ("loading_", "trace_", "signal_")
    unused = {key for key in words("ru") if not re.search(rf"[\"']{key}[\"']", sources)}
    assert {key for key in unused if not key.startswith(composed)} == set()


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_of_loading_has_words(stage):
    assert f"loading_{stage}" in words("ru")


def test_russian_typography():
    for key, text in flat("ru").items():
        assert '"' not in text, key
        assert " - " not in text, key
        assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}|Markdown|Enter|Shift|Ctrl|Esc|C\b|voprosy\S+", "", text)), (
            key
        )


def test_an_unknown_language_is_named():
    with pytest.raises(SettingsError, match="'fr'"):
        words("fr")


@pytest.mark.parametrize(("said", "taken"), [("en", "en"), ("ru", "ru"), ("fr", "ru"), (None, "ru"), (["en"], "ru")])
def test_a_language_from_the_browser_is_one_that_the_page_has(said, taken):
    assert known(said) == taken


def test_words_are_filled():
    assert word("ru", "point_short", n=16) == "п. 16"
    with pytest.raises(KeyError):
        word("ru", "withdrawn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_has_questions_and_no_question_stands_twice(language):
    prepared = suggestions(language)
    assert list(prepared) == [point.number for point in read(SOURCE).points]
    every = [question for questions in prepared.values() for question in questions]
    assert len(set(every)) == len(every)
    assert all(question.endswith("?") and len(question) < 100 for question in every)
    assert len({one.point for one in first_suggestions(language)}) == 6


def test_after_an_answer_neighbours_come_first_and_nothing_asked_comes_again():
    prepared = suggestions("ru")
    asked = [prepared[17][0].upper().rstrip("?")]
    chosen = next_suggestions([16], asked, "ru", answered=True)
    assert [one.point for one in chosen] == [15, 16, 18]


def test_after_a_refusal_the_nearest_points_own_questions_come_first():
    assert [one.point for one in next_suggestions([28, 0], [], "en", answered=False)] == [28, 0, 1]
    assert next_suggestions([], [], "en", answered=False) == ()
