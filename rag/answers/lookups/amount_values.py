"""What an amount comes to, so that two that are written otherwise can be compared. Pure.

Numbers in words count as those in digits, with what multiplies them; lengths of time count in days, shares as
fractions, and what happens again and again by how often it does so in a year.
"""

import re
from collections.abc import Mapping, Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import CARDINALS, TENS, number_value
from index.language.words import Word, fold, words
from rag.answers.short.quantities import FREQUENCY, SHARE, TIME, Quantity, unit_of

_TABLES = (RUSSIAN.numbers, ENGLISH.numbers)
_NUMBERS: Mapping[str, float] = {
    **CARDINALS, **TENS, **{word: value for table in _TABLES for word, value in table.larger.items()}
}  # fmt: skip
_MULTIPLIERS = {word: value for table in _TABLES for word, value in table.multipliers.items()}
_REPEATED = {word: value for table in _TABLES for word, value in table.repeated.items()}
_TIMES = frozenset(word for table in _TABLES for word in table.times)
_DENOMINATORS = {word: value for table in _TABLES for word, value in table.denominators.items()}
_YEAR = 365.25
DAYS: Mapping[str, float] = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": _YEAR / 12,
    "quarter": _YEAR / 4, "year": _YEAR,
}  # fmt: skip
"""How many days a unit of time has."""
_DIGITS = re.compile(r"\d+(?:[\s\u00a0\u202f,]\d{3}(?!\d))*(?:[.,]\d+)?")
_ADVERBS: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), unit)
    for lists in (RUSSIAN.quantities, ENGLISH.quantities)
    for unit, pattern in lists.periodic.items()
]
_PERCENT = "percent"


def value_of(one: Quantity, text: str) -> float | None:
    """Return what an amount of a text comes to; None of a range, a date, or one that cannot be told.

    In days for a length of time, as a fraction for a share, in times a year for a frequency; else the number itself.
    """
    if len(one.values) > 1:
        return None
    written = fold(text[one.core : one.end])
    if one.sort == FREQUENCY:
        return _per_year(written)
    number = _number(written)
    if one.sort == SHARE:
        return _share(written, number, one.unit)
    return _days(written, number, one.unit) if one.sort == TIME else number


def _number(written: str) -> float | None:
    """The number that an amount begins with, in digits or in words."""
    digits = _DIGITS.search(written)
    if digits and not re.search(r"\w", written[: digits.start()].lstrip("a")):
        plain = re.sub(r"[\s\u00a0\u202f,](?=\d{3}(?!\d))", "", digits.group())
        return float(plain.replace(",", ".")) * _product(words(written[digits.end() :]))
    total, current = 0.0, None
    for word in words(written):
        if (value := _meant(word, _NUMBERS)) is not None:
            current = (current or 0.0) + value
        elif (scale := _meant(word, _MULTIPLIERS)) is not None and (current is not None or not total):
            current = (current or 1.0) * scale
            if scale >= _THOUSAND:
                total, current = total + current, None
        elif current is not None or total:
            break
        else:
            return None
    return total + (current or 0.0) if current is not None or total else None


_THOUSAND = 1000


def _product(after: Sequence[Word]) -> float:
    """What the number before some words is multiplied by."""
    product = 1.0
    for word in after:
        scale = _meant(word, _MULTIPLIERS)
        if scale is None:
            break
        product *= scale
    return product


def _days(written: str, number: float | None, unit: str) -> float | None:
    """The length of a time; one that is said without a number is one of its unit: "within a month"."""
    if not unit:
        named = [found[1] for word in words(written) if (found := unit_of(fold(word.text)))]
        return DAYS.get(named[0]) if len(named) == 1 and number is None else None
    return number * DAYS[unit] if number is not None and unit in DAYS else None


def _share(written: str, number: float | None, unit: str) -> float | None:
    if unit == _PERCENT:
        return number / 100 if number is not None else None
    there = words(written)
    parts = next((value for word in there if (value := _meant(word, _DENOMINATORS))), None)
    if parts is None:
        return None
    told = next((value for word in there if (value := _meant(word, _NUMBERS)) and not _meant(word, _DENOMINATORS)), 1.0)
    return told / parts


def _per_year(written: str) -> float | None:
    """How often in a year something happens: «раз в две недели», "every quarter", "monthly"."""
    for pattern, unit in _ADVERBS:
        if pattern.fullmatch(written):
            return _YEAR / DAYS[unit]
    there = words(written)
    told = [(unit_of(fold(word.text)), at) for at, word in enumerate(there)]
    unit, at = next(((unit[1], at) for unit, at in reversed(told) if unit and unit[1] in DAYS), ("", 0))
    if not unit:
        return None
    often = next((value for word in there if (value := _meant(word, _REPEATED))), 1.0)
    every = 1.0
    for place, word in enumerate(there[:at]):
        value = _meant(word, _NUMBERS)
        value = number_value(word) if value is None else value
        if value is None:
            continue
        if not there[place + 1].forms.isdisjoint(_TIMES):
            often = value
        elif place == at - 1:
            every = value
        else:
            return None
    return often * _YEAR / (every * DAYS[unit])


def _meant(word: Word, table: Mapping[str, float]) -> float | None:
    if word.text.isdecimal():
        return float(word.text) if table is _NUMBERS else None
    return next((table[form] for form in (fold(word.text), *sorted(word.forms)) if form in table), None)
