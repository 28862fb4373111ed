"""A part that a question leads to step by step, by numbers, where its words are not the document's. Pure.

«Подпункт «д» раздела 19» of rules whose sections are clauses, «п. 3 раздела 9» of an English charter: the widest word
names what has its number, a section or a heading, and each further number leads further inside.
"""

from collections.abc import Iterator, Sequence

from index.document import Document, Part, Section
from index.language.units import Numbered, Unit, label
from rag.query.sections.by_number import ByNumber, arabic
from rag.query.sections.unit_mentions import UnitMention
from rag.query.sections.ways import fitting, holding

_WIDEST = (
    Unit.BOOK, Unit.DIVISION, Unit.SUBDIVISION, Unit.CHAPTER, Unit.ANNEX, Unit.ARTICLE, Unit.SECTION, Unit.SIGN,
    Unit.PART, Unit.SUBSECTION, Unit.CLAUSE, Unit.POINT, Unit.SUBPOINT, Unit.LETTER, Unit.PARAGRAPH,
)  # fmt: skip
"""The order of words where a question names several; «часть» is one of a document where the rest does not fit."""
Step = Numbered
Found = tuple[Section, Part | None]
"""A section, with the part of it if that is narrower."""


class BySteps:
    """Finds parts of one document."""

    def __init__(self, document: Document, by_number: ByNumber) -> None:
        """Take the document and its sections by their numbers."""
        self._document, self._by_number = document, by_number

    def find(self, group: Sequence[UnitMention]) -> list[Found]:
        """Return what mentions of one number each name together; empty where nothing is there."""
        return next((found for steps in _orders(group) if (found := self._below(steps))), [])

    def reaches(self, group: Sequence[UnitMention]) -> tuple[str, Step] | None:
        """Return how citations name the widest part of a group, and the narrowest step that is not there in it.

        None where the widest is not there either.
        """
        for top, *steps in _orders(group):
            if steps and (sections := self._by_number.tops(top.unit, top.number)):
                return self._label(sections, top), steps[-1]
        return None

    def _label(self, sections: Sequence[Section], top: Step) -> str:
        if len(sections) == 1:
            return sections[0].label(self._document.language)
        headings = (one for one in sections[0].path if one.number and arabic(one.number) == arabic(top.number))
        above = next((one for one in headings if one.unit is not Unit.HEADING), None)
        named = Numbered(above.unit, above.number) if above else Numbered(self._document.unit, top.number)
        return label((named,), self._document.language)

    def _below(self, steps: Sequence[Step]) -> list[Found]:
        top, *inner = steps
        sections = self._by_number.tops(top.unit, top.number)
        return self._inside(sections, top.number, inner)

    def _inside(self, sections: Sequence[Section], outer: str, steps: Sequence[Step]) -> list[Found]:
        if not steps:
            return [(section, None) for section in sections]
        number = steps[0].number
        below = [one for one in sections if one.name != outer and one.name in {number, f"{outer}.{number}"}]
        if below and (found := self._inside(below, below[0].name, steps[1:])):
            return found
        found = [(section, part) for section in sections for part in fitting(section, steps)]
        if not found and len(steps) == 1 and "." in number:
            held = {id(section) for section in sections}
            found = [pair for pair in holding(self._document, (), number) if id(pair[0]) in held]
        return found


def _orders(group: Sequence[UnitMention]) -> Iterator[list[Step]]:
    """The steps from the widest to the narrowest, as the words are mostly used, then with a part of the document."""
    for widest in (_WIDEST, (Unit.PART, *_WIDEST)):
        ordered = sorted(group, key=lambda one: widest.index(one.unit) if one.unit in widest else len(widest))
        steps = []
        for one in ordered:
            steps += [Step(one.unit, one.numbers[0]), *(Step(Unit.PARAGRAPH, inner) for inner in one.inner)]
        yield steps
