"""The way to a numbered part inside a section: «п. 2, пп. «а»», "(2)(a)", and which parts it leads to. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from index.document import Document, Part, Section
from index.language.lexicon import RUSSIAN
from index.language.units import Numbered, Unit
from rag.query.sections.unit_mentions import UnitMention

DECIMAL = re.compile(r"\d+(?:\.\d+)+")
_INNER_ORDER = (
    Unit.SUBSECTION, Unit.PART, Unit.CLAUSE, Unit.POINT, Unit.SUBPOINT, Unit.LETTER, Unit.PARAGRAPH,
)  # fmt: skip
"""Parts inside a section, the widest first; «часть» is one of a document or of an article."""
_CYRILLIC, _LATIN = RUSSIAN.building.shapes
_SHAPES = str.maketrans(_LATIN + _CYRILLIC, _CYRILLIC + _LATIN)
"""Letters of one alphabet that are written as letters of the other are."""


def wanted(inner: Sequence[UnitMention], own: UnitMention | None) -> list[Numbered]:
    """Return the way that mentions of one number each tell, the widest part first."""
    ordered = sorted(inner, key=lambda one: _INNER_ORDER.index(one.unit) if one.unit in _INNER_ORDER else 0)
    path = [Numbered(Unit.PARAGRAPH, number) for number in (own.inner if own else ())]
    for one in ordered:
        path.append(Numbered(one.unit, one.numbers[0]))
        path += [Numbered(Unit.PARAGRAPH, number) for number in one.inner]
    return path


def fitting(section: Section, way: Sequence[Numbered]) -> list[Part]:
    """Return the parts of a section that a way leads to: each step by its word, or by number alone; else some left out.

    «ст. 447, пп. 1» may be of its point 1 and of its point 2. Letters may be typed in the other alphabet.
    """
    if way and way[-1].number.startswith("-"):  # counted from the end
        level = [part for part in section.parts if _is_way(part.path[:-1], way[:-1], exact=False)]
        return [part for part in level if part.path[-1].unit is level[-1].path[-1].unit][int(way[-1].number) :][:1]
    for spelt in _spellings(way):
        for exact in (True, False):
            if found := [part for part in section.parts if _is_way(part.path, spelt, exact=exact)]:
                return found
        if found := [part for part in section.parts if _leads_to(part.path, spelt)]:
            return found
    return []


def holding(document: Document, sections: Sequence[Section], number: str) -> list[tuple[Section, Part]]:
    """Return the parts that have a decimal number; else 13.1 as 1 of 13, in `sections` of number 13."""
    found = [(one, part) for one in document.sections for part in one.parts if _ends_in(part, number)]
    _, *steps = number.split(".")
    if not found and steps:
        way = [Numbered(Unit.PARAGRAPH, step) for step in steps]
        found = [(one, part) for one in sections for part in fitting(one, way)]
    return found


def _spellings(way: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """A way as it is typed, then with its letters in the other alphabet: by shape, by sound."""
    yield [*way]
    if any(_is_letter(one.number) for one in way):
        yield [replace(one, number=_by_shape(one.number)) for one in way]
        yield [replace(one, number=_by_sound(one.number)) for one in way]


def _is_letter(number: str) -> bool:
    return len(number) == 1 and number.isalpha()


def _by_shape(number: str) -> str:
    return number.casefold().translate(_SHAPES) if _is_letter(number) else number


def _by_sound(number: str) -> str:
    return _sounds().get(number.casefold(), number) if _is_letter(number) else number


@cache
def _sounds() -> dict[str, str]:
    """Each letter of the Latin alphabet with the Russian one of its sound, and the other way round."""
    latin = {key: heard[0] for key, heard in RUSSIAN.romanized.items() if _is_letter(key)}
    back: dict[str, str] = {}
    for key, heard in latin.items():
        back.setdefault(heard, key)
    return {**back, **latin}


def _is_way(path: Sequence[Numbered], way: Sequence[Numbered], *, exact: bool) -> bool:
    return len(path) == len(way) and all(_is_step(*pair, exact=exact) for pair in zip(path, way, strict=True))


def _leads_to(path: Sequence[Numbered], way: Sequence[Numbered]) -> bool:
    """Whether a way passes all the steps that are wanted and ends with the last of them."""
    steps = iter(path)
    passes = all(any(_is_step(step, one, exact=True) for step in steps) for one in way)
    return passes and bool(way) and _is_step(path[-1], way[-1], exact=True)


def _is_step(step: Numbered, wished: Numbered, *, exact: bool) -> bool:
    same = wished.unit is Unit.PARAGRAPH or not exact or step.unit in _alike(wished.unit)
    return same and step.number.casefold() == wished.number.casefold()


def _alike(unit: Unit) -> frozenset[Unit]:
    """What a word may stand for inside a section."""
    if unit in {Unit.PART, Unit.SUBSECTION}:
        return frozenset({Unit.SUBSECTION})
    if unit in {Unit.SUBPOINT, Unit.LETTER}:
        return frozenset({Unit.SUBPOINT, Unit.LETTER})
    return frozenset({unit})


def _ends_in(part: Part, number: str) -> bool:
    return DECIMAL.fullmatch(number) is not None and part.path[-1] == Numbered(Unit.CLAUSE, number)
