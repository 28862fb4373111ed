"""Words and prepared questions: both languages have the same, and the page asks for none that is missing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.digest import Status
from index.structure import parse, read
from models.errors import SettingsError
from rag.types import Kind, Mode, Verdict
from rag.web import strings as module
from rag.web.naming import fills
from rag.web.questions import first_suggestions, next_suggestions, questions_to_try, suggestions
from rag.web.strings import LANGUAGES, fixed_string, known, string, strings
from rag.web.views.render import OFFERED

UI = Path(module.__file__).parent
ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "index" / "source" / "declaration.ru.txt"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
STAGES = ("models", "index", "embedder", "llm", "passages", "ready", "failed")


BUNDLED, OTHER = read(SOURCE), replace(parse("1. Текст."), name="правила {n} «дома».txt")
BOTH = pytest.mark.parametrize("document", [BUNDLED, OTHER], ids=["bundled", "other"])


def flat(language):
    return {
        key: value if isinstance(value, str) else " ".join(value.values()) for key, value in strings(language).items()
    }


def test_both_languages_have_the_same_words_and_placeholders():
    ru, en = flat("ru"), flat("en")
    assert list(ru) == list(en)
    placeholders = [
        {
            key: {re.sub("_(?:gen|dat|acc|ins|prep)$", "", name) for name in PLACEHOLDER.findall(text)}
            for key, text in words.items()
        }
        for words in (ru, en)
    ]
    assert placeholders[0] == placeholders[1]


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_string_names_of_a_document_is_known_of_each(document, language):
    there = set(fills(language, document))
    assert {"title", "short_dat", "kind_gen", "about_kind", "where", "source", "slug"} <= there
    measured = {"n", "s", "p", "t", "v", "x", "label", "format", "detail", "status"}
    for key, text in flat(language).items():
        assert set(PLACEHOLDER.findall(text)) <= there | measured, key


def test_every_word_that_the_page_asks_for_exists_and_every_word_is_asked_for():
    files = [*UI.rglob("*.py"), *UI.glob("static/*")]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r'data-w(?:-\w+)?="([a-z_]+)"', sources))
    asked |= set(re.findall(r'\b(?:word|say)\("([a-z_]+)"', sources)) - set(LANGUAGES)
    assert asked <= set(strings("ru"))
    composed = ("loading_", "debug_", "feature_", "weights_", "kind_", "as_", "verdict_", "guide_", "status_")
    composed = (*composed, "library_", "read_", "conversation_", "offer_")
    unused = {key for key in strings("ru") if not re.search(rf"[\"']{key}[\"']", sources)}
    assert {key for key in unused if not key.startswith(composed)} == set()


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_of_loading_has_words(stage):
    assert f"loading_{stage}" in strings("ru")


def test_every_kind_verdict_and_mode_has_words():
    words = strings("ru")
    for kind in set(Kind) - {Kind.TALK}:
        assert f"kind_{kind}" in words
    for kind in OFFERED:
        assert f"as_{kind}" in words
    assert {f"{of}_{one}" for of in ("guide", "status") for one in Status} <= set(words)
    assert {f"verdict_{one}" for one in Verdict} | {f"debug_mode_{one}" for one in Mode} <= set(words)


def test_russian_typography():
    for key, text in flat("ru").items():
        assert '"' not in text, key
        assert " - " not in text, key
        latin = "Markdown|Word|Enter|Shift|Ctrl|Esc|C\\b|voprosy\\S*|txt|md|html|docx|pdf|python app.py --small"
        assert not re.search(r"[A-Za-z]", re.sub(rf"\{{\w+\}}|{latin}", "", text)), key


def test_an_unknown_language_is_named():
    with pytest.raises(SettingsError, match="'fr'"):
        strings("fr")


@pytest.mark.parametrize(("said", "taken"), [("en", "en"), ("ru", "ru"), ("fr", "ru"), (None, "ru"), (["en"], "ru")])
def test_a_language_from_the_browser_is_one_that_the_page_has(said, taken):
    assert known(said) == taken


def test_words_are_filled():
    assert string("ru", "point_short", BUNDLED, n=16) == fixed_string("ru", "point_short", n=16) == "п. 16"
    for ask in (fixed_string, lambda *key: string(*key, BUNDLED)):
        with pytest.raises(KeyError):
            ask("ru", "looked_for")


def test_a_document_without_a_title_is_called_as_its_file_is():
    assert string("ru", "title", OTHER) == "Вопросы к Правилам {n} «дома»"
    assert string("en", "document_title", replace(OTHER, name="a\n\tb.txt")) == "A b"
    assert string("en", "document_title", replace(OTHER, name="")) == OTHER.sha256[:12]
    assert [one.text for one in next_suggestions([1], [], "ru", OTHER, answered=False)] == [
        "О чём говорится в пункте 1?"
    ]


def test_the_bundled_document_is_told_by_its_content(tmp_path):
    copy = tmp_path / "renamed.txt"
    copy.write_bytes(SOURCE.read_bytes())
    assert string("ru", "title", read(copy)) == string("ru", "title", BUNDLED) == "Вопросы к Совместному заявлению"
    copy.write_bytes(SOURCE.read_bytes().replace(b"2021", b"2022", 1))
    changed = read(copy)
    assert string("ru", "title", changed) == "Вопросы к Совместному заявлению"  # as its first lines call it
    assert string("ru", "document_title", changed).startswith("Главы государств Центральной Азии приняли")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_has_questions_and_no_question_stands_twice(language):
    prepared = suggestions(language, BUNDLED)
    assert list(prepared) == [point.number for point in read(SOURCE).sections]
    every = [question for questions in prepared.values() for question in questions]
    assert len(set(every)) == len(every)
    assert all(question.endswith("?") and len(question) < 100 for question in every)


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_questions_are_each_of_another_kind(document, language):
    first = first_suggestions(language, document)
    assert len({one.kind for one in first}) == len({one.text for one in first}) == len(first) >= 3
    assert {one.kind for one in first} <= OFFERED


def test_the_bundled_document_shows_what_can_be_asked():
    shown = {one.kind for one in first_suggestions("ru", BUNDLED)}
    assert {Kind.OVERVIEW, Kind.LIST, Kind.YES_NO, Kind.COUNT, Kind.QUOTE, Kind.LOOKUP} <= shown


def test_questions_to_try_leave_out_what_was_asked():
    first = [one.text for one in first_suggestions("en", BUNDLED)]
    tried = questions_to_try([first[0].upper(), f"{first[1]} "], "en", BUNDLED)
    assert [one.text for one in tried] == first[2:5]


def test_after_an_answer_neighbours_come_first_and_nothing_asked_comes_again():
    prepared = suggestions("ru", BUNDLED)
    asked = [prepared[17][0].upper().rstrip("?")]
    chosen = next_suggestions([16], asked, "ru", BUNDLED, answered=True)
    assert [one.point for one in chosen] == [15, 16, 18]


def test_after_a_refusal_the_nearest_points_own_questions_come_first():
    assert [one.point for one in next_suggestions([28, 0], [], "en", BUNDLED, answered=False)] == [28, 0, 1]
    assert next_suggestions([], [], "en", BUNDLED, answered=False) == ()
