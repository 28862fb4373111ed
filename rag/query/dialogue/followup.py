"""How a question leans on earlier turns: the turn, what is to be read in the question's place, and its kind.

«А ещё?», «Подробнее», «В каком это пункте?», «А про спорт?», «А следующий?» say little by themselves. What they mean
comes from the last turn that was answered; what tells them stands in the lexicons. Whether any other question leans on
that turn is decided by rag/query/dialogue/history.py.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.digest.tokens import Token, tokenize
from index.document import PREAMBLE, Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.asking import Followup as FollowupWords
from index.language.numbers import number_value
from index.language.words import fold, words
from rag.query.dialogue.turns import answered_turns, cited_points
from rag.query.sections.references import references
from rag.query.topic import topic_text, topic_words
from rag.types import Kind, Turn

_MAX_CARRIED = 3
"""Most points that are taken over from an answer."""
_MAX_TOPIC_WORDS = 6
_MAX_OTHERS_WORDS = 4
"""Longest questions, in words, that only name another topic, or ask for others of the same."""
WEIGHT_OF_TOPIC = 0.5
"""Exponent of a kind's probability for the question after its topic, beside that for the question alone."""
SURE_OF_TALK = 0.9
_OF_TOPIC = frozenset({Kind.LIST, Kind.YES_NO, Kind.COUNT, Kind.DEFINE, Kind.QUOTE, Kind.OVERVIEW})
"""Kinds whose questions can be asked again with another topic in place of theirs."""
_GOING_ON = frozenset({Kind.LIST, Kind.OVERVIEW, Kind.QUOTE})
"""Kinds that «А ещё?» goes on with; after any other it asks for a list."""
_OF_PHRASES = frozenset({"NOUN", "NAME", "ADJF", "CONJ", "PREP"})
_OF_VERBS = frozenset({"VERB", "INFN", "PRTS", "PRED"})
_DOCUMENT = frozenset((*RUSSIAN.followup.documents, *ENGLISH.followup.documents))
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})(?:-?[^\W\d_]{1,2})?")


class Move(StrEnum):
    """What a question does with the turn before it."""

    NONE = "none"
    """Nothing that is told by words alone."""
    FURTHER = "further"
    DETAIL = "detail"
    PLACE = "place"
    POINT = "point"
    """It asks for a point beside the one that was named, or for a part of that."""
    TOPIC = "topic"
    """It puts another topic in place of the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question is read.

    Attributes:
        question: what is read in its place; itself where nothing has to be added.
        turn: the turn that it leans on for certain; None where that is open, or where `question` says all.
        kind: its kind, where the turn tells it.
        move: what it does with that turn.
        open_turns: the turns of which it may need the last one.
    """

    question: str
    turn: Turn | None = None
    kind: Kind | None = None
    move: Move = Move.NONE
    open_turns: Sequence[Turn] = ()


KindOf = Callable[[str], Kind]
"""The kind of a question that stands by itself."""


def read(question: str, history: Sequence[Turn], document: Document, kind_of: KindOf) -> Reading:
    """Return how a question is read after earlier turns, about a document."""
    turns = answered_turns(history)
    alone = Reading(question, open_turns=turns)
    if not turns or references(question, document):
        return alone
    if _names_document(question) and not topic_words(question):
        return Reading(question)
    followup = _Followup(question, turns, document, kind_of)
    steps: Sequence[Callable[[], Reading | None]] = (
        followup.beside, followup.where, followup.in_detail, followup.others, followup.both, followup.of_point,
        followup.quotation, followup.other_topic,
    )  # fmt: skip
    return next((found for step in steps if (found := step()) is not None), alone)


def mixed_kind(
    question: str, turn: Turn, probabilities: Callable[[str], Mapping[Kind, float]], known: Kind | None = None
) -> Kind | None:
    """Return the likeliest kind of a question that leans on a turn, read alone and after the topic of that turn."""
    if known is not None:
        return known
    alone = probabilities(question)
    topic = topic_text(turn.question)
    after = probabilities(f"{topic}: {question}") if topic else alone
    before = probabilities(turn.question)
    likely = {kind: alone[kind] * after[kind] ** WEIGHT_OF_TOPIC for kind in alone}
    # A short question looks like small talk, or like one about the document itself.
    if alone[Kind.TALK] < SURE_OF_TALK:
        likely.pop(Kind.TALK)
    if max(before, key=before.__getitem__) is not Kind.ABOUT:
        likely.pop(Kind.ABOUT)
    return max(likely, key=likely.__getitem__)


