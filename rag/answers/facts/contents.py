"""How many articles, chapters or parts a document has, by whatever word the question counts them. Pure."""

import re
from collections.abc import Mapping
from functools import cache

from index.document import Document, Part, Section
from index.language.units import Numbered, Unit, label, languages, units
from index.language.words import fold
from index.structure.markers import ABOVE
from rag import messages
from rag.query.sections.by_number import synonyms, translated
from rag.query.sections.named import Place

_LETTERED = frozenset({Unit.SUBPOINT, Unit.LETTER})


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Unit], ...]:
    """What each unit is called in a question, in any language."""
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?!\w)"), unit)
        for name in languages()
        for unit, forms in units(name).named.items()
    )


def unit_counted(question: str) -> Unit | None:
    """Return the sort of parts that a question for their number names first; None where it names none."""
    return next(iter(units_counted(question)), None)


def units_counted(question: str) -> list[Unit]:
    """Return the sorts of parts that a question names, in its order: «глав и разделов»."""
    text = fold(question)
    found: dict[int, Unit] = {}
    for pattern, unit in _patterns():
        for match in pattern.finditer(text):
            found.setdefault(match.start(), unit)  # a word that two languages share is of the first one
    return list(dict.fromkeys(found[start] for start in sorted(found)))


def parts_counted(document: Document, unit: Unit | None, language: str, kind: str) -> tuple[int, str] | None:
    """Return how many parts of a sort a document has, and the sentence that says so.

    A word that the document does not use is taken for its sections, or, if it is one for what stands above sections,
    for the widest parts that have numbers. None for annexes where no heading calls itself one: there may be none, or
    they may be called otherwise.

    Args:
        document: the document.
        unit: the sort; None for its sections.
        language: that of the sentence.
        kind: that of the document.
    """
    own = len(document.numbers), messages.contents(document, language, kind)
    there = {heading for section in document.sections for heading in section.path}
    found = {heading for heading in there if unit and heading.unit in synonyms(unit)}
    if unit is Unit.ANNEX and not found and unit is not document.unit:
        return None
    if unit is None or (document.numbered_points and not found) or synonyms(unit) & synonyms(document.unit):
        return own
    if unit in _LETTERED:
        inside = sum(number_of_parts(one, unit) for one in document.sections if _has_letters(one))
        return (inside, f"{messages.counted(messages.replies(language).units[unit], inside)}.") if inside else None
    count = len(found) or (_widest(document) if unit in ABOVE else 0)
    if not count:
        return own
    return count, f"{messages.counted(messages.replies(language).units[unit], count)}."


def groups(document: Document, unit: Unit) -> Mapping[int, str]:
    """Return the label of the wider part of a sort that each section stands in, by the number of the section.

    Empty where that sort is the sections themselves, or stands above none of them.
    """
    if unit in synonyms(document.unit):
        return {}
    for one in (unit, *translated(unit)):
        if one is Unit.HEADING and document.unit is Unit.CLAUSE:
            clauses = (section for section in document.sections if section.unit is Unit.CLAUSE)
            tops = {section.number: section.name.split(".")[0] for section in clauses}
            if len(set(tops.values())) < len(tops):
                return {at: label((Numbered(Unit.CLAUSE, top),), document.language) for at, top in tops.items()}
        above = {section.number: found for section in document.sections for found in section.path if found.unit is one}
        if above and one not in synonyms(document.unit):
            return {at: label((Numbered(one, found.number),), document.language) for at, found in above.items()}
    return {}


def number_of_parts(section: Section, unit: Unit, inside: Part | None = None) -> int:
    """Return how many numbered parts of a sort a section has; without any, those that stand in no wider ones.

    Args:
        section: the section.
        unit: the sort, by whatever word; letters are subpoints.
        inside: the part of the section in which they are counted; None for the whole section.
    """
    outer = inside.path if inside else ()
    below = [part.path for part in section.parts if part.path[: len(outer)] == outer and len(part.path) > len(outer)]
    units = _LETTERED if unit in _LETTERED else synonyms(unit)
    own = {path for path in below if path[-1].unit in units}
    return len(own or {path[: len(outer) + 1] for path in below})


def _has_letters(section: Section) -> bool:
    return any(one.path[-1].unit in _LETTERED for one in section.parts)


def part_named(section: Section, place: Place, language: str) -> Part | None:
    """Return the part of a section that a question names; None where it names the whole."""
    if not place.paragraphs:
        return None
    labelled = (one for one in section.parts if section.label_at(one.start, one.end, language) == place.label)
    return next(labelled, None)


def _widest(document: Document) -> int:
    """How many numbered parts a document has that stand in no wider ones: of «3», «4.1» and «4.2» two."""
    return len({key for section in document.sections if (key := _top(section))})


def _top(section: Section) -> str:
    heading = next((one for one in section.path if one.number), None)
    if section.unit is Unit.CLAUSE and section.name[:1].isdecimal():
        return section.name.split(".")[0]
    return f"{heading.unit} {heading.number}" if heading else ""
