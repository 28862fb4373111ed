"""Short answers that name somebody: who proposed, who is told to, who receives, whose something is."""

import re
from collections.abc import Sequence

from index.digest.tokens import Token
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold
from rag.answers.short.match import Match, akin
from rag.answers.wording.phrases import Phrase

_PROPOSALS = (*RUSSIAN.proposal_nouns, *RUSSIAN.proposing, *ENGLISH.proposing)
_JOINING = frozenset((*RUSSIAN.asked.joining, *ENGLISH.asked.joining))
_ARTICLES = frozenset(ENGLISH.asked.articles)
_OF = frozenset((*ENGLISH.asked.possessive, *ENGLISH.asked.agents))


def proposer(match: Match) -> str | None:
    """Return whoever stands beside a proposal: «инициативу Президента … о …»."""
    nouns = frozenset((*match.lexicon.proposal_nouns, *match.lexicon.proposing))
    for at, token in enumerate(match.tokens):
        if token.folded in nouns or token.lemma_among(nouns):
            found = (_english_proposer if match.sentence.is_english else _russian_proposer)(match, at + 1)
            if found:
                return found
    return None if match.expected.case else person(match)


def person(match: Match) -> str | None:
    """Return whoever is told to do something, receives or does it."""
    expected = match.expected
    if expected.preposition and (found := _after_preposition(match)):
        return found
    asked = frozenset(match.lexicon.outline.predicates.get("asked", ()))
    told = next((at for at, t in enumerate(match.tokens) if t.folded in asked or t.lemma_among(asked)), None)
    if told is not None and not (expected.case == "nomn" and match.said[told]):
        for phrase in match.phrases_from(told + 1):
            if "datv" in phrase.cases or match.sentence.is_english:
                return match.cut(phrase)
    receives = expected.case in {"", "datv", "accs"}
    if (receives or match.sentence.is_english) and (found := _receiver(match)):
        return found
    return _agent(match) if expected.case in {"nomn", "ablt"} else None


def owner(match: Match) -> str | None:
    """Return whose something is: the complement of the noun that the question names."""
    if any(_is_proposal(token) for token in match.expected.focus):
        return proposer(match)
    for phrase in match.sentence.phrases:
        if not match.is_focus(phrase.head):
            continue
        for start, end in zip(phrase.ends, phrase.ends[1:], strict=False):
            if match.tokens[start].folded in _JOINING:
                continue  # what is joined to the noun is owned as well
            first = start
            while first < end and match.tokens[first].folded in _OF | _ARTICLES:
                first += 1
            if match.is_new(first, end):
                return match.sentence.span(first, phrase.ends[-1])
    return None


def _is_proposal(token: Token) -> bool:
    return any(akin(token.folded, noun) for noun in _PROPOSALS)


def _russian_proposer(match: Match, at: int) -> str | None:
    for phrase in match.sentence.phrases:
        if phrase.first == at and "gent" in phrase.cases:
            head = match.tokens[phrase.head]
            if head.lemma in match.lexicon.outline.proposers or head.is_capital:
                return match.sentence.span(phrase.first, phrase.ends[-1])
    return None


def _english_proposer(match: Match, at: int) -> str | None:
    """Who stands between "proposal of" and what is proposed, if anybody does."""
    opening = _OF | _ARTICLES
    first = at
    while first < len(match.tokens) and match.tokens[first].folded in opening:
        first += 1
    end = first
    stops = frozenset(match.lexicon.outline.objects) - frozenset(ENGLISH.asked.possessive)
    while end < len(match.tokens) and match.tokens[end].folded not in stops and not match.sentence.gap(end + 1):
        end += 1
    named = any(match.tokens[i].folded in match.lexicon.outline.proposers for i in range(first, end))
    return match.sentence.span(first, end) if named and first > at else None


def _receiver(match: Match) -> str | None:
    """The only person or body that something goes to: «выразили признательность Президенту …»."""
    found = [
        phrase
        for phrase in match.sentence.phrases
        if _is_body(match, phrase) and _is_receiving(match, phrase) and match.is_new(phrase.first, phrase.ends[-1])
    ]
    return match.cut(found[0]) if len(found) == 1 else None


def _is_receiving(match: Match, phrase: Phrase) -> bool:
    if match.sentence.is_english:
        return match.follows(phrase, ENGLISH.asked.towards)
    before = match.tokens[phrase.first - 1].pos if phrase.first else ""
    return "datv" in phrase.cases <= {"datv", "loct"} and before != "PREP"


def _is_body(match: Match, phrase: Phrase) -> bool:
    head, outline = match.tokens[phrase.head], match.lexicon.outline
    heads = frozenset((*outline.proposers, *outline.bodies))
    return head.folded in heads or head.lemma_among(heads) is not None


def _agent(match: Match) -> str | None:
    """Whoever did it: «объявленном Генеральной Ассамблеей»."""
    for phrase in match.sentence.phrases:
        done = phrase.first > 0 and match.tokens[phrase.first - 1].pos in {"PRTF", "PRTS"}
        if done and "ablt" in phrase.cases and match.is_new(phrase.first, phrase.ends[-1]):
            return match.cut(phrase)
    return None


def _after_preposition(match: Match) -> str | None:
    """What follows the question's own preposition, «с кем», unless that begins an adverbial of aim."""
    variants = _variants(match.expected.preposition)
    found = [
        phrase
        for phrase in match.sentence.phrases
        if match.follows(phrase, variants)
        and match.is_new(phrase.first, phrase.ends[-1])
        and not _is_purpose(match, phrase.first - 1)
    ]
    best = match.nearest(found)
    return match.cut(best) if best else None


def _variants(preposition: str) -> Sequence[str]:
    """A preposition with and without the vowel that eases it: «с», «со»."""
    vowel = RUSSIAN.building.easing
    return (preposition, f"{preposition}{vowel}", preposition.removesuffix(vowel) or preposition)


def _is_purpose(match: Match, at: int) -> bool:
    rest = fold(match.sentence.text[match.tokens[at].start :])
    return any(re.match(rf"{purpose}(?!\w)", rest) for purpose in match.lexicon.shortening.purposes)
