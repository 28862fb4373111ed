"""Footnotes of a PDF: small print at the foot of a column that begins with a mark."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from index.readers.pdf.columns import Row
from index.readers.pdf.lines import MARK, is_raised, row_text

# Of the size of the body's letters: footnotes are at most so large.
_MAX_SIZE: Final = 0.93


@dataclass(slots=True)
class Note:
    """A footnote: its mark, its page, from 1, and its rows, of which the first begins with the mark."""

    mark: str
    page: int
    rows: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name that no other footnote of the file has."""
        return note_name(self.page, self.mark)


def note_name(page: int, mark: str) -> str:
    """Return the name of the footnote of that mark on that page, from 1."""
    return f"{page}:{mark}"


def take_notes(pages: Sequence[list[Row]], body_size: float) -> tuple[list[list[Row]], list[Note]]:
    """Return the rows of each page that are no footnotes, and the footnotes; one may go on at the next page's foot."""
    kept: list[list[Row]] = []
    notes: list[Note] = []
    for page in pages:
        taken: set[int] = set()
        columns: defaultdict[int, list[Row]] = defaultdict(list)
        for row in page:
            columns[row.column].append(row)
        larger = any(row.size > _MAX_SIZE * body_size for row in page)
        for rows in columns.values() if larger else ():
            small = list(takewhile(lambda row: row.size <= _MAX_SIZE * body_size, reversed(rows)))[::-1]
            before = notes[-1] if notes and small and notes[-1].page == small[0].page - 1 else None
            found = _notes(small, before)
            taken |= {id(row) for note in found for row in note.rows}
            notes += [note for note in found if note is not before]
        kept.append([row for row in page if id(row) not in taken])
    return kept, notes


def _notes(rows: Sequence[Row], before: Note | None) -> list[Note]:
    """The footnotes of one column; rows ahead of the first mark belong to the page before's last footnote."""
    found: list[Note] = []
    for row in rows:
        mark = _mark(row)
        if mark is not None and (not found or mark != found[-1].mark):
            found.append(Note(mark, row.page))
        if found:
            found[-1].rows.append(row)
    ahead = [row for row in rows if not found or row.y > found[0].rows[0].y]
    if before is not None and ahead and not row_text(before.rows[-1]).endswith((".", "!", "?", "»")):
        before.rows += ahead
        return [before, *found]
    return found


def _mark(row: Row) -> str | None:
    """The mark that a row begins with, None if it begins with none."""
    first = row.words[0]
    mark = first.text.rstrip(").")
    if not MARK.fullmatch(mark) or len(row.words) < 2:
        return None
    return mark if is_raised(first, row) or not first.text.endswith(".") else None
