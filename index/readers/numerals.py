"""Numbers as applications print them in lists: decimal, letters, Roman."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from index.language.lexicon import RUSSIAN

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
# Word's and LibreOffice's own.
_RUSSIAN: Final = RUSSIAN.building.alphabet
_MAX_ROMAN: Final = 4000
_MAX_REPEAT: Final = 20


def roman(number: int) -> str:
    """Return a number in lower-case Roman numerals; decimal where there are none."""
    if not 0 < number < _MAX_ROMAN:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def repeated_letter(number: int, alphabet: str = _LATIN) -> str:
    """Return a number as the letters of Word: a to z, aa, bb and so on."""
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (times + 1) if number > 0 and times < _MAX_REPEAT else str(number)


def spreadsheet_letter(number: int) -> str:
    """Return a number as the letters of a browser: a to z, aa, ab and so on."""
    if number < 1:
        return str(number)
    text = ""
    while number:
        number, place = divmod(number - 1, len(_LATIN))
        text = _LATIN[place] + text
    return text


WORD: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "decimal": str,
        "decimalZero": lambda number: f"{number:02d}",
        "lowerLetter": repeated_letter,
        "upperLetter": lambda number: repeated_letter(number).upper(),
        "lowerRoman": roman,
        "upperRoman": lambda number: roman(number).upper(),
        "russianLower": lambda number: repeated_letter(number, _RUSSIAN),
        "russianUpper": lambda number: repeated_letter(number, _RUSSIAN).upper(),
        "ordinal": lambda number: f"{number}.",
        "none": lambda number: "",
    }
)
"""By the names of WordprocessingML (ECMA-376, 17.18.59); one that is not here is printed as decimal."""

HTML: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "1": str,
        "a": spreadsheet_letter,
        "A": lambda number: spreadsheet_letter(number).upper(),
        "i": roman,
        "I": lambda number: roman(number).upper(),
    }
)
"""By the value of an `ol` element's `type`."""
