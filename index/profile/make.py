"""The profile of a document: from what a person has said of it, else from what its text says."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.bundled import SOURCE, is_bundled
from index.digest import digest_of
from index.document import Document, Given
from index.language.identify import identify_language
from index.profile.dates import parse_day, written
from index.profile.grammar import CASES
from index.profile.kinds import UNKNOWN, kind_forms, kinds, self_named_kind
from index.profile.names import as_title, head_of, short_english, short_russian
from index.profile.types import Naming, Profile

LANGUAGES = ("ru", "en")
"""Languages that a document is named in: those of the page."""
_BUNDLED = SOURCE.with_name("profile.toml")
_KEPT = 32
_SECTIONS_READ, _READ = 40, 8000
_SHORT = {"ru": short_russian, "en": short_english}


def profile_of(document: Document) -> Profile:
    """Return the profile of a document; made once for each name that it is given."""
    return _profile(document, document.given, document.name)


@lru_cache(maxsize=_KEPT)
def _profile(document: Document, given: Given, name: str) -> Profile:
    if is_bundled(document) and given == Given():
        return _bundled()
    digest = digest_of(_edges(document))
    language = digest.language
    found = given.title or (digest.title.text if digest.title else "") or _named_by_file(name) or document.sha256[:12]
    title = as_title(" ".join(found.split()), identify_language(found), _beginning(document))
    spoken = identify_language(title)
    head = head_of(title, spoken)
    kind = given.kind if given.kind in kinds() else head.kind if head else self_named_kind(document, language)
    day = parse_day(given.date) or (parse_day(digest.date.text) if digest.date else None)
    place = " ".join(digest.place.text.split()) if digest.place else ""
    return Profile(kind, language, day, {one: _naming(title, spoken, kind, day, place, one) for one in LANGUAGES})


def _naming(title: str, text_language: str, kind: str, day: date | None, place: str, language: str) -> Naming:
    note = ", ".join(part for part in (place, written(day, language) if day else "") if part)
    short = _SHORT[language](title, text_language, kind)
    return Naming(title, short, kind_forms(kind, language), place, note)


def _edges(document: Document) -> Document:
    """The first and the last section, where a document says what it is: a digest of all takes long for a long text."""
    return replace(document, sections=tuple(dict.fromkeys((document.sections[0], document.sections[-1]))))


def _beginning(document: Document) -> str:
    """The text after its title, as much of it as shows how it spells its names."""
    return "\n".join(section.text for section in document.sections[:_SECTIONS_READ])[:_READ]


def _named_by_file(name: str) -> str:
    """A title made of a file's name, without its ending and with spaces for what stands for them."""
    stem = " ".join(Path(name).stem.replace("_", " ").split())
    return stem[:1].upper() + stem[1:]


def _bundled() -> Profile:
    """What is written down of the bundled document."""
    entry = tomllib.loads(_BUNDLED.read_text(encoding="utf-8"))
    return Profile(entry["kind"], "ru", entry["date"], {one: _written_down(entry, one) for one in LANGUAGES})


def _written_down(entry: Mapping[str, Any], language: str) -> Naming:
    own = entry[language]
    short = short_russian(own["short"], "ru", entry["kind"]) if language == "ru" else dict.fromkeys(CASES, own["short"])
    return Naming(own["title"], short, kind_forms(entry["kind"], language), own["place"], own["note"])


__all__ = ["LANGUAGES", "UNKNOWN", "profile_of"]
