"""Which sort of words answers a question: a person, a date, a number, a thing of some name …? Pure.

Told by the asking word and the noun beside it; the words stand in the lexicons.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from index.digest.tokens import Token, tokenize
from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.language.words import words

_LEXICONS = (RUSSIAN, ENGLISH)
_CASES = {
    "кто": "nomn", "кого": "accs", "кому": "datv", "кем": "ablt", "ком": "loct", "чему": "datv", "чем": "ablt",
    "чего": "gent",
}  # fmt: skip


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
        known: the question's content words, in order.
    """

    sought: Sought
    focus: tuple[Token, ...]
    case: str
    preposition: str
    known: tuple[Token, ...]
    anchor: Token | None = None
    """The noun that the asking word depends on: «линии» in «по линии каких ведомств»."""
    counts_years: bool = False
    """Whether a number of years is sought."""
    actions: tuple[Token, ...] = ()
    """The question's verbs, and its nouns of action."""


def expected_answer(question: str, language: str = "ru", previous: str = "") -> Expected:
    """Return what a question asks for; `Sought.UNKNOWN` where it asks for two things or for nothing that is known.

    Args:
        question: the question.
        language: its language, "ru", "en" or "other".
        previous: the question before it, where it leans on that: it asks for the same where it has no asking word.
    """
    if language == "other":
        return _foreign(question)
    found = _expected(question)
    if not previous:
        return found
    before = _expected(previous)
    if found.sought is Sought.UNKNOWN and _is_bare(tokenize(question)):
        return replace(before, known=(*found.known, *before.known))
    return replace(found, known=(*found.known, *before.known))


def _is_bare(tokens: list[Token]) -> bool:
    """Whether a question only names something: «А водород?»."""
    return not any(_sort_of(t.folded) or t.folded in _OTHER_ASKING or t.pos in _PREDICATES for t in tokens)


def _foreign(question: str) -> Expected:
    """What a question in another language asks for, by the beginnings of its words."""
    tokens = tokenize(question)

    def held(name: str, token: Token) -> bool:
        return token.folded.startswith(getattr(OTHER.asked, name))

    def has(name: str) -> bool:
        ideographs = [form for form in getattr(OTHER.asked, name) if not form[0].isalpha() or form > "\u2e80"]
        return any(held(name, token) for token in tokens) or any(form in question for form in ideographs)

    dated = has("when") or any(held("which", a) and held("times", b) for a, b in pairwise(tokens))
    dated = dated or any(w + t in question for w in OTHER.asked.which for t in OTHER.asked.times if w > "\u2e80")
    if has("proposing") and (has("who") or (has("which") and has("countries"))):
        sought = Sought.PROPOSER
    elif has("who"):
        sought = Sought.PERSON
    elif has("how_many"):
        sought = Sought.NUMBER
    else:
        sought = Sought.DATE if dated else Sought.UNKNOWN
    digits = tuple(token for token in tokens if token.text.isdecimal())
    return Expected(sought, (), "", "", digits, counts_years=any(held("times", token) for token in tokens))


def _expected(question: str) -> Expected:
    tokens = tokenize(question)
    content = {word.start for word in words(question) if word.is_content}
    known = tuple(
        token for token in tokens if any(token.start <= at < token.end for at in content) and not _sort_of(token.folded)
    )
    asking = [
        at
        for at, token in enumerate(tokens)
        if _sort_of(token.folded) and not (token.folded.startswith("котор") and at and "," in question[: token.start])
    ]
    first = asking[0] if asking else len(tokens)
    if any(token.folded in _OTHER_ASKING for token in tokens[:first]) and not _names(tokens):
        return Expected(Sought.UNKNOWN, (), "", "", known)
    if not asking:
        focus = tuple(token for token in tokens if token.pos == "NOUN" and not is_one_of(token, "generic"))[:1]
        return Expected(_unasked(tokens, focus), focus, "", "", known)
    at = asking[0]
    focus = _focus(tokens, at)
    before = tokens[at - 1] if at else None
    preposition = before.folded if before and (before.pos == "PREP" or before.folded in _PREPOSITIONS) else ""
    if not preposition and tokens[-1].folded in _PREPOSITIONS:
        preposition = tokens[-1].folded
    sorts = {_asks(tokens, i) for i in asking}
    several = len(sorts) > 1 and "," not in question
    sought = Sought.UNKNOWN if several else _sought(_asks(tokens, at), focus, tokens)
    actions = tuple(token for token in known if token not in focus and is_action(token))
    years = sought is Sought.NUMBER and any(is_one_of(token, "times") for token in focus)
    anchor = before if before and before.pos == "NOUN" and _depends(tokens[at]) else None
    return Expected(sought, focus, _CASES.get(tokens[at].folded, ""), preposition, known, anchor, years, actions)


