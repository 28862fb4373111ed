"""The outline of a text whose sections have no numbers: each paragraph is one, under the headings above it. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from index.document import Heading
from index.language.units import Unit
from index.readers.blocks import Role
from index.structure.drafts import Draft, Outline
from index.structure.markers import MAX_HEADING_WORDS, Style, is_heading
from index.structure.scheme import Item


def paragraphs_outline(items: Sequence[Item], where: str) -> Outline:
    """Return a draft for each paragraph; the title, if there is one, is the preamble."""
    headings = [_heading(item, after) for item, after in pairwise((*items, None)) if item is not None]
    drafts = [Draft(None, Unit.PREAMBLE, 1)]
    path: list[tuple[int, Heading]] = []
    for at, (item, heading) in enumerate(zip(items, headings, strict=True)):
        if at == 0 and heading is not None:
            drafts[0].items.append(item)
        elif heading is not None:
            while path and path[-1][0] >= heading[0]:
                path.pop()
            path.append(heading)
        else:
            above = tuple(one for _, one in path)
            drafts.append(Draft(None, Unit.PARAGRAPH, item.piece.at, above, items=[item]))
    return Outline(drafts, where)


def _heading(item: Item, after: Item | None) -> tuple[int, Heading] | None:
    """The heading that a paragraph is, with its level; None if it is none, and at the end of a text."""
    text, piece = item.piece.text, item.piece
    if after is None or piece.role not in {Role.PARAGRAPH, Role.HEADING}:
        return None
    if piece.role is Role.HEADING:
        return piece.level, Heading(Unit.HEADING, "", text)
    numbered = next((one for one in item.markers if one.style in {Style.WORD, Style.ROMAN, Style.SIGN}), None)
    if numbered is not None and is_heading(text, MAX_HEADING_WORDS):
        unit = numbered.unit if numbered.style is not Style.ROMAN else Unit.DIVISION
        return 1, Heading(unit, numbered.name, text)
    return (9, Heading(Unit.HEADING, "", text)) if not item.markers and is_heading(text) else None
