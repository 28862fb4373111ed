"""Which paragraphs are items of an enumeration, and of which one: «При заселении предъявляются: … 4) две фотографии».

An item says little without the words that introduce it. Pure; knows paragraphs and the numbers inside a section.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

_INTRODUCES = re.compile(r":[)\]»”\"'’]*$")
_GOES_ON = re.compile(r"(?:[;,]|[;,]\s*\w{1,3})[)\]»”\"'’]*$")
"""An item ends so if another one follows: in a semicolon or comma, also with a conjunction after it."""

_MARKER = re.compile(r"(?:\((?:\d{1,3}|\w|[ivx]{1,4})\)|\d{1,3}[.)]|\w\)|\d+(?:\.\d+)+\.?)\s+(?=\S)")

Path = Sequence[Hashable]
"""The numbers that lead from a section to a part of it; empty outside its parts."""


@dataclass(slots=True)
class _Open:
    """An enumeration that may go on: the paragraph that introduces it, where that stands, whether it has ended."""

    paragraph: int
    path: tuple[Hashable, ...]
    ended: bool = False


def marker_length(text: str) -> int:
    """Return how many characters the number or letter takes that a part of a section begins with; 0 without one."""
    found = _MARKER.match(text)
    return found.end() if found else 0


def introductions(paragraphs: Sequence[str], paths: Sequence[Path]) -> list[tuple[int, ...]]:
    """Return the paragraphs that introduce each one, the widest first, by their places from 0.

    A paragraph that ends in a colon introduces the parts inside its own part, and those that follow it in the same
    part for as long as all before them end as items do.

    Args:
        paragraphs: those of one section.
        paths: the way to the narrowest part that holds each of them.
    """
    found: list[tuple[int, ...]] = []
    stack: list[_Open] = []
    for place, (text, path) in enumerate(zip(paragraphs, map(tuple, paths), strict=True)):
        while stack and not _holds(stack[-1], path):
            stack.pop()
        found.append(tuple(one.paragraph for one in stack))
        if not _INTRODUCES.search(text) and not _GOES_ON.search(text):
            for one in stack:
                one.ended = True
        if _INTRODUCES.search(text):
            stack.append(_Open(place, path))
    return found


def _holds(enumeration: _Open, path: tuple[Hashable, ...]) -> bool:
    """Whether a part belongs to it: inside its own part always, beside it until an item has ended as the last does."""
    if path == enumeration.path:
        return not enumeration.ended
    return path[: len(enumeration.path)] == enumeration.path
