"""Which sections and parts of a document a question names by their words, and what of that does not exist. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.document import Document, Part, Section
from index.language.units import Numbered, Unit
from index.structure.markers import ABOVE
from rag.query.sections.by_number import ByNumber, arabic, synonyms
from rag.query.sections.unit_mentions import UnitMention, mention_groups, unit_mentions

_DECIMAL = re.compile(r"\d+(?:\.\d+)+")
_BARE = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{1,3}){1,5}(?![\w%]|[.,]\d)")
"""A decimal number without a word before it, as «7.3.3»; of two levels it may be an amount, a date or a time."""
_INNER_ORDER = (Unit.SUBSECTION, Unit.PART, Unit.CLAUSE, Unit.POINT, Unit.SUBPOINT, Unit.LETTER, Unit.PARAGRAPH)
"""Parts inside a section, the widest first; «часть» is one of a document or of an article."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A section that is named, or paragraphs of it (counted from 1) that make up a numbered part; how it is cited."""

    section: int
    paragraphs: tuple[int, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """What is named and does not exist: a unit with its number, in the section of that label or in the document."""

    unit: Unit
    number: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class UnitsNamed:
    """What a question names, in order of naming; `spans` is where that stands, in characters."""

    places: tuple[NamedPlace, ...] = ()
    absent: tuple[Absent, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def units_named(question: str, document: Document, previous: Sequence[int] = (), *, bare: bool = False) -> UnitsNamed:
    """Return what a question names by words for parts, or by a decimal number of three levels or more alone.

    Args:
        question: the question.
        document: what it is asked about.
        previous: sections that the question before was about, of which a part that names none is taken to be.
        bare: whether decimal numbers of two levels are parts without a word too, as where it asks for parts alone.
    """
    resolver = _Resolver(document, previous)
    mentions = unit_mentions(question)
    spans = [span for group in mention_groups(question, mentions) for span in resolver.add(group)]
    for number in _BARE.finditer(question):
        apart = all(number.end() <= one.start or one.end <= number.start() for one in mentions)
        if apart and (bare or number[0].count(".") > 1) and resolver.add_number(number[0]):
            spans.append(number.span())
    return UnitsNamed(tuple(resolver.places), tuple(resolver.absent), tuple(spans))


def has_clauses_named(question: str, document: Document) -> bool:
    """Whether a question names a decimal number («п. 1.5») of a document of points that has such inside them."""
    has = any(one.unit is Unit.CLAUSE for section in document.sections for part in section.parts for one in part.path)
    return has and any(_DECIMAL.fullmatch(number) for one in unit_mentions(question) for number in one.numbers)


def has_chapters_named(question: str, document: Document) -> bool:
    """Whether a question names, by the word that a document has for it, what stands above its sections: «глава 3»."""
    above = {heading.unit for section in document.sections for heading in section.path if heading.number}
    return any(one.unit in above for one in unit_mentions(question))


class _Resolver:
    def __init__(self, document: Document, previous: Sequence[int]) -> None:
        self._document, self._previous = document, previous
        self._units = synonyms(document.unit)
        self._by_number = ByNumber(document)
        self.places: dict[NamedPlace, None] = {}
        self.absent: dict[Absent, None] = {}

    def add(self, group: Sequence[UnitMention]) -> Iterator[tuple[int, int]]:
        """Resolve mentions that name one part together; yield their places in the question."""
        if len(group) == 1 and (sections := self._by_number.meant(group[0])):
            self._whole(sections)
            yield group[0].start, group[0].end
            return
        own = next((one for one in group if one.unit in self._units), None)
        above = [one for one in group if one is not own and self._stands_above(one)]
        inner = [one for one in group if one is not own and one not in above]
        if own is None and inner and not above:
            if not self._previous:
                return  # «п. 5» of an article that nothing names
            for section in self._previous:
                self._part(self._document.section(section), _wanted(inner, None), inner[0])
        elif own is not None:
            for number in own.numbers:
                self._section(number, own, above, inner)
        else:
            for one in above:
                for number in one.numbers:
                    self._below(one, number)
        yield from ((one.start, one.end) for one in group)

    def add_number(self, number: str) -> bool:
        """Add what a decimal number alone is that of, and tell whether anything is."""
        sections = self._by_number.sections(number)
        self._whole(sections)
        return bool(sections) or self._holding(number)

    def _whole(self, sections: Sequence[Section]) -> None:
        for section in sections:
            self.places[NamedPlace(section.number, (), section.label(self._document.language))] = None

    def _holding(self, number: str) -> bool:
        """Add the parts inside sections that have a decimal number, 13.1 also as 1 of 13, and tell whether any has."""
        holding = [(one, part) for one in self._document.sections for part in one.parts if _ends_in(part, number)]
        outer, *steps = number.split(".")
        if not holding and steps:
            way = [Numbered(Unit.PARAGRAPH, step) for step in steps]
            holding = [(one, part) for one in self._by_number.sections(outer) for part in _fitting(one, way)]
        for section, part in holding:
            self._place(section, part)
        return bool(holding)

    def _stands_above(self, mention: UnitMention) -> bool:
        """Whether a word is one for what stands above sections in this document; «часть» may be inside them."""
        if mention.unit not in ABOVE:
            return False
        known = any(heading.unit is mention.unit for section in self._document.sections for heading in section.path)
        return known or mention.unit is not Unit.PART

    def _section(
        self, number: str, own: UnitMention, above: Sequence[UnitMention], inner: Sequence[UnitMention]
    ) -> None:
        found = [one for one in self._by_number.sections(number) if _is_below(one, above)]
        if not found and "-" in number:
            first, last = number.split("-")[:2]  # «статьи 5-7», if there is no article 5-7
            span = range(int(first), int(last) + 1) if first.isdecimal() and last.isdecimal() else ()
            found = [one for value in span for one in self._by_number.sections(str(value)) if _is_below(one, above)]
        if not found:
            if not self._holding(number):
                self.absent[Absent(own.unit, number)] = None
            return
        wanted = _wanted(inner, own)
        for section in found:
            if wanted:
                self._part(section, wanted, inner[0] if inner else own)
            else:
                self.places[NamedPlace(section.number, (), section.label(self._document.language))] = None

    def _below(self, mention: UnitMention, number: str) -> None:
        found = [one for one in self._document.sections if _is_below(one, [mention], number)]
        for section in found:
            self.places[NamedPlace(section.number, (), section.label(self._document.language))] = None
        if not found:
            self.absent[Absent(mention.unit, number)] = None

    def _part(self, section: Section, wanted: Sequence[Numbered], mention: UnitMention) -> None:
        if mention.unit is Unit.PARAGRAPH:
            for number in mention.numbers:
                self._paragraph(section, number)
            return
        found = _fitting(section, wanted)
        for part in found:
            self._place(section, part)
        if not found:
            label = section.label(self._document.language)
            unit = Unit.SUBPOINT if wanted[-1].unit is Unit.PARAGRAPH else wanted[-1].unit
            self.absent[Absent(unit, wanted[-1].number, label)] = None

    def _place(self, section: Section, part: Part) -> None:
        paragraphs, start = [], 0
        for ordinal, paragraph in enumerate(section.paragraphs, start=1):
            if part.start <= start and start + len(paragraph) <= part.end:
                paragraphs.append(ordinal)
            start += len(paragraph) + 1
        label = section.label_at(part.start, part.end, self._document.language)
        self.places[NamedPlace(section.number, tuple(paragraphs), label)] = None

    def _paragraph(self, section: Section, number: str) -> None:
        """A paragraph that is counted: «второй абзац статьи 5»."""
        label = section.label(self._document.language)
        if number.isdecimal() and 1 <= int(number) <= len(section.paragraphs):
            self.places[NamedPlace(section.number, (int(number),), f"{label}, ¶ {number}")] = None
        else:
            self.absent[Absent(Unit.PARAGRAPH, number, label)] = None


def _is_below(section: Section, above: Sequence[UnitMention], number: str = "") -> bool:
    """Whether a section stands below headings of all the mentions: of one of their numbers, or of `number`."""
    for one in above:
        numbers = {arabic(each) for each in ((number,) if number else one.numbers)}
        if not any(heading.unit is one.unit and arabic(heading.number) in numbers for heading in section.path):
            return False
    return True


def _wanted(inner: Sequence[UnitMention], own: UnitMention | None) -> list[Numbered]:
    """The way to a part inside a section, the widest first."""
    ordered = sorted(inner, key=lambda one: _INNER_ORDER.index(one.unit) if one.unit in _INNER_ORDER else 0)
    path = [Numbered(Unit.PARAGRAPH, number) for number in (own.inner if own else ())]
    for one in ordered:
        path.append(Numbered(one.unit, one.numbers[0]))
        path += [Numbered(Unit.PARAGRAPH, number) for number in one.inner]
    return path


def _fitting(section: Section, wanted: Sequence[Numbered]) -> list[Part]:
    """The parts of a section that a way leads to: each step by its word, or by number alone; else some left out.

    «ст. 447, пп. 1» may be of its point 1 and of its point 2.
    """
    for exact in (True, False):
        found = [part for part in section.parts if _is_way(part.path, wanted, exact=exact)]
        if found:
            return found
    return [part for part in section.parts if _leads_to(part.path, wanted)]


def _is_way(path: Sequence[Numbered], wanted: Sequence[Numbered], *, exact: bool) -> bool:
    return len(path) == len(wanted) and all(_is_step(*pair, exact=exact) for pair in zip(path, wanted, strict=True))


def _leads_to(path: Sequence[Numbered], wanted: Sequence[Numbered]) -> bool:
    """Whether a way passes all the steps that are wanted and ends with the last of them."""
    steps = iter(path)
    passes = all(any(_is_step(step, one, exact=True) for step in steps) for one in wanted)
    return passes and bool(wanted) and _is_step(path[-1], wanted[-1], exact=True)


def _is_step(step: Numbered, wanted: Numbered, *, exact: bool) -> bool:
    same = wanted.unit is Unit.PARAGRAPH or not exact or step.unit in _alike(wanted.unit)
    return same and step.number.casefold() == wanted.number.casefold()


def _alike(unit: Unit) -> frozenset[Unit]:
    """What a word may stand for inside a section."""
    if unit in {Unit.PART, Unit.SUBSECTION}:
        return frozenset({Unit.SUBSECTION})
    if unit is Unit.SUBPOINT:
        return frozenset({Unit.SUBPOINT, Unit.LETTER})
    return frozenset({unit})


def _ends_in(part: Part, number: str) -> bool:
    return _DECIMAL.fullmatch(number) is not None and part.path[-1] == Numbered(Unit.CLAUSE, number)
