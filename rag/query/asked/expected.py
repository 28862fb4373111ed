"""Which sort of words answers a question: a person, a date, a number, a thing of some name …? Pure.

Told by the asking word and the noun beside it; the words stand in the lexicons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from index.digest.tokens import Token, tokenize
from index.language.lexicon import ENGLISH, LANGUAGES, OTHER, RUSSIAN
from index.language.words import words
from rag.query.asked.asking import is_action, is_one_of, listed, proposes, sort_of

_CASES = {**RUSSIAN.asked.cases, **ENGLISH.asked.cases}
_OF_VERBS = frozenset({"VERB", "INFN", "PRTS", "PRED"})
_ENGLISH_FUNCTION_WORDS = frozenset((*ENGLISH.stopwords, *ENGLISH.shortening.gaps, *ENGLISH.shortening.finite))
_MAX_ENGLISH_FOCUS = 3
_IDEOGRAPH = re.compile("[\u2e80-\u9fff]")


class Sought(StrEnum):
    """A sort of words that answer."""

    PERSON = "person"
    PROPOSER = "proposer"
    OWNER = "owner"
    DATE = "date"
    PLACE = "place"
    NUMBER = "number"
    NAME = "name"
    THING = "thing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question asks for.

    Attributes:
        sought: the sort.
        focus: the noun beside the asking word («год» in «какой год»); in English, where nouns are not told from verbs,
            the words beside it ("test site", "sea basin needs").
        case: grammatical case of «кто», or of «что» where it is oblique; else empty.
        preposition: what stands before the asking word, or ends an English question; folded, empty if nothing does.
        known: the question's content words, in order; they answer nothing.
        anchor: the noun that the asking word depends on, «линии» in «по линии каких ведомств».
        counts_years: whether a number of years is sought.
        actions: the question's verbs and nouns of action.
    """

    sought: Sought
    focus: tuple[Token, ...] = ()
    case: str = ""
    preposition: str = ""
    known: tuple[Token, ...] = ()
    anchor: Token | None = None
    counts_years: bool = False
    actions: tuple[Token, ...] = ()


def expected_answer(question: str, language: str = "ru", previous: str = "") -> Expected:
    """Return what a question asks for; `Sought.UNKNOWN` where it asks for two things or for nothing that is known.

    Args:
        question: the question.
        language: its language; of one without word lists (index/language/lexicon.py) little is known.
        previous: the question before it, where it leans on that: it asks for the same where it has no asking word.
    """
    if language not in LANGUAGES:
        return _foreign(question)
    found = _expected(question)
    if not previous:
        return found
    before = _expected(previous)
    if found.sought is Sought.UNKNOWN and _is_bare(tokenize(question)):
        return replace(before, known=(*found.known, *before.known))
    return replace(found, known=(*found.known, *before.known))


def _is_bare(tokens: Sequence[Token]) -> bool:
    """Whether a question only names something: «А водород?»."""
    asking = listed("other")
    return not any(sort_of(token.folded) or token.folded in asking or token.pos in _OF_VERBS for token in tokens)


def _expected(question: str) -> Expected:
    tokens = tokenize(question)
    content = {word.start for word in words(question) if word.is_content}
    known = tuple(
        token for token in tokens if any(token.start <= at < token.end for at in content) and not sort_of(token.folded)
    )
    asking = [at for at in range(len(tokens)) if _asks(tokens, at, question)]
    first = asking[0] if asking else len(tokens)
    named = any(is_one_of(token, "naming") for token in tokens)
    if not named and any(token.folded in listed("other") for token in tokens[:first]):
        return Expected(Sought.UNKNOWN, known=known)
    if not asking:
        focus = tuple(token for token in tokens if token.pos == "NOUN" and not is_one_of(token, "generic"))[:1]
        return Expected(_unasked(tokens, focus), focus, known=known)
    focus = _focus(tokens, first)
    several = len({_asks(tokens, at, question) for at in asking}) > 1 and "," not in question
    sought = Sought.UNKNOWN if several else _sought(_asks(tokens, first, question), focus, tokens)
    before = tokens[first - 1] if first else None
    depends = before is not None and before.pos == "NOUN" and _depends(tokens[first])
    return Expected(
        sought,
        focus,
        case=_CASES.get(tokens[first].folded, ""),
        preposition=_preposition(tokens, first),
        known=known,
        anchor=before if depends else None,
        counts_years=sought is Sought.NUMBER and any(is_one_of(token, "times") for token in focus),
        actions=tuple(token for token in known if token not in focus and is_action(token)),
    )


def _asks(tokens: Sequence[Token], at: int, question: str) -> str:
    """The sort of an asking word; «что за» and "what" before a noun ask as «какой» does, "how" alone for a manner."""
    token = tokens[at]
    sort = sort_of(token.folded)
    if at and token.folded in listed("relative") and "," in question[: token.start]:
        return ""
    if sort == "how_many" and token.folded in ENGLISH.asked.how_many:
        counted = at + 1 < len(tokens) and tokens[at + 1].folded in ENGLISH.asked.countable
        return sort if counted else "how"
    return "which" if sort == "what" and _asks_as_which(tokens, at) else sort


def _depends(token: Token) -> bool:
    """Whether an asking word can be the genitive beside a noun: «линии каких», «зоной чего»."""
    return sort_of(token.folded) == "which" or token.folded in listed("oblique")


