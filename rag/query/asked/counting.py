"""What a question for a number counts: mentions, points, paragraphs or names, of which topics, in which sections. Pure.

The words of such questions stand in the lexicons.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from index.document import Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Counting
from index.language.units import Unit as PartUnit
from index.language.units import units
from index.language.words import Word, fold, words
from rag.query.asked.term import ASIDE, QUOTED, with_quoted_asides
from rag.query.sections.references import references, strip_references
from rag.query.topic import topic_words

_LEXICONS = (RUSSIAN.counting, ENGLISH.counting)
_CLAUSE_END = re.compile(r"[,;:?!()]|\s[—–-]\s")
_REACH = 40
"""Characters after what asks for a number within which what is counted stands."""
_POINT = RUSSIAN.followup.point.format(numbers="").strip()
"""What stands in the place of other words for a numbered part, so that its number is read."""


class Unit(StrEnum):
    """What is counted."""

    TIMES = "times"
    POINTS = "points"
    PARAGRAPHS = "paragraphs"
    SENTENCES = "sentences"
    WORDS = "words"
    FOREIGN = "foreign"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CountQuestion:
    """A question for a number, read.

    Attributes:
        unit: what is counted; OTHER for whatever else, then named by the first word of the first topic.
        topics: words or phrases, function words included, of which each is looked for.
        together: whether all topics have to stand in a section, not just one of them.
        absent: whether sections are sought in which no topic stands.
        excluded: numbers of the sections that do not count.
        only: numbers of the sections to which the question is limited; empty for the whole document.
        any_form: whether relatives of the words count too.
        quoted: whether the topics are quoted, and so words and no matters.
        beginning: whether sections are sought that begin with the topic.
        missing: whether a section is named that there is not.
    """

    unit: Unit
    topics: tuple[tuple[Word, ...], ...]
    together: bool = False
    absent: bool = False
    excluded: tuple[int, ...] = ()
    only: tuple[int, ...] = ()
    any_form: bool = False
    quoted: bool = False
    beginning: bool = False
    missing: bool = False


def _pattern(name: str) -> re.Pattern[str]:
    found = [pattern for one in _LEXICONS for pattern in getattr(one, name)]
    return re.compile("|".join(rf"(?<!\w)(?:{p})(?!\w)" if re.search(r"\w", p) else re.escape(p) for p in found))


_OTHER_LISTS = frozenset({"framing", "tasks", "heads", "asks_how_many", "following", "listed"})
_PATTERNS = {name: _pattern(name) for name in Counting.model_fields if name not in _OTHER_LISTS}
_FRAMING = frozenset((*RUSSIAN.counting.framing, *ENGLISH.counting.framing))
_UNITS = (Unit.TIMES, Unit.POINTS, Unit.PARAGRAPHS, Unit.SENTENCES, Unit.WORDS, Unit.FOREIGN)


class _Text:
    """A question of which what was read is blanked, so that what is left keeps its place."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def folded(self) -> str:
        return fold(self.text)

    def blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def take(self, name: str) -> bool:
        """Blank whatever fits a pattern of the lexicons, and tell whether anything did."""
        found = list(_PATTERNS[name].finditer(self.folded))
        for match in found:
            self.blank(*match.span())
        return bool(found)


def read_count(question: str, document: Document) -> CountQuestion:
    """Read a question for a number about a document.

    What stands in brackets and other letters is counted as it stands, but where things of a sort are counted.
    """
    typed = with_quoted_asides(question)
    found = _read(typed, document)
    return found if typed == question or found.unit is not Unit.OTHER else _read(question, document)


def _read(question: str, document: Document) -> CountQuestion:
    left = _Text(question)
    left.take("including")
    excluded = _excluded(left, document)
    quoted = [match for match in QUOTED.finditer(left.text) if words(match[0])]
    for match in ASIDE.finditer(left.text):
        left.blank(*match.span())
    sections = _PATTERNS["sections"].finditer(left.folded) if document.numbered_points else ()
    for match in sections:
        left.text = f"{left.text[: match.start()]}{_POINT:{match.end() - match.start()}}{left.text[match.end() :]}"
    named = references(left.text, document)
    only = named.points
    left.text = strip_references(left.text)
    any_form = left.take("any_form")
    left.take("frame")
    whole = left.text
    unit = _unit(left)
    if unit is Unit.PARAGRAPHS and not only and counts_sections(question, document):
        unit = Unit.POINTS
    if unit is Unit.SENTENCES and not only and _topics(left):  # «предложений у …» are proposals
        unit, left.text = Unit.OTHER, whole
    beginning = left.take("beginning")
    contrasted = left.take("contrast")
    absent = left.take("absent")
    if (absent and contrasted) or (unit is Unit.OTHER and (absent or _PATTERNS["paragraphs"].search(left.folded))):
        return CountQuestion(Unit.OTHER, ())
    left.take("asks")
    if quoted:
        joined = "".join(left.text[one.end() : other.start()] for one, other in pairwise(quoted))
        topics = tuple(_words_between(question, match.start(), match.end()) for match in quoted)
    else:
        joined = left.folded
        topics = _topics(left)
    either = bool(_PATTERNS["either"].search(fold(joined)))
    return CountQuestion(
        unit,
        topics,
        not either,
        absent,
        excluded,
        only,
        any_form,
        bool(quoted),
        beginning and bool(topics),
        bool(named.missing or named.absent),
    )


