"""Automatic numbers of a .docx, counted as Word counts them (ECMA-376, 17.9).

Lists that share an abstract definition share its counters, unless one starts anew; a level begins again after each
higher one, unless it says otherwise.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from index.readers.numerals import WORD
from index.readers.word.package import attribute, child, integer, is_on, local
from index.readers.word.styles import Styles

LEVELS: Final = 9
_PLACE: Final = re.compile(r"%([1-9])")
_BULLET: Final = "bullet"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its first number, how it is written, and after which levels it begins again.

    `restart`: after numbers of this many highest levels; None for all that are higher, 0 for none.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """A list: whose counters it uses, its levels, and where it starts anew; `begun` once it has counted."""

    abstract: str
    levels: dict[int, Level]
    anew: frozenset[int]
    begun: bool = False


def _level(element: Any) -> Level:  # noqa: ANN401
    restart = attribute(child(element, "lvlRestart"))
    return Level(
        start=integer(attribute(child(element, "start")), 1),
        format=attribute(child(element, "numFmt"), default="decimal"),
        text=attribute(child(element, "lvlText")),
        restart=integer(restart) if restart else None,
        legal=is_on(child(element, "isLgl")),
        style=attribute(child(element, "pStyle")),
    )


def _levels(element: Any) -> dict[int, Level]:  # noqa: ANN401
    found = (one for one in element if local(one) == "lvl")
    return {integer(attribute(one, "ilvl")): _level(one) for one in found}


@dataclass(slots=True)
class Numbering:
    """The lists of one document, and how far each has counted."""

    _lists: dict[str, _List] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Any, styles: Styles) -> "Numbering":  # noqa: ANN401
        """Take the root of numbering.xml, or None."""
        if root is None:
            return cls()
        abstract = {attribute(one, "abstractNumId"): one for one in root if local(one) == "abstractNum"}
        used = {attribute(one, "numId"): one for one in root if local(one) == "num"}
        lists = {}
        for name, element in used.items():
            own = attribute(child(element, "abstractNumId"))
            definition = abstract.get(own)
            linked = attribute(child(definition, "numStyleLink")) if definition is not None else ""
            if linked:  # a list style: its number leads to the definition
                own = attribute(child(used.get(styles.get(linked).num or ""), "abstractNumId"), default=own)
                definition = abstract.get(own)
            levels = _levels(definition) if definition is not None else {}
            lists[name] = _List(own, *_overridden(levels, element))
        return cls(lists)

    def level_of(self, num: str, style: str) -> int:
        """Return the level of a list that belongs to a style; 0 if none does."""
        found = self._lists.get(num)
        return next((i for i, level in found.levels.items() if level.style == style), 0) if found and style else 0

    def next(self, num: str, depth: int) -> str | None:
        """Count one paragraph of a list; return the number that Word prints, "" for a bullet, None for no list."""
        own = self._lists.get(num)
        if own is None or not 0 <= depth < LEVELS:
            return None
        counters = self._counters.setdefault(own.abstract, [None] * LEVELS)
        if not own.begun:
            own.begun = True
            for level in own.anew:
                counters[level] = None
        for level in range(depth):
            if counters[level] is None:
                counters[level] = _get(own, level).start
        before = counters[depth]
        counters[depth] = _get(own, depth).start if before is None else before + 1
        for level in range(depth + 1, LEVELS):
            restart = _get(own, level).restart
            if restart is None or depth < restart:
                counters[level] = None
        return _printed(own, depth, counters)


def _overridden(levels: dict[int, Level], num: Any) -> tuple[dict[int, Level], frozenset[int]]:  # noqa: ANN401
    """The levels of a list with what it changes of its definition, and those that it starts anew."""
    levels, anew = dict(levels), set()
    for change in (one for one in num if local(one) == "lvlOverride"):
        depth = integer(attribute(change, "ilvl"))
        own = child(change, "lvl")
        level = _level(own) if own is not None else levels.get(depth, Level())
        start = attribute(child(change, "startOverride"))
        if start:
            anew.add(depth)
            level = Level(integer(start, 1), level.format, level.text, level.restart, level.legal, level.style)
        levels[depth] = level
    return levels, frozenset(depth for depth in anew if 0 <= depth < LEVELS)


def _get(own: _List, depth: int) -> Level:
    return own.levels.get(depth, Level(text=f"%{depth + 1}."))


def _printed(own: _List, depth: int, counters: list[int | None]) -> str:
    level = _get(own, depth)
    if level.format == _BULLET:
        return ""

    def number(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        value, form = counters[at], _get(own, at).format
        if value is None or form == _BULLET:
            return ""
        decimal = level.legal and form != "none"
        return str(value) if decimal else WORD.get(form, str)(value)

    return _PLACE.sub(number, level.text)
