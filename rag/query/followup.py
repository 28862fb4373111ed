"""How a question leans on earlier turns: the turn, what is to be read in the question's place, and its kind.

«А ещё?», «Подробнее», «В каком это пункте?», «А про спорт?», «А следующий?» say little by themselves. What they mean
comes from the last turn that was answered; what tells them stands in the lexicons. Whether any other question leans on
that turn is decided by rag/query/history.py.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.digest.tokens import Token, tokenize
from index.language.lexicon import ENGLISH, RUSSIAN, Followup, Lexicon
from index.language.numbers import number_value
from index.language.words import fold, words
from rag import messages
from rag.generation.prompts import LANGUAGES
from rag.query.references import references
from rag.query.topic import topic_text, topic_words
from rag.types import Kind, Turn

_LEXICONS: Sequence[Lexicon] = (RUSSIAN, ENGLISH)
_MARK = re.compile(r"\[([^\]]*)\]")
_MAX_CARRIED = 3
"""Most points that are taken over from an answer."""
_MAX_BARE = 6
"""Longest question, in words, that only names another topic."""
WEIGHT_OF_TOPIC = 0.5
"""Exponent of the probability that is read after the topic, beside that of the question alone."""
SURE_OF_TALK = 0.9
_OF_TOPIC = frozenset({Kind.LIST, Kind.YES_NO, Kind.COUNT, Kind.DEFINE, Kind.QUOTE, Kind.OVERVIEW})
"""Kinds whose questions can be asked again with another topic in place of theirs."""
_ASKING_AGAIN = frozenset({Kind.LIST, Kind.OVERVIEW, Kind.QUOTE})
"""Kinds that «А ещё?» goes on with; after any other it asks for a list."""


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


def answered_turns(history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns up to the last one that was answered; all of them where none was."""
    for end in range(len(history), 0, -1):
        if not _is_unanswered(history[end - 1].answer):
            return history[:end]
    return history


def cited_points(turn: Turn, last: int) -> tuple[int, ...]:
    """Return the points that the marks of an answer name, in order, in a document of points 0 to `last`."""
    found = (int(number) for mark in _MARK.findall(turn.answer) for number in re.findall(r"\d+", mark))
    return tuple(dict.fromkeys(number for number in found if number <= last))


def read(question: str, history: Sequence[Turn], last: int, kind_of: KindOf) -> Reading:
    """Return how a question is read after earlier turns, in a document of points 1 to `last`."""
    turns = answered_turns(history)
    alone = Reading(question, open_turns=turns)
    if not turns or references(question, last):
        return alone
    if _names_document(question) and not topic_words(question):
        return Reading(question)
    turn = turns[-1]
    lexicon = RUSSIAN if re.search("[а-яё]", question.lower()) else ENGLISH
    rest = _without_opening(question, lexicon.followup)
    if _matches(rest, (*lexicon.followup.following, *lexicon.followup.preceding)):
        return _beside(question, rest, turn, last, lexicon.followup) or alone
    if _matches(rest, lexicon.followup.place):
        return Reading(question, turn, Kind.LOOKUP, Move.PLACE)
    if _matches(rest, lexicon.followup.detail) and (points := _points(turn, last)):
        return Reading(_with_points(question, points, lexicon.followup), turn, Kind.POINT, Move.DETAIL)
    if _matches(rest, lexicon.followup.further_alone) or _asks_for_others(rest, lexicon):
        kind = kind_of(turn.question)
        return Reading(question, turn, kind if kind in _ASKING_AGAIN else Kind.LIST, Move.FURTHER)
    named = references(turn.question, last).points
    if named and (number := re.fullmatch(r"\d{1,3}(?:-?\w{1,2})?", rest)):
        return Reading(
            _with_points(question, [int(re.findall(r"\d+", number[0])[0])], lexicon.followup),
            None,
            Kind.POINT,
            Move.POINT,
        )
    bare = _has_no_topic(rest, lexicon)
    own = kind_of(question)
    if named and bare and (own not in {Kind.TALK, Kind.BEYOND} or _is_form(rest, lexicon)):
        kind = Kind.OVERVIEW if _is_form(rest, lexicon) else None
        return Reading(_with_points(question, named, lexicon.followup), None, kind, Move.POINT)
    if bare and own is Kind.QUOTE:
        return Reading(question, turn, own)
    if not bare and any(re.search(pattern, rest) for pattern in lexicon.followup.place):
        return Reading(question, None, Kind.LOOKUP, Move.PLACE)
    if topic := _other_topic(rest, turn, lexicon):
        return _replaced(question, topic, turn, kind_of(turn.question))
    return alone


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


def _is_unanswered(answer: str) -> bool:
    """Whether an answer is a refusal or small talk: it cites nothing, and says what the replies say."""
    if _MARK.search(answer):
        return False
    spoken = {form for word in words(answer) if word.is_content for form in word.forms}
    denies = any(word.text.lower() in (*RUSSIAN.negations, *ENGLISH.negations) for word in words(answer))
    for language in LANGUAGES:
        said = messages.replies(language)
        for text in (said.empty, said.too_long, said.no_words, *said.refusals.values(), said.missing.preamble):
            if _begins_alike(answer, text):
                return True
        own = {form for text in said.refusals.values() for word in words(text) for form in word.forms}
        framing = {*RUSSIAN.mentioning, *ENGLISH.mentioning}
        content = [w for w in words(answer) if w.is_content and w.forms.isdisjoint(framing)]
        if denies and spoken and all(not w.forms.isdisjoint(own) for w in content):
            return True
    return False


