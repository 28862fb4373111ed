"""Cut paragraphs into sections under headings: which numbers begin one, which stand above, which stay inside. Pure.

Numbers rise: one that is not greater than the section's before stays inside it, unless a heading stands between, after
which they may begin again. A number that is passed over (a repealed article) is noted, one that comes later is waited
for.
"""

from collections.abc import Sequence

from index.document import Heading
from index.language.units import Unit
from index.readers.blocks import Role
from index.structure.drafts import Draft, Outline
from index.structure.markers import (
    ABOVE,
    MAX_HEADING_WORDS,
    Marker,
    Style,
    is_capital,
    is_heading,
    is_preamble_heading,
)
from index.structure.scheme import Item, Scheme

_MIN_LETTERS = 4
"""Letters of a heading without number."""
_MAX_GAP = 200
"""Numbers that may be passed over; what is further is another number: a year, a quantity."""


class Cutter:
    """Goes through the paragraphs of a document once."""

    def __init__(self, items: Sequence[Item], scheme: Scheme, language: str, where: str) -> None:
        """Take the paragraphs; `where` is what their places count: "line" or "paragraph"."""
        self._items, self._scheme, self._language = items, scheme, language
        self._outline = Outline([Draft(None, Unit.PREAMBLE, 1)], where)
        self._path: list[Heading] = []
        self._open_heading = False
        """Whether the paragraph before was a heading above sections: its words may follow it."""
        self._fresh = False
        """Whether a heading above sections stands between the last number and here, so that numbers may begin again."""
        self._bare = False
        """Whether nothing stands below that heading yet."""
        self._last: Marker | None = None
        self._nested: Marker | None = None
        """The number before, if it stays inside a section."""

    def cut(self) -> Outline:
        """Return the sections; the first has no number and may have no paragraphs."""
        self._titles = self._unmarked_headings()
        for at, item in enumerate(self._items):
            if self._is_section(at, item) or self._is_above(at, item):
                continue
            self._open_heading = False
            self._body(item)
        return self._outline

    def _body(self, item: Item) -> None:
        """Add a paragraph to the section that is open; below a heading above sections it is one of its own."""
        draft = self._outline.drafts[-1]
        if is_preamble_heading(item.piece.text, self._language) and draft.unit is Unit.PREAMBLE:
            draft.heading = item.piece.text
            return
        if self._bare and self._last is not None:
            draft = Draft(None, self._path[-1].unit, item.piece.at, tuple(self._path))
            if self._scheme.second_level and self._path[-1].number == self._last.name:
                draft = Draft(self._last, self._scheme.unit, item.piece.at, tuple(self._path), self._last.rest)
            self._outline.drafts.append(draft)
            self._bare = False
        draft.items.append(item)

    def _is_section(self, at: int, item: Item) -> bool:
        marker = self._scheme.section(item)
        if marker is None or not self._is_next(at, item, marker):
            return False
        if self._scheme.second_level and len(marker.key) == 1 and self._has_clauses(at, marker):
            self._last, self._open_heading = marker, False
            self._above(Heading(Unit.HEADING, marker.name, item.piece.text))
            return True
        if marker.is_odd:
            printed = item.piece.text.removesuffix(marker.rest).strip()
            self._note(item, f"«{printed}» is read as the number {marker.name}")
        unit = marker.unit if marker.style in {Style.WORD, Style.SIGN} else self._scheme.unit
        self._outline.drafts.append(Draft(marker, unit, item.piece.at, tuple(self._path), first=marker.rest))
        self._last, self._nested = marker, None
        self._fresh = self._bare = self._open_heading = False
        return True

    def _has_clauses(self, at: int, marker: Marker) -> bool:
        """Whether the next number is the first clause below this one, whose own words are a heading."""
        if not is_heading(marker.rest, MAX_HEADING_WORDS):
            return False
        for item in self._items[at + 1 :]:
            found = item.of(Style.DECIMAL, Style.DOT, Style.BARE)
            if found is not None and found.style is not Style.BARE:
                return found.style is Style.DECIMAL and found.key[0] == marker.key[0]
        return False

    def _is_next(self, at: int, item: Item, marker: Marker) -> bool:
        """Whether a number that may begin a section does."""
        if self._scheme.second_level:
            return self._is_next_clause(at, item, marker)
        last = self._last
        if last is None or (self._fresh and marker.key <= last.key):
            return self._begins(item, marker)
        if marker.key <= last.key:
            self._inside(item, marker, f"stays inside {last.name}, after which it stands")
            return False
        if marker.style is Style.WORD or marker.style is Style.SIGN:
            self._passed_over(item, last, marker)
            return True
        expected = (last.key[0] + 1,)
        run = self._nested is not None and marker.key == (self._nested.key[0] + 1,)
        if marker.key != expected or run:
            wanted = marker.key if run else expected
            if self._comes(at, wanted) or marker.key[0] > last.key[0] + _MAX_GAP:
                self._inside(item, marker, f"stays inside {last.name}: {wanted[0]} comes later")
                return False
        self._passed_over(item, last, marker)
        return True

    def _begins(self, item: Item, marker: Marker) -> bool:
        """Whether numbers may begin, or begin again, with this one."""
        if marker.style not in {Style.WORD, Style.SIGN} and marker.key[0] >= 1000:
            return False
        if marker.key not in {(1,), (1, 1)}:
            self._note(item, f"numbers begin with {marker.name}")
        return True

    def _is_next_clause(self, at: int, item: Item, marker: Marker) -> bool:
        """The same for decimal numbers: 4.2 after 4.1, 5 after 4; deeper ones stay inside."""
        last = self._last
        if len(marker.key) > 2:
            return False
        if marker.style is Style.BARE and not is_heading(marker.rest):
            return False
        if last is None:
            return self._begins(item, marker)
        top = last.key[0]
        if len(marker.key) == 1:
            further = marker.key[0] > top + 1 and self._has_clauses(at, marker) and not self._comes(at, (top + 1,))
            return marker.key[0] == top + 1 or further or (self._fresh and marker.key == (1,))
        if marker.key[0] == top:
            return marker.key > last.key
        return marker.key[0] == top + 1 and marker.key[1] == 1

    def _comes(self, at: int, key: tuple[int, ...]) -> bool:
        """Whether a section of that number begins after a place, before numbers may begin again."""
        for item in self._items[at + 1 :]:
            if self._heading_of(item) is not None:
                return False
            found = self._scheme.section(item)
            if found is not None and found.key == key:
                return True
        return False

    def _inside(self, item: Item, marker: Marker, why: str) -> None:
        if self._nested is None:
            self._note(item, f"{marker.name} {why}")
        self._nested = marker

    def _passed_over(self, item: Item, last: Marker, marker: Marker) -> None:
        first, end = last.key[0] + 1, marker.key[0] - 1
        if first <= end:
            self._note(item, f"there is no {first}" if first == end else f"there are no {first} to {end}")

    def _note(self, item: Item, said: str) -> None:
        self._outline.note(item.piece.at, said)

    def _is_above(self, at: int, item: Item) -> bool:
        """Whether a paragraph is a heading above sections, or goes on one."""
        text = item.piece.text
        heading = self._heading_of(item)
        if heading is not None:
            self._above(heading)
            self._open_heading = len(text.split()) <= 2 or text == text.upper()
            return True
        if self._open_heading and is_heading(text, MAX_HEADING_WORDS) and not item.markers:
            last = self._path[-1]
            self._path[-1] = Heading(last.unit, last.number, f"{last.text} {text}")
            self._open_heading = text == text.upper()
            return True
        if item.piece.role is Role.HEADING and item.piece.level and not item.markers and self._outline.drafts[1:]:
            self._above(Heading(Unit.HEADING, "", text))
            return True
        if at in self._titles and self._outline.drafts[-1].marker is not None:
            self._above(Heading(Unit.HEADING, "", text))
            return True
        return False

    def _unmarked_headings(self) -> frozenset[int]:
        """The short lines without numbers between the end of a section and the next one's number, if that is a habit.

        One alone may be a paragraph that lacks its full stop.
        """
        found = []
        for at, (before, item, after) in enumerate(zip(self._items, self._items[1:], self._items[2:], strict=False), 1):
            text = item.piece.text
            ends = before.piece.text.rstrip("»”\")'’]")[-1:] in {".", "!", "?", "…"}
            fits = is_heading(text) and text[0].isupper() and sum(map(str.isalpha, text)) >= _MIN_LETTERS
            if ends and fits and not item.markers and self._scheme.section(after) is not None:
                found.append(at)
        return frozenset(found) if len(found) > 1 else frozenset()

    def _heading_of(self, item: Item) -> Heading | None:
        """The heading above sections that a paragraph is."""
        for marker in item.markers:
            named = marker.style in {Style.WORD, Style.SIGN} and marker.unit in ABOVE
            if named and marker.unit is not self._scheme.unit and (_is_headed(marker) or _is_titled(marker)):
                return Heading(marker.unit, marker.name, item.piece.text)
            if marker.style is Style.ROMAN and self._scheme.roman_above and _is_headed(marker):
                return Heading(Unit.DIVISION, marker.name, item.piece.text)
        return None

    def _above(self, heading: Heading) -> None:
        rank = ABOVE.index(heading.unit)
        if heading.unit is Unit.ANNEX:
            rank = 0
        while self._path and ABOVE.index(self._path[-1].unit) >= rank:
            self._path.pop()
        self._path.append(heading)
        self._fresh = self._bare = True


def _is_headed(marker: Marker) -> bool:
    """Whether a number stands alone or before a heading."""
    return not marker.rest or is_heading(marker.rest, MAX_HEADING_WORDS)


def _is_titled(marker: Marker) -> bool:
    """Whether it stands before a heading with a full stop, as in «Глава 1. Общие положения.»."""
    title = marker.rest.removesuffix(".")
    return marker.is_marked and "." not in title and is_heading(title) and is_capital(title)