def is_action(token: Token) -> bool:
    """Whether a word is a verb or names an action; any English word may."""
    return token.pos in {"VERB", "INFN", "PRTS", "PRTF", "GRND", "NAME"} or token.lemma.endswith(("ние", "тие"))


def _depends(token: Token) -> bool:
    """Whether an asking word can be the genitive beside a noun: «линии каких», «зоной чего»."""
    return _sort_of(token.folded) == "which" or token.folded == "чего"


def _asks(tokens: list[Token], at: int) -> str:
    """The sort of an asking word; «что за» and "what" before a noun ask as «какой» does."""
    sort = _sort_of(tokens[at].folded)
    if sort == "how_many" and tokens[at].folded == "how":
        counted = at + 1 < len(tokens) and tokens[at + 1].folded in {"many", "much", "old"}
        return sort if counted else "how"
    return "which" if sort == "what" and _asks_as_which(tokens, at) else sort


_OTHER_ASKING = frozenset("как почему зачем отчего why как-то ли или каково or whether how".split())
_PREDICATES = frozenset({"VERB", "PRTS", "PRED", "ADJS", "INFN"})


def _names(tokens: list[Token]) -> bool:
    return any(is_one_of(token, "naming") for token in tokens) or any(
        tokens[i].folded == "how" and tokens[i + 1].folded in {"many", "much", "old"} for i in range(len(tokens) - 1)
    )


def _unasked(tokens: list[Token], focus: tuple[Token, ...]) -> Sought:
    if any(is_one_of(token, "proposers") for token in tokens):
        return Sought.PROPOSER
    if any(is_one_of(token, "naming") for token in tokens):
        return Sought.NAME if not focus or focus[0].start > 0 else Sought.THING
    if not focus or (not is_one_of(tokens[0], "times") and not is_one_of(tokens[0], "generic")):
        return Sought.UNKNOWN
    return Sought.DATE if is_one_of(focus[0], "times") else Sought.THING


_PREPOSITIONS = frozenset(
    "at in on for to with under by of from until till through within about among between against".split()
)
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
    if sort == "which" and proposed and any(is_one_of(token, "persons") for token in focus):
        return Sought.PROPOSER
    dated = sort == "which" and any(is_one_of(token, "times") for token in focus)
    described = any(
        tokens[i + 1].pos == "ADJF" and _sort_of(tokens[i].folded) == "which" for i in range(len(tokens) - 1)
    )
    if sort == "when" or (dated and not described):
        return Sought.DATE
    if sort in {"where", "how_many"}:
        return Sought.PLACE if sort == "where" else Sought.NUMBER
    if sort == "how" or any(map(_proposes, focus)) or any(token.lemma == "образ" for token in tokens):
        return Sought.UNKNOWN
    named = any(is_one_of(token, "naming") for token in tokens if token not in focus)
    return Sought.NAME if named and (sort != "which" or not focus) else Sought.THING


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
        if token.folded in _STOP_EN and not is_one_of(token, "times"):
            break
        if not is_one_of(token, "generic"):
            found.append(token)
    return tuple(found[:3])


def _asks_as_which(tokens: list[Token], at: int) -> bool:
    if at + 1 == len(tokens):
        return False
    following = tokens[at + 1].folded
    named = following not in _STOP_EN or is_one_of(tokens[at + 1], "times")
    return named if tokens[at].folded.isascii() else following == "за"