def _begins_alike(answer: str, text: str) -> bool:
    beginning = fold(text.split("{")[0]).strip()
    return len(beginning) > 5 and fold(answer).strip().startswith(beginning)


def _without_opening(question: str, data: Followup) -> str:
    """The folded question without the words that a reply begins with, and without marks."""
    rest = re.sub(r"[^\w\s-]+", " ", fold(question)).split()
    while rest and rest[0] in data.openings:
        rest = rest[1:]
    while rest and rest[-1] in data.openings:
        rest = rest[:-1]
    return " ".join(rest)


def _matches(rest: str, patterns: Sequence[str]) -> bool:
    return any(re.fullmatch(pattern, rest) for pattern in patterns)


def _points(turn: Turn, last: int) -> tuple[int, ...]:
    return (cited_points(turn, last) or references(turn.question, last).points)[:_MAX_CARRIED]


def _with_points(question: str, points: Sequence[int], data: Followup) -> str:
    """The question with the points that it means."""
    mark = question[-1:] if question[-1:] in "?!." else ""
    named = data.point.format(numbers=", ".join(map(str, points)))
    return f"{question.rstrip('?!. ')} ({named}){mark}"


def _beside(question: str, rest: str, turn: Turn, last: int, data: Followup) -> Reading | None:
    """The point after the last one that a turn is about, or before the first."""
    points = references(turn.question, last).points or cited_points(turn, last)
    if not points:
        return None
    after = _matches(rest, data.following)
    return Reading(
        _with_points(question, [points[-1] + 1 if after else points[0] - 1], data), None, Kind.POINT, Move.POINT
    )


def _asks_for_others(rest: str, lexicon: Lexicon) -> bool:
    """Whether a short question without a verb holds a word such as «ещё»: «Какие ещё места?», "any other treaty"."""
    tokens = tokenize(rest)
    others = frozenset(lexicon.followup.further)
    asks = any(token.folded in others or token.lemma_among(others) for token in tokens)
    return asks and len(tokens) <= _MAX_BARE - 2 and not any(_is_verb(token, lexicon) for token in tokens)


def _is_verb(token: Token, lexicon: Lexicon) -> bool:
    return token.pos in {"VERB", "INFN", "PRTS", "PRED"} or token.folded in lexicon.shortening.finite


def _is_form(rest: str, lexicon: Lexicon) -> bool:
    """Whether a question says nothing but the form of the answer that is wanted: «короче»."""
    return all(word in lexicon.followup.form for word in rest.split())


def _has_no_topic(rest: str, lexicon: Lexicon) -> bool:
    """Whether a question names no topic of its own, and so is about what was asked before."""
    form = frozenset((*lexicon.followup.form, *lexicon.followup.pronouns))
    topic = [word for word in topic_words(rest) if word.forms.isdisjoint(form) and number_value(word) is None]
    return not topic and not _names_document(rest)


def _names_document(question: str) -> bool:
    names = {*RUSSIAN.followup.documents, *ENGLISH.followup.documents}
    return any(not word.forms.isdisjoint(names) for word in words(question))


def _other_topic(rest: str, turn: Turn, lexicon: Lexicon) -> str:
    """The topic that a question names and does nothing else, beside words of the question before; else nothing."""
    for opening in lexicon.followup.topic_openings:
        rest = re.sub(rf"^{opening}\s*", "", rest)
    tokens = tokenize(rest)
    before = {token.folded for token in tokenize(turn.question)}
    own = [token for token in tokens if token.folded not in before and token.folded not in lexicon.followup.about]
    if not own or len(tokens) > _MAX_BARE or _names_document(rest):
        return ""
    if any(token.pos not in {"NOUN", "NAME", "ADJF", "CONJ", "PREP"} or _is_verb(token, lexicon) for token in own):
        return ""
    data = lexicon.asked
    others = frozenset(
        (*data.which, *data.who, *data.whose, *data.what, *data.when, *data.where, *lexicon.stopwords,
         *lexicon.followup.pronouns, *lexicon.followup.form)
    )  # fmt: skip
    if any(token.folded in others or token.lemma in others for token in own):
        return ""
    return rest[own[0].start : own[-1].end]


def _replaced(question: str, topic: str, turn: Turn, kind: Kind) -> Reading:
    """The question before with another topic in place of its own, where one can go in the other's place."""
    if kind in {Kind.POINT, Kind.COMPARE}:
        return Reading(question, None, Kind.LIST, Move.TOPIC)
    if kind not in _OF_TOPIC:
        return Reading(question, turn, kind, Move.TOPIC)
    theirs = [word for word in topic_words(turn.question) if not word.is_predicate]
    # A name goes in the place of a name: «Что предложил Узбекистан?», «А Казахстан?».
    spelt = next((m[0] for m in re.finditer(r"\w.*", question) if topic in fold(m[0])), topic)
    at = fold(spelt).find(topic)
    spelt = spelt[at : at + len(topic)]
    names = [word for word in theirs if word.is_proper] if spelt[:1].isupper() else []
    theirs = names or theirs
    if not theirs:
        return Reading(question, turn, kind, Move.TOPIC)
    asked = turn.question
    return Reading(f"{asked[: theirs[0].start]}{spelt}{asked[theirs[-1].end :]}", None, kind, Move.TOPIC)
