"""The verdict on a claim that the words of one sentence give, without the LLM; None where they do not decide.

A sentence that has all of a claim's words, and says of them what it says, says so. One that lacks but a word says the
contrary where it has another in its place that excludes it; so does one with another amount of the same sort, or one
that forbids what the claim allows. Which words exclude each other, and what allows or forbids, is data in the lexicons
under `claims`. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Modality
from index.language.words import Word, fold, parses, stem, words
from rag.answerability.attribution import claimed_actors
from rag.answerability.claim_features import pending_status
from rag.answers.lookups.worded_amounts import Amount, amounts, excludes, joined, near
from rag.answers.lookups.worded_modality import (
    ADVISED,
    BY_MODALITY,
    LIMITING,
    MODALITY,
    OF_SOME,
    clauses_of,
    denies_beyond_bounds,
    is_mixed,
    modality_of,
    says_must_alike,
)
from rag.answers.short.quantities import SHARE
from rag.query.asked.claims import Claim, sought_words, without_condition
from rag.query.asked.parts_of_speech import is_modifier, is_verb
from rag.types import Verdict
from rag.verification.support import is_covered, negations, proposers

_LISTS = (RUSSIAN.claims, ENGLISH.claims)
_ADDED = frozenset((*RUSSIAN.reporting, *ENGLISH.reporting, *(form for lists in _LISTS for form in lists.softening)))
"""Words of a claim that need not stand in a sentence."""
_AMOUNTING = frozenset(form for lists in _LISTS for form in lists.amounting)
MIN_HELD = 2
"""Words of a claim that a sentence has to have, at least; for what is only to be done one more."""
MAX_LACKING = 2
"""Words of a claim that a sentence may lack beside the one that it excludes; one where it has but MIN_HELD, or where
only its amount excludes the claim's."""


def _one_of(expressions: Iterable[str]) -> re.Pattern[str]:
    return joined([{"": tuple(expressions)}])[""]


_COMPARING = _one_of(one for lists in _LISTS for one in (*lists.comparing, *lists.surveying))
_BOUND_LENGTH = 20
"""Characters before an amount in which what compares is what bounds it."""
_UNIVERSAL = _one_of(one for lists in _LISTS for one in lists.universal)
_OPPOSITES = tuple(
    tuple(frozenset(form for word in side.split() for form in (word, stem(word))) for side in group.split("|"))
    for lists in _LISTS
    for group in lists.opposites
)


