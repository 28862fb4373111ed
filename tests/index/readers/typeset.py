"""A small typesetter for the fixtures: justified columns, hyphens, running heads, page numbers and footnotes.

Each producer lends a pen that measures and draws; so the same page is made by different libraries.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyphen

from tests.index.readers.documents import Item, Text

WIDTH, HEIGHT, MARGIN = 420.0, 480.0, 48.0
SIZES = {"title": 12.0, "chapter": 11.5, "article": 9.5}
SIZE, LEADING, SMALL = 9.5, 12.5, 7.5


class Pen(Protocol):
    def width(self, text: str, size: float, bold: bool) -> float: ...
    def draw(self, x: float, y: float, text: str, size: float, bold: bool) -> None: ...
    def next_page(self) -> None: ...
    def save(self, path: Path) -> None: ...


@dataclass(frozen=True)
class Style:
    columns: int = 1
    justified: bool = True
    indented: bool = True  # else a gap between paragraphs
    hyphens: bool = True
    across: bool = False  # rows are drawn over both columns, as some producers do
    notes: bool = True


@dataclass(frozen=True)
class Line:
    words: tuple[str, ...]
    size: float
    bold: bool
    indent: float
    last: bool
    gap: float

    @property
    def marks(self) -> list[str]:
        return [mark for word in self.words for mark in re.findall(r"\{(.+?)\}", word)]


def printed(item: Item) -> str:
    return f"{item.number} {item.text}".strip()


def pieces(word: str) -> list[tuple[str, bool]]:
    """The parts of a word, each with whether it is a footnote's mark."""
    return [(part, i % 2 == 1) for i, part in enumerate(re.split(r"\{(.+?)\}", word)) if part]


class Typesetter:
    def __init__(self, pen: Pen, text: Text, style: Style) -> None:
        self.pen, self.text, self.style = pen, text, style
        gutter = 20.0
        self.column = (WIDTH - 2 * MARGIN - gutter * (style.columns - 1)) / style.columns
        self.lefts = [MARGIN + i * (self.column + gutter) for i in range(style.columns)]
        self.hyphenate = pyphen.Pyphen(lang={"ru": "ru_RU", "en": "en_US"}[text.language])

    def measure(self, word: str, size: float, bold: bool) -> float:
        return sum(self.pen.width(part, 0.62 * size if mark else size, bold) for part, mark in pieces(word))

    def lines(
        self, text: str, size: float, bold: bool, width: float, first: float, rest: float, gap: float
    ) -> list[Line]:
        words, done, row, indent = text.split(), [], [], first
        while words:
            word = words.pop(0)
            if self.measure(" ".join([*row, word]), size, bold) <= width - indent:
                row.append(word)
                continue
            broken = self._broken(word, row, size, bold, width - indent)
            if broken:
                row.append(broken[0])
                word = broken[1]
            assert row, word
            done.append(Line(tuple(row), size, bold, indent, False, 0 if done else gap))
            words.insert(0, word)
            row, indent = [], rest
        return [*done, Line(tuple(row), size, bold, indent, True, 0 if done else gap)]

    def _broken(self, word: str, row: list[str], size: float, bold: bool, width: float) -> tuple[str, str] | None:
        if not self.style.hyphens or bold or "{" in word:
            return None
        core = word.rstrip(".,;:»)!?")
        places = [(core[:i], core[i:]) for i in self.hyphenate.positions(core)] if len(core) > 6 else []
        places += [(core[: i + 1], core[i + 1 :]) for i, sign in enumerate(core) if sign == "-"]
        for head, tail in sorted(places, key=lambda place: -len(place[0])):
            shown = head if head.endswith("-") else f"{head}-"
            if len(tail) > 1 and self.measure(" ".join([*row, shown]), size, bold) <= width:
                return shown, tail + word[len(core) :]
        return None

    def all_lines(self) -> list[Line]:
        found = []
        for item in self.text.items:
            heading = item.kind in SIZES
            size = SIZES.get(item.kind, SIZE)
            deep = 14.0 if item.kind == "subpoint" else 0.0
            first = deep + (14.0 if self.style.indented and not heading and not deep else 0)
            rest = deep + (12.0 if deep and not self.style.indented else 0)
            gap = (8.0 if heading else 0.0) if self.style.indented else 6.0
            found += self.lines(printed(item), size, heading, self.column, first, rest, gap)
        return found

    def run(self, path: Path) -> None:
        waiting, page = self.all_lines(), 0
        while waiting:
            page += 1
            self._head(page)
            top = HEIGHT - MARGIN - 18
            drawn: list[tuple[float, float, Line]] = []
            marks: list[str] = []
            for left in self.lefts:
                y = top
                while waiting:
                    line = waiting[0]
                    more = line.marks if self.style.notes else []
                    y -= max(line.size * 1.32, LEADING) + (line.gap if y < top else 0)
                    if y < MARGIN + 14 + self._notes_height([*marks, *more]):
                        break
                    marks += more
                    drawn.append((left, y, waiting.pop(0)))
            for left, y, line in sorted(drawn, key=lambda one: -one[1]) if self.style.across else drawn:
                self._draw(left, y, line, self.column)
            self._draw_notes(marks)
            if waiting:
                self.pen.next_page()
        self.pen.save(path)

    def _notes_height(self, marks: list[str]) -> float:
        return sum(9.5 * len(self._note(mark)) for mark in marks) + (6 if marks else 0)

    def _note(self, mark: str) -> list[Line]:
        return self.lines(f"{{{mark}}} {self.text.notes[mark]}", SMALL, False, WIDTH - 2 * MARGIN, 0, 0, 0)

    def _draw_notes(self, marks: list[str]) -> None:
        y = MARGIN + 8 + self._notes_height(marks)
        for mark in marks:
            for line in self._note(mark):
                y -= 9.5
                self._draw(MARGIN, y, line, WIDTH - 2 * MARGIN)

    def _head(self, page: int) -> None:
        head = self.text.head if page % 2 else self.text.head.upper()
        x = MARGIN if page % 2 else WIDTH - MARGIN - self.pen.width(head, SMALL, False)
        self.pen.draw(x, HEIGHT - 34, head, SMALL, False)
        number = str(page)
        self.pen.draw((WIDTH - self.pen.width(number, SMALL, False)) / 2, 30, number, SMALL, False)

    def _draw(self, left: float, y: float, line: Line, column: float) -> None:
        space = self.pen.width(" ", line.size, line.bold)
        room = column - line.indent - sum(self.measure(word, line.size, line.bold) for word in line.words)
        if self.style.justified and not line.last and not line.bold and len(line.words) > 1:
            space = room / (len(line.words) - 1)
        x = left + line.indent
        for word in line.words:
            for part, mark in pieces(word):
                size = 0.62 * line.size if mark else line.size
                self.pen.draw(x, y + (0.38 * line.size if mark else 0), part, size, line.bold)
                x += self.pen.width(part, size, line.bold)
            x += space
