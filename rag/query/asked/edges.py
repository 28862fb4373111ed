"""Which sections a question counts off: «первые десять пунктов», "the last two chapters", a half, a range. Pure."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from index.document import Document, Heading
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import CARDINALS
from index.language.units import Unit, languages, units
from index.language.words import Word, words

_LISTS = (RUSSIAN.overviews, ENGLISH.overviews)
SECTION_UNITS = frozenset(word for one in _LISTS for word in one.section_units)
"""Words that count sections, or claims."""
_ABOVE = frozenset({Unit.BOOK, Unit.PART, Unit.DIVISION, Unit.SUBDIVISION, Unit.CHAPTER})


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


FIRST, LAST, _FIRST_HALF, _LAST_HALF, _OPENING, _CLOSING = (
    _any_of([pattern for one in _LISTS for pattern in getattr(one, name)])
    for name in ("first", "last", "first_half", "last_half", "opening", "closing")
)
_PART = 0.15
"""Share of the sections that open or close a document in which no headings stand above several."""
_RANGES = tuple(_any_of([pattern]) for one in _LISTS for pattern in one.ranges)


def number_word(word: Word) -> int | None:
    """Return the number that a word says; None for any other."""
    if word.text.isdecimal():
        return int(word.text)
    return next((CARDINALS[form] for form in word.forms if form in CARDINALS), None)


def counted_off(text: str, document: Document) -> tuple[int, ...]:
    """Return the sections that a folded question means by a range, a half, the first or the last; empty for none."""
    last = document.last
    for pattern in _RANGES if document.numbered_points else ():
        if (found := pattern.search(text)) and 1 <= int(found[1]) < int(found[2]) <= last:
            return tuple(range(int(found[1]), int(found[2]) + 1))
    first, middle = 0 if document.has_preamble else 1, last // 2
    if _FIRST_HALF.search(text):
        return tuple(range(first, middle + 1))
    if _LAST_HALF.search(text):
        return tuple(range(middle + 1, last + 1))
    return _edge(text, document) or _part(text, document)


def _part(text: str, document: Document) -> tuple[int, ...]:
    """«Заключительная часть» of a document in which nothing stands above sections."""
    if any(section.path for section in document.sections):
        return ()
    last = document.last
    size = math.ceil(_PART * last)
    for before, noun in pairwise(words(text)):
        if _meant(noun.text) & _ABOVE and document.unit not in _meant(noun.text):
            if _OPENING.fullmatch(before.text):
                return tuple(range(0 if document.has_preamble else 1, size + 1))
            if _CLOSING.fullmatch(before.text):
                return tuple(range(last + 1 - size, last + 1))
    return ()


def _edge(text: str, document: Document) -> tuple[int, ...]:
    """«Первые десять пунктов», "the last five points", «две последние главы»."""
    asked = words(text)
    for one, other, unit in zip(asked, asked[1:], asked[2:], strict=False):
        for edge, number in ((one, other), (other, one)):
            value, runs = number_word(number), _runs(unit.text, document)
            if value and value <= len(runs):
                if FIRST.fullmatch(edge.text):
                    return tuple(section for run in runs[:value] for section in run)
                if LAST.fullmatch(edge.text):
                    return tuple(section for run in runs[-value:] for section in run)
    return ()


def _runs(noun: str, document: Document) -> list[list[int]]:
    """The sections below each heading that a folded word for parts means, in order; single ones where it means those.

    What headings without a word are above is called by any word for chapters.
    """
    meant = _meant(noun)
    above = meant & _ABOVE
    runs: dict[Heading, list[int]] = {}
    for section in document.sections if document.unit not in meant else ():
        for heading in section.path:
            if heading.number and (heading.unit in above or (above and heading.unit is Unit.HEADING)):
                runs.setdefault(heading, []).append(section.number)
    if runs:
        return [*runs.values()]
    return [[number] for number in range(1, document.last + 1)] if noun in SECTION_UNITS else []


def _meant(noun: str) -> frozenset[Unit]:
    """The sorts of parts that a folded word is one for."""
    named = (pair for name in languages() for pair in units(name).named.items())
    return frozenset(unit for unit, nouns in named if any(re.fullmatch(one, noun) for one in nouns))
