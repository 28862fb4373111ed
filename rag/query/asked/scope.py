"""What an overview is to cover: the whole document, some sections, a topic or the decisions, in how many claims. Pure.

The words that say so are in the lexicons.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.digest import Status
from index.document import Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Overviews
from index.language.numbers import CARDINALS
from index.language.words import Word, fold, words
from index.profile import profile_of
from index.profile.kinds import POINTING, kinds
from rag.query.asked.alternatives import Topic, parted
from rag.query.sections.named import Absent
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
_ASKING = frozenset(fold(word) for one in _LISTS for word in one.asking)
_HOLLOW = frozenset((*RUSSIAN.subjects.hollow, *ENGLISH.subjects.hollow)) - _FRAMING
_SENTENCE = re.compile(r"[^.!?;]+")
_THROUGH = "|".join((*RUSSIAN.topics.ranges, *ENGLISH.topics.ranges))
_BOUND = re.compile(rf"(?:(?<!\w)(?:{_THROUGH}) |[-–—]\s*|\d[.,])$")
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
        topic: the words of its topic; empty for none. `is_marked`: whether a preposition before them, or a word that
            asks for an overview in their clause, says that they are one.
        statuses: how far the matters asked for have got; empty for any.
    """

    claims: int | None = None
    sections: tuple[int, ...] = ()
    topic: tuple[Word, ...] = ()
    is_marked: bool = False
    statuses: frozenset[Status] = frozenset()
    parts: tuple[tuple[Word, ...], ...] = ()
    """The same words, in as many topics as «и», "or" or a comma makes of them."""
    absent: tuple[Absent, ...] = ()
    """What is named and does not exist, where no section that exists is named: «глава 99»."""


def scope(question: str, document: Document) -> Scope:
    """Return what an overview of a document is to cover."""
    claims, counted = _claims(question)
    rest = question[: counted[0]] + " " * (counted[1] - counted[0]) + question[counted[1] :]
    named = references(rest, document)
    sections = named.points or _counted_off(fold(rest), document)
    parts, is_marked = ((), False) if sections else _topic(question, document)
    topic = tuple(word for part in parts for word in part)
    statuses = frozenset[Status]() if topic or sections else _statuses(question)
    return Scope(claims, sections, topic, is_marked, statuses, parts, () if sections else named.absent)


def asks_for_overview(question: str, document: Document) -> bool:
    """Return whether a word of a question asks for an overview or names the document, and not the classifier alone."""
    telling = _ASKING | _kind_words(document) | _any_kind()
    return any(not word.forms.isdisjoint(telling) for word in words(question))


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


def _counted_off(text: str, document: Document) -> tuple[int, ...]:
    """The sections that a folded question means by a range, a half, the first or the last of them."""
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


def _topic(question: str, document: Document) -> tuple[tuple[Topic, ...], bool]:
    """The words of the topic, and whether a preposition or a word that asks for an overview marks them as one."""
    own = _kind_words(document)
    sentences = _SENTENCE.findall(strip_references(question))
    asking = [sentence for sentence in sentences if _frames(sentence)] or sentences
    for sentence in asking:
        if marked := _marked(sentence, own):
            return marked, True
    clauses = [pair for sentence in asking for pair in _asking_clauses(sentence)]
    found = [
        (clause, announced, content)
        for clause, announced in clauses
        if (
            content := _without_name(
                clause, [word for word in _content(clause) if word.forms.isdisjoint(own)], document
            )
        )
    ]
    return (
        tuple(part for clause, _, content in found for part in parted(clause, content)),
        bool(found) and all(announced or _follows_frame(clause, content[0]) for clause, announced, content in found),
    )


def _without_name(clause: str, content: Sequence[Word], document: Document) -> list[Word]:
    """Words of a clause without those of the title right before what the document is called: "the Joint Statement"."""
    own = _kind_words(document)
    title = {form for one in profile_of(document).names.values() for word in words(one.title) for form in word.forms}
    named = {
        word.start
        for word, after in pairwise(words(clause))
        if not after.forms.isdisjoint(own) and not word.forms.isdisjoint(title)
    }
    return [word for word in content if word.start not in named]


