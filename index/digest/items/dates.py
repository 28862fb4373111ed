"""Dates and years in a text."""

import re
from collections.abc import Iterator
from functools import cache

from index.digest.parts import Sentence
from index.digest.types import Span
from index.language.lexicons.texts import Outline

_DAY = re.compile(r"^\d{1,2}\W|\W\d{1,2}\W")
_YEAR = re.compile(r"\d{4}.*", re.DOTALL)


@cache
def _pattern(dates: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    # An unbroken line of alternatives: at one place the first that fits is taken, so days come before years.
    return re.compile("|".join(dates).replace("MONTH", "|".join(months)) or r"(?!)", re.IGNORECASE)


def dates(sentence: Sentence, outline: Outline) -> Iterator[Span]:
    """Yield the dates, months, years and spans of years of a sentence in order."""
    for match in _pattern(outline.dates, outline.months).finditer(sentence.span.text):
        year = _YEAR.search(match.group())
        # What only marks a bare number as a year, "in 1948", is no part of it.
        bare = year and match.group()[0].isalpha() and match.group().split()[0].lower() not in outline.months
        start = match.start() + (year.start() if bare and year else 0)
        yield sentence.part(start, match.end())


def is_day(span: Span) -> bool:
    """Return whether a date names a day."""
    return _DAY.search(span.text) is not None
