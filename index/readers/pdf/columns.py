"""The order in which the words of a page are read: down one column and then the next, whatever the file's order.

A gutter is a strip down the middle that hardly any line crosses, with running text on both sides; lines that cross it
(a title over both columns) part the page into bands. Rows of a table have no running text, and are read across.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from index.readers.pdf.words import Word

# Baselines of one line differ by less than this part of the font's size.
_SAME_LINE: Final = 0.35
# Of a region's width, where a gutter is looked for, and in points, how wide it must be.
_MARGIN, _MIN_GUTTER = 0.15, 7.0
# Over so many lines even a narrow strip is no chance: a head or a long word may reach into a wide one.
_MANY_LINES, _MIN_GUTTER_OF_MANY = 12, 3.0
# Of the lines of a region, how many may cross a gutter.
_MAX_CROSSING: Final = 0.34
# Points by which the ends of lines differ that end at one place.
_SHARED: Final = 2.0
_MAX_WIDTH: Final = 14_400.0
_MIN_LINES: Final = 4
# Of a file's pages, so many must have a gutter for it to be looked for on the others; there, most lines keep to it.
_MIN_SHARE, _MOSTLY = 0.2, 0.7
# Lines of running text fill so much of their column's width.
_FILLED: Final = 0.6
_MAX_COLUMNS_DEPTH: Final = 2
# A raised mark is so much smaller, and stands so much higher, than the letters that it follows.
RAISED_SIZE: Final = 0.8
_RAISED_BY: Final = 0.7


Span = tuple[float, float]
"""From one place to another, across the page."""
_Lines = list[tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """Words on one baseline `y`, from left to right.

    `size` is that of most letters, `bold` whether all words that have letters are; `left` and `right` are the bounds of
    the column that it stands in, and `column` counts the columns and bands of its page.
    """

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    left: float
    right: float
    page: int
    column: int

    @classmethod
    def build(cls, words: Sequence[Word], left: float, right: float, page: int, column: int) -> "Row":
        """Measure the words of a row; there must be one."""
        sizes: Counter[float] = Counter()
        for word in words:
            sizes[round(word.size, 1)] += len(word.text)
        spelt = [word.bold for word in words if any(map(str.isalpha, word.text))]
        x0, x1 = words[0].x0, max(word.x1 for word in words)
        y, size = max(words, key=lambda word: word.size).y, sizes.most_common(1)[0][0]
        return cls(tuple(words), x0, x1, y, size, bool(spelt) and all(spelt), left, right, page, column)


def rows(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Group words by their baselines, from top to bottom; a raised mark belongs to the line that it stands at."""
    found: list[list[Word]] = []
    reach = _RAISED_BY * max((word.size for word in words), default=0.0)
    heights: list[float] = []  # of their baselines, from the lowest
    for word in sorted(words, key=lambda word: (-word.size, -word.y)):
        near = [
            row for row in found[bisect(heights, word.y - reach) : bisect(heights, word.y + reach)] if _fits(row, word)
        ]
        if near:
            min(near, key=lambda row: abs(row[0].y - word.y)).append(word)
        else:
            at = bisect(heights, word.y)
            heights.insert(at, word.y)
            found.insert(at, [word])
    return [tuple(sorted(row, key=lambda word: word.x0)) for row in reversed(found)]


def _fits(row: Sequence[Word], word: Word) -> bool:
    shift = word.y - row[0].y
    if abs(shift) <= _SAME_LINE * min(word.size, row[0].size):
        return True
    small = word.size < RAISED_SIZE * row[0].size
    beside = any(-0.1 < word.x0 - one.x1 < word.size or -0.1 < one.x0 - word.x1 < word.size for one in row)
    return small and beside and -_SAME_LINE * row[0].size < shift < _RAISED_BY * row[0].size


def usual_gutter(pages: Sequence[Sequence[tuple[Word, ...]]]) -> Span | None:
    """Return the gutter of most of the pages that have one, if enough do: a last page of few lines does not show it."""
    found = [gutter for lines in pages if lines and (gutter := _gutter(lines)) is not None]
    if len(found) < max(1, _MIN_SHARE * len(pages)):
        return None
    return median(left for left, _ in found), median(right for _, right in found)


def columns(lines: _Lines, page: int, bounds: Span, usual: Span | None = None) -> tuple[list[Row], bool]:
    """Put the lines of a page that `rows` grouped in reading order; return them, and whether the page has columns.

    `bounds` are where the text of the file's pages usually begins and ends, `usual` where their gutter is.
    """
    if not lines:
        return [], False
    fits = usual is not None and sum(not _crosses(line, usual) for line in lines) >= _MOSTLY * len(lines)
    regions = list(_regions(lines, bounds, _MAX_COLUMNS_DEPTH, usual if fits else None))
    found = []
    for at, (part, edges) in enumerate(regions):
        left, right = text_edges(part, edges) if edges == bounds else edges
        found += [Row.build(row, left, right, page, at) for row in part]
    return found, any(edges != bounds for _, edges in regions)


