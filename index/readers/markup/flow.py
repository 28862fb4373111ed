"""The text of a page as it flows: where a block ends, what number a list item carries, what is a cell or a footnote."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from index.readers.blocks import Kind, Role
from index.readers.collect import Collector, superscript
from index.readers.numerals import HTML
from index.readers.plain.text import join_lines

_SPACE: Final = re.compile(r"[ \t\r\n\f\v]+")
_HEADING: Final = re.compile(r"h([1-6])")


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default


@dataclass(slots=True)
class _List:
    numbered: bool
    style: str
    delimiter: str
    next: int
    step: int


@dataclass(slots=True)
class Flow:
    """Takes text and the borders of elements, in the order of the page; `raised` counts the `sup` that are open."""

    collector: Collector = field(default_factory=Collector)
    raised: int = 0
    _parts: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _tables: list[bool] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _item: tuple[str, int] | None = None
    _notes: list[str] = field(default_factory=list)
    _mark: str = ""
    _heading: int = 0
    _preformatted: int = 0

    def text(self, text: str) -> None:
        """Take text as it stands in the page."""
        if self.raised:
            text = superscript(text)
        self._parts.append(text if self._preformatted else _SPACE.sub(" ", text))

    def line_break(self) -> None:
        """End a line inside a block."""
        self._parts.append("\n")

    def refer(self, note: str) -> None:
        """Note that the block at hand refers to the footnote `note`."""
        self.collector.refer(note)

    def flush(self) -> None:
        """End the block at hand; in a cell, only the word."""
        if self._tables and self._tables[-1]:
            self._parts.append(" ")
            return
        text = "".join(self._parts)
        self._parts.clear()
        if "\n" in text and not self._heading:
            for paragraph in join_lines(text, self.collector.counts):
                self._emit(paragraph)
        else:
            self._emit(text)

    def _emit(self, text: str) -> None:
        if not text.strip():
            return
        if self._notes:
            self.collector.note(self._notes[-1], text, self._mark)
        elif self._heading:
            self.collector.add(text, Role.HEADING, self._heading)
        elif self._item is not None:
            number, level = self._item
            if self.collector.add(text, Role.LIST_ITEM, level, number):
                self._item = None
        else:
            self.collector.add(text)

    def enter_block(self, tag: str) -> None:
        """Begin an element that stands on lines of its own."""
        self.flush()
        heading = _HEADING.fullmatch(tag)
        self._heading = int(heading[1]) if heading else self._heading
        self._preformatted += tag == "pre"

    def leave_block(self, tag: str) -> None:
        """End such an element."""
        self.flush()
        self._preformatted -= tag == "pre"
        if _HEADING.fullmatch(tag):
            self._heading = 0
        elif tag == "li":
            self._item = None

    def enter_list(self, element: Any) -> None:  # noqa: ANN401
        """Begin a list; its numbers are those that a browser prints."""
        self.flush()
        down = element.get("reversed") is not None
        start = _integer(element.get("start"), len(element.findall("li")) if down else 1)
        style, delimiter = element.get("type", "1"), element.get("data-delimiter", ".")
        self._lists.append(_List(element.tag == "ol", style, delimiter, start, -1 if down else 1))

    def leave_list(self) -> None:
        """End a list."""
        self.flush()
        if self._lists:
            self._lists.pop()

    def enter_item(self, element: Any) -> None:  # noqa: ANN401
        """Begin an item of a list."""
        self.flush()
        number = ""
        if self._lists and self._lists[-1].numbered:
            own = self._lists[-1]
            value = _integer(element.get("value"), own.next)
            own.next = value + own.step
            number = HTML.get(own.style, str)(value) + own.delimiter
        self._item = (number, max(0, len(self._lists) - 1))
        if self._notes and element.get("id"):
            self._notes[-1], self._mark = element.get("id"), number.rstrip(".")

    def enter_note(self, element: Any) -> None:  # noqa: ANN401
        """Begin a footnote, or a list of them."""
        self.flush()
        self._notes.append(element.get("id", ""))
        self._mark = ""

    def leave_note(self) -> None:
        """End it."""
        self.flush()
        self._notes.pop()

    def enter_table(self, data: bool) -> None:
        """Begin a table: one of data, or one that only arranges the page."""
        self.flush()
        self._tables.append(data)

    def leave_table(self) -> None:
        """End a table."""
        self.leave_row()
        if self._tables:
            self._tables.pop()
        self._parts.clear()

    def enter_cell(self) -> None:
        """Begin a cell."""
        self.flush()
        if self._tables and self._tables[-1]:
            self._parts.clear()

    def leave_cell(self) -> None:
        """End a cell."""
        self.flush()
        if self._tables and self._tables[-1]:
            self._cells.append("".join(self._parts))
            self._parts.clear()

    def leave_row(self) -> None:
        """End a row."""
        if self._tables and self._tables[-1] and self._cells:
            self.collector.row(self._cells)
            self._cells = []

    def omit(self, kind: Kind, letters: int) -> None:
        """Note that an element with text was left out."""
        self.collector.counts[kind] += letters > 0
