"""Common words of Russian and English that may stand for each other: lexicons/glossary.toml, read once, checked."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.language.words import Word, fold, stem

_FILE = Path(__file__).parent / "lexicons" / "glossary.toml"


class _Glossary(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pairs: str


@cache
def _entries() -> Mapping[str, tuple[str, ...]]:
    """The words of the other language, by the dictionary form of one; English ones by their stems.

    Raises:
        ValueError: the file is not TOML, holds something else, or a line of it has not one "=".
    """
    found: dict[str, dict[str, None]] = {}
    for line in _Glossary.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8"))).pairs.strip().splitlines():
        russian, english = (side.split() for side in line.split("="))
        for one in russian:
            found.setdefault(fold(one), {}).update(dict.fromkeys(english))
        for one in english:
            found.setdefault(stem(one), {}).update(dict.fromkeys(russian))
    return {form: tuple(others) for form, others in found.items()}


@cache
def english_stems() -> frozenset[str]:
    """Return the stems of all its English words."""
    return frozenset(form for form in _entries() if form.isascii())


def counterparts(word: Word) -> tuple[str, ...]:
    """Return the words that may stand for a Russian or English one in the other language; empty for a rare one."""
    plain = unicodedata.normalize("NFKD", fold(word.text)).encode("ascii", "ignore").decode()
    forms = (*sorted(word.forms), stem(plain)) if plain else sorted(word.forms)  # «café» as "cafe"
    return tuple(dict.fromkeys(other for form in forms for other in _entries().get(form, ())))
