"""Numbered parts inside a section: «1.», «1)», «(a)», «а)», 1.1.2, and how far each of them goes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Part
from index.language.units import Numbered, Unit
from index.structure.markers import PARTS_OF, Marker, Style

_LISTS = frozenset({Style.PAREN, Style.BRACKET, Style.LETTER, Style.SMALL_ROMAN})
"""What numbers the items of an enumeration, after which the text of the wider part may go on."""
_MAX_GAP = 9
"""Numbers that may be passed over inside a section."""


@dataclass(slots=True)
class _Open:
    """A part whose end is not known yet."""

    marker: Marker
    start: int
    path: tuple[Numbered, ...]


@dataclass(slots=True)
class _Found:
    parts: list[Part]
    stack: list[_Open]

    def close(self, depth: int, end: int) -> None:
        """End all parts that are deeper than a depth at an offset."""
        while len(self.stack) > depth:
            one = self.stack.pop()
            self.parts.append(Part(one.start, end, one.path))


def parts_of(paragraphs: Sequence[str], candidates: Sequence[Sequence[Marker]], subsections: bool) -> tuple[Part, ...]:
    """Return the numbered parts of a section, in order of their beginnings, wider ones first.

    Args:
        paragraphs: its paragraphs.
        candidates: what the beginning of each may be.
        subsections: whether «1.» numbers what the document calls a part of an article («часть») and «1)» a point.
    """
    found = _Found([], [])
    start = 0
    for at, text in enumerate(paragraphs):
        opened = _placed(found.stack, candidates[at])
        if opened is not None:
            depth, marker = opened
            found.close(depth, start - 1)
            path = found.stack[-1].path if found.stack else ()
            found.stack.append(_Open(marker, start, _named(path, marker, subsections)))
        elif found.stack and _goes_on_outside(found.stack, paragraphs[at - 1], candidates[at + 1 :]):
            found.close(_depth_of_lists(found.stack), start - 1)
        start += len(text) + 1
    found.close(0, start - 1)
    return tuple(sorted(found.parts, key=lambda part: (part.start, -part.end)))


def _placed(stack: Sequence[_Open], candidates: Sequence[Marker]) -> tuple[int, Marker] | None:
    """Where a number goes: the depth that it replaces, or below all; None if it is no number of a part."""
    candidates = [marker for marker in candidates if marker.style in PARTS_OF]
    levels = range(len(stack) - 1, -1, -1)
    for marker in candidates:
        for depth in levels:
            if _is_next(stack[depth].marker, marker):
                return depth, marker
    for marker in candidates:
        if _is_first(marker):
            depths = (i for i, one in enumerate(stack) if one.marker.style is marker.style)
            return next(depths, len(stack)), marker
    for marker in candidates:
        for depth in levels:
            if _follows(stack[depth].marker, marker):
                return depth, marker
    return None


def _is_next(last: Marker, marker: Marker) -> bool:
    """Whether a number is the one right after another of its level."""
    return _follows(last, marker) and marker.key == (*last.key[:-1], last.key[-1] + 1)


def _follows(last: Marker, marker: Marker) -> bool:
    """Whether a number goes on from another of its level; a number may be passed over."""
    if last.style is not marker.style or (len(last.key) != len(marker.key) and marker.style is Style.DECIMAL):
        return False
    if marker.style is Style.DECIMAL:
        return last.key[:-1] == marker.key[:-1] and marker.key > last.key
    return last.key < marker.key and marker.key[0] <= last.key[0] + _MAX_GAP


def _is_first(marker: Marker) -> bool:
    return marker.style is Style.DECIMAL or marker.key[0] == 1


def _named(path: tuple[Numbered, ...], marker: Marker, subsections: bool) -> tuple[Numbered, ...]:
    unit = PARTS_OF[marker.style]
    if subsections:
        unit = {Unit.POINT: Unit.SUBSECTION, Unit.SUBPOINT: Unit.POINT}.get(unit, unit)
    if marker.style is Style.DECIMAL:  # «п. 1.5» names the wider part too
        path = tuple(one for one in path if one.unit is not Unit.CLAUSE)
    return (*path, Numbered(unit, marker.name))


def _depth_of_lists(stack: Sequence[_Open]) -> int:
    """The depth of the widest enumeration that is open."""
    return next((depth for depth, one in enumerate(stack) if one.marker.style in _LISTS), len(stack))


def _goes_on_outside(stack: Sequence[_Open], before: str, after: Sequence[Sequence[Marker]]) -> bool:
    """Whether a paragraph without number that follows an enumeration is of the wider part: the enumeration is over."""
    depth = _depth_of_lists(stack)
    if depth == len(stack) or before.rstrip("»”\")'’]")[-1:] in {";", ",", ":"}:
        return False
    for candidates in after:
        for marker in candidates:
            if any(_follows(one.marker, marker) for one in stack[depth:]):
                return False
            if any(_follows(one.marker, marker) for one in stack[:depth]):
                return True
    return True
