"""What has a number, whatever word stands before it: «section 5.3» of a standard is its clause 5.3. Pure."""

from collections.abc import Mapping
from functools import cache

from index.document import Document, Heading, Section
from index.language.units import Unit
from index.structure.markers import roman_value
from rag.query.sections.unit_mentions import UnitMention

_SAME = (
    frozenset({Unit.POINT, Unit.CLAUSE, Unit.PARAGRAPH}),
    frozenset({Unit.SIGN, Unit.SECTION}),
)
"""Words that are used for each other."""
CHAPTERS = frozenset({Unit.BOOK, Unit.PART, Unit.DIVISION, Unit.SUBDIVISION, Unit.CHAPTER})
"""Words for what stands above sections, and never for sections themselves where there are headings of the number."""
_TRANSLATED: Mapping[Unit, tuple[Unit, ...]] = {
    Unit.DIVISION: (Unit.SECTION, Unit.SIGN, Unit.HEADING),
    Unit.SECTION: (Unit.DIVISION, Unit.HEADING),
    Unit.SIGN: (Unit.DIVISION, Unit.HEADING),
    Unit.POINT: (Unit.POINT, Unit.CLAUSE, Unit.HEADING),
    Unit.CLAUSE: (Unit.POINT, Unit.CLAUSE, Unit.HEADING),
}
"""What a word means in a text that uses it otherwise, the likeliest first: «раздел» is "section"."""


class ByNumber:
    """The sections of one document by their numbers, and by those of the headings above them."""

    def __init__(self, document: Document) -> None:
        """Take the document."""
        self._document = document
        self._used = {document.unit}
        headings = [heading for section in document.sections for heading in section.path if heading.number]
        self._has_headings = any(heading.unit is not Unit.HEADING for heading in headings)
        for section in document.sections:
            self._used |= {section.unit, *(heading.unit for heading in section.path)}
            self._used |= {one.unit for part in section.parts for one in part.path}
        others = {unit for unit, meant in _TRANSLATED.items() if document.unit in meant}
        self.own = synonyms(document.unit) | (others - self._used)
        """The words for the sections of the document's main sort."""

    def has(self, unit: Unit) -> bool:
        """Tell whether the document has parts of a sort."""
        return unit in self._used

    def sections(self, number: str) -> list[Section]:
        """Return the sections of the document's main sort that have a number, in Arabic or Roman digits."""
        if number.startswith("-"):  # counted from the end
            return [one for one in self._document.sections if one.unit is self._document.unit][int(number) :][:1]
        value = roman_value(number) if number.isalpha() else None
        spelt = str(value) if value is not None else number
        return [
            one
            for one in self._document.sections
            if one.unit in self.own and spelt in {one.id, arabic(one.name), one.name.casefold()}
        ]

    def meant(self, mention: UnitMention) -> list[Section]:
        """Return the sections that a mention of one number means by another word than theirs; else none.

        «Section 5.3» is clause 5.3, «chapter 9» and «clause 9» are what stands below heading 9. Where parts of two
        sorts have it, a word that the document does not use tells only whether it stands above sections, as chapters.
        """
        (number,) = mention.numbers
        if mention.inner:
            return []
        if synonyms(mention.unit).isdisjoint(self._used):
            return self.tops(mention.unit, number)
        if mention.unit in self.own and not self.sections(number):
            return self.tops(mention.unit, number)
        return []

    def tops(self, unit: Unit, number: str) -> list[Section]:
        """Return the sections of a number, or below a heading of it, as the word for them is likeliest meant."""
        own, above = self.sections(number), self.under(number)
        for meaning in (unit, *translated(unit)):
            if meaning in above:
                return above[meaning]
            if meaning in synonyms(self._document.unit) and own:
                return own
        counts_back = number.startswith("-")  # «последняя глава» is above sections, though there is a last of these too
        if unit in CHAPTERS and (self._has_headings or (above and counts_back)):
            return _only_sort(above)
        return own or _only_sort(above)

    def under(self, number: str) -> dict[Unit, list[Section]]:
        """Return the sections below headings of a number, by the sort of the heading.

        A clause of a whole number among decimal ones stands where headings do, with its words right below it.
        """
        found: dict[Unit, list[Section]] = {}
        if number.startswith("-"):
            return {unit: runs[int(number)] for unit, runs in self._runs().items() if len(runs) >= -int(number)}
        for section in self._document.sections:
            for heading in section.path:
                if heading.number and arabic(heading.number) == arabic(number) and _continues(section, heading):
                    found.setdefault(heading.unit, []).append(section)
            if section.unit is Unit.CLAUSE and section.name == number and number.isdecimal():
                found.setdefault(Unit.HEADING, []).append(section)
        return {unit: list(dict.fromkeys(sections)) for unit, sections in found.items()}

    def _runs(self) -> dict[Unit, list[list[Section]]]:
        """The sections below each numbered heading, in order, by the sort of the heading."""
        found: dict[Unit, dict[Heading, list[Section]]] = {}
        for section in self._document.sections:
            for heading in section.path:
                if heading.number:
                    found.setdefault(heading.unit, {}).setdefault(heading, []).append(section)
        return {unit: [*runs.values()] for unit, runs in found.items()}


def synonyms(unit: Unit) -> frozenset[Unit]:
    """Return the sorts of parts whose words are used for each other, with the given one."""
    return next((same for same in _SAME if unit in same), frozenset({unit}))


def translated(unit: Unit) -> tuple[Unit, ...]:
    """Return what a word means in a text that uses it otherwise, the likeliest first."""
    return _TRANSLATED.get(unit, ())


@cache
def arabic(name: str) -> str:
    """Return a number in Arabic digits, if it is in Roman ones."""
    value = roman_value(name)
    return str(value) if value is not None else name


def _only_sort(found: Mapping[Unit, list[Section]]) -> list[Section]:
    sorts = {tuple(one.number for one in sections): sections for sections in found.values()}
    return next(iter(sorts.values())) if len(sorts) == 1 else []


def _continues(section: Section, heading: Heading) -> bool:
    """Whether a section belongs below a heading by its number: 14 does not stand below 13, and 13.2 does."""
    if not heading.number.isdecimal() or section.unit is not Unit.CLAUSE or not section.name[:1].isdecimal():
        return True
    return section.name.split(".")[0] == heading.number
