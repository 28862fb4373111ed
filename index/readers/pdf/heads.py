"""Running heads, feet and page numbers: what repeats at the edge of the pages and is no text of the document."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from index.language.lexicon import ENGLISH, RUSSIAN
from index.readers.blocks import Kind
from index.readers.pdf.columns import Row
from index.readers.pdf.lines import cells, row_text

# Of the height of a page, how far from its edge they stand at most, and how many lines of them there may be.
_EDGE: Final = 0.18
_MAX_LINES: Final = 3
# Points by which their place may differ from page to page.
_DRIFT: Final = 4.0
_MIN_SHARE: Final = 0.25
_MANY: Final = 5
# Small print on so many pages, so much smaller than the text, and in parts of its size so far from it.
_MOST, _SMALLER, _APART = 0.6, 0.94, 1.5
_NUMBER: Final = re.compile(r"\d+")
_PAGES: Final = "|".join((*RUSSIAN.files.pages, *ENGLISH.files.pages))
_IN_ALL: Final = "|".join((*RUSSIAN.files.pages_in_all, *ENGLISH.files.pages_in_all))
_PAGE_NUMBER: Final = re.compile(
    rf"[\W_]*(?:(?:{_PAGES})\b\.?)?\s*(\d{{1,4}})(?:\s*(?:/|{_IN_ALL})\s*\d{{1,4}})?[\W_]*", re.IGNORECASE
)


def remove_heads(pages: Sequence[tuple[list[Row], float]], counts: Counter[Kind]) -> list[list[Row]]:
    """Return the rows of each page without heads, feet and page numbers; the float is the height of the page."""
    edges = [[*_edges(rows, height)] for rows, height in pages]
    finder = _Finder(edges, Counter(row_text(row).casefold() for rows, _ in pages for row in rows))
    kept = []
    for index, (rows, _) in enumerate(pages):
        gone: set[int] = set()
        for side, edge in enumerate(edges[index]):
            found = [finder.kind(row, index, side) for row in edge]
            outer = _outer(sorted(rows, key=lambda row: row.y, reverse=side == 0), found)
            for row, kind in zip(edge, found[:outer], strict=False):
                assert kind is not None
                counts[kind] += 1
                gone.add(id(row))
        kept.append([row for row in rows if id(row) not in gone])
    return kept


def _outer(page: Sequence[Row], kinds: Sequence[Kind | None]) -> int:
    """How many rows of a page, from the outside, are none of the text: what stands behind text is text.

    A row that repeats may be how several paragraphs begin; a head stands apart from the text, or is of smaller letters.
    """
    count = next((i for i, kind in enumerate(kinds) if kind is None), len(kinds))
    while count and kinds[count - 1] is not Kind.PAGE_NUMBERS_REMOVED:
        row, inner = page[count - 1], page[count] if count < len(page) else None
        if inner is not None and (abs(row.y - inner.y) > _APART * inner.size or row.size < _SMALLER * inner.size):
            break
        count -= 1
    return count


def _edges(rows: Sequence[Row], height: float) -> Iterator[list[Row]]:
    """The first rows of a page from the top, and the last ones from the bottom."""
    ordered = sorted(rows, key=lambda row: -row.y)
    yield [row for row in ordered[: 2 * _MAX_LINES] if row.y > (1 - _EDGE) * height]
    yield [row for row in ordered[: -2 * _MAX_LINES - 1 : -1] if row.y < _EDGE * height]


def _key(row: Row) -> str:
    return _NUMBER.sub("#", row_text(row).casefold())


def _repeated(edges: Sequence[Sequence[Sequence[Row]]]) -> dict[tuple[str, int], list[float]]:
    """By its words and its edge, the heights of what stands on enough pages, from the lowest."""
    seen: defaultdict[tuple[str, int], dict[int, tuple[float, str]]] = defaultdict(dict)
    for index, page in enumerate(edges):
        for side, edge in enumerate(page):
            for row in edge:
                seen[_key(row), side].setdefault(index, (row.y, row_text(row)))
    enough = _enough(len(edges))
    return {
        key: sorted(y for y, _ in places.values())
        for key, places in seen.items()
        if len(places) >= enough and _same_numbers(places) and any(map(str.isalpha, key[0]))
    }


def _enough(pages: int) -> float:
    """On how many pages a line must stand to be a head: those of left and right pages often differ."""
    return max(2.0, min(_MANY, _MIN_SHARE * pages))


def _same_numbers(places: dict[int, tuple[float, str]]) -> bool:
    """Whether the numbers in a repeated line are the same everywhere, or count the pages: else it is a heading."""
    numbers = [(index, [int(one) for one in _NUMBER.findall(text)[:4]]) for index, (_, text) in places.items()]
    for column in zip(*(found for _, found in numbers), strict=False):
        steps = {value - index for (index, _), value in zip(numbers, column, strict=True)}
        if len(set(column)) > 1 and len(steps) > 1:
            return False
    return True


def _offsets(edges: Sequence[Sequence[Sequence[Row]]]) -> Counter[int]:
    """By how much the numbers that stand alone at the pages' edges exceed the pages' places in the file."""
    found: Counter[int] = Counter()
    for index, page in enumerate(edges):
        found.update({number - index for edge in page for row in edge for number in _numbers(row)})
    return found


def _numbers(row: Row) -> set[int]:
    """The numbers that may be a page's: the row is one, or one stands apart at its end («Chapter 2    17»)."""
    parts = [text for _, text in cells(row)]
    return {int(match[1]) for text in (parts[0], parts[-1]) if (match := _PAGE_NUMBER.fullmatch(text))}


