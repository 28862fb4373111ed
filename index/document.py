"""A document: its sections, and the paragraphs that they are cut into for search.

A paragraph says one thing and is what a reader would quote, so it is both the unit of search and of citation; long ones
stay whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.errors import SourceError

PREAMBLE = 0
"""Number of the section that stands before the first numbered one."""
CHUNKING = "paragraph"
"""Name of the way of cutting, kept in an index's manifest."""


def section_label(number: int) -> str:
    """The section of that number as citations name it: «п. 16», «преамбула»."""
    return f"п. {number}" if number != PREAMBLE else "преамбула"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered point, or the preamble (number 0): its paragraphs in order, without the number."""

    number: int
    paragraphs: tuple[str, ...]

    @property
    def id(self) -> str:
        """A name that stays the same for as long as the text does: "0" for the preamble, "16" for point 16."""
        return str(self.number)

    @property
    def label(self) -> str:
        """How citations name the section: «п. 16»."""
        return section_label(self.number)

    @property
    def text(self) -> str:
        """The paragraphs joined by line feeds; offsets of chunks and citations count characters of this string."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Given:
    """What a person has said of a document, in place of what its text says; empty where nothing was said.

    `kind` is one of index/profile/kinds.toml, `date` a day as YYYY-MM-DD.
    """

    title: str = ""
    kind: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The sections of a text in order, the preamble first if there is one, and the sha256 of the source's bytes.

    `name` is that of the file, without its folder, if it is known, `given` what a person has said of it; two documents
    of the same text are equal whatever their names.
    """

    sections: tuple[Section, ...]
    sha256: str
    name: str = field(default="", compare=False)
    given: Given = field(default=Given(), compare=False)

    def section(self, number: int) -> Section:
        """The section of that number; 0 is the preamble.

        Raises:
            SourceError: the text has no such section.
        """
        for section in self.sections:
            if section.number == number:
                return section
        preamble = "a" if self.has_preamble else "no"
        raise SourceError(
            f"There is no point {number}: the text has points 1 to {self.last} and {preamble} preamble (0)."
        )

    @property
    def has_preamble(self) -> bool:
        """Whether words stand before the first numbered section."""
        return self.sections[0].number == PREAMBLE

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the sections without the preamble: always 1, 2, 3 … last."""
        return tuple(section.number for section in self.sections if section.number != PREAMBLE)

    @property
    def last(self) -> int:
        """The number of the last section."""
        return self.sections[-1].number


Translations = Mapping[str, tuple[str, ...]]
"""By language (a BCP 47 tag such as "en", "uz-Cyrl"): the text of each chunk, in the order of the chunks."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph of a section: `chunk.section.text[chunk.start:chunk.end] == chunk.text`.

    `ordinal` counts the paragraphs of the section from 1; `start` and `end` are character offsets into its text.
    """

    section: Section
    ordinal: int
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Section and paragraph, such as "16.4"; the preamble's are "0.1", "0.2" and so on."""
        return f"{self.section.id}.{self.ordinal}"


def chunk(document: Document) -> tuple[Chunk, ...]:
    """Cut a document into its paragraphs, in reading order."""
    chunks: list[Chunk] = []
    for section in document.sections:
        start = 0
        for ordinal, paragraph in enumerate(section.paragraphs, start=1):
            end = start + len(paragraph)
            chunks.append(Chunk(section, ordinal, start, end, paragraph))
            start = end + 1  # the line feed that joins the paragraphs
    return tuple(chunks)