class _Followup:
    """A question and the turns before it; each method returns how it is read, or None where it is no such question."""

    def __init__(self, question: str, turns: Sequence[Turn], document: Document, kind_of: KindOf) -> None:
        self.question, self.turn, self.document, self.kind_of = question, turns[-1], document, kind_of
        self.before = turns[-2] if len(turns) > 1 else None
        self.lexicon = RUSSIAN if _CYRILLIC.search(question) else ENGLISH
        self.data = self.lexicon.followup
        self.rest = _without_opening(question, self.data)
        self.named = references(self.turn.question, document).points
        shape = frozenset((*self.data.form, *self.data.pronouns))
        topic = topic_words(self.rest)
        self.has_topic = any(word.forms.isdisjoint(shape) and number_value(word) is None for word in topic)

    def beside(self) -> Reading | None:
        """The point after the last one that the turn is about, or before the first: «А следующий?»."""
        after = self._is_one_of(self.data.following)
        points = self.named or cited_points(self.turn, self.document)
        if not points or not (after or self._is_one_of(self.data.preceding)):
            return None
        return self._of([points[-1] + 1 if after else points[0] - 1], Kind.POINT)

    def where(self) -> Reading | None:
        """Where something stands: what was answered, or a topic of its own."""
        if self._is_one_of(self.data.place):
            return Reading(self.question, self.turn, Kind.LOOKUP, Move.PLACE)
        asked = self.has_topic and any(re.search(pattern, self.rest) for pattern in self.data.place)
        return Reading(self.question, None, Kind.LOOKUP) if asked else None

    def in_detail(self) -> Reading | None:
        """More of the points that were cited: «Подробнее»."""
        points = (cited_points(self.turn, self.document) or self.named)[:_MAX_CARRIED]
        if not points or not self._is_one_of(self.data.detail):
            return None
        return Reading(self._with_points(points), self.turn, Kind.POINT, Move.DETAIL)

    def others(self) -> Reading | None:
        """Others of the same: «А ещё?», "any other treaty?"; a short question without a verb."""
        tokens = tokenize(self.rest)
        others = frozenset(self.data.further)
        asks = any(token.folded in others or token.lemma_among(others) for token in tokens)
        short = len(tokens) <= _MAX_OTHERS_WORDS and not any(self._is_verb(token) for token in tokens)
        if not self._is_one_of(self.data.further_alone) and not (asks and short):
            return None
        kind = self.kind_of(self.turn.question)
        return Reading(self.question, self.turn, kind if kind in _GOING_ON else Kind.LIST, Move.FURTHER)

    def both(self) -> Reading | None:
        """A comparison of what the last two turns were about, a point each: «И чем они отличаются?»."""
        if self.before is None or self.has_topic or self.kind_of(self.question) is not Kind.COMPARE:
            return None
        earlier = references(self.before.question, self.document).points or cited_points(self.before, self.document)
        last = self.named or cited_points(self.turn, self.document)
        one_each = len(earlier) == len(last) == 1 and earlier != last
        return self._of((*earlier, *last), Kind.COMPARE) if one_each else None

    def of_point(self) -> Reading | None:
        """A part or a form of the point that was named, or another number: «А второй абзац?», «короче», «А 12?»."""
        number = _NUMBER.fullmatch(self.rest)
        if self.named and number:
            return self._of_number(int(number[1]))
        ordinal = [number_value(word) for word in words(self.rest)]
        if self.named and len(ordinal) == 1 and ordinal[0] is not None:
            return self._of_number(ordinal[0])
        if not self.named or self.has_topic or _names_document(self.rest):
            return None
        is_form = all(word in self.data.form for word in self.rest.split())
        if is_form:
            return self._of(self.named, Kind.OVERVIEW)
        return None if self.kind_of(self.question) in {Kind.TALK, Kind.BEYOND} else self._of(self.named, None)

    def quotation(self) -> Reading | None:
        """A quotation on what was asked before."""
        asked = not self.has_topic and self.kind_of(self.question) is Kind.QUOTE
        return Reading(self.question, self.turn, Kind.QUOTE) if asked else None

    def other_topic(self) -> Reading | None:
        """The question before with another topic: «А про спорт?»."""
        topic = self._topic()
        if not topic:
            return None
        kind = self.kind_of(self.turn.question)
        if kind in {Kind.POINT, Kind.COMPARE}:
            return Reading(self.question, None, Kind.LIST, Move.TOPIC)
        theirs = [word for word in topic_words(self.turn.question) if not word.is_predicate]
        # A name goes in the place of a name: «Что предложила Грузия?», «А Армения?».
        theirs = ([word for word in theirs if word.is_proper] if topic[:1].isupper() else []) or theirs
        if kind not in _OF_TOPIC or not theirs:
            return Reading(self.question, self.turn, kind, Move.TOPIC)
        asked = self.turn.question
        replaced = f"{asked[: theirs[0].start]}{topic}{asked[theirs[-1].end :]}"
        return Reading(replaced, None, kind, Move.TOPIC)

    def _topic(self) -> str:
        """The topic that a question names and does nothing else, as it is spelt."""
        rest = self.rest
        for opening in self.data.topic_openings:
            rest = re.sub(rf"^{opening}\s*", "", rest)
        tokens = tokenize(rest)
        before = {token.folded for token in tokenize(self.turn.question)}
        own = [token for token in tokens if token.folded not in before and token.folded not in self.data.about]
        if not own or len(tokens) > _MAX_TOPIC_WORDS or _names_document(rest):
            return ""
        asking, lexicon = self.lexicon.asked, self.lexicon
        others = frozenset(
            (*asking.which, *asking.who, *asking.whose, *asking.what, *asking.when, *asking.where, *lexicon.stopwords,
             *self.data.pronouns, *self.data.form)
        )  # fmt: skip
        if any(token.folded in others or token.lemma in others or not self._is_of_phrase(token) for token in own):
            return ""
        if any(number_value(word) is not None for word in words(rest)):
            return ""
        spelt = tokenize(self.question)
        place = next((at for at, token in enumerate(spelt) if token.folded == own[0].folded), None)
        end = next((token.end for token in reversed(spelt) if token.folded == own[-1].folded), None)
        return self.question[spelt[place].start : end] if place is not None and end is not None else ""

    def _is_of_phrase(self, token: Token) -> bool:
        return token.pos in _OF_PHRASES and not self._is_verb(token)

    def _is_verb(self, token: Token) -> bool:
        return token.pos in _OF_VERBS or token.folded in self.lexicon.shortening.finite

    def _is_one_of(self, patterns: Sequence[str]) -> bool:
        return any(re.fullmatch(pattern, self.rest) for pattern in patterns)

    def _of_number(self, number: int) -> Reading:
        """Another section by its number, as readers count."""
        named = (section.number for section in self.document.sections if section.name == str(number))
        plain = self.document.numbered_points
        return self._of([number if plain else next(named, number)], Kind.POINT)

    def _of(self, points: Sequence[int], kind: Kind | None) -> Reading:
        return Reading(self._with_points(points), None, kind, Move.POINT)

    def _with_points(self, points: Sequence[int]) -> str:
        """The question with the points that it means."""
        mark = self.question[-1:] if self.question[-1:] in "?!." else ""
        named = self.data.point.format(numbers=", ".join(map(str, points)))
        if not self.document.numbered_points:
            known = set(self.document.numbers) | ({PREAMBLE} if self.document.has_preamble else set())
            named = ", ".join(self.document.label(point) for point in points if point in known) or named
        return f"{self.question.rstrip('?!. ')} ({named}){mark}"


def _without_opening(question: str, data: FollowupWords) -> str:
    """The folded question without the words that a reply begins or ends with, and without marks."""
    rest = re.sub(r"[^\w\s-]+", " ", fold(question)).split()
    while rest and rest[0] in data.openings:
        rest = rest[1:]
    while rest and rest[-1] in data.openings:
        rest = rest[:-1]
    return " ".join(rest)


def _names_document(question: str) -> bool:
    return any(not word.forms.isdisjoint(_DOCUMENT) for word in words(question))
