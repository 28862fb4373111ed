"""Relatives of a word: Russian and English words of one root, English names of a place and of its people."""

import re

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold

_BUILT = RUSSIAN.building
_TAILS = {
    limit: re.compile(rf"{_BUILT.suffixes}{{0,{limit}}}{_BUILT.endings}(?:{'|'.join(_BUILT.reflexives)})?")
    for limit in (2, 4)
}
"""What may follow the root of a Russian word, by the maximum of suffixes before its ending: few after a short root."""
_ALTERNATING = tuple(map(frozenset, _BUILT.alternating))
_DERIVATIONS = frozenset(("", *ENGLISH.derivations))
_MIN_ROOT = 4
_SHORT_STEM = re.compile(rf"(?P<stem>[а-я]{{{_MIN_ROOT - 1}}})[{_BUILT.short_nouns}]?")
_VOWELS = frozenset(_BUILT.vowel_letters)
_OF_A_PLACE = re.compile(f"(?:{'|'.join(ENGLISH.building.of_a_place)})?")
"""What may follow the root of an English name of a place or of its people."""


def prefix_length(left: str, right: str) -> int:
    """Return the number of letters that both words begin with."""
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def follows_root(rest: str) -> bool:
    """Return whether folded letters are suffixes and an ending, which may follow the root of a Russian word."""
    return bool(_TAILS[4].fullmatch(rest))


def _same_root(left: str, right: str, root: int) -> bool:
    """Whether both words are one root of `root` letters and a tail that can follow a root."""
    if root <= _MIN_ROOT and left[root - 1] in _VOWELS:  # «политика», «полиция»
        return False
    tail = _TAILS[2 if root <= _MIN_ROOT else 4]
    return bool(tail.fullmatch(left[root:]) and tail.fullmatch(right[root:]))


def share_root(left: str, right: str) -> bool:
    """Return whether two folded Russian words look like one root: «предложил» and «предложение».

    They share at least four letters, and what differs is suffixes and endings; the last shared letter may alternate
    («продвигать», «продвижение»). So «консульских» is not related to «консультаций», nor «спорт» to «транспорт».
    """
    if left == right:
        return True
    for piece, one in _BUILT.alike.items():
        left, right = left.replace(piece, one), right.replace(piece, one)
    shared = prefix_length(left, right)
    if any(_same_root(left, right, root) for root in range(shared, max(_MIN_ROOT, shared - 2) - 1, -1)):
        return True
    alternates = frozenset((left[shared : shared + 1], right[shared : shared + 1])) in _ALTERNATING
    return shared >= _MIN_ROOT and alternates and _same_root(left, right, shared + 1)


def is_adjective_of(word: Word, other: Word) -> bool:
    """Return whether a Russian word is the adjective of a noun too short for its root: «водный» of «вода»."""
    stems = {match["stem"] for form in word.forms if (match := _SHORT_STEM.fullmatch(form))}
    return any(re.fullmatch(stem + _BUILT.adjectives, fold(other.text)) for stem in stems)


def share_english_root(left: str, right: str) -> bool:
    """Return whether two folded English words begin alike and end as relatives do: "migrants" and "migration"."""
    shared = prefix_length(left, right)
    return any(
        {left[root:], right[root:]} <= _DERIVATIONS for root in range(shared, max(_MIN_ROOT, shared - 2) - 1, -1)
    )


def is_demonym(left: str, right: str) -> bool:
    """Return whether two folded Latin names have one root: "asia" and "asian", "pakistan" and "pakistani"."""
    shared = prefix_length(left, right)
    return shared >= _MIN_ROOT and bool(_OF_A_PLACE.fullmatch(left[shared:]) and _OF_A_PLACE.fullmatch(right[shared:]))
