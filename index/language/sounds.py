"""Words by their sounds, whatever letters spell them: «Монголия» is Mongolia, "Womba" is «Вомба».

The tables of lexicons/sounds.toml are read once and checked.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from index.language.foreign import plain
from index.language.lexicons.lists import Lists

Pairs = tuple[tuple[str, str], ...]


class _Sounds(Lists):
    """The tables; comments in the file say what each is."""

    latin: Mapping[str, str]
    one_sound: Pairs
    one_sound_of_cognates: Pairs
    any_latin: Mapping[str, str]
    any_one_sound: Pairs
    vowels: str
    near: tuple[str, ...]


_TABLES = _Sounds.model_validate(
    tomllib.loads((Path(__file__).parent / "lexicons" / "sounds.toml").read_text(encoding="utf-8"))
)
_RUSSIAN, _ANY = str.maketrans(dict(_TABLES.latin)), str.maketrans(dict(_TABLES.any_latin))
_VOWELS, _NEAR = frozenset(_TABLES.vowels), tuple(map(frozenset, _TABLES.near))
_VOWEL_COST = _NEAR_COST = 0.3
_REPEATED = re.compile(r"(.)\1+")


def in_latin(text: str) -> str:
    """Return a text in lower case with its Russian letters spelt in Latin ones."""
    return text.translate(_RUSSIAN)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return the consonants of an English or Russian word in Latin letters, one letter for each sound.

    "Mongolia" and «Монголия» are one. A vowel that begins the word stays.
    """
    latin = in_latin(word.lower())
    for spelt, sound in _TABLES.one_sound:
        latin = latin.replace(spelt, sound)
    bones = _REPEATED.sub(r"\1", re.sub(f"[{_TABLES.vowels}]", "", latin))
    return latin[0] + bones if latin[:1] in _VOWELS else bones


def phonetic(latin: str) -> str:
    """Return a word in lower-case Latin letters, one letter for each sound that international words share."""
    for spelt, sound in _TABLES.one_sound_of_cognates:
        latin = latin.replace(spelt, sound)
    return _REPEATED.sub(r"\1", latin)


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """Return a word of any language in Latin or Cyrillic letters by its sounds, roughly."""
    latin = plain(word).translate(_ANY)
    latin = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    for spelt, sound in _TABLES.any_one_sound:
        latin = re.sub(spelt, sound, latin)
    return _REPEATED.sub(r"\1", latin)


def likeness(one: str, other: str) -> float:
    """Return how similar two words sound, from 0 to 1; one may have an ending that the other lacks."""
    left, right = sounds(one), sounds(other)
    if not left or not right:
        return 0.0
    costs = [0.0]
    for letter in right:
        costs.append(costs[-1] + (_VOWEL_COST if letter in _VOWELS else 1.0))
    for letter in left:
        above, costs = costs, [costs[0] + (_VOWEL_COST if letter in _VOWELS else 1.0)]
        for at, other_letter in enumerate(right, 1):
            gone = above[at] + (_VOWEL_COST if letter in _VOWELS else 1.0)
            come = costs[-1] + (_VOWEL_COST if other_letter in _VOWELS else 1.0)
            costs.append(min(gone, come, above[at - 1] + _cost(letter, other_letter)))
    return 1 - costs[-1] / max(len(left), len(right))


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if {one, other} <= _VOWELS:
        return _VOWEL_COST
    return _NEAR_COST if any({one, other} <= near for near in _NEAR) else 1.0
