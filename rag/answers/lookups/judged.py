"""What the words of a passage say of the verdict that the LLM gave on a claim by it. Pure.

Whether a passage decides a claim at all the LLM tells well, and whether it affirms or denies it less so. A sentence
that says what may or must be done, or denies nothing, settles that where the LLM leans to neither side; one beside it
that speaks of the very case that is asked about goes before a general one.
"""

from collections.abc import Sequence
from itertools import pairwise

from index.language.words import Word, fold, words
from rag.answerability.claim_features import pending_status
from rag.answerability.verdict import Judgement
from rag.answers.lookups.worded import denies, is_opposed
from rag.answers.lookups.worded_amounts import amounts, excludes
from rag.answers.lookups.worded_modality import (
    ALREADY,
    BY_MODALITY,
    EXCEPTING,
    LIMITING,
    WITHOUT,
    clauses,
    denies_beyond_bounds,
    is_plain,
    modality_of,
)
from rag.query.asked.claims import Claim, sought_words
from rag.types import Verdict
from rag.verification.support import is_covered, negations

DECIDES, SURELY_DECIDES = 0.8, 0.95
"""Least probability that a passage decides a claim for its words to settle how; of several above the second the nearest
one does."""
LEANS, SURELY_LEANS = 1.5, 2.0
"""Least log-odds of yes over no in the LLM's own words for a sentence that denies nothing to affirm a claim; the second
where the verdict was no."""
LIKELIER, MAY_DECIDE = 0.75, 0.25
"""Least probability of yes or no, of the two, where the gate has to say that the passage answers; and the least one
that it decides at all."""
SILENCE, GATE = 0.6, 0.25
"""Least probability of silence by the passage, and the gate's of an answer below which that is said."""
FOREIGN_SILENCE, FOREIGN_GATE = 0.8, 0.3
"""The same of a passage in another language, and there alone of a claim that no passage is likely to tell of."""


def settled(claim: Claim, sentence: str, judgement: Judgement, leans: float, *, foreign: bool) -> Verdict | None:
    """Return the verdict on a claim, without its denial, by the sentence that is nearest to it.

    Args:
        claim: what is asked.
        sentence: of the passage that decides it.
        judgement: what was weighed of the passage.
        leans: the log-odds of yes over no in the LLM's own words.
        foreign: whether the sentence is in another language than the claim.
    """
    verdict = judgement.verdict
    if verdict is Verdict.NOT_IN_TEXT or judgement.decides < DECIDES:
        return verdict
    if (verdict is not Verdict.NO and _bans(claim, sentence)) or (not verdict and _denies_its_word(claim, sentence)):
        return Verdict.NO
    if verdict is Verdict.YES and _has_other_amount(claim, sentence):
        return Verdict.NO
    surely = verdict is Verdict.NO and foreign and leans >= SURELY_LEANS
    return Verdict.YES if (verdict is None or surely) and _affirms(claim, sentence, leans) else verdict


def likelier(claim: Claim, sentence: str, judgement: Judgement, leans: float) -> Verdict | None:
    """Return the verdict on a claim if a passage answers it at all, None where that is unsure; arguments as above."""
    if judgement.decides < MAY_DECIDE:
        return None
    is_planned = claim.asks_done and pending_status(words(sentence)) is not None
    if is_planned or _bans(claim, sentence) or _denies_its_word(claim, sentence):
        return Verdict.NO
    yes, no = (judgement.probabilities[one] for one in (Verdict.YES, Verdict.NO))
    likeliest = Verdict.YES if yes > no else Verdict.NO
    if judgement.probabilities[likeliest] >= LIKELIER * (yes + no):
        return likeliest
    return Verdict.YES if _affirms(claim, sentence, leans) or _allows(claim, sentence) else None


def silence_below(judgement: Judgement, *, foreign: bool, beyond: bool) -> float:
    """Return the gate's probability of an answer below which a text may be said to be silent; 0 for never.

    Args:
        judgement: what was weighed of the passage that is the likeliest to decide.
        foreign: whether the passage is in another language than the claim.
        beyond: whether the claim is of what the text is not likely to tell: how things stand at large.
    """
    silent = judgement.probabilities[Verdict.NOT_IN_TEXT]
    if foreign:
        return FOREIGN_GATE if beyond and silent >= FOREIGN_SILENCE else 0.0
    if beyond or judgement.verdict is Verdict.NOT_IN_TEXT:
        return 1.0
    return GATE if silent >= SILENCE else 0.0


def _has_other_amount(claim: Claim, sentence: str) -> bool:
    """Whether a sentence, in whatever language, has another amount than a claim, which leaves no room for it."""
    there, may = amounts(sentence), modality_of(fold(claim.text)) == "allowed"
    return any(excludes(there, one, may=may) for one in amounts(claim.text) if one.value is not None)


