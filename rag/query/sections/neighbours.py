"""«Что идёт перед пунктом 5?», "what comes after article 8": the section beside the one that is named. Pure.

The words stand in the lexicons, under `parts`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.document import PREAMBLE, Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold
from rag.query.sections.named import Absent, Place, Places
from rag.query.sections.points_named import preamble_spans

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
    """Return the section beside the only one, or the only heading, that a question names where it asks for that.

    The preamble may be named too: «во вводной части, до первого пункта». What is asked for throughout («всё до
    пункта 5») stays as it is named.
    """
    beside = [one for one in named.found if one.section != PREAMBLE]
    if not beside or any(one.paragraphs for one in beside) or named.missing or named.absent:
        return named
    text, spans = fold(question), [span for span in named.spans if not _is_preamble(question, span)]
    if _RANGE.search(text) or len(spans) != 1:
        return named
    for step, pattern in _BESIDE.items():
        if said := pattern.search(text[: spans[0][0]]):
            return _beside(beside, step, replace(named, spans=(*named.spans, said.span())), document)
    return named


def _is_preamble(question: str, span: tuple[int, int]) -> bool:
    return any(start <= span[0] < end for start, end in preamble_spans(question))


def _beside(places: Sequence[Place], step: int, named: Places, document: Document) -> Places:
    """What is named, with the section that many steps on in place of some, or what is missing where there is none.

    Of a heading, under which several sections stand, it is all that stand under the next one.
    """
    numbers = [section.number for section in document.sections]
    edges = [numbers.index(place.section) for place in places]
    at = (min(edges) if step < 0 else max(edges)) + step
    if at < 0:
        return replace(named, found=(), missing=(-1,))
    if at == len(numbers):
        last = document.section(numbers[-1])
        absent = (Absent(document.unit, str(int(last.name) + 1)),) if last.name.isdecimal() else ()
        missing = (last.number + 1,) if document.numbered_points else ()
        return replace(named, found=(), missing=missing, absent=() if missing else absent)
    path = document.section(numbers[at]).path
    several = len(places) > 1 and path
    meant = [one.number for one in document.sections if one.path == path] if several else [numbers[at]]
    labelled = any(place.label for place in places)
    found = [Place(number, (), document.label(number) if labelled else "") for number in meant]
    kept = [one for one in named.found if one not in places and one not in found]
    return replace(named, found=(*kept, *found))
