"""What the amounts of a claim and of a sentence say of each other: the same, or one that the other leaves no room for.

An amount may be a bound: «не более пяти книг» leaves room for three and none for seven. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose
from typing import TypeVar

from index.digest.tokens import tokenize
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, words
from rag.answers.lookups.amount_values import value_of
from rag.answers.short.quantities import COUNT, DATE, FREQUENCY, SHARE, TIME, Quantity, quantities
from rag.verification.support import is_covered, negations

_Name = TypeVar("_Name", bound=str)
_LISTS = (RUSSIAN.claims, ENGLISH.claims)
_BEFORE = 40
"""Characters before an amount in which a bound is looked for."""
EXACT, AT_MOST, AT_LEAST, MORE, LESS = "exact", "at_most", "at_least", "more_than", "less_than"
_DENIED = {MORE: AT_MOST, LESS: AT_LEAST}
"""What a bound becomes where its clause denies it: "no guest may stay more than two days"."""
_CLAUSE_END = re.compile("[,;:()]")
_COMPARED_WHOLE = frozenset({DATE, FREQUENCY, SHARE, TIME})
"""Sorts of amounts that can be compared whatever their units."""
_MAX_RATIO = 13
"""How many times an amount may be another in a different unit, and still be of the same matter: a year and a month."""
_SEVERAL = 2


def joined(tables: Iterable[Mapping[_Name, tuple[str, ...]]], ending: str = r"(?!\w)") -> dict[_Name, re.Pattern[str]]:
    """Return one pattern for each name of several tables of expressions over folded text."""
    found: dict[_Name, list[str]] = {}
    for table in tables:
        for name, expressions in table.items():
            found.setdefault(name, []).extend(expressions)
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(parts)}){ending}") for name, parts in found.items()}


_BOUNDS = joined((lists.bounds for lists in _LISTS), r"\s+$")
_WITHIN = joined(lists.bounds for lists in _LISTS)
_PART_END = re.compile("[;]")
_SEGMENT_END = re.compile(
    rf"[,;:()]|(?<!\w)(?:{'|'.join(word for one in (RUSSIAN, ENGLISH) for word in one.asked.joining)})(?!\w)"
)
_TOLERANCE = 0.03
"""By how much amounts in different units may differ and still be the same: a month and 30 days."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts.

    Attributes:
        start: where it begins, in characters of its text; end: where it ends.
        value: what it comes to (amount_values.py); None for what is no single number, as a date.
        sort: as in rag/answers/short/quantities.py.
        unit: its unit; empty where there is none.
        of: the dictionary forms of the word after a plain number; its unit, where that says what is measured.
        bound: EXACT, or which amounts it leaves room for.
        spelt: how it is written, folded.
        denied: whether its clause denies the bound that is written, so that `bound` is the contrary.
    """

    start: int
    end: int
    value: float | None
    sort: str
    unit: str
    of: frozenset[str]
    bound: str
    spelt: str
    denied: bool = False

    def like(self, other: "Amount") -> bool:
        """Return whether both are of one sort and of the same things."""
        return self.sort == other.sort and (not self.of.isdisjoint(other.of) or (not self.of and not other.of))

    def same(self, other: "Amount") -> bool:
        """Return whether both say the same."""
        if self.value is None or other.value is None:
            return self.spelt == other.spelt
        return self.like(other) and self.comes_to(other) and self.bound == other.bound

    def comes_to(self, other: "Amount") -> bool:
        """Return whether both numbers are one, whatever bounds them."""
        if self.value is None or other.value is None:
            return False
        return isclose(self.value, other.value, rel_tol=_TOLERANCE if self.unit != other.unit else 1e-6)

    def leaves(self, value: float) -> bool:
        """Return whether an amount leaves room for a number."""
        own = self.value or 0.0
        rooms = {AT_MOST: value <= own, AT_LEAST: value >= own, MORE: value > own, LESS: value < own}
        return rooms.get(self.bound, value == own)

    def leaves_room(self, other: "Amount") -> bool:
        """Return whether an amount leaves room for the number of another; none of None."""
        number = self.value if self.comes_to(other) else other.value
        return number is not None and self.leaves(number)

    def is_of_scale(self, other: "Amount") -> bool:
        """Return whether two amounts may be of one matter: an hour and ten days hardly are."""
        if self.unit == other.unit or not self.value or not other.value:
            return True
        return max(self.value, other.value) <= _MAX_RATIO * min(self.value, other.value)


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts that a text names, in order, without those that mostly count nothing («один из»)."""
    folded, there = fold(text), words(text)
    found = []
    for one in quantities(text, tokenize(text)):
        if one.weak:
            continue
        after = next((word for word in there if word.start >= one.end), None)
        of = after.forms if one.sort == COUNT and after else frozenset({one.unit} - {""})
        of = frozenset() if one.sort in _COMPARED_WHOLE else of
        bound = _bound_of(one, folded)
        spelt = " ".join(sorted(" ".join(one.values).split()))
        denied = bound in _DENIED and negations(words(_CLAUSE_END.split(text[: one.core])[-1])) == 1
        bound = _DENIED[bound] if denied else bound
        value = value_of(one, text) if one.sort != DATE else None
        found.append(Amount(one.core, one.end, value, one.sort, one.unit, of, bound, spelt, denied))
    return tuple(found)


def _bound_of(one: Quantity, folded: str) -> str:
    """What bounds an amount: what stands before it, or begins it, as in «не реже раза в год»."""
    before = folded[max(0, one.core - _BEFORE) : one.core]
    found = next((name for name, pattern in _BOUNDS.items() if pattern.search(before)), None)
    return found or next((name for name, pattern in _WITHIN.items() if pattern.match(folded, one.core)), EXACT)


def near(there: Sequence[Amount], claimed: Amount, sentence: str, held: Sequence[Word]) -> Sequence[Amount] | None:
    """Return those of a sentence's amounts that a claimed one is to be compared with; None where that is unsure.

    They stand in the part of the sentence that has most of the claim's words: of several amounts of one sort the only
    one in its clause, and a single one on its side of a semicolon.
    """
    alike = [one for one in there if claimed.like(one) or claimed.same(one)]
    ends = _PART_END if len(alike) < _SEVERAL else _SEGMENT_END
    bounds = [0, *(match.end() for match in ends.finditer(fold(sentence))), len(sentence)]
    parts = [(start, end) for start, end in pairwise(bounds) if start < end]
    told = [sum(is_covered(word, words(sentence[start:end])) for word in held) for start, end in parts]
    inside = [[one for one in alike if start <= one.start < end] for start, end in parts]
    if len(alike) < _SEVERAL:
        return alike if all(told[at] == max(told) for at, found in enumerate(inside) if found) else None
    best = max(count for count, found in zip(told, inside, strict=True) if found)
    beside = [found for count, found in zip(told, inside, strict=True) if found and count == best]
    return beside[0] if len(beside) == 1 and len(beside[0]) == 1 else None


def excludes(there: Sequence[Amount], claimed: Amount, *, may: bool) -> bool | None:
    """Return whether the amounts of a sentence leave no room for one of a claim; None where they do not tell.

    `may`: whether the claim is that so much may be.
    """
    if any(claimed.same(other) for other in there):
        return False
    alike = [other for other in there if claimed.like(other)]
    if len(alike) != 1:
        return None
    (other,) = alike
    if claimed.value is None or other.value is None or not claimed.is_of_scale(other):
        return None
    if other.bound == EXACT:
        return not claimed.leaves_room(other)
    if claimed.bound == EXACT and (may or not other.leaves_room(claimed)):
        return not other.leaves_room(claimed)
    return None
