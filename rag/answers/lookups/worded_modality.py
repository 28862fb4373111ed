"""What a sentence says may or must be done, in which of its clauses, and what that says of a claim. Pure.

The expressions that tell it are data in the lexicons under `claims`.
"""

import re
from collections.abc import Mapping, Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Modality
from index.language.roots import share_root
from index.language.words import Word, fold, words
from rag.answerability.claim_features import pending_status
from rag.answers.lookups.worded_amounts import joined
from rag.types import Verdict
from rag.verification.support import is_covered, negations

_LISTS = (RUSSIAN.claims, ENGLISH.claims)
_CLAUSE_END = re.compile(r"[,;:()]")
_CONTINUING = frozenset(word for lists in _LISTS for word in lists.continuing)


def _any_of(name: str) -> re.Pattern[str]:
    """What fits any expression of a list under `claims`."""
    return joined([{"": tuple(one for lists in _LISTS for one in getattr(lists, name))}])[""]


MODALITY: Mapping[Modality, re.Pattern[str]] = joined(lists.modality for lists in _LISTS)
"""What says that something may or must be done, or not."""
ADVISED = _any_of("advised")
"""What says that something is only advised."""
LIMITING = _any_of("limiting")
"""What limits what a sentence says to some cases."""
ALREADY = _any_of("already")
"""What asks whether something is done by now."""
WITHOUT = _any_of("without")
"""What denies a part of a claim."""
EXCEPTING = _any_of("excepting")
"""What takes cases out of what a sentence says."""
OF_SOME = _any_of("of_some")
"""What denies something only of those whom a sentence is about: "players who cannot pay"."""
_ENDING = _any_of("ending")
_BOUNDS = joined(
    [{"": tuple(one for lists in _LISTS for name in ("at_most", "at_least") for one in lists.bounds.get(name, ()))}]
)[""]
BY_MODALITY: Mapping[tuple[Modality | None, Modality | None], Verdict] = {
    ("allowed", "forbidden"): Verdict.NO,
    ("allowed", "allowed"): Verdict.YES,
    ("allowed", "required"): Verdict.YES,
    ("required", "required"): Verdict.YES,
    ("required", "optional"): Verdict.NO,
    ("required", "allowed"): Verdict.NO,
    ("required", "forbidden"): Verdict.NO,
    ("forbidden", "forbidden"): Verdict.YES,
    ("forbidden", "allowed"): Verdict.NO,
    ("optional", "optional"): Verdict.YES,
    ("optional", "required"): Verdict.NO,
    (None, "forbidden"): Verdict.NO,
    (None, "allowed"): Verdict.YES,
    (None, "required"): Verdict.YES,
    (None, None): Verdict.YES,
}
"""By what a claim and a sentence say may or must be done; None is neither."""


def modality_of(folded: str) -> Modality | None:
    """Return what a folded text says may or must be done."""
    return next((name for name, pattern in MODALITY.items() if pattern.search(folded)), None)


def says_must_alike(folded: str, there: Sequence[Word]) -> bool:
    """Return whether words say that something may or must be by the same root as a claim: «обязательно», «обязан».

    Args:
        folded: the claim.
        there: the words of a sentence.
    """
    said = [word for pattern in MODALITY.values() for match in pattern.finditer(folded) for word in words(match[0])]
    return any(
        is_covered(word, there) or any(share_root(fold(word.text), fold(one.text)) for one in there) for word in said
    )


def clauses_of(sentence: str, own: Sequence[Word], held: Sequence[Word]) -> str:
    """Return the clauses of a sentence that words of a claim stand in, and those that the first of these goes on."""
    at = [word for word in own if any(is_covered(one, [word]) for one in held)]
    if not at:
        return sentence
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(sentence, 0, at[0].start))]
    while len(starts) > 1 and _goes_on(starts[-1], own):
        starts.pop()
    start = starts[-1]
    end = next((match.start() for match in _CLAUSE_END.finditer(sentence, at[-1].end)), len(sentence))
    return sentence[start:end]


def _goes_on(start: int, own: Sequence[Word]) -> bool:
    """Whether the clause from a place on begins as one does that goes on with the one before."""
    first = next((word for word in own if word.start >= start), None)
    return first is not None and fold(first.text) in _CONTINUING


def clauses(text: str) -> list[str]:
    """Return what stands between the marks of a text."""
    return _CLAUSE_END.split(text)


def is_mixed(span: str) -> bool:
    """Return whether clauses say different things: «haggling is allowed, but no customer may …»."""
    said = [(modality_of(fold(one)), negations(words(one)) > 0) for one in clauses(span) if words(one)]
    return len({one for one in said if one != (None, False)}) > 1 or (len(said) > 1 and any(no for _, no in said))


def denies_beyond_bounds(text: str) -> bool:
    """Return whether a text denies anything but an amount: «не более двух» bounds it."""
    return negations(words(_BOUNDS.sub(" ", fold(text)))) > 0


def is_plain(sentence: str) -> bool:
    """Return whether a sentence says something without reserve: it denies, limits, frees of, ends and plans nothing."""
    folded = fold(sentence)
    reserved = negations(words(folded)) > 0 or LIMITING.search(folded) or _ENDING.search(folded)
    return not reserved and modality_of(folded) not in {"forbidden", "optional"} and not pending_status(words(sentence))
