"""Amounts that a sentence states: lengths of time, dates, sums, shares, measures, numbers of things. Pure.

Each is read whole: with what bounds it («не более двух»), in its range ("between 16 and 29 years"), with its currency.
How a language says it is told by the lexicons.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.digest.tokens import Token
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import CARDINALS
from index.language.words import fold

COUNT = "count"
"""The sort of an amount without a unit."""
DATE, CLOCK, TIME, SHARE, FREQUENCY = "date", "clock", "time", "share", "frequency"
_BESIDE_PREPOSITIONS = frozenset({DATE, CLOCK, TIME})
_LEXICONS = (ENGLISH, RUSSIAN)
_YEAR = re.compile(r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w,]|[.]\d)")
_CLAUSE_END = re.compile("[,;:()]")
_ITEM = re.compile(r"\s*(?:\(\w{1,3}\)|\w\)|\d+(?:\.\d+)+\.?(?=\s)|\d+[.)])\s*")
"""The number of the section or item that a sentence begins."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount.

    Attributes:
        start: where it begins with what bounds it, in characters of the sentence.
        core: where the number itself, or its currency, begins.
        end: where it ends with its unit.
        sort: as in the lexicons' `units`, or one of this module.
        unit: as in the lexicons' `units`; empty where there is none.
        values: its numbers as they are written, folded.
        weak: whether it mostly counts nothing, as in "one of them".
    """

    start: int
    core: int
    end: int
    sort: str
    unit: str = ""
    values: tuple[str, ...] = ()
    weak: bool = False


def _one_of(name: str) -> str:
    return "|".join(pattern for one in _LEXICONS for pattern in getattr(one.quantities, name)) or r"(?!)"


@cache
def _before(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_one_of(name)})\s*$")


@cache
def _after(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_one_of(name)})(?!\w)")


@cache
def _refers() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{_one_of('references')})\s*$")


@cache
def _units() -> Sequence[tuple[str, str, re.Pattern[str]]]:
    """Every unit with its sort; the longer expressions, of speeds and areas, before those of lengths."""
    merged: dict[tuple[str, str], list[str]] = {}
    for one in _LEXICONS:
        for sort, units in one.quantities.units.items():
            for unit, pattern in units.items():
                merged.setdefault((sort, unit), []).append(pattern)
    found = [(sort, unit, re.compile(rf"(?:{'|'.join(p)})(?!\w)")) for (sort, unit), p in merged.items()]
    return sorted(found, key=lambda one: one[0] not in {"speed", "area", "volume"})


def unit_of(word: str) -> tuple[str, str] | None:
    """Return the sort and unit that a folded word names."""
    return next(((sort, unit) for sort, unit, pattern in _units() if pattern.fullmatch(word)), None)


@cache
def _numerals() -> frozenset[str]:
    return frozenset((*CARDINALS, *(word for one in _LEXICONS for word in one.quantities.numerals)))


@cache
def _weak() -> frozenset[str]:
    return frozenset(word for one in _LEXICONS for word in one.quantities.weak)


def is_number(token: Token) -> bool:
    """Tell whether a word is a number by itself: «18 000», «семи», "forty"; no ordinal and no compound."""
    if token.text[0].isdigit():
        return token.pos == "DIGIT"
    if token.pos == "NUMR" or token.folded in _numerals() or token.lemma_among(_numerals()):
        return True
    first, _, rest = token.folded.partition("-")
    return bool(rest) and first in _numerals() and rest in _numerals()


def quantities(text: str, tokens: Sequence[Token]) -> tuple[Quantity, ...]:
    """Return the amounts that a sentence states, in order; ranges and pairs as one."""
    folded = fold(text)
    if len(folded) != len(text):
        return ()
    start = match.end() if (match := _ITEM.match(text)) else 0
    told: list[Quantity] = []
    for one in sorted(_expressions(text, folded, start), key=lambda one: one.core - one.end):
        if not any(_overlap(one, other) for other in told):
            told.append(one)
    found: list[Quantity] = []
    for one in _numbers(text, folded, tokens, start):
        beside = [other for other in told if _overlap(one, other)]
        if all(one.core < other.core for other in beside):  # «… за каждый день» belongs to the sum before it
            found.append(one)
            told = [other for other in told if other not in beside]
    found += told
    found.sort(key=lambda one: one.core)
    return tuple(_bounded(one, folded) for one in _joined(found, folded))


def _overlap(one: Quantity, other: Quantity) -> bool:
    return one.core < other.end and other.core < one.end


def _expressions(text: str, folded: str, start: int) -> Iterator[Quantity]:
    """What is told by its form and not by a number with a unit."""
    months = "|".join(month for one in _LEXICONS for month in one.outline.months)
    full = [pattern for one in _LEXICONS for pattern in one.outline.dates]
    dates = [*full, *(pattern for one in _LEXICONS for pattern in one.quantities.dates)]
    sorts: Mapping[str, Sequence[str]] = {
        FREQUENCY: [_one_of("frequencies")],
        CLOCK: [_one_of("clocks")],
        DATE: [pattern.replace("MONTH", months) for pattern in dates],
        TIME: [_one_of("bare_times")],
        SHARE: [_one_of("fractions")],
    }
    for sort, patterns in sorts.items():
        for pattern in patterns:
            for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", folded, re.IGNORECASE):
                # «may» is a month only with its capital.
                plain = match.group().isascii() and match.group().isalpha() and sort == DATE
                if match.start() >= start and not (plain and text[match.start()].islower()):
                    yield Quantity(match.start(), match.start(), match.end(), sort, values=(match.group(),))
    for match in _YEAR.finditer(folded):
        yield Quantity(match.start(), match.start(), match.end(), DATE, values=(match.group(),))


def _numbers(text: str, folded: str, tokens: Sequence[Token], start: int) -> Iterator[Quantity]:
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and is_number(tokens[end]):
            if end > at and text[tokens[end - 1].end : tokens[end].start].strip():
                break
            end += 1
        if end > at and tokens[at].start >= start:
            first, last = tokens[at], tokens[end - 1]
            before = text[: first.start]
            one = _with_unit(folded, first, last)
            if one.start < first.start or not _refers().search(before):
                yield one
        at = max(end, at + 1)


def _with_unit(folded: str, first: Token, last: Token) -> Quantity:
    """A number with its currency, scale and unit, and what it is for each of."""
    start, end = first.start, last.end
    while scale := _after("scales").match(folded, end):
        end = scale.end()
    weak = first is last and (first.folded in _weak() or first.lemma_among(_weak()) is not None)
    values = (folded[first.start : last.end],)
    signs = "|".join(re.escape(sign) for one in _LEXICONS for sign in one.quantities.currencies)
    sort, unit = COUNT, ""
    if currency := re.search(rf"(?<!\w)(?:{signs})\s?$", folded[:start]):
        start, sort, unit = currency.start(), "money", "currency"
    else:
        at = end
        while qualifier := _after("qualifiers").match(folded, at):
            at = qualifier.end()
        for place in dict.fromkeys((end, at)):
            blank = re.compile(r"[\s-]*").match(folded, place)
            begin = blank.end() if blank else place
            told = next(((s, u, m) for s, u, p in _units() if (m := p.match(folded, begin))), None)
            if told:
                sort, unit, end = told[0], told[1], told[2].end()
                break
    if sort != COUNT and (rate := _after("rates").match(folded, end)):
        end = rate.end()
    return Quantity(start, start, end, sort, unit, values, weak and sort == COUNT)


def _joined(found: Sequence[Quantity], folded: str) -> Sequence[Quantity]:
    """The amounts with ranges and pairs as one: the first of the two has the unit of the second, or none."""
    whole: list[Quantity] = []
    joint = re.compile(rf"\s*(?:{_one_of('joints')})\s*")
    for one in found:
        before = whole[-1] if whole else None
        if before and joint.fullmatch(folded, before.end, one.core) and _are_pair(before, one):
            sort = before.sort if before.sort != COUNT else one.sort
            values = (*before.values, *one.values)
            whole[-1] = replace(before, end=one.end, sort=sort, unit=one.unit or before.unit, values=values, weak=False)
        else:
            whole.append(one)
    return whole


def _are_pair(first: Quantity, second: Quantity) -> bool:
    return first.sort == second.sort or (first.sort == COUNT and first.sort != second.sort and not first.weak)


def _bounded(one: Quantity, folded: str) -> Quantity:
    """An amount with what stands before it and bounds it."""
    start = one.core
    names = ("prepositions", "limits") if one.sort in _BESIDE_PREPOSITIONS or len(one.values) > 1 else ("limits",)
    moved = True
    while moved:
        moved = False
        for name in names:
            if match := _before(name).search(folded, max(0, start - 40), start):
                start, moved = match.start(), True
    return replace(one, start=start)


def is_anchored(one: Quantity, text: str) -> bool:
    """Tell whether an amount of time begins with something that the sentence goes on to name."""
    return _after("anchors").match(fold(text), one.end) is not None


def between(one: Quantity, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the tokens of an amount, the second place exclusive."""
    inside = [at for at, token in enumerate(tokens) if one.core <= token.start < one.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def clauses(text: str, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return the number of the clause that each token stands in: they end at marks and at what joins clauses."""
    numbers, number = [], 0
    joining = frozenset((*RUSSIAN.asked.joining, *ENGLISH.asked.joining))
    end = 0
    for token in tokens:
        if _CLAUSE_END.search(text, end, token.start) or token.folded in joining:
            number += 1
        numbers.append(number)
        end = token.end
    return tuple(numbers)
