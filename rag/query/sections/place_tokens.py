"""Questions as tokens for rag/query/sections/places.py: numbers in every spelling, words for parts of a document. Pure.

The words stand in the lexicons, under `parts`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto
from functools import reduce

from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.language.lexicons.asking import Parts
from index.language.numbers import number_value
from index.language.words import fold, words
from rag.query.sections.citing import without_orders_to_cite
from rag.query.sections.points_named import CARDINAL, COUNTED, DIGITS, NOT_A_POINT, ORDINAL, number_of


class Role(Flag):
    """What a token may be in a question; a word may be several."""

    NONE = 0
    NUMBER = auto()
    SECTION = auto()
    PARAGRAPH = auto()
    EITHER = auto()
    PREAMBLE = auto()
    HALF = auto()
    BEGINNING = auto()
    END = auto()
    WHOLE = auto()
    THROUGH = auto()
    JOINING = auto()
    INSIDE = auto()
    BEFORE_NUMBER = auto()
    FOLLOWING = auto()
    PRECEDING = auto()
    SENTENCES = auto()
    NOUN = SECTION | PARAGRAPH | EITHER


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a question; `from_end` counts back from the last one, 1. `paragraph` is the 4 of «16.4»."""

    value: int
    from_end: bool = False
    paragraph: int | None = None
    is_digits: bool = False
    is_cardinal: bool = False
    is_counted: bool = False
    """Whether it says how many: «3 пункта»."""

    def of(self, last: int) -> int:
        """Return the ordinal that it is among as many as `last`."""
        return last + 1 - self.value if self.from_end else self.value


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a question with its place in it, in characters."""

    text: str
    start: int
    end: int
    roles: Role
    number: Number | None = None


_LISTS: Mapping[Role, str] = {
    Role.SECTION: "sections",
    Role.PARAGRAPH: "paragraphs",
    Role.EITHER: "either",
    Role.PREAMBLE: "preambles",
    Role.HALF: "halves",
    Role.BEGINNING: "beginnings",
    Role.END: "ends",
    Role.WHOLE: "whole",
    Role.THROUGH: "through",
    Role.JOINING: "joining",
    Role.INSIDE: "inside",
    Role.BEFORE_NUMBER: "before_numbers",
    Role.FOLLOWING: "following",
    Role.PRECEDING: "preceding",
    Role.SENTENCES: "sentences",
}
_PARTS: tuple[Parts, ...] = (RUSSIAN.parts, ENGLISH.parts, OTHER.parts)
_WORDS = {
    role: re.compile("|".join(f"(?:{form})" for parts in _PARTS for form in getattr(parts, name)))
    for role, name in _LISTS.items()
}
_DASHES, _COMMAS = frozenset("-–—"), frozenset(",;&/")
_UNSPACED = "\u2e80-\u9fff"
"""Letters of scripts that put no spaces between words."""
_TOKEN = re.compile(
    rf"(?P<date>\d+(?:\.\d+){{2,}})|(?P<pair>\d{{1,3}}\.\d{{1,2}}(?![\w%]|\.\d)){NOT_A_POINT}"
    rf"|(?P<digits>(?<!\d){DIGITS}(?:(?![\w%])|(?=[{_UNSPACED}]))){NOT_A_POINT}|(?<!\w)(?P<ordinal>{ORDINAL})|(?<!\w)(?P<cardinal>{CARDINAL})"
    r"|(?P<word>[^\W\d_]+)|(?P<other>\d+|\S)"
)
_ROMAN = re.compile("[IVX]+")
_LATIN = str.maketrans("ХІ", "XI")  # Cyrillic letters that stand for Latin ones


def tokenize(question: str) -> list[Token]:
    """Return the tokens of a question, in order."""
    text = fold(without_orders_to_cite(question))
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        token = _token(match, text, question)
        if token.number and token.roles & Role.NUMBER and found and _is_glued(found[-1], token):
            token = Token(token.text, token.start, token.end, Role.NONE)
        found.append(token)
    return found


def _is_glued(before: Token, number: Token) -> bool:
    """Whether a number is the end of a word in Latin letters that names no part: "base64"."""
    is_word = before.text.isascii() and before.text.isalpha()
    return is_word and before.end == number.start and not before.roles & Role.NOUN


def _token(match: re.Match[str], text: str, question: str) -> Token:
    said, (start, end) = match[0], match.span()
    counted = COUNTED.match(text, start) is not None
    if match["pair"]:
        section, paragraph = map(int, said.split("."))
        return Token(said, start, end, Role.NUMBER, Number(section, paragraph=paragraph, is_digits=True))
    if match["digits"]:
        return Token(said, start, end, Role.NUMBER, Number(number_of(said, 0), is_digits=True, is_counted=counted))
    if match["ordinal"]:
        value = number_of(said, 0)
        return Token(said, start, end, Role.NUMBER, Number(1 - value, True) if value < 1 else Number(value))
    if match["cardinal"]:
        return Token(said, start, end, Role.NUMBER, Number(number_of(said, 0), is_cardinal=True))
    return Token(said, start, end, _roles(said), _number_word(question[start:end]) if match["word"] else None)


def _roles(word: str) -> Role:
    found = reduce(lambda roles, one: roles | one, (r for r, form in _WORDS.items() if form.fullmatch(word)), Role.NONE)
    found |= Role.THROUGH if word in _DASHES else Role.NONE
    return found | (Role.JOINING if word in _COMMAS else Role.NONE)


def _number_word(word: str) -> Number | None:
    """A Roman numeral, or a cardinal in another case than the first («двух»); its token is no number by itself."""
    latin = word.translate(_LATIN)
    if _ROMAN.fullmatch(latin) or (len(word) > 1 and _ROMAN.fullmatch(latin.upper())):
        value = number_value(words(latin.upper())[0])
        return Number(value) if value else None
    found = words(word)
    value = number_value(found[0]) if found else None
    return Number(value, is_cardinal=True) if value else None