def _kind_words(document: Document) -> frozenset[str]:
    """What a document of its kind is called: no topic of it."""
    named = kinds().get(profile_of(document).kind, {}).values()
    return frozenset(form for name in named for word in words(name) for form in word.forms)


def _follows_frame(clause: str, word: Word) -> bool:
    """Whether a word that asks for an overview stands before a word of its clause, or nothing else in that clause."""
    return _frames(clause[: word.start]) or (_frames(clause) and all(one.is_content for one in words(clause)))


def _marked(sentence: str, own: frozenset[str]) -> tuple[Topic, ...]:
    """The words of the first phrase after a mark of a topic that does not begin with a frame word."""
    for mark in _TOPIC.finditer(fold(sentence)):
        phrase = _for_nobody(sentence[mark.end() :])
        first = next((word for word in words(phrase) if word.is_content), None)
        found = [word for word in _content(phrase) if word.forms.isdisjoint(own)]
        if first and found and first.text == found[0].text:
            return parted(phrase, found)
    return ()


def _for_nobody(text: str) -> str:
    """A text without the one whom an overview is for; in «правила для гостей» that is what the rules are about."""
    before = _PURPOSE.split(text)[0]
    is_hollow = any(not word.forms.isdisjoint(_HOLLOW) for word in words(before))
    says = [word for word in _content(before) if word.forms.isdisjoint(_HOLLOW)]
    return text if is_hollow and not says else before


def _asking_clauses(sentence: str) -> Iterator[tuple[str, bool]]:
    """The clauses with a frame word, the items of a list after one among them, up to whom it is for.

    Each with whether nothing but frame words and a colon announce it: «Коротко: вода и лес».
    """
    goes_on = False
    clauses = list(_CLAUSE.finditer(sentence))
    every = not any(_frames(clause[0]) for clause in clauses)
    for clause in clauses:
        is_item = goes_on and _CYRILLIC.search(clause[0]) and not any(word.is_predicate for word in words(clause[0]))
        goes_on = every or _frames(clause[0]) or bool(is_item)
        if goes_on:
            before, colon, _ = sentence[: clause.start()].rpartition(":")
            yield _for_nobody(clause[0]), bool(colon and words(before)) and not any(_content(before))


def _frames(text: str) -> bool:
    """Whether a word that asks for an overview stands in a text."""
    topical = {word.start for word in topic_words(text)}
    return any(
        (word.is_content or not word.forms.isdisjoint(_ASKING)) and (word.start not in topical or word.forms & _UNITS)
        for word in words(text)
    )


def _content(text: str) -> Iterator[Word]:
    """The topic words of a text that are no frame of an overview, nor this document: «эти правила»."""
    pointed = {
        word.start for before, word in pairwise(words(text)) if before.forms & POINTING and word.forms & _any_kind()
    }
    for word in topic_words(text):
        if word.forms.isdisjoint(_FRAMING) and _value(word) is None and word.start not in pointed:
            yield word


@cache
def _any_kind() -> frozenset[str]:
    """What documents of any kind are called."""
    named = (name for kind in kinds().values() for name in kind.values())
    return frozenset(form for name in named for word in words(name) if word.is_content for form in word.forms)


def _statuses(question: str) -> frozenset[Status]:
    text = fold(question)
    if _INSTRUCTIONS.search(text) and not _DECISIONS.search(text):
        return frozenset({Status.ASKED})
    if _SUPPORT.search(text) and not _DECISIONS.search(text):
        return frozenset({Status.SUPPORTED})
    asks = _DECISIONS.search(text) or _INSTRUCTIONS.search(text)
    return frozenset({Status.DONE, Status.DECIDED, Status.ASKED}) if asks else frozenset()
