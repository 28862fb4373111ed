"""The strings of the page, one file for each language, and the prepared questions.

The language files name no document: {name} in them stands for its file name. Strings that name the bundled document
and the questions prepared for it are in separate files and are used for that document alone, recognised by content.

Knows nothing of HTML. `{n}` and the like are filled where a string is used; a string with the plural forms
one/few/many/other is a mapping, and the browser chooses the form by number.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.bundled import is_bundled
from index.document import Document
from models.errors import SettingsError
from rag.types import Kind

HERE = Path(__file__).parent
LANGUAGES = ("ru", "en")
AFTER_ANSWER = 3
"""How many questions are suggested below an answer."""

Strings = Mapping[str, str | Mapping[str, str]]


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def strings(language: str, document: Document) -> Strings:
    """Return all strings of a document's page in one of `LANGUAGES`.

    Raises:
        SettingsError: there is no file for the language.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"The page has no words in {language!r}; it has {', '.join(LANGUAGES)}.")
    own_strings = _file("strings/bundled.toml")[language] if is_bundled(document) else {}
    return _file(f"strings/{language}.toml") | own_strings


def name_of(document: Document) -> str:
    """Return what fills {name}: the name of the document's file, on one line."""
    return " ".join(document.name.split()) or document.sha256[:12]


def string(language: str, key: str, document: Document, **fill: object) -> str:
    """Return one string of a document's page with its placeholders filled.

    Raises:
        KeyError: there is no such string, or it has plural forms (those are chosen in the browser).
    """
    found = strings(language, document)[key]
    if not isinstance(found, str):
        raise KeyError(f"{key} has plural forms")
    return found.format(name=name_of(document), **fill)


def fixed_string(language: str, key: str, **fill: object) -> str:
    """Return one string that is the same for every document. Raises KeyError as `string` does."""
    found = _file(f"strings/{language}.toml")[key]
    if not isinstance(found, str):
        raise KeyError(f"{key} has plural forms")
    return found.format(**fill)


def known(language: object) -> str:
    """Return `language` if the page has it, else Russian: the value comes from a browser and may be anything."""
    return language if isinstance(language, str) and language in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A prepared question, the number of the point that answers it if it is one, and the kind of its answer."""

    point: int | None
    text: str
    kind: Kind = Kind.LOOKUP


def suggestions(language: str, document: Document) -> dict[int, tuple[str, ...]]:
    """Return the prepared questions of each point in one of `LANGUAGES`; empty if the document has none."""
    if not is_bundled(document):
        return {}
    return {entry["number"]: tuple(entry[language]) for entry in _file("suggestions.toml")["point"]}


def first_suggestions(language: str, document: Document) -> tuple[Suggestion, ...]:
    """Return the questions shown before anything was asked: one of each kind that is easily understood."""
    prepared = _file("suggestions.toml" if is_bundled(document) else "suggestions_general.toml")
    return tuple(Suggestion(None, entry[language], Kind(entry["kind"])) for entry in prepared["start"])


def questions_to_try(asked: Iterable[str], language: str, document: Document) -> tuple[Suggestion, ...]:
    """Return up to `AFTER_ANSWER` of the first questions, of any that were not yet asked."""
    taken = {_normalized(question) for question in asked}
    fresh = (one for one in first_suggestions(language, document) if _normalized(one.text) not in taken)
    return tuple(fresh)[:AFTER_ANSWER]


def next_suggestions(
    points: Iterable[int], asked: Iterable[str], language: str, document: Document, *, answered: bool
) -> tuple[Suggestion, ...]:
    """Return up to `AFTER_ANSWER` questions near the given points.

    Args:
        points: Points that were cited or found, best first.
        asked: Questions that were already asked; none of them is suggested again.
        language: One of `LANGUAGES`.
        document: What is asked about.
        answered: After an answer the neighbours' questions come first, after a refusal the points' own.
    """
    prepared = suggestions(language, document)
    points = tuple(points)
    steps = (1, -1, 0, 2, -2) if answered else (0, 1, -1, 2, -2)
    taken = {_normalized(question) for question in asked}
    nearby = [point + step for step in steps for point in points]
    chosen: list[Suggestion] = []
    for number in dict.fromkeys(nearby):
        fresh = [text for text in prepared.get(number, ()) if _normalized(text) not in taken]
        if fresh:
            chosen.append(Suggestion(number, fresh[0]))
    return tuple(chosen[:AFTER_ANSWER])


def _normalized(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?.! ")
