"""Of two documents' pages, API texts and exports all strings differ, but those of the interface's own catalogue."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.bundled import SOURCE
from index.document import Document
from index.profile import profile_of
from index.profile.kinds import kinds
from index.structure import parse, read
from rag import messages
from rag.web.naming import fills
from rag.web.page import build
from rag.web.questions import first_suggestions
from rag.web.server.middleware import heading
from rag.web.shelf import kind_names
from rag.web.strings import LANGUAGES, string, strings
from rag.web.views.export import record
from tests.rag.web.samples import Parsed, answer, refusal

LAW = replace(
    parse(
        "ЗАКОН О БИБЛИОТЕКАХ\n\nПринят в городе Астана 3 марта 2019 года\n\n"
        "1. Настоящий Закон регулирует работу Библиотечного фонда (БФ).\n\n2. БФ выдаёт книги всем.\n"
    ),
    name="закон.txt",
)
BUNDLED = read(SOURCE)
NAMES = re.compile(r"\{(?:title|note|where|source|slug|about_kind|short\w*|kind\w*)\}")


class Page:
    """A service that only names its document."""

    def __init__(self, document: Document) -> None:
        self.document = document


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


def texts_of(document: Document) -> set[str]:
    """Every text of a page and of its API: HTML by its texts and attributes that are read out."""
    page = build(Page(document), Path("feedback.jsonl"), {})  # type: ignore[arg-type]
    config = json.loads(json.dumps(page.get_config_file(), default=str))
    sent: list[object] = [page.title, page.get_api_info(), [one.api_description for one in page.fns.values()]]
    sent += [part["props"] for part in config["components"]]
    sent += [heading(language, document).decode() for language in LANGUAGES]
    found: set[str] = set()
    for text in leaves(sent):
        found |= set(re.split(r"[\n]+", Parsed(text).text)) if "<" in text else {text}
    return {" ".join(text.split()) for text in found if re.search(r"[а-яё]{3}", text, re.IGNORECASE)}


def catalogue() -> set[str]:
    """The interface's own words, and the questions that it asks of any document."""
    own = {text for language in LANGUAGES for text in leaves([dict(strings(language)), kind_names()])}
    return {" ".join(text.split()) for text in own}


def test_what_two_pages_share_is_the_interfaces_own() -> None:
    shared = texts_of(BUNDLED) & texts_of(LAW)
    general = {one.text for language in LANGUAGES for one in first_suggestions(language, LAW)}
    assert shared - catalogue() - general <= {"Русский"}
    assert len(shared & catalogue()) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_names_a_document_is_another_for_each(language: str) -> None:
    ours, theirs = fills(language, BUNDLED), fills(language, LAW)
    assert set(ours) == set(theirs)
    assert [key for key in ours if ours[key] == theirs[key]] == []
    named = [key for key, text in strings(language).items() if isinstance(text, str) and NAMES.search(text)]
    assert len(named) >= 10
    for key in named:
        assert string(language, key, BUNDLED) != string(language, key, LAW), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_a_kind_names_it_in_its_case(language: str) -> None:
    ours, theirs = (messages.replies(language, kind) for kind in ("statement", "law"))
    assert ours.refusals.keys() == theirs.refusals.keys()
    for reason, text in ours.refusals.items():
        assert text != theirs.refusals[reason]
    for kind in kinds():
        assert "{kind" not in str(messages.replies(language, kind))
    if language == "ru":
        assert ours.verdicts.not_in_text == "В заявлении об этом не сказано."
        assert "вопрос об уставе" in messages.replies("ru", "charter").empty
        assert messages.replies("ru", "rules").verdicts.not_in_text == "В правилах об этом не сказано."


def test_exports_of_two_documents_differ_but_for_the_catalogue() -> None:
    for language in LANGUAGES:
        heads = [
            [string(language, key, one) for key in ("export_title", "export_source", "export_file")]
            for one in (BUNDLED, LAW)
        ]
        assert all(ours != theirs for ours, theirs in zip(*heads, strict=True))
        for result in (answer(), refusal()):
            assert not re.search("заявлени|statement|закон", record(result, language).markdown.lower())


def test_the_law_is_named_by_its_text() -> None:
    profile = profile_of(LAW)
    assert (profile.kind, str(profile.day)) == ("law", "2019-03-03")
    assert string("ru", "title", LAW) == "Вопросы к Закону о библиотеках"
    assert string("ru", "export_source", LAW) == "Источник: Закон о библиотеках. Астана, 3 марта 2019 г."
    assert string("ru", "question_placeholder", LAW) == "Спросите о законе"
    assert string("en", "title", LAW) == "Ask the law “Закон о библиотеках”"
