"""The words of the page, one file a language, and the prepared questions.

The files of the languages name no document: {name} in them is the name of its file. What names the bundled document,
and the questions prepared for it, are in files of their own and serve that document alone, told by its content.

Knows nothing of HTML. `{n}` and the like are filled where a word is used; a word with the forms one/few/many/other is
a mapping and is chosen by number in the browser.
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

HERE = Path(__file__).parent
LANGUAGES = ("ru", "en")
AFTER_ANSWER = 3
"""How many questions are suggested below an answer."""

Strings = Mapping[str, str | Mapping[str, str]]


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def strings(language: str, document: Document) -> Strings:
    """Return every word of a document's page in one of `LANGUAGES`.

    Raises:
        SettingsError: the language has no words file.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"The page has no words in {language!r}; it has {', '.join(LANGUAGES)}.")
    own = _file("strings/bundled.toml")[language] if is_bundled(document) else {}
    return _file(f"strings/{language}.toml") | own


def name_of(document: Document) -> str:
    """Return what fills {name}: the name of the document's file, on one line."""
    return " ".join(document.name.split()) or document.sha256[:12]


def string(language: str, key: str, document: Document, **fill: object) -> str:
    """Return one word of a document's page with its placeholders filled.

    Raises:
        KeyError: no such word, or it has plural forms (those are chosen in the browser).
    """
    found = strings(language, document)[key]
    if not isinstance(found, str):
        raise KeyError(f"{key} has plural forms")
    return found.format(name=name_of(document), **fill)


def fixed_word(language: str, key: str, **fill: object) -> str:
    """Return one word that is the same for every document. Raises KeyError as `word` does."""
    found = _file(f"strings/{language}.toml")[key]
    if not isinstance(found, str):
        raise KeyError(f"{key} has plural forms")
    return found.format(**fill)


def known(language: object) -> str:
    """Return `language` if the page has it, else Russian: what a browser sends is not trusted to be either."""
    return language if isinstance(language, str) and language in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A prepared question and the point that answers it."""

    point: int
    text: str


def suggestions(language: str, document: Document) -> dict[int, tuple[str, ...]]:
    """Return the prepared questions of each point, in one of `LANGUAGES`: none for a document that has none."""
    if not is_bundled(document):
        return {}
    return {entry["number"]: tuple(entry[language]) for entry in _file("suggestions.toml")["point"]}


def first_suggestions(language: str, document: Document) -> tuple[Suggestion, ...]:
    """Return the questions shown before anything was asked: one a point, from different parts of the text."""
    prepared = suggestions(language, document)
    return tuple(Suggestion(point, prepared[point][0]) for point in _file("suggestions.toml")["start"] if prepared)


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
    taken = {_plain(question) for question in asked}
    near = [point + step for step in steps for point in points]
    chosen: list[Suggestion] = []
    for number in dict.fromkeys(near):
        fresh = [text for text in prepared.get(number, ()) if _plain(text) not in taken]
        if fresh:
            chosen.append(Suggestion(number, fresh[0]))
    return tuple(chosen[:AFTER_ANSWER])


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?.! ")
