"""Points to chunks: one chunk a paragraph, with its place in the point.

A paragraph says one thing and is what a reader would quote, so it is both the unit of search and of citation; long
ones stay whole. Knows nothing of vectors.
"""

from dataclasses import dataclass

from index.structure import Document

SCHEME = "paragraph"
"""Name of the way of cutting, kept in an index's manifest."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph of a point: `document.point(chunk.point).text[chunk.start:chunk.end] == chunk.text`.

    `ordinal` counts the paragraphs of the point from 1; `start` and `end` are character offsets into its text.
    """

    point: int
    ordinal: int
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Point and paragraph, such as "16.4"; the preamble's are "0.1", "0.2" and on."""
        return f"{self.point}.{self.ordinal}"


def chunk(document: Document) -> tuple[Chunk, ...]:
    """Cuts a document into its paragraphs, in reading order."""
    chunks: list[Chunk] = []
    for point in document.points:
        start = 0
        for ordinal, paragraph in enumerate(point.paragraphs, start=1):
            end = start + len(paragraph)
            chunks.append(Chunk(point.number, ordinal, start, end, paragraph))
            start = end + 1  # the line feed that joins the paragraphs
    return tuple(chunks)
