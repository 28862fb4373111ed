"""The evaluation's judge: is what a sentence says found in the points that it cites? By words alone, without a model.

It shares no code with rag/verification/, since a verifier that grades itself proves nothing. Pure: lemmatisation is
passed in as a callable. What is compared:

- Numbers: digits, Roman numerals of two letters or more, Russian number words from two on, months. All must be found. A
  number that names a point («в пункте 16») must be that of a cited point.
- Names: those of names.toml in any form and language; in Russian also every other capitalised word that is not the
  first of its sentence. All must be found.
- Content words, in Russian only: every other word that is not a function word. A word is found if the points have the
  same lemma, or one with the same first five letters («предложил» and «предложение»). One word may be missing, or
  `MISSING_SHARE` of them.

A sentence in another script than the text shares no words with it, so only its numbers and the names of names.toml are
judged: this is all that the metric covers for English.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

Lemmas = Callable[[str], tuple[str, ...]]

MISSING_SHARE = 0.3
_STEM = 5
_NAMES_FILE = Path(__file__).with_name("names.toml")

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGITS = re.compile(r"\d{1,3}(?:[   ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_ROMAN = re.compile(r"\b(?=[IVXLC]{2,}\b)(?:XC|XL|L?X{0,3}|C{1,3})(?:IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_NUMBER_WORDS = {word: value for value, said in _LISTS["numbers"].items() for word in said.split()}
_MONTHS = {word: f"month {number}" for number, said in enumerate(_LISTS["months"], 1) for word in said.split()}
_FUNCTION_WORDS = frozenset(_LISTS["function_words"].split())
_REFERENCE = re.compile(
    rf"(?:{'|'.join(_LISTS['references'])})\s*(\d+(?:\s*(?:,|–|-|{'|'.join(_LISTS['joining'])})\s*\d+)*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Support:
    """What a sentence says and its points do not; `content` is the number of content words that were judged."""

    numbers: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]
    content: int

    @property
    def hard(self) -> bool:
        """Whether no number, date or name is missing."""
        return not self.numbers and not self.names

    @property
    def full(self) -> bool:
        """Whether nothing hard is missing, and at most one content word or a small share of them."""
        return self.hard and len(self.words) <= max(1, MISSING_SHARE * self.content)


@dataclass(frozen=True, slots=True)
class _Word:
    raw: str
    lemma: str
    opens: bool
    name: str | None = None


def support(sentence: str, points: Mapping[int, str], lemmas: Lemmas) -> Support:
    """Compare a sentence with the points that it cites, text by number; without points everything is missing."""
    text = "\n".join(points.values())
    referred = {number for reference in _REFERENCE.findall(sentence) for number in re.findall(r"\d+", reference)}
    sentence = _REFERENCE.sub(" ", sentence)
    said, there = _words(sentence, lemmas), _words(text, lemmas)
    found = {word.lemma for word in there}
    stems = {lemma[:_STEM] for lemma in found if len(lemma) > _STEM}
    absent = {word.name for word in said if word.name} - {word.name for word in there}
    unknown = (
        [word for word in said if not word.name and not _has(word.lemma, found, stems)] if is_cyrillic(sentence) else []
    )
    return Support(
        numbers=tuple(sorted((numbers(sentence, lemmas) - numbers(text, lemmas)) | (referred - set(map(str, points))))),
        names=tuple(sorted({name for name in absent if name} | {word.raw for word in unknown if _is_name(word)})),
        words=tuple(dict.fromkeys(word.lemma for word in unknown if _is_content(word))),
        content=sum(map(_is_content, said)) if is_cyrillic(sentence) else 0,
    )


def numbers(text: str, lemmas: Lemmas) -> frozenset[str]:
    """Return the numbers and months of a text in one spelling: "2022", "21" for XXI, "month 8" for август."""
    found = {re.sub(r"[   ]", "", match).replace(",", ".") for match in _DIGITS.findall(text)}
    found |= {str(_roman(match)) for match in _ROMAN.findall(text)}
    for lemma in lemmas(text):
        found |= {table[lemma] for table in (_NUMBER_WORDS, _MONTHS) if lemma in table}
    return frozenset(found)


def is_cyrillic(text: str) -> bool:
    """Return whether most letters of a text are Cyrillic."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum("Ѐ" <= character <= "ӿ" for character in letters) > len(letters)


def _is_content(word: _Word) -> bool:
    return (
        not word.name
        and len(word.lemma) > 2
        and word.lemma not in _FUNCTION_WORDS
        and word.lemma not in _NUMBER_WORDS
        and word.lemma not in _MONTHS
    )


def _is_name(word: _Word) -> bool:
    return word.raw[0].isupper() and not word.opens and _is_content(word)


def _has(lemma: str, found: set[str], stems: set[str]) -> bool:
    return lemma in found or (len(lemma) > _STEM and lemma[:_STEM] in stems)


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


@lru_cache(maxsize=256)  # a point is compared with many sentences
def _words(text: str, lemmas: Lemmas) -> tuple[_Word, ...]:
    words = []
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip(" \n«“\"'(")
        parts = lemmas(match[0]) or (match[0].lower(),)
        if not _ROMAN.fullmatch(match[0]):
            words.append(_Word(match[0], parts[0], opens=not before or before[-1] in ".!?"))
    return _named(words, _known_names(lemmas))


def _named(words: Sequence[_Word], known: Mapping[tuple[str, ...], str]) -> tuple[_Word, ...]:
    longest = max(map(len, known))
    lemmas = tuple(word.lemma for word in words)
    result: list[_Word] = []
    while len(result) < len(words):
        here = len(result)
        for length in range(min(longest, len(words) - here), 0, -1):
            name = known.get(lemmas[here : here + length])
            if name:
                result += [_Word(word.raw, word.lemma, word.opens, name) for word in words[here : here + length]]
                break
        else:
            result.append(words[here])
    return tuple(result)


@cache
def _known_names(lemmas: Lemmas) -> dict[tuple[str, ...], str]:
    table: Mapping[str, list[str]] = tomllib.loads(_NAMES_FILE.read_text(encoding="utf-8"))["names"]
    return {
        tuple(part for word in _WORD.findall(spelling) for part in lemmas(word)[:1]): name
        for name, spellings in table.items()
        for spelling in spellings
    }
