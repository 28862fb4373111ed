"""Tables of a PDF: consecutive rows whose parts stand apart, and begin where those of the next begin."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from index.readers.pdf.lines import ITEM, Line, cells

# Points by which cells of one column may begin apart.
_ALIGNED: Final = 4.0


@dataclass(slots=True)
class Table:
    """The cells of rows, and the page of the first, from 1."""

    page: int
    rows: list[list[str]] = field(default_factory=list)


def part_tables(lines: Sequence[Line]) -> list[Table | list[Line]]:
    """Part the lines of a file into tables and what stands between them."""
    found: list[Table | list[Line]] = []
    parts = [cells(line.row) for line in lines]
    starts: list[float] = []
    for i, (line, own) in enumerate(zip(lines, parts, strict=True)):
        table = found[-1] if found and isinstance(found[-1], Table) else None
        after = parts[i + 1] if i + 1 < len(parts) and lines[i + 1].row.page == line.row.page else []
        if table is not None and len(own) < len(starts) and own[0][0] > starts[0] + _ALIGNED and _fits(own, starts):
            for x, text in own:  # the second line of cells
                at = min(range(len(starts)), key=lambda one: abs(starts[one] - x))
                table.rows[-1][at] += f" {text}"
        elif _is_row(own) and (_matches(own, [x for x, _ in after]) or (table is not None and _matches(own, starts))):
            if table is None or not _matches(own, starts):
                table = Table(line.row.page)
                found.append(table)
            table.rows.append([text for _, text in own])
            starts = [x for x, _ in own]
        elif found and isinstance(found[-1], list):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _is_row(own: Sequence[tuple[float, str]]) -> bool:
    """Whether a line has cells; a number that stands apart from its paragraph is none."""
    return len(own) > 2 or (len(own) == 2 and not ITEM.fullmatch(own[0][1]))


def _matches(own: Sequence[tuple[float, str]], starts: Sequence[float]) -> bool:
    return len(own) == len(starts) and _fits(own, starts)


def _fits(own: Sequence[tuple[float, str]], starts: Sequence[float]) -> bool:
    return all(any(abs(x - start) <= _ALIGNED for start in starts) for x, _ in own)
