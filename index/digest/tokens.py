"""Words of a text with their grammar: what a name, a heading or a clause is recognised by.

A hyphenated word is one token here («15-летия», «торгово-экономический»), unlike in index/language/words.py, which is
made for comparing words and not for reading sentences.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.language.lexicon import ENGLISH, RUSSIAN, Lexicon
from index.language.words import fold, parses

_NUMBER = (
    r"(?:(?<![\d.,])\d{1,3}(?:[ ,\u00a0\u2009\u202f]\d{3}(?!\d))+|\d+)(?:(?<![.,]\d)(?<![.,]\d\d)[.,]\d+(?![.,]?\d))?"
)
"""A whole number or a decimal one, its thousands apart or not: «18 000», «0,1»; of a date or a section only a part."""
_TOKEN = re.compile(rf"{_NUMBER}(?:[-‐–]\d+)?(?:[-‐][^\W\d_]+)*|[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
_CYRILLIC = re.compile("[а-яё]")
_ROMAN = re.compile(r"[IVXLC]+")
_BARE_NUMBER = re.compile(rf"{_NUMBER}(?:[-‐–]\d+)?")
_ORDINAL = re.compile(r"\d+[-‐][^\W\d_]{1,3}")
_LEAST_SCORE = 0.02
_AS_CASE = {"gen2": "gent", "loc2": "loct", "acc2": "accs", "gen1": "gent", "loc1": "loct"}


class Reading(NamedTuple):
    """One way to read a word: dictionary form, part of speech (pymorphy3's names), case, number, gender, tense."""

    lemma: str
    pos: str
    case: str
    number: str
    gender: str
    tense: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number; `start` and `end` are character offsets into the text that was read.

    `readings` come likeliest first. Words that no dictionary has (Latin letters, digits, capitals) have one whose case
    is empty, and fit any.
    """

    text: str
    start: int
    end: int
    folded: str
    readings: tuple[Reading, ...]

    @property
    def lemma(self) -> str:
        """The likeliest dictionary form."""
        return self.readings[0].lemma

    @property
    def pos(self) -> str:
        """The likeliest part of speech."""
        return self.readings[0].pos

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Whether it is two capital letters or more, and no Roman number."""
        return len(self.text) > 1 and self.text.isalpha() and self.text.isupper() and not _ROMAN.fullmatch(self.text)

    def lemma_among(self, lemmas: frozenset[str]) -> str | None:
        """Return the first of the token's dictionary forms that is one of `lemmas`."""
        return next((reading.lemma for reading in self.readings if reading.lemma in lemmas), None)

    def cases(self, *parts: str) -> frozenset[str]:
        """Return the cases that the token can have as one of those parts of speech."""
        return frozenset(reading.case for reading in self.readings if reading.pos in parts)


@lru_cache(maxsize=65536)
def _read(lower: str, is_acronym: bool) -> tuple[Reading, ...]:
    folded = fold(lower)
    if _BARE_NUMBER.fullmatch(folded) or (is_acronym and _ROMAN.fullmatch(folded.upper())):
        return (Reading(folded, "DIGIT", "", "", "", ""),)
    if _ORDINAL.fullmatch(folded):
        return (Reading(folded, "ADJF", "", "", "", ""),)
    # ё stays: «сёл» is no form of «сесть».
    word = re.sub(r"^[\d–-]+", "", lower) or lower
    if not _CYRILLIC.search(word) or is_acronym:
        return (Reading(folded, "NAME", "", "", "", ""),)
    found: list[Reading] = []
    for parse in parses(word):
        tag = parse.tag
        if parse.score < _LEAST_SCORE and found:
            continue
        case = str(tag.case or "")
        lemma = fold(parse.normal_form)
        whole = folded[: len(folded) - len(word)] + lemma
        fixed = "Fixd" in tag or tag.POS is None
        found.append(
            Reading(
                whole,
                str(tag.POS or "NAME"),
                "" if fixed else _AS_CASE.get(case, case),
                str(tag.number or ""),
                str(tag.gender or ""),
                str(tag.tense or ""),
            )
        )
    return tuple(dict.fromkeys(found))


def tokenize(text: str) -> list[Token]:
    """Return the words and numbers of a text in order, with what the dictionary knows of them."""
    tokens = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        acronym = len(word) > 1 and word.isupper() and word.isalpha()
        tokens.append(Token(word, match.start(), match.end(), fold(word), _read(word.lower(), acronym)))
    return tokens


def rules(text: str) -> Lexicon:
    """Return the lexicon of the script that most letters of a text have: Russian for Cyrillic, English for others."""
    cyrillic = len(re.findall("[а-яё]", text.lower()))
    return RUSSIAN if 2 * cyrillic >= sum(map(str.isalpha, text)) else ENGLISH


_FINITE = frozenset({"VERB", "PRTS", "PRED", "ADJS"})


def is_predicate(token: Token, lexicon: Lexicon) -> bool:
    """Return whether the token is likeliest a finite predicate: «решили», «создан», «необходимо», "agreed", "shall"."""
    return token.pos in _FINITE or token.folded in lexicon.shortening.finite
