"""What a paragraph may begin with: «Статья 12-1.», «§ 3», «4.1», «1)», «(a)», «IV.», «Глава 2», «1-бап». Pure.

Which of these begin a section, stand above sections or are parts inside them is decided by index/structure/outline.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.units import Unit, languages, units
from index.language.words import fold


class Style(StrEnum):
    """How a number is printed."""

    WORD = "word"
    """After or before the word for a unit: «Статья 12», «1-бап»."""
    SIGN = "sign"
    DOT = "dot"
    PAREN = "paren"
    BRACKET = "bracket"
    DECIMAL = "decimal"
    BARE = "bare"
    """A number without any mark, as in a standard: "4 Climate"."""
    ROMAN = "roman"
    LETTER = "letter"
    SMALL_ROMAN = "small_roman"


Key = tuple[int, ...]
"""A number to compare: (12,) of «12», (12, 1) of «12-1», (4, 1) of «4.1»."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a paragraph.

    Attributes:
        style: How it is printed.
        unit: What it says that it numbers; PARAGRAPH if it does not say.
        name: The number as printed, without marks: "12-1", "IV", "а".
        key: The number to compare.
        rest: What follows it.
        is_odd: Whether it is printed with a space that should not be there: «3 .».
        is_marked: Whether a mark or the end of the paragraph follows the number.
    """

    style: Style
    unit: Unit
    name: str
    key: Key
    rest: str
    is_odd: bool = False
    is_marked: bool = True

    @property
    def id(self) -> str:
        """The number in Arabic digits: "12-1", "4"."""
        if self.style is Style.DECIMAL:
            return self.name
        return "-".join(map(str, self.key))


ABOVE = (
    Unit.BOOK, Unit.PART, Unit.DIVISION, Unit.SUBDIVISION, Unit.CHAPTER, Unit.ANNEX, Unit.SECTION, Unit.SIGN,
    Unit.HEADING,
)  # fmt: skip
"""What may stand above sections, the widest first."""
_LATIN = str.maketrans("ІХіхVMС", "IXixVMC")  # Cyrillic letters that stand for Latin ones
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = r"(?=[IVXLCІХС])[CС]{0,3}(?:[XХ][CСL]|L?[XХ]{0,3})(?:[IІ][XХ]|[IІ]V|V?[IІ]{0,3})"
_ENDS = "|".join(end for language in languages() for end in units(language).ordinal_ends)
_ORDINAL_END = rf"(?:-?(?:{_ENDS})(?!\w))?"
_WORD_NUMBER = rf"(?P<n>\d{{1,4}}(?:[-–.]\d{{1,3}}(?!\d))*(?![\d])|{_ROMAN}(?!\w)){_ORDINAL_END}"
_AFTER = r"(?P<mark>\s*[.:)]|\s*[—–-](?=\s)|(?=\s|$))\s*(?P<rest>.*)"
_SIGN = re.compile(rf"§\s*(?P<n>\d{{1,4}}[a-zа-я]?(?!\w)){_AFTER}", re.DOTALL)
_DECIMAL = re.compile(r"(?P<n>[1-9]\d{0,2}(?:\.[1-9]\d{0,2}){1,5})(?P<mark>\.?)(?![\w.%,])\s*(?P<rest>.*)", re.DOTALL)
_DOT = re.compile(r"(?P<n>\d{1,4})(?P<odd> ?)\.(?![0-9])(?! [0-9]{1,2} ?\. ?[0-9])\s*(?P<rest>.*)", re.DOTALL)
_PAREN = re.compile(r"(?P<n>\d{1,3}(?:-\d{1,2})?)(?P<odd> ?)\)\s*(?P<rest>.*)", re.DOTALL)
_BRACKET = re.compile(r"\((?P<n>\d{1,3})\)\s*(?P<rest>.*)", re.DOTALL)
_LETTER = re.compile(r"(?:\((?P<a>[a-zа-я])\)|(?P<b>[a-zа-я])\))\s*(?P<rest>.*)", re.DOTALL)
_SMALL_ROMAN = re.compile(r"(?:\((?P<a>[ivx]{1,5})\)|(?P<b>[ivx]{2,5})\))\s*(?P<rest>.*)", re.DOTALL)
_ROMAN_DOT = re.compile(rf"(?P<n>{_ROMAN})(?P<odd> ?)[.)](?!\w)\s*(?P<rest>.*)", re.DOTALL)
_MARKED = {Style.DOT: _DOT, Style.PAREN: _PAREN, Style.BRACKET: _BRACKET}
_WORD_BEGINS = re.compile(r"[^\W_]")
_BARE = re.compile(r"(?P<n>[1-9]\d{0,2}) (?P<rest>[^\W\d_][^\n]*)")
_SENTENCE_END = re.compile(r"[.!?…;:,][)\]»”\"'’]*$")
_LOWER, _RUSSIAN_LETTERS = ENGLISH.building.alphabet, RUSSIAN.building.alphabet
MAX_HEADING_WORDS = 40
MAX_TITLE_WORDS = 15
"""Words of a heading that nothing but its form marks as one."""


def roman_value(text: str) -> int | None:
    """Return the value of a Roman numeral, in Latin letters or Cyrillic ones of their shape; None if it is none."""
    digits = [_ROMAN_VALUES.get(letter) for letter in text.translate(_LATIN).lower()]
    if not digits or None in digits:
        return None
    values = [value for value in digits if value]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def is_heading(text: str, most: int = MAX_TITLE_WORDS) -> bool:
    """Return whether a paragraph looks like a heading: short, in a capital or digit, without the end of a sentence."""
    first = next((letter for letter in text if letter.isalnum()), "")
    return bool(first) and not first.islower() and len(text.split()) <= most and not _SENTENCE_END.search(text)


def word_marker(text: str, language: str) -> Marker | None:
    """Return the number beside the word for a unit that a paragraph begins with; None if there is none."""
    for pattern, unit in _word_patterns(language):
        match = pattern.match(text)
        if match is None:
            continue
        name = match["n"].rstrip(".-–")
        value = roman_value(name)
        key = (value,) if value is not None else tuple(int(one) for one in re.split(r"[-–.]", name))
        marked = bool(match["mark"].strip()) or not match["rest"]
        found = Marker(Style.WORD, unit, name, key, match["rest"], is_marked=marked)
        return found if _stands_alone(found) else None
    return None


def _stands_alone(marker: Marker) -> bool:
    """Whether what follows does not make it a reference: «Статья 5 настоящего Кодекса применяется …»."""
    return marker.is_marked or is_heading(marker.rest, MAX_HEADING_WORDS)


@cache
def _word_patterns(language: str) -> tuple[tuple[re.Pattern[str], Unit], ...]:
    """The patterns of the words of a language, of Russian and of English: that language's own come first."""
    found: list[tuple[re.Pattern[str], Unit]] = []
    for name in dict.fromkeys((language, "ru", "en")):
        words = units(name)
        for unit, forms in words.headings.items():
            any_form = "|".join(forms)
            pattern = rf"(?i:{any_form})(?-i:\s*(?:№\s*)?){_WORD_NUMBER}{_AFTER}"
            found.append((re.compile(pattern, re.DOTALL), unit))
        for unit, forms in words.trailing.items():
            any_form = "|".join(forms)
            apart = "".join(f"{end} |" for end in words.ends_apart)
            pattern = rf"(?P<n>\d{{1,4}}(?:[-–]\d{{1,2}}(?!\d))?)\s?[-–]?\s?(?:{apart})(?i:{any_form})(?!\w){_AFTER}"
            found.append((re.compile(pattern, re.DOTALL), unit))
    return tuple(found)


