"""The paragraphs of a document, as they are searched and read: each with what introduces it and what it introduces.

A paragraph says one thing and is what a reader would quote, so it is both the unit of search and of citation. One that
is longer than models read is cut at the ends of sentences.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from index.document import Document, Locator, Section
from index.enumeration import introductions, marker_length
from index.language.sentences import split_long, split_sentences

MAX_ITEMS_READ = 700
"""Characters of an enumeration that are searched and read with what introduces it."""
CHUNKING = "paragraph in context"
"""Name of the way of cutting, kept in an index's manifest."""
MAX_CHUNK = 1200
"""Characters of the longest chunk: with its context it fits into what the embedder (512 tokens) and the LLM read."""

Translations = Mapping[str, tuple[str, ...]]
"""By language (a BCP 47 tag such as "en", "uz-Cyrl"): the text of each chunk, in the order of the chunks."""


@dataclass(frozen=True, slots=True)
class Located:
    """Words of a section with where they stand; `start` and `end` are offsets into its text."""

    start: int
    end: int
    text: str
    locator: Locator

    @property
    def unnumbered(self) -> "Located":
        """Without the number or letter of a part, which its label names."""
        size = marker_length(self.text) if self.locator.is_part else 0
        return replace(self, start=self.start + size, text=self.text[size:])


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph of a section, or a piece of a long one: `chunk.section.text[chunk.start:chunk.end] == chunk.text`.

    `ordinal` counts the paragraphs of the section from 1, `piece` the pieces of such a paragraph, 0 where it is whole;
    `start` and `end` are character offsets into the section's text. `locator` is where it stands, for readers.
    `lead_ins` are the sentences that introduce it as an item of an enumeration, the widest first; `items` the
    paragraphs that it introduces itself, or the beginnings of long ones.
    """

    section: Section
    ordinal: int
    start: int
    end: int
    text: str
    locator: Locator | None = field(default=None, compare=False)
    lead_ins: tuple[Located, ...] = field(default=(), compare=False)
    items: tuple[Located, ...] = field(default=(), compare=False)
    piece: int = 0

    @property
    def id(self) -> str:
        """Section and paragraph, such as "16.4", of a piece "16.4/2"; the preamble's are "0.1", "0.2" and so on."""
        piece = f"/{self.piece}" if self.piece else ""
        return f"{self.section.id}.{self.ordinal}{piece}"

    @property
    def context(self) -> str:
        """What a reader has read before it: the section's heading and its lead-ins; empty if there is neither."""
        return " ".join(filter(None, (self.section.heading, *(one.text for one in self.lead_ins))))

    @property
    def in_context(self) -> str:
        """Its text between its context and what it introduces: what is searched and what the LLM reads."""
        return f"{self.context}\n{self.with_items}".lstrip()

    @property
    def with_items(self) -> str:
        """Its text and the first of the items that it introduces."""
        return "\n".join((self.text, *(one.text for one in self.first_items)))

    @property
    def first_items(self) -> tuple[Located, ...]:
        """As many of its items as a reader takes in at once, the first one at least."""
        sizes = accumulate(len(one.text) for one in self.items)
        return self.items[: max(1, sum(size <= MAX_ITEMS_READ for size in sizes))]


def chunk(document: Document) -> tuple[Chunk, ...]:
    """Cut a document into its paragraphs, long ones into pieces, in reading order."""
    chunks: list[Chunk] = []
    for section in document.sections:
        chunks += _chunks_of(document, section)
    return tuple(chunks)


def _chunks_of(document: Document, section: Section) -> Iterator[Chunk]:
    places = _places(section)
    introduced_by = introductions(section.paragraphs, [section.path_at(*place) for place in places])
    introduces: dict[int, list[tuple[int, int]]] = {}
    for place, by in zip(places, introduced_by, strict=True):
        introduces.setdefault(by[-1] if by else -1, []).append(place)
    for row, (paragraph, (start, _)) in enumerate(zip(section.paragraphs, places, strict=True)):
        lead_ins = tuple(
            found
            for one in introduced_by[row]
            if len((found := _lead_in(document, section, places[one])).text) <= MAX_ITEMS_READ
        )
        items = tuple(_first_piece(document, section, *place) for place in introduces.get(row, ()))
        pieces = list(split_long(paragraph, MAX_CHUNK)) if len(paragraph) > MAX_CHUNK else [(0, len(paragraph))]
        for piece, (first, end) in enumerate(pieces, start=1):
            place = (start + first, start + end)
            yield Chunk(
                section,
                row + 1,
                *place,
                paragraph[first:end],
                document.locate(section.number, *place),
                lead_ins,
                items if piece == len(pieces) else (),
                piece if len(pieces) > 1 else 0,
            )


def _first_piece(document: Document, section: Section, start: int, end: int) -> Located:
    """A paragraph, or the beginning of one that is too long to be read with what introduces it."""
    if end - start <= MAX_ITEMS_READ:
        return _located(document, section, start, end)
    _, stop = next(split_long(section.text[start:end], MAX_ITEMS_READ))
    return _located(document, section, start, start + stop)


def _places(section: Section) -> list[tuple[int, int]]:
    """Where each paragraph of a section begins and ends in its text."""
    places, start = [], 0
    for paragraph in section.paragraphs:
        places.append((start, start + len(paragraph)))
        start += len(paragraph) + 1  # the line feed that joins the paragraphs
    return places


def _lead_in(document: Document, section: Section, place: tuple[int, int]) -> Located:
    """The last sentence of a paragraph, which introduces what follows."""
    *_, last = split_sentences(section.text[slice(*place)], place[0])
    return _located(document, section, last.start, last.end)


def _located(document: Document, section: Section, start: int, end: int) -> Located:
    return Located(start, end, section.text[start:end], document.locate(section.number, start, end))
