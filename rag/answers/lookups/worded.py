"""The verdict on a claim that the words of one sentence give, without the LLM; None where they do not decide.

A sentence that has all of a claim's words, and says of them what it says, says so. One that lacks but a word says the
contrary where it has another in its place that excludes it; so does one with another amount of the same sort, or one
that forbids what the claim allows. Which words exclude each other, and what allows or forbids, is data in the lexicons
under `claims`. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Modality
from index.language.words import Word, fold, parses, stem, words
from rag.answerability.attribution import claimed_actors
from rag.answerability.claim_features import pending_status
from rag.answers.lookups.worded_amounts import Amount, amounts, excludes, joined
from rag.query.asked.claims import Claim, sought_words
from rag.types import Verdict
from rag.verification.support import is_covered, negations, proposers

_LISTS = (RUSSIAN.claims, ENGLISH.claims)
_ADDED = frozenset((*RUSSIAN.reporting, *ENGLISH.reporting, *(form for lists in _LISTS for form in lists.softening)))
"""Words of a claim that need not stand in a sentence."""
MIN_HELD = 2
"""Words of a claim that a sentence has to have, at least; for what is only to be done one more."""
MAX_LACKING = 2
"""Words of a claim that a sentence may lack beside the one that it excludes, and one where it has but MIN_HELD."""
_CLAUSE_END = re.compile(r"[,;:()]")


def _one_of(expressions: Iterable[str]) -> re.Pattern[str]:
    return joined([{"": tuple(expressions)}])[""]


_MODALITY: Mapping[Modality, re.Pattern[str]] = joined(lists.modality for lists in _LISTS)
_LIMITING = _one_of(one for lists in _LISTS for one in lists.limiting)
_UNIVERSAL = _one_of(one for lists in _LISTS for one in lists.universal)
_CONDITION = _one_of(one for lists in _LISTS for one in lists.conditions)
_BOUNDS = _one_of(one for lists in _LISTS for name in ("at_most", "at_least") for one in lists.bounds.get(name, ()))
_OPPOSITES = tuple(
    tuple(frozenset(form for word in side.split() for form in (word, stem(word))) for side in group.split("|"))
    for lists in _LISTS
    for group in lists.opposites
)
_BY_MODALITY: Mapping[tuple[Modality | None, Modality | None], Verdict] = {
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


@dataclass(frozen=True, slots=True)
class WordedClaim:
    """A claim as it is held against sentences.

    Attributes:
        claim: what is asked.
        words: those that a sentence has to have, without amounts and what says that something may or must be done.
        amounts: those that it names.
        modality: what it says may or must be done.
    """

    claim: Claim
    words: tuple[Word, ...]
    amounts: tuple[Amount, ...]
    modality: Modality | None

    @classmethod
    def of(cls, claim: Claim) -> "WordedClaim | None":
        """Read a claim; None of one under a condition, which a sentence may say of another case."""
        folded = fold(claim.text)
        if _CONDITION.search(folded):
            return None
        modal = [match.span() for pattern in _MODALITY.values() for match in pattern.finditer(folded)]
        named = tuple(one for one in amounts(claim.text) if (one.start, one.end) not in modal)  # "May" is no month
        left_out = [*modal, *((one.start, one.end) for one in named)]
        sought = {word.start for word in sought_words(claim.text)}
        kept = (word for word in words(claim.text) if word.start in sought or any(_sides(word)))
        return cls(
            claim,
            tuple(
                word
                for word in kept
                if word.forms.isdisjoint(_ADDED) and not any(start <= word.start < end for start, end in left_out)
            ),
            named,
            _modality(folded),
        )

    def verdict(self, sentence: str, context: str = "") -> Verdict | None:
        """Return what the words of a sentence say of the claim, taken without its denial.

        Args:
            sentence: one sentence of the document, in the language of the question.
            context: what introduces it, if anything: «Запрещается:».
        """
        own = words(sentence)
        there = (*words(context), *own)
        held = [word for word in self.words if is_covered(word, there)]
        lacking = [word for word in self.words if word not in held]
        if len(held) < MIN_HELD or len(lacking) > len(held) or _LIMITING.search(fold(sentence)):
            return None
        opposed = [word for word in lacking if _is_opposed(word, there)]
        beside = len(lacking) - len(opposed)
        differs = self._amounts_differ(sentence)
        span = _clauses_of(sentence, own, held)
        bounds = any(one.denied for one in amounts(sentence))  # what they say of the amount is all that is denied
        denies = not bounds and negations(words(_BOUNDS.sub(" ", fold(span)))) > 0
        if differs is None or beside > (MAX_LACKING if len(held) > MIN_HELD else 1) or _is_mixed(span):
            return None
        if opposed or differs:
            return None if denies or self.claim.denied else Verdict.NO
        if beside or bounds:
            return None
        return self._of_all_words(there, fold(f"{context} {span}"), len(held), denies=denies)

    def _amounts_differ(self, sentence: str) -> bool | None:
        """Whether a sentence has another amount in the place of the claim's; None where that cannot be told."""
        if not self.amounts:
            return False
        there = amounts(sentence)
        differ = [excludes(there, one, may=self.modality == "allowed") for one in self.amounts]
        return None if None in differ else any(differ)

    def _of_all_words(self, there: Sequence[Word], span: str, held: int, *, denies: bool) -> Verdict | None:
        """What a sentence says that has all words of the claim, by what it says of them."""
        said, text = _modality(span), fold(self.claim.text)
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
        return _BY_MODALITY.get((self.modality, said))

    def _says_more(self, there: Sequence[Word]) -> bool:
        """Whether the claim is of all, or of one who proposed it, and a sentence with its words is not."""
        text = " ".join(fold(word.text) for word in there)
        claimed, actual = claimed_actors(words(self.claim.text)), proposers(there)
        is_other = bool(claimed and actual) and not any(is_covered(word, actual) for word in claimed)
        return is_other or not set(_UNIVERSAL.findall(fold(self.claim.text))) <= set(_UNIVERSAL.findall(text))

    def _is_yet_to_be(self, word: Word) -> bool:
        """Whether a Russian word says that what is claimed will be: «построят»."""
        return "futr" in parses(fold(word.text))[0].tag and is_covered(word, self.words)


