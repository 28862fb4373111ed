"""The strings of the page, one file for each language: the interface's own words.

They name no document: what fills {title}, {short} or {kind} is that of the document in use (rag/web/naming.py). Knows
nothing of HTML. `{n}` and the like are filled where a string is used; a string with the plural forms one/few/many/other
is a mapping, and the browser chooses the form by number.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.document import Document
from models.errors import SettingsError
from rag.web.naming import fills

HERE = Path(__file__).parent
LANGUAGES = ("ru", "en")

Strings = Mapping[str, str | Mapping[str, str]]


@cache
def _file(language: str) -> Strings:
    return tomllib.loads((HERE / "strings" / f"{language}.toml").read_text(encoding="utf-8"))


def strings(language: str) -> Strings:
    """Return all strings of the page in one of `LANGUAGES`.

    Raises:
        SettingsError: there is no file for the language.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"The page has no words in {language!r}; it has {', '.join(LANGUAGES)}.")
    return _file(language)


def string(language: str, key: str, document: Document, **fill: object) -> str:
    """Return one string with its placeholders filled for a document.

    Raises:
        KeyError: there is no such string, or it has plural forms (those are chosen in the browser).
    """
    return _form(language, key).format(**{**fills(language, document), **fill})


def fixed_string(language: str, key: str, **fill: object) -> str:
    """Return one string that is the same for every document. Raises KeyError as `string` does."""
    return _form(language, key).format(**fill)


def _form(language: str, key: str) -> str:
    found = _file(language)[key]
    if not isinstance(found, str):
        raise KeyError(f"{key} has plural forms")
    return found


def known(language: object) -> str:
    """Return `language` if the page has it, else Russian: the value comes from a browser and may be anything."""
    return language if isinstance(language, str) and language in LANGUAGES else LANGUAGES[0]
