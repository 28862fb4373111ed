"""Short answers that are amounts: of the sort or unit that the question asks for, beside its words; else none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from index.digest.tokens import Token, tokenize
from index.language.lexicon import ENGLISH
from rag.answers.short.match import Match, same
from rag.answers.short.quantities import (
    CLOCK,
    COUNT,
    DATE,
    FREQUENCY,
    SHARE,
    TIME,
    Quantity,
    between,
    clauses,
    is_anchored,
    quantities,
    unit_of,
)  # fmt: skip
from rag.answers.wording.phrases import SMALL
from rag.query.asked.amounts import ANY, MOMENT, AmountAsked, amount_asked
from rag.query.asked.asking import listed, sort_of

_INSTEAD = {MOMENT: (DATE, CLOCK, TIME), DATE: (TIME,), TIME: (DATE,), SHARE: (COUNT,), "money": (SHARE,)}
"""What a text may state where a question asks for another sort."""
_NOT_OF_ANY = frozenset({DATE, CLOCK, FREQUENCY})
_MAX_NOUN = 3
_MARGIN_OF_FIRST = 1
"""By how many words of the question the first of several amounts has to be ahead."""
_FUNCTION = frozenset((*ENGLISH.stopwords, *ENGLISH.asked.articles, *ENGLISH.outline.links))


def asks_for_amount(question: str) -> bool:
    """Tell whether a question asks for an amount of a certain sort, and so for nothing else."""
    asked = _asked(question)
    return asked is not None and (asked.counted is not None or any(sort != ANY for sort in asked.sorts))


def amount(match: Match, question: str) -> str | None:
    """Return the amount that a question asks for; None where it asks for none, or the sentence has several."""
    asked = _asked(question)
    if asked is None:
        return None
    told = {token.folded for token in tokenize(question) if token.text[0].isdigit()}
    there = [
        one
        for one in quantities(match.sentence.text, match.tokens)
        if told.isdisjoint(one.values) and not _is_known(match, one)
    ]
    noun = _noun(question, asked)
    found = _fitting(match, there, asked.sorts, noun)
    best = _nearest(match, found)
    if best and asked.sorts[:1] == (MOMENT,) and best.sort == TIME and is_anchored(best, match.sentence.text):
        return None
    return match.sentence.text[best.start : _end(match, best, noun)] if best else None


def _asked(question: str) -> AmountAsked | None:
    """What amount a question asks for; None if any, or if it asks for something else first."""
    asked = amount_asked(question)
    rest = tokenize(asked.rest)
    if any(token.folded in listed("other") for token in rest):
        return None
    moment = asked.moment or 0
    if asked.sorts[:1] == (MOMENT,) and any(sort_of(token.folded) for token in rest if token.start < moment):
        asked = replace(asked, sorts=asked.sorts[1:])  # «когда» begins a clause
    return asked if asked.sorts or asked.counted is not None else None


def _is_known(match: Match, one: Quantity) -> bool:
    """Whether a date is one that the question names."""
    first, end = between(one, match.tokens)
    return one.sort == DATE and all(match.known[first:end])


def _noun(question: str, asked: AmountAsked) -> Token | None:
    """The noun that a question counts, after «сколько», unless it tells a sort of amounts itself."""
    if asked.counted is None:
        return None
    for token in tokenize(question):
        if token.start < asked.counted:
            continue
        if token.folded.isascii() and token.folded.isalpha():
            if token.folded not in _FUNCTION:
                return None if unit_of(token.folded) is None and not asked.rest[token.start].strip() else token
        elif token.pos == "NOUN":
            return None if unit_of(token.folded) is None and not asked.rest[token.start].strip() else token
        elif token.pos in {"VERB", "INFN"}:
            return None
    return None


def _fitting(match: Match, there: Sequence[Quantity], sorts: Sequence[str], noun: Token | None) -> list[Quantity]:
    """The amounts of the sort that a question asks for first, in its unit if the sentence has that."""
    unit = unit_of(noun.folded) if noun else None
    if unit and FREQUENCY not in sorts:
        return [one for one in there if (one.sort, one.unit) == unit] or [one for one in there if one.sort == unit[0]]
    if noun is not None and FREQUENCY not in sorts:
        return _counting(match, there, noun)
    for sort in sorts:
        for instead in (sort, *_INSTEAD.get(sort, ())):
            if found := [one for one in there if one.sort == instead and not one.weak]:
                return found
    return [one for one in there if one.sort not in _NOT_OF_ANY and not one.weak] if ANY in sorts else []


def _counting(match: Match, there: Sequence[Quantity], noun: Token) -> list[Quantity]:
    """The numbers of what a question counts, by the noun after them; of people, and where no noun is it, any."""
    counts = [one for one in there if one.sort == COUNT]
    named = [one for one in counts if any(same(token, noun) for token in _after(match, one))]
    if named:
        return named
    strong = [one for one in counts if not one.weak]
    return strong or [one for one in there if one.sort not in {*_NOT_OF_ANY, COUNT, TIME}]


def _after(match: Match, one: Quantity) -> Sequence[Token]:
    """The words right after an amount, up to the next mark."""
    _, end = between(one, match.tokens)
    found: list[Token] = []
    while end < len(match.tokens) and len(found) < _MAX_NOUN and not match.sentence.gap(end):
        found.append(match.tokens[end])
        end += 1
    return found


def _end(match: Match, one: Quantity, noun: Token | None) -> int:
    """Where an amount ends with the noun that it counts, in characters."""
    end = one.end
    if one.sort != COUNT:
        return end
    for token in _after(match, one):
        if match.sentence.is_english and (token.folded in SMALL or token.folded.endswith("ing")):
            break
        if not match.sentence.is_english and token.pos not in {"ADJF", "PRTF", "NOUN", "NAME"}:
            break
        end = token.end
        if (noun and same(token, noun)) or (not match.sentence.is_english and token.pos == "NOUN"):
            break
    return end


def _nearest(match: Match, found: Sequence[Quantity]) -> Quantity | None:
    """The only amount, or the one in whose clause most words of the question stand that other clauses lack."""
    if len(found) < 2:
        return found[0] if found else None
    number = clauses(match.sentence.text, match.tokens)
    places = {one: number[between(one, match.tokens)[0]] for one in found}
    if len(set(places.values())) < len(found):
        return None
    own = set(places.values())
    score: defaultdict[int, float] = defaultdict(float)
    for word in match.expected.known:
        at = {number[i] for i, token in enumerate(match.tokens) if same(token, word)} & own
        for clause in at:
            score[clause] += 1 / len(at)
    first, second = sorted(found, key=lambda one: -score[places[one]])[:2]
    # What stands before the first amount may be said of all of them.
    needed = _MARGIN_OF_FIRST if first is found[0] else 0
    return first if score[places[first]] - score[places[second]] > needed else None
