"""Whether a table of a page holds data or only arranges the page."""

from typing import Any, Final

_MAX_CELL: Final = 2000


def is_data_table(table: Any) -> bool:  # noqa: ANN401
    """Return whether a table's rows are to be read as rows: it has columns, and its cells are no pages of their own."""
    if next(table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if max(map(len, rows), default=0) < 2:
        return False
    return all(sum(len(text) for text in cell.itertext()) <= _MAX_CELL for row in rows for cell in row)
