"""Whether a hyphen at a line's end is the word's own or the typesetter's.

«Торгово-⏎экономический» keeps its hyphen, «меро-⏎приятий» loses it. What decides, in this order: how the text itself
spells the word elsewhere, the Russian dictionary, and the words of which the pieces consist.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold, is_known
from index.layout import SUSPENDED

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN: Final = re.compile(r"\w[-‐‑–—]$")
# «Какой-⏎-либо»: a hyphen of the word's own is printed on both lines by some.
_GOES_ON: Final = re.compile(r"-?[^\W_]")
_LAST: Final = re.compile(r"([^\W\d_]+)[-‐‑]$")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_NOT_RUSSIAN: Final = re.compile("[\u0400-\u052f](?<![а-яё])", re.IGNORECASE)
_MAX_FOREIGN: Final = 0.1
# Endings differ from case to case; a word of the text whose beginning is the same is the same word.
_ENDING: Final = 3
_LINKING: Final = RUSSIAN.building.linking


class Hyphens:
    """Decides over the hyphens at the line ends of one text."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take all lines of the text, in order."""
        self._lines = tuple(lines)

    @cached_property
    def _whole(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words that stand inside lines, folded, and the beginnings of all that are long enough."""
        found: set[str] = set()
        broken = False  # the first word of this line is but a piece of one, and so is the last
        for line in self._lines:
            words = _WORD.findall(fold(line))
            first, broken = int(broken), line.endswith(("-", "‐", "‑", "\u00ad"))
            found.update(words[first : len(words) - broken])
        return frozenset(found), frozenset(word[:-_ENDING] for word in found if len(word) > 2 * _ENDING)

    @staticmethod
    def breaks(before: str, after: str) -> bool:
        """Return whether the end of a line falls inside a word or a span of numbers: «меро-⏎приятий», «2018–⏎2028»."""
        return bool(_BROKEN.search(before[-2:]) and _GOES_ON.match(after) and not SUSPENDED.match(after))

    def joins(self, before: str, after: str) -> bool:
        """Return whether a word goes on without the hyphen that the line before ends in; both are whole lines."""
        last, first = _LAST.search(before), _FIRST.match(after)
        if last is None or first is None or not first.group()[0].islower() or SUSPENDED.match(after):
            return False
        left, right = fold(last[1]), fold(first.group())
        joined, hyphened = (
            self._stands(left + right, 2 * _ENDING),
            self._stands(f"{left}-{right}", len(left) + 1 + _ENDING),
        )
        if joined != hyphened:
            return joined
        if not _CYRILLIC.search(left + right):
            return self._joins_latin(left, right)
        return not self._is_russian or _joins_russian(left, right)

    @cached_property
    def _is_russian(self) -> bool:
        """Whether Cyrillic words are Russian ones: other languages have letters of their own in many words."""
        words = [word for word in self._whole[0] if _CYRILLIC.search(word)]
        return sum(_NOT_RUSSIAN.search(word) is not None for word in words) <= _MAX_FOREIGN * len(words)

    def _stands(self, word: str, least: int) -> bool:
        """Whether a word stands inside a line, or, if it is longer than `least`, one with another ending."""
        whole, beginnings = self._whole
        return word in whole or (len(word) > least and word[:-_ENDING] in beginnings)

    def _joins_latin(self, left: str, right: str) -> bool:
        if left in ENGLISH.hyphened:
            return False
        return left + right in ENGLISH.stopwords or not (left in self._whole[0] and right in self._whole[0])


def _joins_russian(left: str, right: str) -> bool:
    if is_known(f"{left}-{right}"):  # first: the dictionary has «торговоэкономический» too
        return False
    return is_known(left + right) or not (is_known(right) and (is_known(left) or left.endswith(_LINKING)))
