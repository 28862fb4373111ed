"""What each language calls the parts of a document: lexicons/units/LANGUAGE.toml, read once and checked.

A language that has no file borrows the words of English.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.language.lexicons.lists import Words

_FOLDER = Path(__file__).parent / "lexicons" / "units"
_MIN_SHARE = 0.005
"""Share of a text's letters that tell its language from Russian and English, if it is another."""


class Unit(StrEnum):
    """A sort of part of a document, from the widest to the narrowest."""

    PREAMBLE = "preamble"
    BOOK = "book"
    PART = "part"
    DIVISION = "division"
    SUBDIVISION = "subdivision"
    CHAPTER = "chapter"
    ANNEX = "annex"
    HEADING = "heading"
    """A heading without a number."""
    ARTICLE = "article"
    SECTION = "section"
    """What calls itself a section in English law: "Section 1"."""
    SIGN = "sign"
    """§."""
    CLAUSE = "clause"
    """A decimal number: 4.1."""
    POINT = "point"
    SUBSECTION = "subsection"
    """A numbered paragraph of an article: «ч. 2»."""
    SUBPOINT = "subpoint"
    LETTER = "letter"
    PARAGRAPH = "paragraph"
    """A paragraph of a text without numbers."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A part by its sort and its number as the document prints it: ст. «12-1», гл. «IV», пп. «а»."""

    unit: Unit
    number: str


class Units(BaseModel):
    """What one language calls them; comments in ru.toml say what each table is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    join: str
    labels: Mapping[Unit, str]
    inner: Mapping[Unit, str] = {}
    """Labels of parts inside a section, where these stand right after its own, without `join`."""
    headings: Mapping[Unit, tuple[str, ...]] = {}
    trailing: Mapping[Unit, tuple[str, ...]] = {}
    preambles: tuple[str, ...] = ()
    subsections: tuple[str, ...] = ()
    named: Mapping[Unit, tuple[str, ...]] = {}
    called: Mapping[Unit, Unit] = {}
    """The sort by whose word replies in the language call parts of a sort, if not by its own."""
    named_after: Mapping[Unit, tuple[str, ...]] = {}
    ordinal_ends: Words = ()
    """How an ordinal in digits ends: «1-й», "1st"."""
    ends_apart: Words = ()
    """Such ends that may stand apart from the number, before `trailing`."""
    numbers_before: tuple[str, ...] = ()
    """What follows a plain number that stands before the word for a part and tells which: «9 раздел»."""
    bare_letters: tuple[str, ...] = ()
    """What follows a letter without marks that names a part: «пункт а раздела 3»."""
    letters: Words = ()
    """Letters, or pairs of them, that Russian and English lack."""


@cache
def units(language: str) -> Units:
    """Return the words of a language, by its BCP 47 tag; those of English if it has no file.

    Raises:
        ValueError: the file is not TOML, or holds a table of another name or type.
    """
    file = _FOLDER / f"{language if language in languages() else 'en'}.toml"
    return Units.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a file: Russian and English first."""
    found = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    return ("ru", "en", *(name for name in found if name not in {"ru", "en"}))


def label(path: Sequence[Numbered], language: str) -> str:
    """Return what citations call a part, from the widest of its path on: «ст. 5, п. 2, пп. 1», "Art. 12(2)"."""
    words = units(language)
    text = ""
    for at, one in enumerate(path):
        inner = words.inner.get(one.unit) if at else None
        said = (inner or words.labels.get(one.unit) or "«{n}»").format(n=one.number)
        text += said if inner or not text else f"{words.join}{said}"
    return text


def text_language(text: str) -> str:
    """Return the language of a document among `languages()`, by its letters alone."""
    text = text.lower()
    size = sum(letter.isalpha() for letter in text)
    counts = {name: sum(map(text.count, units(name).letters)) for name in languages()}
    # One language may have some letters of another and no more: of two that explain as much, the one with fewer.
    likeliest = max(counts, key=lambda name: (counts[name], -len(units(name).letters)))
    if counts[likeliest] > _MIN_SHARE * size:
        return likeliest
    return "ru" if 2 * len(re.findall("[а-яё]", text)) >= size else "en"
