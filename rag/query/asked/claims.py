"""Questions for yes or no: what they ask, and how they are put.

A question asks whether something is mentioned in the text («Есть ли что-нибудь о космосе?»), or whether a claim is so
(«Правда ли, что фонд создан?»). A claim may be denied («Фонд не создан, верно?»): then the opposite is judged, and the
verdict turned over. What tells them apart is data, in the lexicons. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, parses, words
from rag.query.topic import topic_words

Span = tuple[int, int]
_LISTS = (RUSSIAN.claims, ENGLISH.claims)


def _pattern(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(expressions)})(?!\w)")


_MENTION = _pattern(one for lists in _LISTS for one in lists.mention_cues)
_TEXT_ITSELF = _pattern(one for lists in _LISTS for one in lists.text_itself)
_ALTERNATIVE = _pattern(one for lists in _LISTS for one in lists.alternative)
_NO_ALTERNATIVE = _pattern(rf"(?i:{one})" for lists in _LISTS for one in lists.no_alternative)
_RHETORICAL = re.compile("|".join(one for lists in _LISTS for one in lists.rhetorical_negation), re.IGNORECASE)
_DENIAL = re.compile(
    rf"(?:(?<!\w)(?:{'|'.join(RUSSIAN.claims.denial)})|{'|'.join(ENGLISH.claims.denial)})(?!\w)", re.IGNORECASE
)
_RESUMING = "|".join(one for lists in _LISTS for one in lists.resuming)


def _clause(openings: Iterable[str]) -> re.Pattern[str]:
    """What finds a clause by what begins it, up to a mark or what resumes the main one."""
    ending = rf".*?(?=[,;]|(?<!\w)(?:{_RESUMING})(?!\w)|$)"
    return re.compile(rf"(?<!\w)(?:{'|'.join(openings)})(?!\w){ending}", re.IGNORECASE)


_SUBORDINATE = _clause(one for lists in _LISTS for one in lists.subordinate)
_CONDITION = _clause(one for lists in _LISTS for one in lists.conditions)
_RHETORICAL_OPENING = _pattern(one for lists in _LISTS for one in lists.rhetorical_opening)
_DONE = _pattern(one for lists in _LISTS for one in lists.done_cues)
_FRAME = frozenset(word for lists in _LISTS for word in lists.mention_frame)
_CLAUSE = _pattern(one for lists in _LISTS for one in lists.clauses)
_TRUE_THAT = re.compile("|".join(one for lists in _LISTS for one in lists.true_that))


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question for yes or no asks.

    Attributes:
        text: the question without a negation, rhetorical or meant.
        rhetorical: whether a negation in it only makes it polite or surprised.
        denied: whether it asks for the opposite of `text`.
        asks_done: whether it asks for something that is done already, and not only to be done.
        about_text: whether it asks what the text does, and not what is so in the world.
        mentioned: the words that may stand in the text, if it only asks whether they do; else empty.
    """

    text: str
    rhetorical: bool
    denied: bool
    asks_done: bool
    about_text: bool
    mentioned: tuple[Word, ...]


def is_denied(question: str) -> bool:
    """Tell whether a question denies something, and not only to be polite."""
    plain = _plain(question)
    return bool(_denials(plain))


def read_claim(question: str) -> Claim | None:
    """Return what a question for yes or no asks; None where it asks for one of two things («А или Б?»)."""
    if is_alternative(question):
        return None
    chosen = " ".join(_NO_ALTERNATIVE.sub(" ", question).split())
    plain = " ".join(_plain(chosen).split())
    affirmed = " ".join(_without(plain, _denials(plain)).split())
    folded = fold(affirmed)
    return Claim(
        text=affirmed,
        rhetorical=plain != chosen,
        denied=affirmed != plain,
        asks_done=bool(_DONE.search(folded)),
        about_text=bool(_TEXT_ITSELF.search(folded)),
        mentioned=mentioned_words(affirmed),
    )


def without_condition(claim: str) -> str:
    """Return a claim without the clauses that put it under a condition, with blanks in their place."""
    return _CONDITION.sub(lambda match: " " * len(match.group()), claim)


def _plain(question: str) -> str:
    """A question without a negation that makes it polite or surprised: «Разве гость не вправе …?»."""
    plain = _RHETORICAL.sub(" ", question)
    opening = _RHETORICAL_OPENING.search(fold(plain))
    return _without(plain, [opening.span(), *_denials(plain, opening.end())[:1]]) if opening else plain


def _denials(question: str, start: int = 0) -> list[Span]:
    """Where a question denies its claim: not in a clause beside it («если не …»), nor in «не спрашивая»."""
    beside = [match.span() for match in _SUBORDINATE.finditer(question)]
    found = []
    for match in _DENIAL.finditer(question, start):
        denied = next(iter(words(question[match.end() :])), None)
        is_gerund = denied is not None and parses(fold(denied.text))[0].tag.POS == "GRND"
        if not is_gerund and not any(first <= match.start() < end for first, end in beside):
            found.append(match.span())
    return found


def _without(text: str, spans: Iterable[Span]) -> str:
    """A text with a blank for each of some places, in their order."""
    at, kept = 0, []
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return " ".join((*kept, text[at:]))


def asks_for_mentions(question: str) -> bool:
    """Return whether a question asks where, or whether, something is mentioned or spoken of."""
    return _MENTION.search(fold(question)) is not None


def is_alternative(question: str) -> bool:
    """Return whether a question leaves a choice between two things and not between yes and no."""
    return bool(_ALTERNATIVE.search(_NO_ALTERNATIVE.sub("", fold(question))))


def mentioned_words(question: str) -> tuple[Word, ...]:
    """Return the words after which a question asks in the text, in order; empty where it asks for more than that."""
    folded = fold(question)
    if not _MENTION.search(folded) or _CLAUSE.search(_TRUE_THAT.sub("", folded)):
        return ()
    return sought_words(question)


def sought_words(question: str) -> tuple[Word, ...]:
    """Return the words of a question that say what it asks after, without those that only ask."""
    return tuple(word for word in topic_words(question) if word.forms.isdisjoint(_FRAME))