def is_preamble_heading(text: str, language: str) -> bool:
    """Return whether a paragraph is the heading of a preamble and no more."""
    said = fold(text).strip(" :")
    return any(said in units(name).preambles for name in (language, "ru", "en"))


def markers(text: str, language: str) -> Iterator[Marker]:
    """Yield what the beginning of a paragraph may be, the likeliest first."""
    if _WORD_BEGINS.match(text) and (named := word_marker(text, language)) is not None:
        yield named
    elif match := _SIGN.match(text):
        yield from _signed(match)
    elif match := _DECIMAL.match(text):
        if match["mark"] or is_capital(match["rest"]):
            key = tuple(map(int, match["n"].split(".")))
            yield Marker(Style.DECIMAL, Unit.CLAUSE, match["n"], key, match["rest"])
    elif marked := next(((style, found) for style, form in _MARKED.items() if (found := form.match(text))), None):
        style, match = marked
        key = tuple(map(int, match["n"].split("-")))
        odd = bool(match.groupdict().get("odd"))
        yield Marker(style, Unit.PARAGRAPH, match["n"].lstrip("0") or "0", key, match["rest"], is_odd=odd)
    elif match := _ROMAN_DOT.match(text):
        if value := roman_value(match["n"]):
            yield Marker(Style.ROMAN, Unit.PARAGRAPH, match["n"].translate(_LATIN), (value,), match["rest"])
    else:
        yield from _lettered(text)


def _signed(match: re.Match[str]) -> Iterator[Marker]:
    name, marked = match["n"], bool(match["mark"].strip()) or not match["rest"]
    key = (int(re.sub(r"\D", "", name)),)
    found = Marker(Style.SIGN, Unit.SIGN, name, key, match["rest"], is_marked=marked)
    if _stands_alone(found):
        yield found


def _lettered(text: str) -> Iterator[Marker]:
    if match := _LETTER.match(text):
        letter = match["a"] or match["b"]
        alphabet = _LOWER if letter in _LOWER else _RUSSIAN_LETTERS
        if letter in alphabet:
            yield Marker(Style.LETTER, Unit.LETTER, letter, (alphabet.index(letter) + 1,), match["rest"])
    if match := _SMALL_ROMAN.match(text):
        name = match["a"] or match["b"]
        value = roman_value(name)
        if value:
            yield Marker(Style.SMALL_ROMAN, Unit.LETTER, name, (value,), match["rest"])
    if match := _BARE.match(text):
        yield Marker(Style.BARE, Unit.CLAUSE, match["n"], (int(match["n"]),), match["rest"])


def is_capital(text: str) -> bool:
    """Return whether the first letter or digit of a text is no small letter."""
    first = next((letter for letter in text if letter.isalnum()), "")
    return bool(first) and not first.islower()


PARTS_OF: Mapping[Style, Unit] = {
    Style.DOT: Unit.POINT,
    Style.PAREN: Unit.SUBPOINT,
    Style.BRACKET: Unit.SUBPOINT,
    Style.DECIMAL: Unit.CLAUSE,
    Style.LETTER: Unit.LETTER,
    Style.SMALL_ROMAN: Unit.LETTER,
}
"""What a number inside a section is called."""
