"""Features of a claim and a passage: does the passage say so, say the contrary, or say nothing of it?

They are measured against the sentence of the passage that holds most of the claim's words. Pure.
"""

from collections.abc import Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Pending
from index.language.numbers import number_value
from index.language.words import Word, words
from rag.answerability.attribution import claimed_actors, is_place
from rag.query.asked.claims import Claim, sought_words
from rag.verification.support import is_covered, negations, proposers

CLAIM_FEATURES = (
    "coverage", "passage_coverage", "lacking", "lacks_name", "lacks_number", "other_number", "lacks_place",
    "other_proposer", "same_proposer", "denial_differs", "asks_done", "pending", "accomplished", "pending_if_done",
    "accomplished_if_done", "claim_words",
)  # fmt: skip
"""The numbers, in the order of the weights."""
_PENDING = {
    form: status
    for lists in (RUSSIAN.claims, ENGLISH.claims)
    for status, forms in lists.pending.items()
    for form in forms
}
_ACCOMPLISHED = frozenset((*RUSSIAN.claims.accomplished, *ENGLISH.claims.accomplished))


def claim_features(claim: Claim, sentences: Sequence[str]) -> dict[str, float]:
    """Return the numbers of CLAIM_FEATURES.

    Args:
        claim: what is asked.
        sentences: those of the passage, in the language of the question.
    """
    asked = sought_words(claim.text)
    read = [words(sentence) for sentence in sentences]
    whole = [word for there in read for word in there]
    best = max(read, key=lambda there: _coverage(asked, there), default=())
    lacking = [word for word in asked if not is_covered(word, whole)]
    numbers = [word for word in asked if _is_number(word)]
    lacks_number = any(not is_covered(word, best) for word in numbers)
    claimed = claimed_actors(words(claim.text))
    actual = proposers(whole)
    same = any(is_covered(word, actual) for word in claimed)
    done = float(claim.asks_done)
    pending, accomplished = float(pending_status(best) is not None), float(_has(best, _ACCOMPLISHED))
    return {
        "coverage": _coverage(asked, best),
        "passage_coverage": _coverage(asked, whole),
        "lacking": float(len(lacking)),
        "lacks_name": float(any(word.is_proper and not word.text.isdigit() for word in lacking)),
        "lacks_number": float(lacks_number),
        "other_number": float(lacks_number and any(map(_is_number, best))),
        "lacks_place": float(any(is_place(word) for word in lacking if word.is_proper)),
        "other_proposer": float(bool(claimed and actual) and not same),
        "same_proposer": float(same),
        "denial_differs": float(bool(negations(best)) != bool(negations(words(claim.text)))),
        "asks_done": done,
        "pending": pending,
        "accomplished": accomplished,
        "pending_if_done": pending * done,
        "accomplished_if_done": accomplished * done,
        "claim_words": float(len(asked)),
    }


def pending_status(there: Sequence[Word]) -> Pending | None:
    """Return how far a sentence says that its matter has got, if it is only to be done: a key of `Claims.pending`."""
    return next((_PENDING[form] for word in there for form in sorted(word.forms) if form in _PENDING), None)


def _has(there: Sequence[Word], forms: frozenset[str]) -> bool:
    return any(not word.forms.isdisjoint(forms) for word in there)


def _is_number(word: Word) -> bool:
    return word.text.isdigit() or (number_value(word) or 0) > 1


def _coverage(asked: Sequence[Word], there: Sequence[Word]) -> float:
    return sum(is_covered(word, there) for word in asked) / len(asked) if asked else 0.0
