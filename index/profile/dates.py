"""The day of a document as a date, and as each language writes it."""

import re
from datetime import date

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold

_MONTHS = {
    name: number
    for months in (RUSSIAN.outline.months, ENGLISH.outline.months)
    for number, name in enumerate(months, start=1)
}
_DIGITS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def parse_day(text: str) -> date | None:
    """Return the date that a text names: «6 августа 2021 года», "August 6, 2021", "06.08.2021"; None for others."""
    try:
        if match := re.search(r"(\d{4})-(\d{2})-(\d{2})", text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DIGITS.search(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        month = next((_MONTHS[word] for word in re.findall(r"[^\W\d_]+", fold(text)) if word in _MONTHS), None)
        day, year = re.search(r"(?<!\d)\d{1,2}(?!\d)", text), re.search(r"\d{4}", text)
        return date(int(year.group()), month, int(day.group())) if month and day and year else None
    except ValueError:
        return None


def written(day: date, language: str, *, short: bool = False) -> str:
    """Return a date as a language writes it: «6 августа 2021 года» (short: «6 августа 2021 г.»), "6 August 2021"."""
    if language == "ru":
        return f"{day.day} {RUSSIAN.outline.months[day.month - 1]} {day.year} {RUSSIAN.building.years[short]}"
    return f"{day.day} {english_month(day)} {day.year}"


def english_month(day: date) -> str:
    """Return the English name of a date's month."""
    return ENGLISH.outline.months[day.month - 1].capitalize()
