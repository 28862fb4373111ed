"""Running heads, feet and page numbers: what repeats at the edge of the pages and is no text of the document."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from index.readers.blocks import Kind
from index.readers.pdf.columns import Row
from index.readers.pdf.lines import row_text

# Of the height of a page, how far from its edge they stand at most, and how many lines of them there may be.
_EDGE: Final = 0.18
_MAX_LINES: Final = 3
# Points by which their place may differ from page to page.
_DRIFT: Final = 4.0
_MIN_SHARE: Final = 0.25
_MANY: Final = 5
_NUMBER: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"[\W_]*(?:(?:стр|с|страница|лист|page|p|pp)\b\.?)?\s*(\d{1,4})(?:\s*(?:/|из|of)\s*\d{1,4})?[\W_]*", re.IGNORECASE
)


def remove_heads(pages: Sequence[tuple[list[Row], float]], counts: Counter[Kind]) -> list[list[Row]]:
    """Return the rows of each page without heads, feet and page numbers; the float is the height of the page."""
    edges = [[*_edges(rows, height)] for rows, height in pages]
    repeated = _repeated(edges)
    offsets = _offsets(edges)
    kept = []
    for index, (rows, _) in enumerate(pages):
        gone: set[int] = set()
        for edge in edges[index]:
            for row in edge:  # from the outside: what stands behind text is text
                if not _is_head(row, index, repeated, offsets, single=len(pages) == 1, counts=counts):
                    break
                gone.add(id(row))
        kept.append([row for row in rows if id(row) not in gone])
    return kept


def _edges(rows: Sequence[Row], height: float) -> Iterator[list[Row]]:
    """The first rows of a page from the top, and the last ones from the bottom."""
    ordered = sorted(rows, key=lambda row: -row.y)
    yield [row for row in ordered[: 2 * _MAX_LINES] if row.y > (1 - _EDGE) * height]
    yield [row for row in ordered[: -2 * _MAX_LINES - 1 : -1] if row.y < _EDGE * height]


def _key(row: Row) -> str:
    return _NUMBER.sub("#", row_text(row).casefold())


def _repeated(edges: Sequence[Sequence[Sequence[Row]]]) -> dict[tuple[str, int], list[tuple[float, str]]]:
    """By its words and its edge, the places of what stands at the same place on enough pages, with its text."""
    seen: defaultdict[tuple[str, int], dict[int, tuple[float, str]]] = defaultdict(dict)
    for index, page in enumerate(edges):
        for side, edge in enumerate(page):
            for row in edge:
                seen[_key(row), side].setdefault(index, (row.y, row_text(row)))
    enough = max(2, min(_MANY, _MIN_SHARE * len(edges)))
    return {
        key: list(places.values())
        for key, places in seen.items()
        if len(places) >= enough and _same_numbers(places) and any(map(str.isalpha, key[0]))
    }


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
        numbers = {int(m[1]) for edge in page for row in edge if (m := _PAGE_NUMBER.fullmatch(row_text(row)))}
        found.update(number - index for number in numbers)
    return found


def _is_head(
    row: Row,
    index: int,
    repeated: dict[tuple[str, int], list[tuple[float, str]]],
    offsets: Counter[int],
    single: bool,
    counts: Counter[Kind],
) -> bool:
    number = _PAGE_NUMBER.fullmatch(row_text(row))
    if number:
        offset = int(number[1]) - index
        counted = offsets[offset] >= 2 or (offset == 1 and (single or offsets[offset] >= 1))
        counts[Kind.PAGE_NUMBERS_REMOVED] += counted
        return counted
    places = [y for side in (0, 1) for y, _ in repeated.get((_key(row), side), ())]
    found = sum(abs(y - row.y) <= _DRIFT for y in places) >= 2
    counts[Kind.RUNNING_HEADS_REMOVED] += found
    return found
