"""The smallest parts of the page's HTML: fixed strings, buttons, citations.

A fixed string is an empty element with `data-w` (and `data-n` for a number), which the page fills in its language, so
that switching the language needs no second rendering.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from rag.types import Citation, Passage

Span = Passage | Citation


def lang(language: str) -> str:
    """Return the attribute for text in a language; empty where it is not known."""
    return "" if language == "other" else f' lang="{escape(language)}"'


def localized(key: str, tag: str = "span", n: int | None = None, css: str = "") -> str:
    """Return an empty element that the page fills with one of its strings."""
    number = "" if n is None else f' data-n="{n}"'
    of_class = f' class="{css}"' if css else ""
    return f'<{tag}{of_class} data-w="{key}"{number}></{tag}>'


def button(do: str, key: str, data: Mapping[str, str] | None = None) -> str:
    """Return a button with an action, the key of its string, and what else the action needs."""
    more = "".join(f' data-{name}="{escape(value)}"' for name, value in (data or {}).items())
    return f'<button type="button" data-do="{do}" data-w="{key}"{more}></button>'


def ranges(spans: Iterable[Span]) -> str:
    """Return character ranges as the page reads them: "3-5 9-12"."""
    return " ".join(f"{span.start}-{span.end}" for span in spans)


def chip(spans: Sequence[Span]) -> str:
    """Return a citation: a link to a section with the character ranges to highlight in it."""
    point, place = spans[0].point, spans[0].place
    link = f'<a class="chip" href="#p{point}" data-point="{point}" data-ranges="{ranges(spans)}"'
    if place.point is None or place.is_part:
        said = escape(place.label)
        return f'{link} data-n="{said}" data-w-label="chip_section_label">{said}</a>'
    short, label = ("point_short", "chip_label") if point else ("preamble_short", "chip_preamble_label")
    return f'{link} data-n="{point}" data-w="{short}" data-w-label="{label}"></a>'


def chips(spans: Iterable[Span]) -> str:
    """Return one chip for each label, in order of first appearance."""
    by_label: dict[str, list[Span]] = {}
    for span in spans:
        by_label.setdefault(span.place.label, []).append(span)
    return " ".join(chip(found) for found in by_label.values())