def counts_sections(question: str, document: Document) -> bool:
    """Return whether the paragraphs that a question counts are a document's sections, which it calls so: "para. 9"."""
    return _calls(question, document.unit, document)


def counts_points(question: str, document: Document) -> bool:
    """Return whether the paragraphs that a question counts are numbered parts of sections, as English calls them."""
    return _calls(question, PartUnit.POINT, document)


def _calls(question: str, unit: PartUnit, document: Document) -> bool:
    """Whether a question says "paragraphs" where the document's language calls parts of a sort so."""
    forms = units(document.language).named.get(unit, ())
    own = re.compile("|".join(forms) or "(?!)")
    return any(own.fullmatch(match[0]) for match in _PATTERNS["paragraphs"].finditer(fold(question)))


def _excluded(left: _Text, document: Document) -> tuple[int, ...]:
    """The sections that do not count; what names them is blanked."""
    found: list[int] = []
    for match in list(_PATTERNS["excluding"].finditer(left.folded)):
        end = _CLAUSE_END.search(left.text, match.end())
        stop = end.start() if end else len(left.text)
        clause = left.text[match.end() : stop]
        named = references(clause, document).points
        if named:
            kept = strip_references(clause)
        elif named := references(RUSSIAN.followup.point.format(numbers=clause.strip()), document).points:
            kept = " " * len(clause)
        else:
            continue
        left.text = left.text[: match.end()] + kept + left.text[stop:]
        left.blank(*match.span())
        found += named
    return tuple(dict.fromkeys(found))


def _unit(left: _Text) -> Unit:
    """What stands nearest after what asks for a number, else what stands anywhere; it is blanked."""
    folded = left.folded
    asks = [match.end() for match in _PATTERNS["asks"].finditer(folded)]
    found = [(match.start(), match.end(), unit) for unit in _UNITS for match in _PATTERNS[unit].finditer(folded)]
    best: tuple[int, int, Unit] | None = None
    near = [
        (max(0, start - end), size, unit)
        for start, size, unit in found
        for end in asks
        if -_REACH <= start - end <= _REACH and not words(_between(folded, end, start))
    ]
    if near:
        best = min(near, key=lambda one: (one[0], _UNITS.index(one[2])))
    unit = best[2] if best else next((unit for _, _, unit in sorted(found) if unit in {Unit.TIMES, Unit.POINTS}), None)
    if unit is None and _PATTERNS["where"].search(folded):
        return Unit.POINTS
    if unit is None or (unit in {Unit.SENTENCES, Unit.WORDS, Unit.PARAGRAPHS} and not best):
        return Unit.OTHER
    for match in _PATTERNS[unit].finditer(folded):
        left.blank(*match.span())
    return unit


def _between(text: str, end: int, start: int) -> str:
    """The content words between what asks and what is counted, without those that frame."""
    between = text[end:start] if start >= end else ""
    return " ".join(word.text for word in words(between) if word.is_content and word.forms.isdisjoint(_FRAMING))


def _topics(left: _Text) -> tuple[tuple[Word, ...], ...]:
    """The topics of what is left, between what joins them."""
    folded = left.folded
    joints = [m.span() for name in ("either", "both") for m in _PATTERNS[name].finditer(folded)]
    joints += [m.span() for m in _CLAUSE_END.finditer(folded)]
    content = [word for word in topic_words(left.text) if word.forms.isdisjoint(_FRAMING)]
    content = _without_year(content)
    groups: list[list[Word]] = []
    for before, word in zip([None, *content], content, strict=False):
        apart = before is None or any(before.end <= start < word.start for start, _ in joints)
        if apart or (before is not None and left.text[before.end : word.start].count(" ") > _GAP):
            groups.append([])
        groups[-1].append(word)
    return tuple(_words_between(left.text, group[0].start, group[-1].end) for group in groups)


_GAP = 4
"""More blanks than this stand where something was blanked."""


def _without_year(content: Sequence[Word]) -> list[Word]:
    """The words without «год» beside its number."""
    if not any(re.fullmatch(r"\d{4}", word.text) for word in content):
        return list(content)
    return [word for word in content if not _PATTERNS["year"].fullmatch(fold(word.text))]


def _words_between(text: str, start: int, end: int) -> tuple[Word, ...]:
    return tuple(word for word in words(text) if start <= word.start and word.end <= end)


def content(topic: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words of a topic without function words."""
    return tuple(word for word in topic if word.is_content)
