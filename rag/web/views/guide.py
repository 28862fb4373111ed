"""«Путеводитель» (the guide): what stands where in a document, each entry a way to its words.

Made of the document's digest, so of any document; an entry is words of the text, escaped. A section that would be empty
is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from index.digest import Abbreviation, Name, Proposal, Span, Status, digest_of
from index.document import Document
from rag.types import Citation
from rag.web.views.markup import chips, lang, localized, ranges

Item = tuple[str, Sequence[str]]
"""Key of a section's title, and its entries as HTML."""


def guide(document: Document) -> str:
    """Return the guide to a document as HTML; the page fills in its fixed strings."""
    digest, entries = digest_of(document), _Entries(document)
    unnamed = [one for one in digest.proposals if one.who is None]
    sections: list[Item] = [
        ("guide_outline", [entries.label(number, span) for number, span in sorted(digest.labels.items())]),
        ("guide_proposals", list(entries.proposals(digest.proposals))),
        *(
            (f"guide_{status}", [entries.entry([one.what]) for one in unnamed if one.status is status])
            for status in Status
        ),
        ("guide_bodies", entries.names(digest.bodies)),
        ("guide_documents", entries.names(digest.documents)),
        ("guide_events", entries.names(digest.events)),
        ("guide_dates", entries.dates(digest.dates)),
        ("guide_abbreviations", [entries.abbreviation(one) for one in digest.abbreviations]),
    ]
    shown = [section for section in sections if section[1]]
    if not shown:
        return localized("guide_empty", "p", css="note")
    return f"<div{lang(digest.language)}>{''.join(_section(*one, is_open=one is shown[0]) for one in shown)}</div>"


def _section(title: str, entries: Sequence[str], *, is_open: bool) -> str:
    heading = f'<h3 data-w="{title}"></h3><span class="entries-count">{len(entries)}</span>'
    items = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<details{' open' if is_open else ''}><summary>{heading}</summary><ul>{items}</ul></details>"


class _Entries:
    """Entries of one document as HTML."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def _link(self, span: Span, before: str = "", after: str = "") -> str:
        """The words of a span as a link that opens them, with HTML of ours before and after them."""
        return (
            f'<a class="entry" href="#p{span.section}" data-point="{span.section}" '
            f'data-ranges="{ranges([self._cited(span)])}">'
            f'{before}<span class="entry-words">{escape(span.text)}</span>{after}</a>'
        )

    def entry(self, places: Sequence[Span], after: str = "") -> str:
        """Return the words of the first place, then where else the same stands."""
        first = places[0]
        point = self._name(first.section)
        elsewhere = chips(self._cited(span) for span in places if span.section != first.section)
        return f"{self._link(first, after=f' {point}')}{after}{' ' if elsewhere else ''}{elsewhere}"

    def _name(self, number: int) -> str:
        if not self._document.numbered_points:
            return f'<span class="entry-point">{escape(self._document.label(number))}</span>'
        return localized("point_short" if number else "preamble_short", n=number, css="entry-point")

    def label(self, number: int, span: Span) -> str:
        """Return what a section is about, after its number."""
        name = str(number) if number else localized("preamble_long", css="visually-hidden")
        if not self._document.numbered_points:
            name = escape(self._document.label(number))
        return self._link(span, before=f'<span class="entry-number">{name}</span> ')

    def proposals(self, proposals: Iterable[Proposal]) -> Iterator[str]:
        """Yield what somebody who is named proposes: who it is and how far it has got before the first of a row."""
        before: tuple[str, Status] | None = None
        for proposal in proposals:
            if proposal.who is None:
                continue
            head = ""
            if before != (before := (proposal.who.text, proposal.status)):
                status = localized(f"status_{proposal.status}", css="status")
                head = f'<p class="entry-who">{escape(proposal.who.text)} {status}</p>'
            yield f"{head}{self.entry([proposal.what])}"

    def names(self, names: Iterable[Name]) -> list[str]:
        """Names, each with all its places."""
        return [self.entry([name.span, *(one for one in name.places if one != name.span)]) for name in names]

    def dates(self, dates: Iterable[Span]) -> list[str]:
        """Dates, each with all its places."""
        by_words: dict[str, list[Span]] = {}
        for span in dates:
            by_words.setdefault(" ".join(span.text.split()), []).append(span)
        return [self.entry(places) for places in by_words.values()]

    def abbreviation(self, abbreviation: Abbreviation) -> str:
        """Return an abbreviation, and what it stands for."""
        full = f'<p class="entry-full">{self.entry([abbreviation.full])}</p>' if abbreviation.full else ""
        return f"{self.entry(abbreviation.places)}{full}"

    def _cited(self, span: Span) -> Citation:
        """The words of a span as a citation."""
        locator = self._document.locate(span.section, span.start, span.end)
        return Citation(span.section, span.text, span.start, span.end, locator)
