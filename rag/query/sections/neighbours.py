"""«Что идёт перед пунктом 5?», "what comes after article 8": the section beside the one that is named. Pure.

The words stand in the lexicons, under `parts`.
"""

import re
from dataclasses import replace

from index.document import PREAMBLE, Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold
from rag.query.sections.named import Absent, Place, Places

_PARTS = (RUSSIAN.parts, ENGLISH.parts)


def _any_of(name: str) -> str:
    return "|".join(form for parts in _PARTS for form in getattr(parts, name))


_BESIDE = {
    step: re.compile(rf"(?<!\w)(?:{_any_of(name)})\s+(?:[^\W\d_]+\s+)?$")
    for step, name in ((-1, "before"), (1, "after"))
}
"""The step to the section that is meant, by what stands before the one that is named; one word may stand between."""
_RANGE = re.compile(rf"(?<!\w)(?:{_any_of('throughout')})(?!\w)")


def neighbour_meant(question: str, named: Places, document: Document) -> Places:
    """Return the section beside the only one that a question names where that is what it asks for.

    The preamble may be named too: «во вводной части, до первого пункта». What is asked for throughout («всё до
    пункта 5») stays as it is named.
    """
    beside = [one for one in named.found if one.section != PREAMBLE]
    if len(beside) != 1 or beside[0].paragraphs or named.missing or named.absent:
        return named
    text = fold(question)
    if _RANGE.search(text):
        return named
    for start, _ in named.spans:
        for step, pattern in _BESIDE.items():
            if said := pattern.search(text[:start]):
                return _beside(beside[0], step, replace(named, spans=(*named.spans, said.span())), document)
    return named


def _beside(place: Place, step: int, named: Places, document: Document) -> Places:
    """What is named, with the section that many steps on in place of one, or what is missing where there is none."""
    numbers = [section.number for section in document.sections]
    at = numbers.index(place.section) + step
    if at < 0:
        return replace(named, found=(), missing=(-1,))
    if at == len(numbers):
        last = document.section(numbers[-1])
        absent = (Absent(document.unit, str(int(last.name) + 1)),) if last.name.isdecimal() else ()
        missing = (last.number + 1,) if document.numbered_points else ()
        return replace(named, found=(), missing=missing, absent=() if missing else absent)
    label = document.label(numbers[at]) if place.label else ""
    meant = Place(numbers[at], (), label)
    kept = [one for one in named.found if one not in {place, meant}]
    return replace(named, found=(*kept, meant))