def _small(edges: Sequence[Sequence[Sequence[Row]]]) -> frozenset[tuple[int, float]]:
    """The edges and places where small print stands apart from the text on most pages, whatever it says."""
    found: Counter[tuple[int, float]] = Counter()
    for page in edges:
        for side, edge in enumerate(page):
            if len(edge) > 1 and _stands_apart(*edge[:2]):
                found[side, round(edge[0].y)] += 1
    return frozenset(place for place, count in found.items() if count >= max(3, _MOST * len(edges)))


def _stands_apart(row: Row, inner: Row) -> bool:
    """Whether a row is of smaller letters than the one further inside, and further from it than a line."""
    return row.size < _SMALLER * inner.size and abs(row.y - inner.y) > _APART * inner.size


class _Finder:
    """Tells heads, feet and page numbers of one file."""

    def __init__(self, edges: Sequence[Sequence[Sequence[Row]]], texts: Counter[str]) -> None:
        self._repeated, self._offsets, self._small = _repeated(edges), _offsets(edges), _small(edges)
        self._enough = _enough(len(edges))
        self._pages, self._single, self._texts = len(edges), len(edges) == 1, texts

    def kind(self, row: Row, index: int, side: int) -> Kind | None:
        """Return what a row at a page's edge is, None if it is text."""
        number = _PAGE_NUMBER.fullmatch(row_text(row))
        if number:
            offset = int(number[1]) - index
            return Kind.PAGE_NUMBERS_REMOVED if offset == 1 or self._offsets[offset] >= 2 else None
        places = self._repeated.get((_key(row), side), [])
        near = bisect_right(places, row.y + _DRIFT) - bisect_left(places, row.y - _DRIFT)
        repeated = near >= self._enough
        small = (side, round(row.y)) in self._small
        numbered = any(self._offsets[number - index] >= _enough(self._pages) for number in _numbers(row))
        head = repeated or small or numbered or self._is_head_of_one(row)
        return Kind.RUNNING_HEADS_REMOVED if head else None

    def _is_head_of_one(self, row: Row) -> bool:
        """Whether a row of a file of one page says the page's number and what its heading says."""
        if not self._single:
            return False
        words = [text for _, text in cells(row) if not _PAGE_NUMBER.fullmatch(text)]
        return len(words) < len(cells(row)) and all(self._texts[text.casefold()] for text in words)
