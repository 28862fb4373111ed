"""Which paragraphs of a PDF are headings: short ones in larger or bolder letters than the body."""

from collections.abc import Sequence
from typing import Final

from index.readers.pdf.lines import Line

_LARGER: Final = 1.1
_MAX_ROWS, _MAX_CHARACTERS = 4, 250
_MAX_LEVEL: Final = 6
# Of a file's paragraphs, so many may be bold for boldness to mean a heading.
_MAX_BOLD: Final = 0.5


def heading_levels(groups: Sequence[Sequence[Line]], body_size: float) -> dict[int, int]:
    """Return the level of each heading by the `id` of its lines: 0 for a title, then from 1 on by size."""
    boldness = sum(_is_bold(group) for group in groups) <= _MAX_BOLD * len(groups)
    found = [group for group in groups if _is_heading(group, body_size, boldness)]
    styles = sorted({_style(group) for group in found}, reverse=True)
    title = bool(styles) and groups[0] is found[0] and sum(_style(group) == styles[0] for group in found) == 1
    if title:
        title = _style(found[0]) == styles[0]
    shift = 0 if title else 1
    return {id(group): min(_MAX_LEVEL, styles.index(_style(group)) + shift) for group in found}


def _style(group: Sequence[Line]) -> tuple[int, bool]:
    return round(group[0].row.size), _is_bold(group)


def _is_bold(group: Sequence[Line]) -> bool:
    return all(line.row.bold for line in group)


def _is_heading(group: Sequence[Line], body_size: float, boldness: bool) -> bool:
    if len(group) > _MAX_ROWS or sum(len(line.text) for line in group) > _MAX_CHARACTERS:
        return False
    if group[-1].text.endswith((";", ",", ":")) or not any(map(str.isalpha, group[0].text)):
        return False
    return group[0].row.size > _LARGER * body_size or (boldness and _is_bold(group))
