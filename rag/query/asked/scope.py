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
from index.language.words import ASKING, Word, fold, words
from index.profile import profile_of
from index.profile.kinds import POINTING, called, kinds
from rag.query.asked.alternatives import Topic, parted
from rag.query.asked.edges import FIRST, LAST, SECTION_UNITS, counted_off, number_word
from rag.query.asked.whole import asks_for_document
from rag.query.sections.named import Absent
from rag.query.sections.references import references, strip_references
from rag.query.sections.unit_mentions import unit_mentions
from rag.query.topic import topic_words

MAX_CLAIMS = 20
"""A greater number counts something else."""
MAX_NAME = 2
"""Words between "this" and what the document is called that may be its name."""
LOOK_AHEAD = 3
"""Words after a number among which stands what it counts: «пять главных решений»."""

_LISTS: Sequence[Overviews] = (RUSSIAN.overviews, ENGLISH.overviews)
_UNITS = frozenset(word for one in _LISTS for word in one.units)
_FRAMING = frozenset(fold(word) for one in _LISTS for word in one.framing)
_ASKING = frozenset(fold(word) for one in _LISTS for word in one.asking)
_HOLLOW = frozenset((*RUSSIAN.subjects.hollow, *ENGLISH.subjects.hollow)) - _FRAMING
_SENTENCE = re.compile(r"[^.!?;]+")
_THROUGH = "|".join((*RUSSIAN.topics.ranges, *ENGLISH.topics.ranges))
_BOUND = re.compile(rf"(?:(?<!\w)(?P<from>\w+) (?:{_THROUGH}) |[-–—]\s*|\d[.,])$")
_IN = re.compile(rf"(?<!\w)(?:{'|'.join(one for lists in _LISTS for one in lists.inside)}) $")
_ORDER = re.compile(rf"(?:^|(?<=[.!?;:,])\s*)[a-z]+(?= (?:{'|'.join(ENGLISH.overviews.ordered)})(?!\w))", re.IGNORECASE)
"""An English verb that asks for something, told by what stands after it: "condense the charter"."""
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.!?;:,]+")


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


