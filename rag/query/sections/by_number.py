"""What has a number, whatever word stands before it: «section 5.3» of a standard is its clause 5.3. Pure."""

from index.document import Document, Heading, Section
from index.language.units import Unit
from index.structure.markers import roman_value
from rag.query.sections.unit_mentions import UnitMention

_SAME = (
    frozenset({Unit.POINT, Unit.CLAUSE, Unit.PARAGRAPH}),
    frozenset({Unit.SIGN, Unit.SECTION}),
)
"""Words that are used for each other."""
_CHAPTERS = frozenset({Unit.BOOK, Unit.PART, Unit.DIVISION, Unit.SUBDIVISION, Unit.CHAPTER})
"""Words for what stands above sections, and never for sections themselves where there are headings of the number."""


class ByNumber:
    """The sections of one document by their numbers, and by those of the headings above them."""

    def __init__(self, document: Document) -> None:
        """Take the document."""
        self._document, self._own = document, synonyms(document.unit)
        self._used = {document.unit}
        headings = [heading for section in document.sections for heading in section.path if heading.number]
        self._has_headings = any(heading.unit is not Unit.HEADING for heading in headings)
        for section in document.sections:
            self._used |= {section.unit, *(heading.unit for heading in section.path)}
            self._used |= {one.unit for part in section.parts for one in part.path}

    def sections(self, number: str) -> list[Section]:
        """Return the sections of the document's main sort that have a number, in Arabic or Roman digits."""
        value = roman_value(number) if number.isalpha() else None
        spelt = str(value) if value is not None else number
        return [
            one
            for one in self._document.sections
            if one.unit in self._own and spelt in {one.id, arabic(one.name), one.name.casefold()}
        ]

    def meant(self, mention: UnitMention) -> list[Section]:
        """Return the sections that a mention means although its word is another; empty where its word tells them.

        «Section 5.3» is clause 5.3, «chapter 9» and «clause 9» are what stands below heading 9. Where parts of two
        sorts have it, a word that the document does not use tells nothing, but that a chapter stands above sections.
        """
        if mention.inner:
            return []
        if synonyms(mention.unit).isdisjoint(self._used):
            found = [self._only(mention, number) for number in mention.numbers]
        elif mention.unit in self._own and not any(map(self.sections, mention.numbers)):
            found = [_only_sort(self.under(number)) for number in mention.numbers]
        else:
            return []
        return [section for one in found for section in one] if all(found) else []

    def under(self, number: str) -> dict[Unit, list[Section]]:
        """Return the sections below headings of a number, by the sort of the heading."""
        found: dict[Unit, list[Section]] = {}
        for section in self._document.sections:
            for heading in section.path:
                if heading.number and arabic(heading.number) == arabic(number) and _continues(section, heading):
                    found.setdefault(heading.unit, []).append(section)
        return found

    def _only(self, mention: UnitMention, number: str) -> list[Section]:
        """The sections of the only sort of part that has a number; none where several have it, or none."""
        own, above = self.sections(number), self.under(number)
        if mention.unit in _CHAPTERS and self._has_headings:
            return _only_sort(above)
        return _only_sort({**above, **({self._document.unit: own} if own else {})})


def synonyms(unit: Unit) -> frozenset[Unit]:
    """Return the sorts of parts whose words are used for each other, with the given one."""
    return next((same for same in _SAME if unit in same), frozenset({unit}))


def arabic(name: str) -> str:
    """Return a number in Arabic digits, if it is in Roman ones."""
    value = roman_value(name)
    return str(value) if value is not None else name


def _only_sort(found: dict[Unit, list[Section]]) -> list[Section]:
    return next(iter(found.values())) if len(found) == 1 else []


def _continues(section: Section, heading: Heading) -> bool:
    """Whether a section belongs below a heading by its number: 14 does not stand below 13, and 13.2 does."""
    if not heading.number.isdecimal() or section.unit is not Unit.CLAUSE or not section.name[:1].isdecimal():
        return True
    return section.name.split(".")[0] == heading.number
