"""The paragraphs of a PDF: which rows go on from one to the next.

A paragraph ends where the next word would have fitted on the line, where the gap is wider than between lines, where the
next line is indented, or where its letters differ. Over the end of a column or page, the sentence itself decides.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.readers.pdf.lines import Line

# In parts of the font's size, of the usual distance of lines, and of the column's width.
_INDENT, _WIDE, _SLACK = 0.6, 1.3, 0.015
_OTHER_SIZE: Final = 0.06
_MOSTLY: Final = 0.6
_HYPHENS: Final = ("-", "‐", "‑")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file sets its paragraphs.

    `leading`: the distance of lines by the size of their letters. `indented`: whether first lines are; else a gap
    stands before them. `numbered`: whether most paragraphs begin with a number or a sign of a list.
    """

    leading: dict[int, float]
    indented: bool
    numbered: bool

    @classmethod
    def infer(cls, lines: Sequence[Line]) -> "Shape":
        """Measure a file."""
        gaps: defaultdict[int, Counter[float]] = defaultdict(Counter)
        near = [(a, b) for a, b in pairwise(lines) if _adjacent(a, b) and not _differ(a, b)]
        for a, b in near:
            gaps[round(a.row.size)][round(2 * (a.row.y - b.row.y)) / 2] += 1
        leading = {size: _usual(found) for size, found in gaps.items()}
        begun = [b for a, b in pairwise(lines) if _adjacent(a, b) and not b.row.bold and _opens(a, b, leading)]
        indents = sum(map(_is_indented, begun))
        starts = [
            b for a, b in near if a.ends_sentence and (_is_gap(a, b, leading) or b.row.x0 > a.row.x0 + b.row.size)
        ]
        numbers = sum(line.begins_item for line in starts)
        return cls(leading, 2 * indents > len(begun), bool(starts) and numbers >= _MOSTLY * len(starts))

    def parts(self, paragraph: Sequence[Line], line: Line) -> bool:
        """Return whether a line begins another paragraph than the lines before it."""
        last = paragraph[-1]
        if _differ(last, line) and not (_goes_on(last, line) and not _cut(last, line)):
            return True
        if not _adjacent(last, line):
            return self._parts_over_break(last, line)
        if _is_gap(last, line, self.leading):
            return True
        shift = line.row.x0 - last.row.x0
        if abs(shift) > _INDENT * line.row.size and not _centred(last, line):
            hangs = len(paragraph) == 1 and last.begins_item and not line.begins_item
            if (shift > 0 and not hangs) or (shift < 0 and len(paragraph) > 1):
                return True
        cut = _cut(last, line)
        first = self.indented and _is_indented(line)
        if last.ends_sentence and (first or line.begins_item):
            return True
        return cut and ((first and len(paragraph) == 1) or not _goes_on(last, line))

    def _parts_over_break(self, last: Line, line: Line) -> bool:
        """Whether a paragraph ends with a column or page."""
        if self.indented and _is_indented(line) and (_cut(last, line) or not _is_indented(last)):
            return True
        if _goes_on(last, line):
            return False
        if _cut(last, line) or (last.ends_sentence and (line.begins_item or last.text.endswith((";", ":")))):
            return True
        if not last.ends_sentence:
            return False
        if self.indented:
            return _is_indented(line)
        return not self.numbered


def _opens(a: Line, b: Line, leading: dict[int, float]) -> bool:
    """Whether a line begins a paragraph, whatever its indent: after a heading, a gap, or a line that ended early."""
    return _differ(a, b) or _is_gap(a, b, leading) or (_cut(a, b) and not _goes_on(a, b))


def _is_indented(line: Line) -> bool:
    return line.row.x0 - line.row.left > _INDENT * line.row.size


def _usual(gaps: Counter[float]) -> float:
    """The commonest distance; of those that are nearly as common, the smallest."""
    most = max(gaps.values())
    return min(gap for gap, count in gaps.items() if count >= 0.5 * most)


def _adjacent(a: Line, b: Line) -> bool:
    """Whether two lines follow each other in one column, from top to bottom."""
    return (a.row.page, a.row.column) == (b.row.page, b.row.column) and a.row.y > b.row.y


def _differ(a: Line, b: Line) -> bool:
    larger = max(a.row.size, b.row.size)
    return abs(a.row.size - b.row.size) > _OTHER_SIZE * larger or a.row.bold != b.row.bold


def _is_gap(a: Line, b: Line, leading: dict[int, float]) -> bool:
    usual = leading.get(round(b.row.size)) or leading.get(round(a.row.size)) or 1.2 * b.row.size
    return a.row.y - b.row.y > _WIDE * usual


def _centred(a: Line, b: Line) -> bool:
    """Whether both lines stand in the middle of their column."""
    return all(
        abs(one.row.x0 + one.row.x1 - one.row.left - one.row.right) < one.row.size
        and one.row.x0 - one.row.left > _INDENT * one.row.size
        for one in (a, b)
    )


def _goes_on(a: Line, b: Line) -> bool:
    """Whether a sentence plainly runs over the break."""
    if b.begins_item or not b.text:
        return False
    return a.text.endswith(_HYPHENS) or ((a.text[-1].isalnum() or a.text[-1] in ",–—(«") and b.text[0].islower())


def _cut(a: Line, b: Line) -> bool:
    """Whether a line ended although the next word would have fitted."""
    first = b.row.words[0]
    room = a.row.right - a.row.x1 - _SLACK * (a.row.right - a.row.left)
    return first.x1 - first.x0 + 0.25 * a.row.size < room


def paragraphs(lines: Sequence[Line], shape: Shape) -> list[list[Line]]:
    """Group the lines of a file, in reading order, into paragraphs."""
    found: list[list[Line]] = []
    for line in lines:
        if found and not shape.parts(found[-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return found
