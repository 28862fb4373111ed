"""What a question names of a document: parts that exist, and what does not. Pure."""

from dataclasses import dataclass, field

from index.language.units import Unit


@dataclass(frozen=True, slots=True)
class Place:
    """A section, or paragraphs of it, counted from 1.

    Attributes:
        section: number of the section.
        paragraphs: ordinals of its paragraphs; empty for the whole section.
        label: how citations name it, if by more than its number; equal places may differ in it.
    """

    section: int
    paragraphs: tuple[int, ...] = ()
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """What is named and does not exist: a unit with its number, in the section of that label or in the document."""

    unit: Unit
    number: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """What a question names, in order of naming.

    Attributes:
        found: what exists.
        missing: numbers of points that do not exist; -1 for a preamble.
        missing_paragraphs: sections that exist with the numbers of paragraphs that do not.
        absent: what else does not exist, by its word: «статья 99».
        spans: where in the question that stands, in characters.
    """

    found: tuple[Place, ...] = ()
    missing: tuple[int, ...] = ()
    missing_paragraphs: tuple[Place, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    absent: tuple[Absent, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.found or self.missing or self.missing_paragraphs or self.absent)

    def outside(self, question: str) -> str:
        """Return the question with blanks in place of what names the parts, so that all else keeps its offset."""
        text = list(question)
        for start, end in self.spans:
            text[start:end] = " " * (end - start)
        return "".join(text)
