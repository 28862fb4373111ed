"""What an overview is to cover: the whole document, some sections, a topic or the decisions, in how many claims. Pure.

The words that say so are in the lexicons.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.digest import Status
from index.document import Document
from index.language.lexicon import ENGLISH, RUSSIAN, Overviews
from index.language.numbers import CARDINALS
from index.language.words import Word, fold, words
from rag.query.sections.references import references, strip_references
from rag.query.topic import topic_words

MAX_CLAIMS = 20
"""A greater number counts something else."""
LOOK_AHEAD = 3
"""Words after a number among which stands what it counts: «пять главных решений»."""

_LISTS: Sequence[Overviews] = (RUSSIAN.overviews, ENGLISH.overviews)
_UNITS = frozenset(word for one in _LISTS for word in one.units)
_SECTION_UNITS = frozenset(word for one in _LISTS for word in one.section_units)
_FRAMING = frozenset(fold(word) for one in _LISTS for word in one.framing)
_SENTENCE = re.compile(r"[^.!?;]+")
_BOUND = re.compile(r"(?:(?<!\w)(?:по|до|to|through) |[-–—]\s*|\d[.,])$")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.!?;:,]+")


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


_TOPIC, _PURPOSE = (
    _any_of([pattern for one in _LISTS for pattern in getattr(one, name)]) for name in ("topic_marks", "purpose_marks")
)
_RANGES = tuple(_any_of([pattern]) for one in _LISTS for pattern in one.ranges)
_FIRST, _LAST, _FIRST_HALF, _LAST_HALF, _DECISIONS, _INSTRUCTIONS, _SUPPORT = (
    _any_of([pattern for one in _LISTS for pattern in getattr(one, name)])
    for name in ("first", "last", "first_half", "last_half", "decisions", "instructions", "support")
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an overview is to cover.

    Attributes:
        claims: how many claims are asked for; None if no number is named.
        sections: numbers of the sections asked for; empty for all.
        topic: the words of its topic; empty for none. `is_marked`: whether a preposition says that they are one.
        statuses: how far the matters asked for have got; empty for any.
    """

    claims: int | None = None
    sections: tuple[int, ...] = ()
    topic: tuple[Word, ...] = ()
    is_marked: bool = False
    statuses: frozenset[Status] = frozenset()


def scope(question: str, document: Document) -> Scope:
    """Return what an overview of a document is to cover."""
    claims, counted = _claims(question)
    sections = _sections(question, document, counted)
    topic, is_marked = ((), False) if sections else _topic(question)
    return Scope(claims, sections, topic, is_marked, frozenset() if topic or sections else _statuses(question))


def _claims(question: str) -> tuple[int | None, tuple[int, int]]:
    """How many claims are asked for, and where that stands in the question."""
    asked = words(question)
    for at, word in enumerate(asked):
        value = _value(word)
        if value is None or not 1 <= value <= MAX_CLAIMS or _is_bound(question, word):
            continue
        for other in asked[at + 1 : at + 1 + LOOK_AHEAD]:
            if _value(other) is not None:
                break
            if other.forms & _UNITS or fold(other.text) in _SECTION_UNITS:
                before = fold(question[: word.start]).rstrip()
                if fold(other.text) in _SECTION_UNITS and re.search(rf"(?:{_FIRST.pattern}|{_LAST.pattern})$", before):
                    return None, (0, 0)
                return value, (word.start, other.end)
    return None, (0, 0)


def _value(word: Word) -> int | None:
    if word.text.isdecimal():
        return int(word.text)
    return next((CARDINALS[form] for form in word.forms if form in CARDINALS), None)


def _is_bound(question: str, word: Word) -> bool:
    """Whether a number is the end of a range or part of a longer number."""
    before, after = fold(question[: word.start]), question[word.end : word.end + 1]
    return bool(_BOUND.search(before)) or after in {"-", "–", "—"}


def _sections(question: str, document: Document, counted: tuple[int, int]) -> tuple[int, ...]:
    """The sections that a question names, without the words that count claims."""
    rest = question[: counted[0]] + " " * (counted[1] - counted[0]) + question[counted[1] :]
    text = fold(rest)
    named = references(rest, document).points
    if named:
        return named
    last = document.last
    for pattern in _RANGES if document.numbered_points else ():
        if (found := pattern.search(text)) and 1 <= int(found[1]) < int(found[2]) <= last:
            return tuple(range(int(found[1]), int(found[2]) + 1))
    first, middle = 0 if document.has_preamble else 1, last // 2
    if _FIRST_HALF.search(text):
        return tuple(range(first, middle + 1))
    if _LAST_HALF.search(text):
        return tuple(range(middle + 1, last + 1))
    return _edge(text, last)


def _edge(text: str, last: int) -> tuple[int, ...]:
    """«Первые десять пунктов», "the last five points"."""
    asked = words(text)
    for before, number, unit in zip(asked, asked[1:], asked[2:], strict=False):
        value = _value(number)
        if value and value <= last and unit.text in _SECTION_UNITS:
            if _FIRST.fullmatch(before.text):
                return tuple(range(1, value + 1))
            if _LAST.fullmatch(before.text):
                return tuple(range(last + 1 - value, last + 1))
    return ()


def _topic(question: str) -> tuple[tuple[Word, ...], bool]:
    """The words of the topic, and whether a preposition marks them."""
    sentences = _SENTENCE.findall(strip_references(question))
    asking = [sentence for sentence in sentences if _frames(sentence)] or sentences
    for sentence in asking:
        if marked := _marked(sentence):
            return marked, True
    return tuple(
        word for sentence in asking for clause in _asking_clauses(sentence) for word in _content(clause)
    ), False


def _marked(sentence: str) -> tuple[Word, ...]:
    """The words of the first phrase after a mark of a topic that does not begin with a frame word."""
    for mark in _TOPIC.finditer(fold(sentence)):
        phrase = _PURPOSE.split(sentence[mark.end() :])[0]
        first = next((word for word in words(phrase) if word.is_content), None)
        found = tuple(_content(phrase))
        if first and found and first.text == found[0].text:
            return found
    return ()


def _asking_clauses(sentence: str) -> Iterator[str]:
    """The clauses with a frame word, the items of a list after one among them, up to whom it is for."""
    goes_on = False
    clauses = _CLAUSE.findall(sentence)
    every = not any(map(_frames, clauses))
    for clause in clauses:
        is_item = goes_on and _CYRILLIC.search(clause) and not any(word.is_predicate for word in words(clause))
        goes_on = every or _frames(clause) or bool(is_item)
        if goes_on:
            yield _PURPOSE.split(clause)[0]


def _frames(text: str) -> bool:
    """Whether a word that asks for an overview stands in a text."""
    topical = {word.start for word in topic_words(text)}
    return any(word.is_content and (word.start not in topical or word.forms & _UNITS) for word in words(text))


def _content(text: str) -> Iterator[Word]:
    """The topic words of a text that are no frame of an overview."""
    return (word for word in topic_words(text) if word.forms.isdisjoint(_FRAMING) and _value(word) is None)


def _statuses(question: str) -> frozenset[Status]:
    text = fold(question)
    if _INSTRUCTIONS.search(text) and not _DECISIONS.search(text):
        return frozenset({Status.ASKED})
    if _SUPPORT.search(text) and not _DECISIONS.search(text):
        return frozenset({Status.SUPPORTED})
    asks = _DECISIONS.search(text) or _INSTRUCTIONS.search(text)
    return frozenset({Status.DONE, Status.DECIDED, Status.ASKED}) if asks else frozenset()