_TOPIC, _PURPOSE = (
    _any_of([pattern for one in _LISTS for pattern in getattr(one, name)]) for name in ("topic_marks", "purpose_marks")
)
_DECISIONS, _INSTRUCTIONS, _SUPPORT = (
    _any_of([pattern for one in _LISTS for pattern in getattr(one, name)])
    for name in ("decisions", "instructions", "support")
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
    sections = named.points or counted_off(fold(rest), document)
    parts, is_marked = ((), False) if sections else _topic(question, document)
    topic = tuple(word for part in parts for word in part)
    statuses = frozenset[Status]() if topic or sections else _statuses(question)
    return Scope(claims, sections, topic, is_marked, statuses, parts, () if sections else named.absent)


def asks_for_whole(question: str, document: Document) -> bool:
    """Return whether a question is for the whole document, whatever else it says.

    It names the document, has no words of a topic, or a clause of it asks for an overview and says not of what.

    Beside such a clause what else is said may be no topic: «Помоги сыну: главные мысли».
    """
    named = _kind_words(document) | _any_kind()
    left = [word for word in _content(_for_nobody(question)) if not word.is_predicate]
    if not left or any(not word.forms.isdisjoint(named) for word in words(question)):
        return True
    sentences = _SENTENCE.findall(question)
    if any(map(asks_for_document, sentences)):
        return True
    clauses = _CLAUSE.findall(question)
    return any(map(_asks_alone, clauses)) and not any(map(_asks_of_something, clauses))


def _asks_alone(clause: str) -> bool:
    """Whether a clause is nothing but frame words, several of them, one of which asks for an overview."""
    said = [word for word in words(clause) if word.is_content or not word.forms.isdisjoint(_ASKING)]
    asks = any(not word.forms.isdisjoint(_ASKING) for word in said)
    return asks and len(said) > 1 and not any(_content(clause))


def _asks_of_something(clause: str) -> bool:
    """Whether a clause asks a question that has words of its own: «… коротко, откуда берут деньги»."""
    return ASKING.search(fold(clause)) is not None and any(_content(clause))


def asks_in_claims(question: str) -> bool:
    """Return whether a question wants its answer in a number of sentences or points: "in two lines, how …"."""
    value, (start, _) = _claims(question)
    return value is not None and _IN.search(fold(question[:start])) is not None


def _claims(question: str) -> tuple[int | None, tuple[int, int]]:
    """How many claims are asked for, and where that stands in the question."""
    asked, mentions = words(question), unit_mentions(question)
    for at, word in enumerate(asked):
        value = number_word(word)
        if value is None or not 1 <= value <= MAX_CLAIMS or _is_bound(question, word):
            continue
        if any(one.start < word.start < one.end for one in mentions):  # «часть 2 пункта 3»
            continue
        for other in asked[at + 1 : at + 1 + LOOK_AHEAD]:
            if number_word(other) is not None:
                break
            if other.forms & _UNITS or fold(other.text) in SECTION_UNITS:
                before = fold(question[: word.start]).rstrip()
                if fold(other.text) in SECTION_UNITS and re.search(rf"(?:{FIRST.pattern}|{LAST.pattern})$", before):
                    break
                return value, (word.start, other.end)
    return None, (0, 0)


def _is_bound(question: str, word: Word) -> bool:
    """Whether a number is the end of a range or part of a longer number."""
    before, after = _BOUND.search(fold(question[: word.start])), question[word.end : word.end + 1]
    begins = before is not None and before["from"] is not None  # «с 5 по 7», and not "down to four points"
    is_end = before is not None and (not begins or any(number_word(one) is not None for one in words(before["from"])))
    return is_end or after in {"-", "–", "—"}


def _topic(question: str, document: Document) -> tuple[tuple[Topic, ...], bool]:
    """The words of the topic, and whether a preposition or a word that asks for an overview marks them as one."""
    own = _kind_words(document)
    sentences = _SENTENCE.findall(_ORDER.sub(lambda order: " " * len(order[0]), strip_references(question)))
    if any(asks_for_document(sentence) for sentence in sentences):
        return (), False
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
    """Words of a clause without those that name the document beside what it is called.

    These are words of its title right before that ("the Joint Statement"), or any after a word that says the whole of
    it is meant: "this dormitory regulation".
    """
    own, said = _kind_words(document), words(clause)
    title = {form for one in profile_of(document).names.values() for word in words(one.title) for form in word.forms}
    named = {
        word.start
        for word, after in pairwise(said)
        if not after.forms.isdisjoint(own) and not word.forms.isdisjoint(title)
    }
    for at, word in enumerate(said):
        beside = said[at + 1 : at + 2 + MAX_NAME] if word.forms & POINTING else ()
        ends = next((place for place, one in enumerate(beside) if not one.forms.isdisjoint(own | _any_kind())), 0)
        named |= {one.start for one in beside[:ends]}
    return [word for word in content if word.start not in named]


def _kind_words(document: Document) -> frozenset[str]:
    """What a document of its kind is called: no topic of it."""
    named = called(profile_of(document).kind)
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
        if word.forms.isdisjoint(_FRAMING) and number_word(word) is None and word.start not in pointed:
            yield word


@cache
def _any_kind() -> frozenset[str]:
    """What documents of any kind are called."""
    named = (name for kind in kinds() for name in called(kind))
    return frozenset(form for name in named for word in words(name) if word.is_content for form in word.forms)


def _statuses(question: str) -> frozenset[Status]:
    text = fold(question)
    if _INSTRUCTIONS.search(text) and not _DECISIONS.search(text):
        return frozenset({Status.ASKED})
    if _SUPPORT.search(text) and not _DECISIONS.search(text):
        return frozenset({Status.SUPPORTED})
    asks = _DECISIONS.search(text) or _INSTRUCTIONS.search(text)
    return frozenset({Status.DONE, Status.DECIDED, Status.ASKED}) if asks else frozenset()
