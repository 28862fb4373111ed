"""What the amounts of a claim and of a sentence say of each other: the same, or one that the other leaves no room for.

An amount may be a bound: «не более пяти книг» leaves room for three and none for seven. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.digest.tokens import tokenize
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import number_value
from index.language.words import fold, words
from rag.answers.short.quantities import COUNT, DATE, FREQUENCY, quantities
from rag.verification.support import negations

_Name = TypeVar("_Name", bound=str)
_LISTS = (RUSSIAN.claims, ENGLISH.claims)
_BEFORE = 40
"""Characters before an amount in which a bound is looked for."""
EXACT, AT_MOST, AT_LEAST, MORE, LESS = "exact", "at_most", "at_least", "more_than", "less_than"
_DENIED = {MORE: AT_MOST, LESS: AT_LEAST}
"""What a bound becomes where its clause denies it: "no guest may stay more than two days"."""
_CLAUSE_END = re.compile("[,;:()]")


def joined(tables: Iterable[Mapping[_Name, tuple[str, ...]]], ending: str = r"(?!\w)") -> dict[_Name, re.Pattern[str]]:
    """Return one pattern for each name of several tables of expressions over folded text."""
    found: dict[_Name, list[str]] = {}
    for table in tables:
        for name, expressions in table.items():
            found.setdefault(name, []).extend(expressions)
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(parts)}){ending}") for name, parts in found.items()}


_BOUNDS = joined((lists.bounds for lists in _LISTS), r"\s+$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts.

    Attributes:
        start: where it begins, in characters of its text; end: where it ends.
        value: the number; None for one that is no number alone, as a date.
        sort: as in rag/answers/short/quantities.py.
        of: its unit, or the dictionary forms of the word after a plain number.
        bound: EXACT, or which amounts it leaves room for.
        spelt: how it is written, folded.
        denied: whether its clause denies the bound that is written, so that `bound` is the contrary.
    """

    start: int
    end: int
    value: float | None
    sort: str
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
        return self.like(other) and self.value == other.value and self.bound == other.bound

    def leaves(self, value: float) -> bool:
        """Return whether an amount leaves room for a number."""
        own = self.value or 0.0
        rooms = {AT_MOST: value <= own, AT_LEAST: value >= own, MORE: value > own, LESS: value < own}
        return rooms.get(self.bound, value == own)


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts that a text names, in order, without those that mostly count nothing («один из»)."""
    folded, there = fold(text), words(text)
    found = []
    for one in quantities(text, tokenize(text)):
        if one.weak:
            continue
        value = _value(one.values) if one.sort not in {DATE, FREQUENCY} else None
        after = next((word for word in there if word.start >= one.end), None)
        of = frozenset({one.unit}) if one.unit else after.forms if one.sort == COUNT and after else frozenset()
        before = folded[max(0, one.core - _BEFORE) : one.core]
        bound = next((name for name, pattern in _BOUNDS.items() if pattern.search(before)), EXACT)
        spelt = " ".join(sorted(" ".join(one.values).split()))
        denied = bound in _DENIED and negations(words(_CLAUSE_END.split(text[: one.core])[-1])) == 1
        bound = _DENIED[bound] if denied else bound
        found.append(Amount(one.core, one.end, value, one.sort, of, bound, spelt, denied))
    return tuple(found)


def _value(values: Sequence[str]) -> float | None:
    """The number of an amount in one piece; None of ranges, and of numbers in several words."""
    if len(values) != 1:
        return None
    plain = re.sub(r"(?<=\d)[\s,](?=\d{3}(?!\d))", "", values[0])
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return float(plain.replace(",", "."))
    told = [number_value(word) for word in words(plain)]
    return float(told[0]) if len(told) == 1 and told[0] is not None else None


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
    if claimed.value is None or other.value is None:
        return None
    if other.bound == EXACT:
        return not claimed.leaves(other.value)
    if claimed.bound == EXACT and (may or not other.leaves(claimed.value)):
        return not other.leaves(claimed.value)
    return None
