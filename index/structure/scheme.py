"""How a document numbers its sections, told from the numbers that its paragraphs begin with. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.language.units import Unit
from index.readers.blocks import Role
from index.structure.markers import MAX_HEADING_WORDS, Marker, Style, is_heading, markers
from index.structure.pieces import Piece

_MIN_SECTIONS = 2
_NEVER = frozenset({Role.FOOTNOTE, Role.TABLE_ROW})
"""What begins no section."""
_POINTS = frozenset({Unit.POINT, Unit.CLAUSE})


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph with all that its beginning may be, the likeliest first."""

    piece: Piece
    markers: tuple[Marker, ...]

    def of(self, *styles: Style) -> Marker | None:
        """Return its number if it is printed in one of the styles."""
        return next((marker for marker in self.markers if marker.style in styles), None)

    def of_unit(self, *units: Unit) -> Marker | None:
        """Return its number if it says that it numbers one of the units."""
        return next((marker for marker in self.markers if marker.unit in units), None)


@dataclass(frozen=True, slots=True)
class Scheme:
    """What begins a section: numbers of a unit, or printed in a style.

    `second_level`: sections are the clauses 4.1, 4.2 … of headings "4 Climate". `above`: units that stand above
    sections, and ROMAN if Roman numbers do.
    """

    unit: Unit
    styles: frozenset[Style]
    second_level: bool = False
    roman_above: bool = False

    def section(self, item: Item) -> Marker | None:
        """Return the number of a section that may begin here."""
        if self.unit in {Unit.ARTICLE, Unit.SECTION, Unit.SIGN} or Style.WORD in self.styles:
            named = item.of_unit(self.unit)
            if named is not None or not self.styles - {Style.WORD, Style.SIGN}:
                return named
        return item.of(*self.styles)


def items_of(pieces: Sequence[Piece], language: str) -> list[Item]:
    """Return paragraphs with what their beginnings may be."""
    return [Item(one, () if one.role in _NEVER else tuple(markers(one.text, language))) for one in pieces]


def scheme_of(items: Sequence[Item]) -> Scheme | None:
    """Return how sections are numbered: as articles, else points or clauses, else sections (§); None if not at all."""
    romans = _is_roman_outline(items)
    points = [found for item in items if (found := item.of_unit(*_POINTS)) and found.style is Style.WORD]
    if _is_run(_of_unit(items, Unit.ARTICLE)):
        return Scheme(Unit.ARTICLE, frozenset({Style.WORD}), roman_above=romans)
    if _is_run(points):
        return Scheme(points[0].unit, frozenset({Style.WORD}), roman_above=romans)
    return _decimal_scheme(items) or _numbered_scheme(items, romans=romans)


def _numbered_scheme(items: Sequence[Item], *, romans: bool) -> Scheme | None:
    """The scheme of a text whose points have plain numbers, or that has sections (§)."""
    candidates: list[tuple[Unit, frozenset[Style], Sequence[Marker]]] = [
        (Unit.POINT, frozenset({Style.DOT}), _of_style(items, Style.DOT)),
        *((unit, frozenset({Style.WORD, Style.SIGN}), _of_unit(items, unit)) for unit in (Unit.SIGN, Unit.SECTION)),
        *((Unit.POINT, frozenset({style}), _of_style(items, style)) for style in (Style.PAREN, Style.BRACKET)),
    ]
    if not romans:
        candidates.append((Unit.POINT, frozenset({Style.ROMAN}), _of_style(items, Style.ROMAN)))
    for unit, styles, found in candidates:
        if _is_run(found):
            return Scheme(unit, styles, roman_above=romans)
    return None


def _of_unit(items: Sequence[Item], unit: Unit) -> Sequence[Marker]:
    return [found for item in items if (found := item.of_unit(unit))]


def _of_style(items: Sequence[Item], style: Style) -> Sequence[Marker]:
    return [found for item in items if (found := item.of(style))]


def _is_run(found: Sequence[Marker]) -> bool:
    """Whether numbers are those of sections: one is the first, or several rise."""
    found = [marker for marker in found if marker.style is Style.WORD or marker.key[0] < 1000]
    rising = sum(after.key > before.key for before, after in pairwise(found))
    return any(marker.key == (1,) for marker in found) or rising >= _MIN_SECTIONS - 1


def _is_roman_outline(items: Sequence[Item]) -> bool:
    """Whether Roman numbers stand before headings, and not before what is said."""
    found = [(item, marker) for item in items if (marker := item.of(Style.ROMAN))]
    headed = sum(is_heading(marker.rest, MAX_HEADING_WORDS) or not marker.rest for _, marker in found)
    return _is_run([marker for _, marker in found]) and 2 * headed > len(found)


def _decimal_scheme(items: Sequence[Item]) -> Scheme | None:
    """The scheme of a text whose sections have decimal numbers, beside or below headings with whole ones."""
    decimals = [found for item in items if (found := item.of(Style.DECIMAL))]
    if len(decimals) < _MIN_SECTIONS:
        return None
    tops = _tops(items)
    with_children = [top for top in tops.values() if top[1]]
    headed = sum(is_heading(marker.rest, MAX_HEADING_WORDS) for marker, _ in with_children)
    if not tops and _is_run(decimals):
        return Scheme(Unit.CLAUSE, frozenset({Style.DECIMAL}), second_level=True)
    if with_children and 2 * headed > len(with_children):
        return Scheme(Unit.CLAUSE, frozenset({Style.DOT, Style.BARE, Style.DECIMAL}), second_level=True)
    return None


def _tops(items: Sequence[Item]) -> Mapping[int, tuple[Marker, bool]]:
    """Whole numbers that may stand above decimal ones, by their value, with whether their first decimal follows."""
    tops: dict[int, tuple[Marker, bool]] = {}
    for at, item in enumerate(items):
        marker = item.of(Style.DOT, Style.BARE)
        if marker is None:
            continue
        child = next(
            (found for one in items[at + 1 :] if (found := one.of(Style.DECIMAL, Style.DOT, Style.BARE))), None
        )
        has_child = child is not None and child.style is Style.DECIMAL and child.key == (marker.key[0], 1)
        if has_child or marker.style is Style.DOT:
            known = tops.get(marker.key[0])
            if known is None or (has_child and not known[1]):
                tops[marker.key[0]] = (marker, has_child)
    return tops