def denies(claim: Claim, sentence: str) -> bool:
    """Tell whether a sentence denies, in the clauses that words of a claim stand in, which then hardly affirm it.

    What denies a claim is no part of its text; of a sentence in another language all clauses count.
    """
    own = words(sentence)
    held = [word for word in sought_words(claim.text) if is_covered(word, own)]
    return negations(words(_BOUNDS.sub(" ", fold(_clauses_of(sentence, own, held))))) > 0


def _modality(folded: str) -> Modality | None:
    """What a folded text says may or must be done."""
    return next((name for name, pattern in _MODALITY.items() if pattern.search(folded)), None)


def _clauses_of(sentence: str, own: Sequence[Word], held: Sequence[Word]) -> str:
    """The clauses of a sentence that words of a claim stand in."""
    at = [word for word in own if any(is_covered(one, [word]) for one in held)]
    if not at:
        return sentence
    start = max((match.end() for match in _CLAUSE_END.finditer(sentence, 0, at[0].start)), default=0)
    end = next((match.start() for match in _CLAUSE_END.finditer(sentence, at[-1].end)), len(sentence))
    return sentence[start:end]


def _is_mixed(span: str) -> bool:
    """Whether clauses say different things: «haggling is allowed, but no customer may …»."""
    said = [(_modality(fold(one)), negations(words(one)) > 0) for one in _CLAUSE_END.split(span) if words(one)]
    return len({one for one in said if one != (None, False)}) > 1 or (len(said) > 1 and any(no for _, no in said))


def _sides(word: Word) -> list[tuple[frozenset[str], list[frozenset[str]]]]:
    """The side that a word is on in each group of opposites, with the other sides."""
    return [
        (side, [other for other in group if other is not side])
        for group in _OPPOSITES
        for side in group
        if not side.isdisjoint(word.forms)
    ]


def _is_opposed(word: Word, there: Sequence[Word]) -> bool:
    """Whether a text has a word that excludes another, and none that says the same."""

    def stands(side: frozenset[str]) -> bool:
        return any(not side.isdisjoint(one.forms) for one in there)

    return any(not stands(side) and any(map(stands, others)) for side, others in _sides(word))


def _is_done(word: Word) -> bool:
    """Whether a Russian word says that something is done: «создан»."""
    return word.is_predicate and parses(fold(word.text))[0].tag.POS == "PRTS"


def _is_participle(word: Word) -> bool:
    tag = parses(fold(word.text))[0].tag
    return tag.POS in {"PRTF", "PRTS"} and "past" in tag
