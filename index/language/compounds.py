"""Compounds that a text spells as two words: «госорган» is «государственный орган», "roadmap" is "road map". Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.language.words import Word, fold, parses, stem

MIN_PART = 3
"""Letters of either part, at least; of a Russian one before a longer word one less."""


def is_compound_of(folded: str, there: Sequence[Word]) -> bool:
    """Return whether two words that follow each other make up a folded word.

    In English they are written together; in Russian the first one is cut short, and the second one may have another
    ending.
    """
    if len(folded) < 2 * MIN_PART:
        return False
    return any(one.is_content and other.is_content and _make_up(one, other, folded) for one, other in pairwise(there))


def _make_up(one: Word, other: Word, folded: str) -> bool:
    first, second = fold(one.text), fold(other.text)
    if folded.isascii():
        parts_long = min(len(first), len(second)) >= MIN_PART
        return parts_long and folded[:MIN_PART] == first[:MIN_PART] and stem(folded) == stem(first + second)
    shared = next((at for at, (a, b) in enumerate(zip(first, folded, strict=False)) if a != b), len(first))
    cuts = range(MIN_PART - 1, min(shared, len(first) - 1) + 1)
    return any(_is_form(folded[cut:], other, second) for cut in cuts if len(folded) - cut >= min(cut, MIN_PART) + 1)


def _is_form(text: str, other: Word, second: str) -> bool:
    """Whether a text is a form of a word that begins as it does."""
    if text[:MIN_PART] != second[:MIN_PART] or not re.fullmatch("[а-я]+", text):
        return False
    return text == second or any(fold(one.normal_form) in other.forms for one in parses(text))