@dataclass(frozen=True, slots=True)
class WordedClaim:
    """A claim as it is held against sentences.

    Attributes:
        claim: what is asked.
        words: those that a sentence has to have, without amounts and what says that something may or must be done.
        amounts: those that it names.
        modality: what it says may or must be done.
        is_conditional: whether it is under a condition, which `claim` lacks.
    """

    claim: Claim
    words: tuple[Word, ...]
    amounts: tuple[Amount, ...]
    modality: Modality | None
    is_conditional: bool

    @classmethod
    def of(cls, claim: Claim) -> "WordedClaim":
        """Read a claim; of one under a condition what stands outside it, which may be denied for whatever case.

        Where that is but a word, a sentence has to have those of the condition too.
        """
        main = replace(claim, text=without_condition(claim.text))
        folded = fold(main.text)
        modal = [match.span() for pattern in MODALITY.values() for match in pattern.finditer(folded)]
        named = tuple(one for one in amounts(main.text) if (one.start, one.end) not in modal)  # "May" is no month
        left_out = [*modal, *((one.start, one.end) for one in named)]
        kept = _asserted(main, left_out)
        is_conditional = main.text != claim.text
        if is_conditional and len(kept) < MIN_HELD:
            kept = _asserted(claim, left_out)
        return cls(main, kept, named, modality_of(folded), is_conditional)

    def verdict(self, sentence: str, context: str = "") -> Verdict | None:
        """Return what the words of a sentence say of the claim, taken without its denial.

        Args:
            sentence: one sentence of the document, in the language of the question.
            context: what introduces it, if anything: «Запрещается:».
        """
        found = self._verdict(sentence, context)
        if found is Verdict.NO and OF_SOME.search(fold(sentence)):
            return None
        return None if self.is_conditional and found is Verdict.YES else found

    def _verdict(self, sentence: str, context: str) -> Verdict | None:
        own = words(sentence)
        there = (*words(context), *own)
        held = [word for word in self.words if is_covered(word, there)]
        lacking = [word for word in self.words if word not in held and not self._is_said_by_amount(word)]
        if len(held) < MIN_HELD or len(lacking) > len(held) or LIMITING.search(fold(sentence)):
            return None
        opposed = [word for word in lacking if is_opposed(word, there)]
        beside = len(lacking) - len(opposed)
        differs = self._amounts_differ(sentence, held)
        span = clauses_of(sentence, own, held)
        bounds = any(one.denied for one in amounts(sentence))  # what they say of the amount is all that is denied
        denies = not bounds and denies_beyond_bounds(span)
        room = (MAX_LACKING if len(held) > MIN_HELD else 1) if opposed else self._room_beside_amounts()
        if differs is None or beside > room or is_mixed(span):
            return self._only_advised(span, len(held), beside)
        if opposed or differs:
            return None if denies or self.claim.denied or self.is_conditional else Verdict.NO
        if beside or bounds:
            return self._only_advised(span, len(held), beside) or self._banned(span, len(held), lacking)
        return self._of_all_words(there, fold(f"{context} {span}"), len(held), denies=denies)

    def _room_beside_amounts(self) -> int:
        """How many words a sentence with another amount may lack: none beside a share, which may be of anything."""
        return 0 if any(one.sort == SHARE for one in self.amounts) else 1

    def _only_advised(self, span: str, held: int, beside: int) -> Verdict | None:
        """NO where most words of what must or must not be done are in a sentence that only advises it; else None."""
        advised = self.modality in {"required", "forbidden"} and ADVISED.search(fold(span))
        return Verdict.NO if advised and held > MIN_HELD and beside <= 1 and not self.amounts else None

    def _banned(self, span: str, held: int, lacking: Sequence[Word]) -> Verdict | None:
        """NO where a sentence forbids what may be done, and lacks but a word that narrows it; else None."""
        banned = self.modality == "allowed" and modality_of(fold(span)) == "forbidden"
        known = held > MIN_HELD and not self.amounts and len(lacking) == 1
        return Verdict.NO if banned and known and is_modifier(lacking[0]) else None

    def _is_said_by_amount(self, word: Word) -> bool:
        """Whether a word only says that an amount of the claim is what something costs, lasts or has."""
        return bool(self.amounts) and not word.forms.isdisjoint(_AMOUNTING)

    def _amounts_differ(self, sentence: str, held: Sequence[Word]) -> bool | None:
        """Whether a sentence has another amount in the place of the claim's; None where that cannot be told."""
        there, differ = amounts(sentence), []
        for one in self.amounts:
            beside = near(there, one, sentence, held)
            differ.append(None if beside is None else excludes(beside, one, may=self.modality == "allowed"))
        return None if None in differ else any(differ)

    def _of_all_words(self, there: Sequence[Word], span: str, held: int, *, denies: bool) -> Verdict | None:
        """What a sentence says that has all words of the claim, by what it says of them."""
        said, text = modality_of(span), fold(self.claim.text)
        if self._says_more(there) or (self.claim.asks_done and any(self._is_yet_to_be(word) for word in there)):
            return None
        if denies and said not in {"forbidden", "optional"}:
            return None if negations(words(text)) else Verdict.NO
        if pending_status(there) and (done := [word for word in self.words if _is_done(word)]):
            others = [word for word in words(text) if not any(word.start == one.start for one in done)]
            if not pending_status(others):
                is_told = any(one.same(word) and _is_participle(word) for one in done for word in there)
                return None if is_told or held <= MIN_HELD else Verdict.NO
        elif pending_status(there) and self.claim.asks_done:
            return None
        if said == self.modality and held <= MIN_HELD and self._is_of_things() and not says_must_alike(text, there):
            return None  # «обязательно ли образование»: that it must be free says nothing of it
        return BY_MODALITY.get((self.modality, said))

    def _is_of_things(self) -> bool:
        """Whether a Russian claim names things that must or may be, and nothing that is done."""
        return all(not word.text.isascii() and not is_verb(word) for word in self.words)

    def _says_more(self, there: Sequence[Word]) -> bool:
        """Whether the claim is of all, or of one who proposed it, and a sentence with its words is not."""
        text = " ".join(fold(word.text) for word in there)
        claimed, actual = claimed_actors(words(self.claim.text)), proposers(there)
        is_other = bool(claimed and actual) and not any(is_covered(word, actual) for word in claimed)
        return is_other or not set(_UNIVERSAL.findall(fold(self.claim.text))) <= set(_UNIVERSAL.findall(text))

    def _is_yet_to_be(self, word: Word) -> bool:
        """Whether a Russian word says that what is claimed will be: «построят»."""
        return "futr" in parses(fold(word.text))[0].tag and is_covered(word, self.words)


