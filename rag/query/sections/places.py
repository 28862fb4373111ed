"""Parts of a document that a question asks to be shown: «второй абзац пункта 12», «с 15 по 28», "point IX". Pure.

Beside what rag/query/sections/points_named.py finds, which serves every question: paragraphs, Roman numerals, halves,
beginning and end, the next one, and numbers that stand alone. Only for questions that are known to ask for parts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.document import PREAMBLE, Document
from rag.query.sections.by_number import ByNumber
from rag.query.sections.named import Place, Places
from rag.query.sections.neighbours import neighbour_meant
from rag.query.sections.place_mentions import Mention, find_mentions
from rag.query.sections.place_tokens import Number, Role, Token, tokenize
from rag.query.sections.points_named import MAX_IN_RANGE, names_preamble, preamble_spans
from rag.query.sections.units_named import tells_more_than_points, units_named


@dataclass(slots=True)
class _Named:
    """Sections with the paragraphs of them that are named."""

    sections: list[int]
    paragraphs: list[Mention] = field(default_factory=list)
    paragraph: int | None = None
    """That of «16.4»."""


def places_in(question: str, document: Document, previous: Sequence[Place] = (), *, comparing: bool = False) -> Places:
    """Return the parts of a document that a question names; arguments as for `places`.

    Where sections are no points 1 to N, words for parts tell them. Of «перед пунктом 5» that is the one before it.
    """
    return neighbour_meant(question, _places_named(question, document, previous, comparing=comparing), document)


def _places_named(question: str, document: Document, previous: Sequence[Place], *, comparing: bool) -> Places:
    sizes = {section.number: len(section.paragraphs) for section in document.sections}
    named = units_named(question, document, [place.section for place in previous], bare=True)
    if document.numbered_points and not tells_more_than_points(question, document):
        return places(question, sizes, previous, comparing=comparing)
    found = named.found
    missing: tuple[int, ...] = ()
    if names_preamble(question):
        found = (Place(PREAMBLE, (), document.label(PREAMBLE)), *found) if document.has_preamble else found
        missing = () if document.has_preamble else (-1,)
    if found or named.absent or missing:
        return Places(found, missing, (), (*named.spans, *preamble_spans(question)), named.absent)
    beside = _beside(tokenize(question), sizes, previous) if previous else _numbered(question, document)
    labelled = tuple(replace(one, label=document.label(one.section)) for one in beside.found)
    return replace(beside, found=labelled)


def _numbered(question: str, document: Document) -> Places:
    """The sections of numbers that stand without a word for a part («number 9»), or with one for what stands inside."""
    tokens = tokenize(question)
    mentions, bare = find_mentions(tokens)
    by_number = ByNumber(document)
    found: dict[Place, None] = {}
    spans = []
    for mention in [one for one in mentions if one.role & Role.NOUN] or bare:
        numbers = [str(number) for number in _expanded(mention, document.last)] if not mention.amount else []
        sections = [section for number in numbers for section in by_number.sections(number)]
        found.update({Place(section.number): None for section in sections})
        spans += [(tokens[mention.first].start, tokens[mention.last - 1].end)] if sections else []
    return Places(tuple(found), spans=tuple(spans))


def places(
    question: str, sizes: Mapping[int, int], previous: Sequence[Place] = (), *, comparing: bool = False
) -> Places:
    """Return the parts that a question names.

    Args:
        question: the question.
        sizes: the number of paragraphs of each section, by its number; 0 is the preamble.
        previous: what the question before was answered from, which «второй абзац» and «следующий» count from.
        comparing: whether a second number may stand alone: "how does point 30 differ from 31".
    """
    tokens = tokenize(question)
    mentions, bare = find_mentions(tokens)
    sections = sum(mention.role in Role.SECTION | Role.PREAMBLE for mention in mentions)
    if not sections or (comparing and sections == 1):
        mentions = sorted((*mentions, *bare), key=lambda mention: mention.first)
    mentions = [*_whole_before_edges(mentions, tokens)]
    beside = _beside(tokens, sizes, previous) if previous else Places()
    if not mentions:
        return beside
    previous = beside.found or previous
    resolver = _Resolver(tokens, sizes, previous)
    return resolver.resolve(mentions)


def _whole_before_edges(mentions: Sequence[Mention], tokens: Sequence[Token]) -> Iterator[Mention]:
    """The mentions, with the beginning and the end only where they are those of the document."""
    edges = Role.BEGINNING | Role.END
    others = [mention for mention in mentions if not mention.role & edges]
    found = {mention.role for mention in mentions if mention.role & edges}
    for mention in mentions:
        after = next((t for t in tokens[mention.last :] if not t.roles & Role.INSIDE), None)
        whole = after is not None and Role.WHOLE in after.roles
        preamble = any(Role.PREAMBLE in other.role for other in others)
        if not mention.role & edges or whole or len(found) == 2 or not others or preamble:
            yield mention


def _beside(tokens: Sequence[Token], sizes: Mapping[int, int], previous: Sequence[Place]) -> Places:
    """The section after or before those of the question before, or these again where nothing says which."""
    sections = [place.section for place in previous]
    steps = ((Role.FOLLOWING, max(sections) + 1), (Role.PRECEDING, min(sections) - 1))
    for role, section in steps:
        spans = tuple((token.start, token.end) for token in tokens if role in token.roles)
        if spans and section in sizes:
            return Places((Place(section),), spans=spans)
        if spans:
            return Places(missing=(section,), spans=spans)
    return Places()


class _Resolver:
    """Mentions to sections and paragraphs of one document."""

    def __init__(self, tokens: Sequence[Token], sizes: Mapping[int, int], previous: Sequence[Place]) -> None:
        self._tokens, self._sizes, self._previous = tokens, sizes, previous
        self._last = max(sizes)

    def resolve(self, mentions: Sequence[Mention]) -> Places:
        is_section = Role.SECTION | Role.PREAMBLE | Role.BEGINNING | Role.END
        level = Role.PARAGRAPH if self._previous or any(m.role & is_section for m in mentions) else Role.SECTION
        mentions = [replace(m, role=level) if Role.EITHER in m.role else m for m in _split_pairs(mentions)]
        named: dict[int, _Named] = {}
        for at, mention in enumerate(mentions):
            if not mention.role & (Role.PARAGRAPH | Role.HALF):
                named[at] = _Named([*self._sections(mention)], paragraph=_pair(mention))
        for at, mention in enumerate(mentions):
            if mention.role & (Role.PARAGRAPH | Role.HALF):
                owner = self._owner(at, mentions, named)
                if owner is not None:
                    named[owner].paragraphs.append(mention)
                else:
                    named[at] = self._unowned(mention)
        spans = tuple((self._tokens[m.first].start, self._tokens[m.last - 1].end) for m in mentions)
        return self._collected([named[at] for at in sorted(named)], spans)

    def _owner(self, at: int, mentions: Sequence[Mention], named: Mapping[int, _Named]) -> int | None:
        """The section that a paragraph is of: the next one if only «из» stands between, else the one before it."""
        mention = mentions[at]
        after = at + 1 if at + 1 in named else None
        if after is not None:
            between = self._tokens[mention.last : mentions[after].first]
            if all(token.roles & Role.INSIDE for token in between):
                return after
        before = next((i for i in range(at - 1, -1, -1) if i in named and named[i].sections), None)
        if Role.HALF in mention.role and before is None:
            return None
        return before if before is not None and (after is None or not named[before].paragraphs) else after

    def _unowned(self, mention: Mention) -> _Named:
        """Paragraphs of no section that is named: of that before, or of the document."""
        if self._previous:
            return _Named([self._previous[-1].section], [mention])
        if Role.HALF in mention.role:
            return _Named([*self._half(mention, sorted(self._sizes))])
        number = mention.items[0]
        if isinstance(number, Number) and number.of(2) in (1, 2) and (number.from_end or number.value == 1):
            return _Named([self._last if number.from_end else min(self._sizes)], [mention])
        return _Named([])

    def _sections(self, mention: Mention) -> Iterator[int]:
        if Role.PREAMBLE in mention.role:
            yield PREAMBLE if PREAMBLE in self._sizes else -1
        elif Role.BEGINNING in mention.role:
            yield min(self._sizes)
        elif Role.END in mention.role:
            yield self._last
        else:
            yield from _expanded(mention, self._last)

    @staticmethod
    def _half(mention: Mention, whole: Sequence[int]) -> Sequence[int]:
        item = mention.items[0]
        middle = (len(whole) + 1) // 2
        return whole[middle:] if isinstance(item, Number) and item.of(2) == 2 else whole[:middle]

    def _collected(self, named: Iterable[_Named], spans: tuple[tuple[int, int], ...]) -> Places:
        found: dict[Place, None] = {}
        missing: dict[int, None] = {}
        lacking: dict[Place, None] = {}
        for one in named:
            for section in one.sections:
                size = self._sizes.get(section)
                if size is None:
                    missing[section] = None
                    continue
                wanted = [*self._paragraphs(one, size)]
                there = tuple(dict.fromkeys(number for number in wanted if 1 <= number <= size))
                absent = tuple(number for number in wanted if not 1 <= number <= size)
                if absent:
                    lacking[Place(section, absent)] = None
                if there or not wanted:
                    found[Place(section, there)] = None
        return Places(tuple(found), tuple(missing), tuple(lacking), spans)

    def _paragraphs(self, one: _Named, size: int) -> Iterator[int]:
        if one.paragraph is not None:
            yield one.paragraph
        for mention in one.paragraphs:
            if Role.HALF in mention.role:
                yield from self._half(mention, range(1, size + 1))
            else:
                yield from _expanded(mention, size)


def _pair(mention: Mention) -> int | None:
    number = mention.items[0] if mention.items else None
    return number.paragraph if isinstance(number, Number) else None


def _split_pairs(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Give each number of a list in which «16.4» stands a mention of its own."""
    for mention in mentions:
        if any(isinstance(item, Number) and item.paragraph is not None for item in mention.items):
            yield from (replace(mention, items=(item,)) for item in mention.items)
        else:
            yield mention


def _expanded(mention: Mention, last: int) -> Iterator[int]:
    """The numbers of a mention, where there are as many as `last`."""
    if mention.amount:
        amount, number = min(mention.amount, last), mention.items[0]
        from_end = isinstance(number, Number) and number.from_end
        yield from range(last + 1 - amount, last + 1) if from_end else range(1, amount + 1)
        return
    for item in mention.items:
        if isinstance(item, Number):
            yield item.of(last)
            continue
        first, end = (number.of(last) for number in item)
        yield from range(first, end + 1) if first <= end < first + MAX_IN_RANGE else (first, end)
