"""Which sections and parts of a document a question names by their words, and what of that does not exist. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

from index.document import Document, Part, Section
from index.language.units import Numbered, Unit
from index.structure.markers import ABOVE
from rag.query.sections.by_number import CHAPTERS, ByNumber, arabic
from rag.query.sections.by_steps import BySteps
from rag.query.sections.named import Absent, Place, Places
from rag.query.sections.unit_mentions import UnitMention, mention_groups, unit_mentions
from rag.query.sections.ways import DECIMAL, fitting, holding, wanted

_BARE = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{1,3}){1,5}(?![\w%]|[.,]\d)")
"""A decimal number without a word before it, as «7.3.3»; of two levels it may be an amount, a date or a time."""
_BRACKETED = re.compile(r"(?<![\w.,(])(?P<number>\d{1,3})(?P<inner>(?:\(\w{1,4}\))+)(?!\w)")
"""A number with those inside it, as "9(3)"."""
_MAX_NAMED = 100
"""Parts that one group of words may name."""


def units_named(question: str, document: Document, previous: Sequence[int] = (), *, bare: bool = False) -> Places:
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
        if apart and (bare or number[0].count(".") > 1) and resolver.add_number(number[0], said=bare):
            spans.append(number.span())
    for match in _BRACKETED.finditer(question) if bare and not mentions else ():
        inner = tuple(re.findall(r"\w+", match["inner"]))
        spans += resolver.add([UnitMention(document.unit, (match["number"],), inner, *match.span())])
    return Places(resolver.found, spans=tuple(spans), absent=tuple(resolver.absent))


def tells_more_than_points(question: str, document: Document) -> bool:
    """Return whether a question names in a document of points what their numbers do not tell.

    Such are clauses inside points («п. 1.5»), lettered or bracketed parts of them ("item (b) of point 3") and what
    stands above points, by the document's word for it or another one («глава 3»).
    """
    mentions = unit_mentions(question)
    inside = {one.unit for section in document.sections for part in section.parts for one in part.path}
    above = {heading.unit for section in document.sections for heading in section.path if heading.number}
    return (
        (Unit.CLAUSE in inside and any(DECIMAL.fullmatch(number) for one in mentions for number in one.numbers))
        or (bool(inside) and any(one.inner or one.unit is Unit.LETTER for one in mentions))
        or (bool(inside) and not mentions and _BRACKETED.search(question) is not None)
        or any(one.unit in above or _is_chapter(one, mentions, above) for one in mentions)
    )


def _is_chapter(mention: UnitMention, mentions: Sequence[UnitMention], above: Collection[Unit]) -> bool:
    """Whether a word is one for chapters; if there are some, also "section II" and «часть 2» with nothing beside it."""
    if mention.unit is Unit.SECTION:
        return bool(above) and any(number.isupper() for number in mention.numbers)
    return mention.unit in CHAPTERS and (mention.unit is not Unit.PART or (bool(above) and len(mentions) == 1))


class _Resolver:
    """Groups of mentions to what is there, and what is not."""

    def __init__(self, document: Document, previous: Sequence[int]) -> None:
        self._document, self._previous = document, previous
        self._by_number = ByNumber(document)
        self._by_steps = BySteps(document, self._by_number)
        self._found_as: dict[tuple[Place, str], Place] = {}
        self.absent: dict[Absent, None] = {}

    @property
    def found(self) -> tuple[Place, ...]:
        """What exists: parts of one paragraph are told apart by their labels."""
        return tuple(self._found_as.values())

    def _keep(self, places: Iterable[Place]) -> None:
        for one in places:
            self._found_as.setdefault((one, one.label), one)

    def add(self, group: Sequence[UnitMention]) -> Iterator[tuple[int, int]]:
        """Resolve mentions that name one part together, or several of one sort; yield their places in the question."""
        every = product(*([replace(one, numbers=(number,)) for number in one.numbers] for one in group))
        found = [one for single in islice(every, _MAX_NAMED) for one in self._found(single)]
        self._keep(one for one in found if isinstance(one, Place))
        self.absent.update({one: None for one in found if isinstance(one, Absent)})
        if found:
            yield from ((one.start, one.end) for one in group)

    def add_number(self, number: str, *, said: bool) -> bool:
        """Add what a decimal number alone is that of, or that it is missing if that is `said`; tell if either was."""
        sections = self._by_number.sections(number)
        found = [*self._whole(sections)] or [*self._holding(number)]
        self._keep(found)
        is_missing = said and not found and number.count(".") > 1 and self._by_number.has(Unit.CLAUSE)
        self.absent.update({Absent(Unit.CLAUSE, number): None} if is_missing else {})
        return bool(found) or is_missing

    def _found(self, group: Sequence[UnitMention]) -> list[Place | Absent]:
        """What mentions of one number each name: by the words of the document, else by the numbers alone.

        Of what is there in one section and not in another only the first is said.
        """
        if len(group) == 1 and (sections := self._by_number.meant(group[0])):
            return [*self._whole(sections)]
        said = [*self._by_words(group)]
        there: list[Place | Absent] = [one for one in said if isinstance(one, Place)]
        if there or (not said and len(group) == 1):
            return there or ([*self._holding(group[0].numbers[0])] if DECIMAL.fullmatch(group[0].numbers[0]) else [])
        if steps := self._by_steps.find(group):
            return [place for pair in steps for place in self._place(*pair)]
        said = [one for one in said if not (isinstance(one, Absent) and one.number.startswith("-"))]
        reached = self._by_steps.reaches(group) if said else None
        if reached and not any(one.section for one in said if isinstance(one, Absent)):
            where, step = reached
            return [Absent(_inner_unit(step), step.number, where)]
        return said

    def _by_words(self, group: Sequence[UnitMention]) -> Iterator[Place | Absent]:
        owns = [one for one in group if one.unit in self._by_number.own]
        own = min(owns, key=_width, default=None)  # «абзац 2 пункта 3.4»
        above = [one for one in group if one is not own and self._stands_above(one)]
        inner = [one for one in group if one is not own and one not in above]
        if own is None and inner and not above:  # «п. 5» of an article that nothing names is one of those before
            for section in self._previous:
                yield from self._part(self._document.section(section), wanted(inner, None), inner[0])
        elif own is not None:
            yield from self._section(own, above, inner)
        elif inner or above[0].inner:
            yield Absent(above[0].unit, above[0].numbers[0])
        else:
            yield from self._below(above[0])

    def _whole(self, sections: Iterable[Section]) -> Iterator[Place]:
        for section in sections:
            yield Place(section.number, (), section.label(self._document.language))

    def _holding(self, number: str) -> Iterator[Place]:
        """The parts inside sections that have a decimal number, 13.1 also as 1 of 13."""
        for section, part in holding(self._document, self._by_number.sections(number.split(".")[0]), number):
            yield from self._place(section, part)

    def _stands_above(self, mention: UnitMention) -> bool:
        """Whether a word is one for what stands above sections in this document; «часть» may be inside them."""
        if mention.unit not in ABOVE:
            return False
        known = any(heading.unit is mention.unit for section in self._document.sections for heading in section.path)
        return known or mention.unit is not Unit.PART

    def _section(
        self, own: UnitMention, above: Sequence[UnitMention], inner: Sequence[UnitMention]
    ) -> Iterator[Place | Absent]:
        number = own.numbers[0]
        found = [one for one in self._by_number.sections(number) if _is_below(one, above)]
        if not found and "-" in number:
            first, last = number.split("-")[:2]  # «статьи 5-7», if there is no article 5-7
            span = range(int(first), int(last) + 1) if first.isdecimal() and last.isdecimal() else ()
            found = [one for value in span for one in self._by_number.sections(str(value)) if _is_below(one, above)]
        if not found:
            held = [*self._holding(number)]
            yield from held or (Absent(own.unit, number),)
        elif way := wanted(inner, own):
            for section in found:
                yield from self._part(section, way, inner[0] if inner else own)
        else:
            yield from self._whole(found)

    def _below(self, mention: UnitMention) -> Iterator[Place | Absent]:
        found = [one for one in self._document.sections if _is_below(one, [mention])]
        yield from self._whole(found) if found else (Absent(mention.unit, mention.numbers[0]),)

    def _part(self, section: Section, way: Sequence[Numbered], mention: UnitMention) -> Iterator[Place | Absent]:
        if mention.unit is Unit.PARAGRAPH:
            yield self._paragraph(section, mention.numbers[0])
        elif found := fitting(section, way):
            for part in found:
                yield from self._place(section, part)
        elif mention.unit is Unit.POINT and not section.parts and len(way) == 1:  # "the second paragraph"
            yield self._paragraph(section, mention.numbers[0])
        else:
            yield Absent(_inner_unit(way[-1]), way[-1].number, section.label(self._document.language))

    def _place(self, section: Section, part: Part | None) -> Iterator[Place]:
        if part is None:
            yield from self._whole([section])
            return
        paragraphs, start = [], 0
        for ordinal, paragraph in enumerate(section.paragraphs, start=1):
            if part.start <= start and start + len(paragraph) <= part.end:
                paragraphs.append(ordinal)
            start += len(paragraph) + 1
        label = section.label_at(part.start, part.end, self._document.language)
        yield Place(section.number, tuple(paragraphs), label)

    def _paragraph(self, section: Section, number: str) -> Place | Absent:
        """A paragraph that is counted: «второй абзац статьи 5»."""
        label = section.label(self._document.language)
        if number.startswith("-"):
            number = str(len(section.paragraphs) + 1 + int(number))
        if number.isdecimal() and 1 <= int(number) <= len(section.paragraphs):
            return Place(section.number, (int(number),), f"{label}, ¶ {number}")
        return Absent(Unit.PARAGRAPH, number, label)


def _width(mention: UnitMention) -> tuple[bool, bool]:
    """How likely a word is to be for a part inside what another one names."""
    return not DECIMAL.fullmatch(mention.numbers[0]), mention.unit is Unit.PARAGRAPH


def _inner_unit(step: Numbered) -> Unit:
    """What a step that is not there is called: a number in brackets has no word of its own."""
    return Unit.SUBPOINT if step.unit is Unit.PARAGRAPH else step.unit


def _is_below(section: Section, above: Sequence[UnitMention]) -> bool:
    """Whether a section stands below headings of all the mentions."""
    for one in above:
        numbers = {arabic(each) for each in one.numbers}
        if not any(heading.unit is one.unit and arabic(heading.number) in numbers for heading in section.path):
            return False
    return True