def _asserted(claim: Claim, left_out: Sequence[tuple[int, int]]) -> tuple[Word, ...]:
    """The words of a claim that a sentence has to have, but for those in some places."""
    sought = {word.start for word in sought_words(claim.text)}
    kept = [word for word in words(claim.text) if word.start in sought or any(_sides(word))]
    return tuple(
        word
        for word in kept
        if word.forms.isdisjoint(_ADDED) and not any(start <= word.start < end for start, end in left_out)
    )


def is_only_proposed(claim: Claim, sentence: str) -> bool:
    """Tell whether a sentence only proposes, or supports a proposal for, what a claim says has to be done."""
    folded = fold(sentence)
    is_proposal = pending_status(words(sentence)) in {"proposed", "supported"} and not MODALITY["required"].search(
        folded
    )
    return modality_of(fold(claim.text)) == "required" and is_proposal


def compares_beyond(claim: Claim, passage: str) -> bool:
    """Tell whether a claim compares, or says of most, what a passage does not: neither in its words nor by amounts.

    What stands before an amount is its bound, and compares nothing.
    """
    folded, there = fold(claim.text), words(passage)
    bounds = [(one.start - _BOUND_LENGTH, one.start) for one in amounts(claim.text)]
    comparing = [match for match in _COMPARING.finditer(folded) if not any(a <= match.start() < b for a, b in bounds)]
    if not comparing or amounts(passage):
        return False
    said = {form for match in comparing for word in words(match.group()) for form in word.forms}
    return not any(not word.forms.isdisjoint(said) for word in there)


def denies(claim: Claim, sentence: str) -> bool:
    """Tell whether a sentence denies, in the clauses that words of a claim stand in, which then hardly affirm it.

    What denies a claim is no part of its text; of a sentence in another language all clauses count.
    """
    own = words(sentence)
    held = [word for word in sought_words(claim.text) if is_covered(word, own)]
    return denies_beyond_bounds(clauses_of(sentence, own, held))


def _sides(word: Word) -> list[tuple[frozenset[str], list[frozenset[str]]]]:
    """The side that a word is on in each group of opposites, with the other sides."""
    return [
        (side, [other for other in group if other is not side])
        for group in _OPPOSITES
        for side in group
        if not side.isdisjoint(word.forms)
    ]


def is_opposed(word: Word, there: Sequence[Word]) -> bool:
    """Return whether a text has a word that excludes another, and none that says the same."""

    def stands(side: frozenset[str]) -> bool:
        return any(not side.isdisjoint(one.forms) for one in there)

    return any(not stands(side) and any(map(stands, others)) for side, others in _sides(word))


def _is_done(word: Word) -> bool:
    """Whether a Russian word says that something is done: «создан»."""
    return word.is_predicate and parses(fold(word.text))[0].tag.POS == "PRTS"


def _is_participle(word: Word) -> bool:
    tag = parses(fold(word.text))[0].tag
    return tag.POS in {"PRTF", "PRTS"} and "past" in tag
