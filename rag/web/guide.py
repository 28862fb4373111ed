"""«Путеводитель» (the guide): what stands where in a document, each entry a way to its words.

Made of the document's digest, so of any document; an entry is words of the text, escaped. A section that would be empty
is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from index.digest import Abbreviation, Name, Proposal, Span, Status, digest_of
from index.document import Document
from rag.types import Citation
from rag.web.markup import chips, lang, localized, ranges

Item = tuple[str, Sequence[str]]
"""Key of a section's title, and its entries as HTML."""


def guide(document: Document) -> str:
    """Return the guide to a document as HTML; the page fills in its fixed strings."""
    digest = digest_of(document)
    unnamed = [one for one in digest.proposals if one.who is None]
    sections: list[Item] = [
        ("guide_outline", [_label(number, span) for number, span in sorted(digest.labels.items())]),
        ("guide_proposals", list(_proposals(digest.proposals))),
        *((f"guide_{status}", [_entry([one.what]) for one in unnamed if one.status is status]) for status in Status),
        ("guide_bodies", _names(digest.bodies)),
        ("guide_documents", _names(digest.documents)),
        ("guide_events", _names(digest.events)),
        ("guide_dates", _dates(digest.dates)),
        ("guide_abbreviations", [_abbreviation(one) for one in digest.abbreviations]),
    ]
    shown = [(title, entries) for title, entries in sections if entries]
    if not shown:
        return localized("guide_empty", "p", css="note")
    return f"<div{lang(digest.language)}>{''.join(_section(*one, is_open=one is shown[0]) for one in shown)}</div>"


def _section(title: str, entries: Sequence[str], *, is_open: bool) -> str:
    heading = f'<h3 data-w="{title}"></h3><span class="entries-count">{len(entries)}</span>'
    items = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<details{' open' if is_open else ''}><summary>{heading}</summary><ul>{items}</ul></details>"


def _link(span: Span, before: str = "", after: str = "") -> str:
    """The words of a span as a link that opens them, with HTML of ours before and after them."""
    return (
        f'<a class="entry" href="#p{span.section}" data-point="{span.section}" data-ranges="{ranges([_cited(span)])}">'
        f'{before}<span class="entry-words">{escape(span.text)}</span>{after}</a>'
    )


def _entry(places: Sequence[Span], after: str = "") -> str:
    """The words of the first place, then where else the same stands."""
    first = places[0]
    point = localized("point_short" if first.section else "preamble_short", n=first.section, css="entry-point")
    elsewhere = chips(_cited(span) for span in places if span.section != first.section)
    return f"{_link(first, after=f' {point}')}{after}{' ' if elsewhere else ''}{elsewhere}"


def _label(number: int, span: Span) -> str:
    name = str(number) if number else localized("preamble_long", css="visually-hidden")
    return _link(span, before=f'<span class="entry-number">{name}</span> ')


def _proposals(proposals: Iterable[Proposal]) -> Iterator[str]:
    """What is proposed by somebody who is named; who it is and how far it has got stand before the first of a row."""
    before: tuple[str, Status] | None = None
    for proposal in proposals:
        if proposal.who is None:
            continue
        head = ""
        if before != (before := (proposal.who.text, proposal.status)):
            status = localized(f"status_{proposal.status}", css="status")
            head = f'<p class="entry-who">{escape(proposal.who.text)} {status}</p>'
        yield f"{head}{_entry([proposal.what])}"


def _names(names: Iterable[Name]) -> list[str]:
    return [_entry([name.span, *(one for one in name.places if one != name.span)]) for name in names]


def _dates(dates: Iterable[Span]) -> list[str]:
    by_words: dict[str, list[Span]] = {}
    for span in dates:
        by_words.setdefault(" ".join(span.text.split()), []).append(span)
    return [_entry(places) for places in by_words.values()]


def _abbreviation(abbreviation: Abbreviation) -> str:
    full = f'<p class="entry-full">{_entry([abbreviation.full])}</p>' if abbreviation.full else ""
    return f"{_entry(abbreviation.places)}{full}"


def _cited(span: Span) -> Citation:
    return Citation(span.section, span.text, span.start, span.end)