def _preposition(tokens: Sequence[Token], at: int) -> str:
    known = listed("prepositions")
    if at and (tokens[at - 1].pos == "PREP" or tokens[at - 1].folded in known):
        return tokens[at - 1].folded
    return tokens[-1].folded if tokens[-1].folded in known else ""


def _unasked(tokens: Sequence[Token], focus: Sequence[Token]) -> Sought:
    """What a question without an asking word asks for: «инициатор стратегии», «годы десятилетия»."""
    if any(is_one_of(token, "proposers") for token in tokens):
        return Sought.PROPOSER
    first_named = is_one_of(tokens[0], "naming") or not is_one_of(tokens[0], "generic") if tokens else False
    if first_named and any(is_one_of(token, "naming") for token in tokens):
        return Sought.NAME if not focus or focus[0].start > 0 else Sought.THING
    if not focus or not (is_one_of(tokens[0], "times") or is_one_of(tokens[0], "generic")):
        return Sought.UNKNOWN
    return Sought.DATE if is_one_of(focus[0], "times") else Sought.THING


def _sought(sort: str, focus: Sequence[Token], tokens: Sequence[Token]) -> Sought:
    if sort in _SIMPLE:
        return _SIMPLE[sort]
    if any(is_one_of(token, "proposers") for token in tokens):
        return Sought.PROPOSER
    of_person = sort == "which" and any(is_one_of(token, "persons") for token in focus)
    if any(map(proposes, focus if sort == "whose" else tokens)) and (sort in {"who", "whose"} or of_person):
        return Sought.PROPOSER
    if sort in {"who", "whose"}:
        return Sought.PERSON if sort == "who" else Sought.OWNER
    if any(map(proposes, focus)) or any(is_one_of(token, "manner") for token in tokens):
        return Sought.UNKNOWN
    return _sought_thing(sort, focus, tokens)


def _sought_thing(sort: str, focus: Sequence[Token], tokens: Sequence[Token]) -> Sought:
    if sort == "which" and any(is_one_of(token, "times") for token in focus) and not _is_described(tokens):
        return Sought.DATE
    named = any(is_one_of(token, "naming") for token in tokens if token not in focus)
    return Sought.NAME if named and (sort != "which" or not focus) else Sought.THING


_SIMPLE = {"when": Sought.DATE, "where": Sought.PLACE, "how_many": Sought.NUMBER, "how": Sought.UNKNOWN}


def _is_described(tokens: Sequence[Token]) -> bool:
    """Whether an adjective follows the asking word: «каким международным годом» asks for no date."""
    return any(b.pos == "ADJF" and sort_of(a.folded) == "which" for a, b in pairwise(tokens))


def _focus(tokens: Sequence[Token], at: int) -> tuple[Token, ...]:
    """The noun that the asking word goes with: the first one after it, before any verb; else the one before it."""
    sort, following = sort_of(tokens[at].folded), tokens[at + 1 :]
    if sort in {"who", "when", "where"} or (sort == "what" and not _asks_as_which(tokens, at)):
        return ()
    if tokens[at].folded.isascii():
        return _english_focus(following)
    for token in following:
        if token.pos == "NOUN" and not is_one_of(token, "generic"):
            return (token,)
        if token.pos in _OF_VERBS:
            break
    return tuple(token for token in tokens[:at] if token.pos == "NOUN" and not is_one_of(token, "generic"))[-1:]


def _english_focus(following: Sequence[Token]) -> tuple[Token, ...]:
    found: list[Token] = []
    for token in following:
        skipped = (
            token.folded in {*ENGLISH.asked.countable, *ENGLISH.asked.articles} or token.folded in ENGLISH.outline.links
        )
        if skipped and not found:
            continue
        if token.folded in _ENGLISH_FUNCTION_WORDS and not is_one_of(token, "times"):
            break
        if not is_one_of(token, "generic"):
            found.append(token)
    return tuple(found[:_MAX_ENGLISH_FOCUS])


def _asks_as_which(tokens: Sequence[Token], at: int) -> bool:
    if at + 1 == len(tokens):
        return False
    following = tokens[at + 1]
    if not tokens[at].folded.isascii():
        return following.folded in listed("making_which")
    return following.folded not in _ENGLISH_FUNCTION_WORDS or is_one_of(following, "times")


def _foreign(question: str) -> Expected:
    """What a question in another language asks for, by the beginnings of its words."""
    tokens = tokenize(question)

    def held(name: str, token: Token) -> bool:
        return token.folded.startswith(getattr(OTHER.asked, name))

    def has(name: str) -> bool:
        unspaced = [form for form in getattr(OTHER.asked, name) if _IDEOGRAPH.match(form)]
        return any(held(name, token) for token in tokens) or any(form in question for form in unspaced)

    dated = has("when") or any(held("which", a) and held("times", b) for a, b in pairwise(tokens))
    dated = dated or any(
        re.search(f"{which}.?{time}", question)
        for which in OTHER.asked.which
        if _IDEOGRAPH.match(which)
        for time in OTHER.asked.times
    )
    if has("proposing") and (has("who") or (has("which") and has("countries"))):
        sought = Sought.PROPOSER
    elif has("who"):
        sought = Sought.PERSON
    elif has("how_many"):
        sought = Sought.NUMBER
    else:
        sought = Sought.DATE if dated else Sought.UNKNOWN
    digits = tuple(token for token in tokens if token.text.isdecimal())
    return Expected(sought, known=digits, counts_years=any(held("times", token) for token in tokens))