def _affirms(claim: Claim, sentence: str, leans: float) -> bool:
    """Whether a sentence without reserve hardly means the contrary of a claim without an amount."""
    is_open = leans >= LEANS and is_plain(sentence) and not amounts(claim.text)
    return is_open and _by_modality(claim, sentence) is not Verdict.NO


def _bans(claim: Claim, sentence: str) -> bool:
    """Whether a sentence forbids, or leaves free, what a claim says may or must be done, and that in every case."""
    is_open = LIMITING.search(fold(sentence)) or amounts(sentence) or is_plain(sentence)
    said = {modality_of(fold(one)) for one in clauses(sentence)} - {None}
    return not is_open and len(said) == 1 and _by_modality(claim, sentence) is Verdict.NO


def _allows(claim: Claim, sentence: str) -> bool:
    """Whether a sentence says that what a claim says may or must be done, be it on a condition."""
    return not denies_beyond_bounds(sentence) and _by_modality(claim, sentence) is Verdict.YES


def _denies_its_word(claim: Claim, sentence: str) -> bool:
    """Whether a sentence denies a word of an affirmative claim: «не лишает» of «Лишусь ли я …?»."""
    asked = sought_words(claim.text)
    if denies_beyond_bounds(claim.text) or LIMITING.search(fold(sentence)):
        return False
    pairs = pairwise(words(sentence))
    return any(negations([one]) and after.is_content and is_covered(after, asked) for one, after in pairs)


def _by_modality(claim: Claim, sentence: str) -> Verdict | None:
    """What a sentence says of a claim by what both say may or must be done; None where one of them does not."""
    asked, said = modality_of(fold(claim.text)), modality_of(fold(sentence))
    return BY_MODALITY.get((asked, said)) if asked and said else None


def hardly_affirms(claim: Claim, sentence: str, *, foreign: bool) -> bool:
    """Return whether a sentence that was taken for a yes denies a claim, or says too little for one.

    It does where it says what has to be done of a claim that it is done already. In another language than the claim's
    (`foreign`) the cases that it takes out may be the very one that is asked about.
    """
    only_required = ALREADY.search(fold(claim.text)) and modality_of(fold(sentence)) == "required"
    return denies(claim, sentence) or bool(only_required) or (foreign and EXCEPTING.search(fold(sentence)) is not None)


def hardly_denies(claim: Claim, sentence: str) -> bool:
    """Return whether a sentence that was taken for a no may as well affirm a claim: both of them deny.

    What must not be done may be the contrary of what has to be («оставаться», «не покидать»); and nobody may punish
    is a yes to whether something is done without a punishment. A sentence without reserve that has no word of a claim
    without an amount denies nothing of it.
    """
    asked = fold(claim.text)
    if is_plain(sentence) and not amounts(claim.text) and not _held(claim, sentence):
        return True
    of_other = modality_of(asked) == "required" and modality_of(fold(sentence)) == "forbidden"
    if of_other and not _denies_its_word(claim, sentence):
        return True
    return WITHOUT.search(asked) is not None and denies_beyond_bounds(sentence)


def is_doubtful(verdict: Verdict | None, claim: Claim, sentence: str, *, foreign: bool) -> bool:
    """Return whether a sentence hardly says what a verdict does; never of a silence, nor where there is none."""
    if verdict is Verdict.YES:
        return hardly_affirms(claim, sentence, foreign=foreign)
    return verdict is Verdict.NO and hardly_denies(claim, sentence)


def special_case(claim: Claim, sentence: str, others: Sequence[str]) -> int | None:
    """Return the place of a sentence beside one that affirms a claim which denies the very case that it asks about.

    It speaks of what the claim does and the first does not, and excludes a word of the claim, or denies and has as many
    of its words or all that the first lacks: then it goes before a general one.

    Args:
        claim: what is asked, in the language of the sentences.
        sentence: the one that affirms it.
        others: those beside it in the passage.
    """
    held = _held(claim, sentence)
    lacking = [word for word in sought_words(claim.text) if word not in held]
    for place, other in enumerate(others):
        beside, there = _held(claim, other), words(other)
        excludes = any(is_opposed(word, there) for word in held)
        has_more = len(beside) >= len(held) or (len(beside) > 1 and all(word in beside for word in lacking))
        denies = has_more and _denies_beside(sentence, other)
        if any(word not in held for word in beside) and (excludes or denies):
            return place
    return None


def may_be_denied(claim: Claim, sentence: str, others: Sequence[str]) -> bool:
    """Return whether a sentence beside one with no word of a claim denies: which of them speaks of it is not known."""
    return not _held(claim, sentence) and any(_denies_beside(sentence, other) for other in others)


def _denies_beside(sentence: str, other: str) -> bool:
    return is_plain(sentence) and denies_beyond_bounds(other)


def _held(claim: Claim, sentence: str) -> list[Word]:
    """The words of a claim that a sentence has."""
    there = words(sentence)
    return [word for word in sought_words(claim.text) if is_covered(word, there)]