def text_edges(lines: Sequence[tuple[Word, ...]], usual: Span) -> Span:
    """Return where running text begins and ends: the outermost places that some lines share, or the usual ones."""
    if len(lines) < _MIN_LINES:
        return usual
    lefts = sorted(line[0].x0 for line in lines)
    rights = sorted(-max(word.x1 for word in line) for line in lines)
    more = 1 if len(lines) < _MANY_LINES else 2
    left, right = (
        next((a for a, b in zip(places, places[more:], strict=False) if b - a <= _SHARED), places[0])
        for places in (lefts, rights)
    )
    return left, -right


def _regions(lines: _Lines, edges: Span, depth: int, usual: Span | None = None) -> Iterator[tuple[_Lines, Span]]:
    """Part rows into regions that are each read from top to bottom, with the bounds of each."""
    gutter = (_gutter(lines) or usual) if depth else None
    if gutter is None:
        yield lines, edges
        return
    middle = sum(gutter) / 2
    beside = [line for line in lines if not _crosses(line, gutter)]
    halves = [
        text_edges(_side(beside, middle, side), (gutter[1], edges[1]) if side else (edges[0], gutter[0]))
        for side in (False, True)
    ]
    for crosses, band in groupby(lines, key=lambda line: _crosses(line, gutter)):
        part = list(band)
        if crosses:
            yield part, edges
            continue
        for side in (False, True):
            own = _side(part, middle, side)
            if own:
                yield from _regions(own, halves[side], depth - 1)


def _side(lines: _Lines, middle: float, right: bool) -> _Lines:
    """The rows of one side of a gutter."""
    return rows([word for line in lines for word in line if (word.x0 > middle) == right])


def _crosses(line: Sequence[Word], gutter: Span) -> bool:
    """Whether a line runs over a gutter: a word stands in it, or the words beside it are as near as in a sentence."""
    left, right = gutter
    if any(word.x0 < right - 1 and word.x1 > left + 1 for word in line):
        return True
    before = max((word.x1 for word in line if word.x1 <= left + 1), default=None)
    after = min((word.x0 for word in line if word.x0 >= right - 1), default=None)
    return before is not None and after is not None and after - before < 0.6 * line[0].size


def _gutter(lines: Sequence[Sequence[Word]]) -> Span | None:
    """The widest strip between two columns of running text, None if there is none."""
    left, right = min(line[0].x0 for line in lines), max(word.x1 for line in lines for word in line)
    width = right - left
    first, last = left + _MARGIN * width, right - _MARGIN * width
    best: Span | None = None
    narrowest = _MIN_GUTTER if len(lines) < _MANY_LINES else _MIN_GUTTER_OF_MANY
    for start, end in _strips(lines, first, last):
        wider = end - start > (best[1] - best[0] if best else narrowest)
        if wider and _is_running(lines, (start, end), left, right):
            best = (start, end)
    return best


def _strips(lines: Sequence[Sequence[Word]], first: float, last: float) -> list[tuple[float, float]]:
    """Vertical strips, in whole points, that few enough lines cross."""
    if last - first > _MAX_WIDTH:
        return []
    covered = [0] * (int(last - first) + 2)
    for line in lines:
        for x0, x1 in _runs(line):
            for x in range(max(0, int(x0 - first)), min(len(covered), int(x1 - first) + 1)):
                covered[x] += 1
    most = _MAX_CROSSING * len(lines)
    # Where the fewest cross: a title may be wider than the columns under it.
    free = [x for x, count in enumerate(covered) if count <= most]
    found, start = [], None
    for x, after in pairwise([*free, -1]):
        start = x if start is None else start
        if after != x + 1:
            low = min(covered[start : x + 1])
            inner = [one for one in range(start, x + 1) if covered[one] == low]
            found.append((first + inner[0], first + inner[-1] + 1))
            start = None
    return found


def _runs(line: Sequence[Word]) -> list[tuple[float, float]]:
    """The stretches of a line without a gap that is wider than a space."""
    found: list[tuple[float, float]] = []
    for word in line:
        if found and word.x0 - found[-1][1] < 0.6 * word.size:
            found[-1] = (found[-1][0], max(found[-1][1], word.x1))
        else:
            found.append((word.x0, word.x1))
    return found


def _is_running(lines: Sequence[Sequence[Word]], gutter: Span, left: float, right: float) -> bool:
    """Whether both sides of a strip hold running text: lines enough, most of which fill their side."""
    inside = [line for line in lines if not _crosses(line, gutter)]
    for low, high in ((left, gutter[0]), (gutter[1], right)):
        widths = []
        for line in inside:
            words = [word for word in line if low - 1 <= word.x0 and word.x1 <= high + 1]
            if words:
                widths.append(max(word.x1 for word in words) - words[0].x0)
        if len(widths) < _MIN_LINES or median(widths) < _FILLED * (high - low):
            return False
    return True
