"""Numbers in words and in Roman numerals, in Russian and English."""

import re

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word

_TABLES = (RUSSIAN.numbers, ENGLISH.numbers)

CARDINALS = {word: value for table in _TABLES for value, word in enumerate(table.cardinals)}
"""From 0 to 20."""
ORDINALS = {word: value for table in _TABLES for value, word in enumerate(table.ordinals, 1)}
"""From 1 to 20, Russian ones in the masculine."""
TENS = {**RUSSIAN.numbers.tens, **ENGLISH.numbers.tens}
"""20, 30 and 40, which another word may follow."""
RUSSIAN_ORDINAL_ROOTS = {
    **{root: value for value, root in enumerate(RUSSIAN.numbers.ordinal_roots, 1)},
    **RUSSIAN.numbers.tens_roots,
}
"""What the ordinals from 1 to 20, 30 and 40 begin with in every case and gender."""
ENGLISH_ORDINALS = {
    **{word: value for value, word in enumerate(ENGLISH.numbers.ordinals, 1)},
    **ENGLISH.numbers.tens_ordinals,
}
FROM_END = {**RUSSIAN.numbers.from_end, **ENGLISH.numbers.from_end}
"""Words that count from the end, where 1 is the last."""

_VALUES = {word: value for word, value in {**CARDINALS, **ORDINALS}.items() if value}
_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def number_value(word: Word) -> int | None:
    """Return the number that a word stands for: «16», «XXI», «третьей», «пять», "fifth"; None for other words.

    Number words are read up to twenty, without zero; Roman numerals up to XXXIX.
    """
    if word.text.isdecimal():
        return int(word.text)
    roman = _ROMAN.fullmatch(word.text)
    if roman:
        tens, units = roman.groups()
        return 10 * len(tens) + _UNITS.index(units)
    return next((_VALUES[form] for form in word.forms if form in _VALUES), None)
