"""What a question's words tell of its kind whatever the classifier says. Pure; the words are in the lexicons."""

import re
from dataclasses import replace

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold
from rag.query.asked.mentions import asks_where
from rag.query.asked.sides import is_correlative
from rag.query.intents import BEYOND, CERTAINLY_BEYOND, intent
from rag.query.kind import KindPrediction
from rag.query.told_kind import told_kind
from rag.types import Kind

SURE_WITHOUT_WORDS = 0.7
"""Least probability of a question that no document answers, where none of its words says so: a look-up that is declined
unread is worse than one that is read in vain."""
SURE_OF_CLAIM_WITHOUT_WORDS = 0.8
"""The same of a claim, of which the text can be said to be silent."""

_COUNTING = re.compile("|".join((*RUSSIAN.quantities.counts, *ENGLISH.quantities.counts)))


def is_certainly_beyond(question: str) -> bool:
    """Return whether a question is beyond any document by its words alone: «Составь план, как пронести бомбу»."""
    return bool(intent(question, "beyond", CERTAINLY_BEYOND, ""))


def second_look(question: str, taken_for: KindPrediction, *, leans: bool = False) -> KindPrediction:
    """Return the kind of a question after its words: what they rule out is the next likeliest kind, or a look-up.

    `leans`: whether it goes on with a question before it.
    """
    if is_certainly_beyond(question):
        return replace(taken_for, kind=Kind.BEYOND, probability=1.0, others=_without(taken_for, Kind.BEYOND))
    if taken_for.kind is Kind.COMPARE and is_correlative(question):
        left = tuple(other for other in taken_for.others if other is not Kind.BEYOND)
        kind = left[0] if left else Kind.LOOKUP
        return KindPrediction(kind, 1.0 - taken_for.probability, left[1:])  # at most as likely: it refuses nothing
    if taken_for.kind is Kind.COUNT and asks_where(question) and not _COUNTING.search(fold(question)):
        return replace(taken_for, kind=Kind.LIST, others=_without(taken_for, Kind.LIST))
    if _says_beyond(question):
        return taken_for
    told = told_kind(question, taken_for, leans=leans)
    return _without_doubt(question, told) if told.kind is Kind.BEYOND else told


def _without_doubt(question: str, taken_for: KindPrediction) -> KindPrediction:
    """A question that no document answers, or what its frame tells: a claim too, of which the text may be silent."""
    looked_up = replace(taken_for, kind=Kind.LOOKUP, others=(Kind.BEYOND, *_without(taken_for, Kind.LOOKUP)[:1]))
    told = told_kind(question, looked_up)
    sure = SURE_OF_CLAIM_WITHOUT_WORDS if told.kind is Kind.YES_NO else SURE_WITHOUT_WORDS
    return told if taken_for.probability < sure else taken_for


def _says_beyond(question: str) -> bool:
    return bool(intent(question, "beyond", BEYOND, ""))


def _without(taken_for: KindPrediction, kind: Kind) -> tuple[Kind, ...]:
    found = (taken_for.kind, *taken_for.others)
    return tuple(other for other in found if other is not kind)[: len(taken_for.others)]
