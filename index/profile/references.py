"""Copied words with where they are from, in the forms that papers want: ГОСТ Р 7.0.5, APA, BibTeX, RIS.

A reference is three fixed parts: what stands before the quotation, between it and the place in the text («п. 16»), and
after that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.profile.dates import english_month, written
from index.profile.types import Naming, Profile

FORMATS = ("gost", "apa", "bibtex", "ris")
_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "{}%#$&_"} | {"\\": "\\textbackslash ", "~": "\\~{}"})


@dataclass(frozen=True, slots=True)
class Reference:
    """The fixed parts of a reference; `capital` tells whether the place begins a sentence: «П. 16»."""

    before: str
    between: str
    after: str
    capital: bool = False


def source(profile: Profile, language: str) -> str:
    """Return a document in a list of sources: «Title. Город, 6 мая 2021 г.», with what is known of it."""
    return " ".join(filter(None, (_stopped(profile.names[language].title), _stopped(imprint(profile, language)))))


def imprint(profile: Profile, language: str, *, short: bool = True) -> str:
    """Return the place and day of a document, «Город, 6 мая 2021 г.», as far as they are known."""
    day = written(profile.day, language, short=short) if profile.day else ""
    return ", ".join(filter(None, (profile.names[language].place, day)))


def references(profile: Profile, language: str) -> Mapping[str, Reference]:
    """Return the reference of a document in each of `FORMATS`, with a language's quotation marks and dates."""
    naming = profile.names[language]
    left, right = "“”" if language == "en" else "«»"
    # ГОСТ Р 7.0.5, in the text: the areas of the description are parted by full stops.
    gost = Reference(left, f"{right} ({source(profile, language)} ", ")", capital=True)
    return {
        "gost": gost,
        "apa": _apa(profile, naming),
        "bibtex": _bibtex(profile, naming),
        "ris": _ris(profile, naming),
    }


def _stopped(text: str) -> str:
    """A text with a full stop at its end; empty stays empty."""
    return f"{text.rstrip('.')}." if text else ""


def _apa(profile: Profile, naming: Naming) -> Reference:
    """The quotation with its in-text citation, then the entry of the reference list."""
    day = profile.day
    year = str(day.year) if day else "n.d."
    full = f"{day.year}, {english_month(day)} {day.day}" if day else "n.d."
    place = f" {_stopped(naming.place)}" if naming.place else ""
    return Reference("“", f"” ({naming.title}, {year}, ", f").\n\n{naming.title}. ({full}).{place}")


def _bibtex(profile: Profile, naming: Naming) -> Reference:
    day = profile.day
    fields = [f"  title = {{{{{naming.title.translate(_SPECIAL)}}}}},"]
    if day:
        month = english_month(day).lower()[:3]
        fields += [f"  year = {{{day.year}}},", f"  month = {month},", f"  day = {{{day.day}}},"]
    if naming.place:
        fields.append(f"  address = {{{naming.place.translate(_SPECIAL)}}},")
    key = re.sub("[^a-z]", "", profile.kind) + (str(day.year) if day else "")
    head = "\n".join([f"@misc{{{key},", *fields, "  annote = {"])
    return Reference(head, "},\n  note = {", "}\n}\n")


def _ris(profile: Profile, naming: Naming) -> Reference:
    day = profile.day
    lines = ["TY  - GEN", f"TI  - {naming.title}"]
    if day:
        lines += [f"PY  - {day.year}", f"DA  - {day:%Y/%m/%d}/"]
    if naming.place:
        lines.append(f"CY  - {naming.place}")
    return Reference("\n".join([*lines, "N1  - "]), "\nSE  - ", "\nER  - \n")
