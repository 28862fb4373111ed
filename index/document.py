"""A document: its sections, in the order of reading, with the numbers and labels that readers cite them by."""

from collections import Counter
from dataclasses import dataclass, field

from index.language.units import Numbered, Unit, label
from models.errors import SourceError

PREAMBLE = 0
"""Number of the section that stands before the first numbered one."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where something stands, for readers: the id of its section and the label that cites it.

    `point` is the section's number in a document of points 1 to N (0 for the preamble), None in any other.
    `is_part`: whether the label names a numbered part inside the section.
    """

    section: str
    label: str
    point: int | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above sections: of which sort, with its number as printed (empty if it has none), and its words."""

    unit: Unit
    number: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered part of a section, from `start` to before `end` in its text; `path` leads to it from the section."""

    start: int
    end: int
    path: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What a document is divided into: its paragraphs in order, without number and heading.

    Attributes:
        number: Its place in reading order, from 1 on; 0 is the preamble.
        paragraphs: At least one.
        unit: Its sort.
        name: Its number as printed, such as "447", "12-1", "IV"; that of its place if empty.
        id: A name that stays the same for as long as the text does: "0" for the preamble, "16", "447"; "2.1" if
            numbers begin again in chapters; "p12" for a paragraph without number. By default its place.
        heading: Its own heading; empty if it has none.
        path: The headings above it, the widest first.
        cited: What a citation names, the widest part first: the chapter too, if the number alone is not unique.
        parts: Numbered parts inside it, in order of their beginnings, wider ones first.
    """

    number: int
    paragraphs: tuple[str, ...]
    unit: Unit = Unit.POINT
    name: str = ""
    id: str = ""
    heading: str = ""
    path: tuple[Heading, ...] = ()
    cited: tuple[Numbered, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        """Fill what follows from the number."""
        unit = Unit.PREAMBLE if self.number == PREAMBLE else self.unit
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "name", self.name or str(self.number))
        object.__setattr__(self, "id", self.id or str(self.number))
        object.__setattr__(self, "cited", self.cited or (Numbered(unit, self.name),))

    @property
    def text(self) -> str:
        """The paragraphs joined by line feeds; offsets of chunks and citations count characters of this string."""
        return "\n".join(self.paragraphs)

    def label(self, language: str) -> str:
        """Return how citations name the section: «п. 16», «ст. 447», «преамбула»."""
        return label(self.cited, language)

    def label_at(self, start: int, end: int, language: str) -> str:
        """Return how citations name the narrowest part that holds the characters from `start` to before `end`."""
        inner = self.path_at(start, end)
        # «п. 1.5» names point 1 itself.
        clause = any(one.unit is Unit.CLAUSE for one in inner)
        outer = tuple(one for one in self.cited if not (clause and one.unit in {Unit.POINT, Unit.CLAUSE}))
        return label((*outer, *inner), language)

    def path_at(self, start: int, end: int) -> tuple[Numbered, ...]:
        """Return the way from the section to the narrowest part that holds those characters; empty if none does."""
        holding = [part.path for part in self.parts if part.start <= start and end <= part.end]
        return max(holding, key=len, default=())


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
    of the same text are equal whatever their names. `language`, a BCP 47 tag, is that of its labels. `notes` say how
    what was doubtful was read.
    """

    sections: tuple[Section, ...]
    sha256: str
    name: str = field(default="", compare=False)
    language: str = "ru"
    notes: tuple[str, ...] = field(default=(), compare=False)
    given: Given = field(default=Given(), compare=False)
    numbered_points: bool = field(init=False, compare=False, repr=False)
    """Whether its sections are points 1 to N, so that the number of a section is what readers call it by."""

    def __post_init__(self) -> None:
        """Tell whether all sections are numbered points."""
        numbered = all(
            section.id == str(section.number) and section.unit in {Unit.POINT, Unit.PREAMBLE}
            for section in self.sections
        )
        object.__setattr__(self, "numbered_points", numbered)

    def section(self, number: int) -> Section:
        """Return the section of that number; 0 is the preamble.

        Raises:
            SourceError: the text has no such section.
        """
        at = number - self.sections[0].number
        if 0 <= at < len(self.sections) and self.sections[at].number == number:
            return self.sections[at]
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

    @property
    def unit(self) -> Unit:
        """The sort of its sections: that of most of them."""
        return Counter(section.unit for section in self.sections).most_common(1)[0][0]

    def label(self, number: int) -> str:
        """Return how citations name the section of that number.

        Raises:
            SourceError: the text has no such section.
        """
        return self.section(number).label(self.language)

    def locate(self, number: int, start: int, end: int) -> Locator:
        """Return where characters of a section stand, `start` to before `end` in its text.

        Raises:
            SourceError: the text has no such section.
        """
        section = self.section(number)
        said = section.label_at(start, end, self.language)
        is_part = bool(section.path_at(start, end))
        return Locator(section.id, said, section.number if self.numbered_points else None, is_part)


def plain_point(number: int) -> Locator:
    """Return where a point of a document of points 1 to N stands; 0 is the preamble."""
    return Locator(str(number), Section(number, ()).label("ru"), number)
