"""Measure how well a text supports a sentence, by numbers, names, negation and content words. Pure; knows no model.

Everything is judged against single sentences of the source, so that a number of one sentence and a name of another do
not add up to a claim that neither makes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import number_value
from index.language.roots import is_demonym, share_root
from index.language.sentences import SourceSentence
from index.language.words import Word, fold, is_known, is_spelt_out, words
from rag.types import Rejection

_NEGATIONS = frozenset((*RUSSIAN.negations, *ENGLISH.negations))
_REPORTING = frozenset((*RUSSIAN.reporting, *ENGLISH.reporting))
PROPOSALS = frozenset(RUSSIAN.proposal_nouns)
PROPOSING = frozenset(RUSSIAN.proposal_verbs)
_TITLES = frozenset(RUSSIAN.titles)
_MAX_DISTANCE = 4
"""Words after «предложение» in which its author is looked for."""


@dataclass(frozen=True, slots=True)
class Support:
    """How well a text supports a sentence.

    `source` is the sentence of the original that a citation of `text` cites; `coverage` the share of content words that
    the text holds, from 0 to 1; `rejection` the first reason for which it gives no support, None if it does, and
    `detail` the words that the text lacks.
    """

    source: SourceSentence
    text: str
    coverage: float
    rejection: Rejection | None = None
    detail: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing that must be there is missing."""
        return self.rejection is None


def is_covered(word: Word, among: Sequence[Word]) -> bool:
    """Return whether the text holds the word in any form, as an evident relative, or as the number that it means."""
    value = number_value(word)
    if value is not None and any(number_value(other) == value for other in among):
        return True
    if word.text.isdigit():
        return False
    if any(word.same(other) for other in among):
        return True
    folded = fold(word.text)
    if folded.isascii():
        acronym = word.text.isupper() and len(word.text) > 1
        return (acronym and is_spelt_out(folded, among)) or any(
            word.is_proper and other.is_proper and is_demonym(folded, fold(other.text)) for other in among
        )
    return any(share_root(folded, fold(other.text)) for other in among)


def negations(sequence: Iterable[Word]) -> int:
    """Return the number of words that deny."""
    return sum(not word.forms.isdisjoint(_NEGATIONS) for word in sequence)


def polarity_differs(said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Return whether a sentence denies more often than its source, or affirms a word that the source denies."""
    if negations(said) > negations(there):
        return True
    denied = [after for before, after in pairwise(there) if negations([before]) and after.is_content]
    return not negations(said) and any(word.same(other) for word in denied for other in said)


def lacks_proposer(said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Return whether a sentence says that something was proposed, and names nobody whose proposal it is in the source.

    «Поддержали предложение директора о новом здании» does not support «участники предложили новое здание».
    """
    if all(word.forms.isdisjoint(PROPOSING) for word in said):
        return False
    named = proposers(there)
    return bool(named) and not any(is_covered(word, said) for word in named)


def proposers(there: Sequence[Word]) -> list[Word]:
    """Return the words of a Russian text that say whose proposals and initiatives it speaks of."""
    return [word for at, word in enumerate(there) if _is_proposer(word, there[max(0, at - _MAX_DISTANCE) : at])]


def _is_proposer(word: Word, before: Sequence[Word]) -> bool:
    """Whether a word says whose it is: soon after «предложение» or «инициатива», without a preposition in between."""
    start = next((i for i, other in enumerate(before) if not other.forms.isdisjoint(PROPOSALS)), None)
    if start is None or not word.is_content or not word.forms.isdisjoint(_TITLES):
        return False
    return all(other.is_content for other in before[start:])


def measure_support(sentence: str, text: str, threshold: float, source: SourceSentence) -> Support:
    """Judge a sentence against a text in its language.

    A word in lower case that is in no dictionary is the model's misspelling unless the text has it.

    Args:
        sentence: what was generated.
        text: one or two sentences of the passage that was read, or of its translation.
        threshold: the minimum share of content words that the text must hold, from 0 to 1.
        source: what stands for `text` in the original.
    """
    said, there = words(sentence), words(text)
    content = [word for word in said if word.is_content and word.forms.isdisjoint(_REPORTING)]
    lacking = [word for word in content if not is_covered(word, there)]
    coverage = (len(content) - len(lacking)) / len(content) if content else 0.0
    rejection, detail = _contradiction(said, there)
    if rejection is None and coverage < threshold:
        rejection, detail = Rejection.LOW_COVERAGE, ", ".join(word.text for word in lacking)
    return Support(source, text, coverage, rejection, detail)


def _contradiction(said: Sequence[Word], there: Sequence[Word]) -> tuple[Rejection | None, str]:
    """The first thing that a sentence says and a text does not, and the word that says it."""
    # «один» is often a pronoun, so that a number in words counts from two on.
    numbers = [word for word in said if word.text.isdigit() or (number_value(word) or 0) > 1]
    names = [word for word in said if word.is_proper and not word.text.isdigit()]
    for reason, claimed in ((Rejection.MISSING_NUMBER, numbers), (Rejection.MISSING_NAME, names)):
        for word in claimed:
            if not is_covered(word, there):
                return reason, word.text
    spelt = {fold(word.text) for word in there}
    for word in said:
        if word.text.islower() and not is_known(fold(word.text)) and fold(word.text) not in spelt:
            return Rejection.UNKNOWN_WORD, word.text
    if polarity_differs(said, there):
        return Rejection.NEGATION, ""
    return (Rejection.PROPOSER, "") if lacks_proposer(said, there) else (None, "")


def is_interrogative(sentence: str) -> bool:
    """Return whether a sentence repeats a question's asking word: «С кем должна связать …», "Which road the parties …".

    After a comma such a word joins a clause, as it may in an answer.
    """
    said = words(sentence)
    for place, word in enumerate(said):
        joins = sentence[: word.start].rstrip().endswith((",", "–", "—")) or (
            place > 0 and sentence[: said[place - 1].start].rstrip().endswith(",")
        )
        if fold(word.text).isascii():
            if place < 2 and fold(word.text) in ENGLISH.interrogatives and not joins:
                return True
        elif not joins and not word.forms.isdisjoint(RUSSIAN.interrogatives):
            return True
    return False


def restates_question(sentence: str, question: str) -> bool:
    """Return whether a sentence says nothing beyond its question."""
    asked = words(question)
    return all(
        is_covered(word, asked) for word in words(sentence) if word.is_content and word.forms.isdisjoint(_REPORTING)
    )
