"""Which sort of words answers a question: a person, a date, a number, a thing of some name …? Pure.

Told by the asking word and the noun beside it; the words stand in the lexicons.
"""

from dataclasses import dataclass
from enum import StrEnum

from index.digest.tokens import Token, tokenize
from index.language.lexicon import ENGLISH, RUSSIAN, Asked
from index.language.words import fold, words

_LEXICONS = (RUSSIAN, ENGLISH)
_CASES = {"кто": "nomn", "кого": "accs", "кому": "datv", "кем": "ablt", "ком": "loct"}


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
        case: grammatical case of «кто», or empty.
        preposition: what stands before the asking word, folded; empty if nothing does.
        known: the question's content words, in order.
    """

    sought: Sought
    focus: tuple[Token, ...]
    case: str
    preposition: str
    known: tuple[Token, ...]


def expected_answer(question: str) -> Expected:
    """Return what a question asks for; `Sought.UNKNOWN` where it asks for two things or for nothing that is known."""
    tokens = tokenize(question)
    content = {word.start for word in words(question) if word.is_content}
    known = tuple(
        token for token in tokens if any(token.start <= at < token.end for at in content) and not _sort_of(token.folded)
    )
    asking = [at for at, token in enumerate(tokens) if _sort_of(token.folded)]
    if not asking:
        focus = tuple(token for token in tokens if token.pos == "NOUN" and not is_one_of(token, "generic"))[:1]
        return Expected(_unasked(tokens, focus), focus, "", "", known)
    at = asking[0]
    focus = _focus(tokens, at)
    before = tokens[at - 1] if at else None
    preposition = before.folded if before and (before.pos == "PREP" or before.folded in _PREPOSITIONS) else ""
    again = {_sort_of(tokens[i].folded) for i in asking[1:]} - {"how_many"}
    several = len(asking) > 1 and bool(again - {_sort_of(tokens[at].folded)}) and "," not in question
    sought = Sought.UNKNOWN if several else _sought(_sort_of(tokens[at].folded), focus, tokens)
    return Expected(sought, focus, _CASES.get(tokens[at].folded, ""), preposition, known)


def _unasked(tokens: list[Token], focus: tuple[Token, ...]) -> Sought:
    if any(is_one_of(token, "proposers") for token in tokens):
        return Sought.PROPOSER
    if any(is_one_of(token, "naming") for token in tokens):
        return Sought.NAME if not focus or focus[0].start > 0 else Sought.THING
    if not focus:
        return Sought.UNKNOWN
    return Sought.DATE if is_one_of(focus[0], "times") else Sought.THING


_PREPOSITIONS = frozenset("at in on for to with under by of from until till".split())
_SORTS = ("who", "whose", "when", "where", "which", "what")


def _sort_of(folded: str) -> str:
    """The list of `Asked` that an asking word stands in; empty for other words."""
    for lexicon in _LEXICONS:
        for sort in _SORTS:
            if folded in getattr(lexicon.asked, sort):
                return sort
        if folded.startswith(lexicon.asked.how_many):
            return "how_many"
    return ""


def _any(name: str) -> frozenset[str]:
    return frozenset(word for lexicon in _LEXICONS for word in getattr(lexicon.asked, name))


def is_one_of(token: Token, name: str) -> bool:
    """Whether a word is in a list of `Asked`, in any form."""
    listed = _any(name)
    return token.folded in listed or token.lemma_among(listed) is not None


def _proposes(token: Token) -> bool:
    for lexicon in _LEXICONS:
        listed = frozenset((*lexicon.proposing, *lexicon.proposal_nouns, *lexicon.proposal_verbs))
        if token.folded in listed or token.lemma_among(listed):
            return True
    return False


def _sought(sort: str, focus: tuple[Token, ...], tokens: list[Token]) -> Sought:
    proposed = any(_proposes(token) for token in tokens)
    if any(is_one_of(token, "proposers") for token in tokens):
        return Sought.PROPOSER
    if sort == "whose":
        return Sought.PROPOSER if any(map(_proposes, focus)) else Sought.OWNER
    if sort == "who":
        return Sought.PROPOSER if proposed else Sought.PERSON
    if sort in {"which", "what"} and proposed and any(is_one_of(token, "persons") for token in focus):
        return Sought.PROPOSER
    if sort == "when" or (sort in {"which", "what"} and any(is_one_of(token, "times") for token in focus)):
        return Sought.DATE
    if sort in {"where", "how_many"}:
        return Sought.PLACE if sort == "where" else Sought.NUMBER
    named = any(is_one_of(token, "naming") for token in tokens if token not in focus)
    return Sought.NAME if named and (sort == "what" or not focus) else Sought.THING


_STOP_EN = frozenset((*ENGLISH.stopwords, *ENGLISH.shortening.gaps, *ENGLISH.shortening.finite))


def _focus(tokens: list[Token], at: int) -> tuple[Token, ...]:
    """The noun that the asking word goes with: the first one after it, before any verb; else the one before it."""
    sort, following = _sort_of(tokens[at].folded), tokens[at + 1 :]
    if sort in {"who", "when", "where"} or (sort == "what" and not _asks_as_which(tokens, at)):
        return ()
    if tokens[at].folded.isascii():
        return _english_focus(following)
    for token in following:
        if token.pos == "NOUN" and not is_one_of(token, "generic"):
            return (token,)
        if token.pos in {"VERB", "INFN", "PRED", "PRTS"}:
            break
    return tuple(token for token in tokens[:at] if token.pos == "NOUN" and not is_one_of(token, "generic"))[-1:]


def _english_focus(following: list[Token]) -> tuple[Token, ...]:
    found: list[Token] = []
    for token in following:
        if token.folded in {"of", "many", "much", "the", "a", "an"} and not found:
            continue
        if token.folded in _STOP_EN:
            break
        if not is_one_of(token, "generic"):
            found.append(token)
    return tuple(found[:3])


def _asks_as_which(tokens: list[Token], at: int) -> bool:
    if at + 1 == len(tokens):
        return False
    following = tokens[at + 1].folded
    return following not in _STOP_EN if tokens[at].folded.isascii() else following == "за"
