"""Sections from drafts: headings, paragraphs, ids that are unique, what a citation names, and parts. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import PREAMBLE, Heading, Part, Section
from index.language.units import Numbered, Unit, units
from index.language.words import fold
from index.structure.drafts import Draft, Outline
from index.structure.markers import MAX_HEADING_WORDS, Marker, Style, is_heading, markers, roman_value
from index.structure.parts import parts_of

_HEADED = frozenset({Unit.ARTICLE, Unit.SECTION, Unit.SIGN})
"""Sections whose number may have a heading beside it."""
_MAX_LABEL_WORDS = 6
_NUMERIC = frozenset({Style.DOT, Style.PAREN, Style.BRACKET, Style.ROMAN})


@dataclass(frozen=True, slots=True)
class _Body:
    heading: str
    paragraphs: tuple[str, ...]


def sections_of(outline: Outline, language: str) -> tuple[Section, ...]:
    """Return the sections of an outline; a number without words is left out, with a note."""
    drafts = outline.drafts
    headed = _heads(drafts)
    bodies = [_body(draft, headed) for draft in drafts]
    kept = []
    for draft, body in zip(drafts, bodies, strict=True):
        if body.paragraphs:
            kept.append((draft, body))
        elif draft.marker is not None:
            outline.note(draft.at, f"{draft.marker.name} has no text and is left out")
    first = PREAMBLE if kept and kept[0][0].unit is Unit.PREAMBLE else PREAMBLE + 1
    names = [_name(draft, place) for place, (draft, _) in enumerate(kept, first)]
    ids, depth = _ids([draft for draft, _ in kept], names)
    subsections = _has_subsections(kept, language)
    return tuple(
        Section(
            number=place,
            paragraphs=body.paragraphs,
            unit=draft.unit,
            name=name,
            id=identifier,
            heading=body.heading,
            path=draft.path,
            cited=(*_above(draft, depth), Numbered(draft.unit, name)),
            parts=_parts(draft, body, language, subsections),
        )
        for place, ((draft, body), name, identifier) in enumerate(zip(kept, names, ids, strict=True), first)
    )


def _heads(drafts: Sequence[Draft]) -> bool:
    """Whether numbers of points have headings beside them: most that have paragraphs after the first do."""
    longer = [draft for draft in drafts if draft.marker and draft.unit not in _HEADED and draft.first and draft.items]
    return 2 * sum(is_heading(draft.first) for draft in longer) > len(longer) > 1


def _body(draft: Draft, headed: bool) -> _Body:
    texts = [item.piece.text for item in draft.items]
    if draft.heading and not texts:
        return _Body("", (draft.heading,))
    if draft.marker is None or draft.heading:
        return _Body(draft.heading, tuple(texts))
    texts = [text for text in (draft.first, *texts) if text]
    may_head = draft.unit in _HEADED or headed
    numbered = bool(draft.items) and not draft.first and bool(draft.items[0].markers)
    if may_head and len(texts) > 1 and not numbered and is_heading(texts[0], MAX_HEADING_WORDS):
        return _Body(texts[0], tuple(texts[1:]))
    return _Body("", tuple(texts))


def _name(draft: Draft, place: int) -> str:
    """The number as printed; of what has none, that of the heading above it, else its place."""
    if draft.unit is Unit.PREAMBLE:
        return str(PREAMBLE)
    if draft.marker is not None:
        return draft.marker.name
    if draft.unit is Unit.PARAGRAPH:
        return str(place)
    last = draft.path[-1]
    return last.number or " ".join(last.text.split()[:_MAX_LABEL_WORDS])


def _ids(drafts: Sequence[Draft], names: Sequence[str]) -> tuple[list[str], int]:
    """Ids that are unique, and how many numbered headings above a section they and citations need for that."""
    numbers = _heading_numbers(drafts)
    own = [_own_id(draft, name) for draft, name in zip(drafts, names, strict=True)]
    deepest = max((len(draft.path) for draft in drafts), default=0)
    for depth in range(deepest + 1):
        ids = [
            ".".join((*[numbers[one] for one in _needed(draft, depth)], one_id))
            for draft, one_id in zip(drafts, own, strict=True)
        ]
        if len(set(ids)) == len(ids):
            return ids, depth
    seen: Counter[str] = Counter()
    unique = []
    for one in ids:
        seen[one] += 1
        unique.append(one if seen[one] == 1 else f"{one}~{seen[one]}")
    return unique, deepest


def _own_id(draft: Draft, name: str) -> str:
    if draft.unit is Unit.PARAGRAPH:
        return f"p{name}"
    if draft.marker is not None:
        return draft.marker.id
    return name if draft.unit is Unit.PREAMBLE else f"{draft.unit}{_arabic(name)}"


def _needed(draft: Draft, depth: int) -> tuple[Heading, ...]:
    """The narrowest headings above a section, without those that its own number names already."""
    if draft.unit is Unit.PREAMBLE:
        return ()
    path = draft.path if draft.marker is not None or draft.unit is Unit.PARAGRAPH else draft.path[:-1]
    if draft.marker is not None and draft.marker.style is Style.DECIMAL:
        path = tuple(one for one in path if one.number != draft.marker.name.split(".")[0])
    return path[len(path) - depth :] if depth < len(path) else path


def _above(draft: Draft, depth: int) -> tuple[Numbered, ...]:
    return tuple(
        Numbered(one.unit, one.number or " ".join(one.text.split()[:_MAX_LABEL_WORDS])) for one in _needed(draft, depth)
    )


def _heading_numbers(drafts: Sequence[Draft]) -> dict[Heading, str]:
    """What ids call the headings above sections: their numbers in Arabic digits, else their place among such."""
    found: dict[Heading, str] = {}
    unnumbered = 0
    for draft in drafts:
        for heading in draft.path:
            if heading not in found:
                unnumbered += not heading.number
                found[heading] = _arabic(heading.number) if heading.number else f"h{unnumbered}"
    return found


def _arabic(number: str) -> str:
    value = roman_value(number)
    return str(value) if value is not None else number


def _has_subsections(kept: Sequence[tuple[Draft, _Body]], language: str) -> bool:
    """Whether the document calls the numbered parts of its articles «части» and not «пункты»."""
    words = units(language).subsections
    if not words:
        return False
    text = fold("\n".join(text for draft, body in kept if draft.unit is Unit.ARTICLE for text in body.paragraphs))
    return len(re.findall(words[0], text)) > len(re.findall(words[1], text))


def _parts(draft: Draft, body: _Body, language: str, subsections: bool) -> tuple[Part, ...]:
    candidates: list[tuple[Marker, ...]] = [item.markers for item in draft.items]
    if draft.marker is not None and draft.first and not draft.heading and not body.heading:
        candidates.insert(0, tuple(markers(draft.first, language)))
    elif body.heading and not draft.heading and not draft.first:
        candidates = candidates[1:]
    own = draft.marker.style if draft.marker is not None and draft.marker.style in _NUMERIC else None
    inside = [tuple(one for one in found if one.style is not own) for found in candidates]
    return parts_of(body.paragraphs, inside, subsections and draft.unit is Unit.ARTICLE)
