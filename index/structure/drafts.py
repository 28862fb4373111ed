"""What cutting gives: sections whose parts and ids are not yet known, and how what was doubtful was read."""

from dataclasses import dataclass, field

from index.document import Heading
from index.language.units import Unit
from index.structure.markers import Marker
from index.structure.scheme import Item


@dataclass(slots=True)
class Draft:
    """A section before its parts are known.

    Attributes:
        marker: Its number; None for what has none.
        unit: Its sort.
        at: Where it begins in the source.
        path: Headings above it.
        heading: Its own heading, where that is known already.
        first: What follows the number in the paragraph that begins with it; empty if nothing does.
        items: The paragraphs after that.
    """

    marker: Marker | None
    unit: Unit
    at: int
    path: tuple[Heading, ...] = ()
    heading: str = ""
    first: str = ""
    items: list[Item] = field(default_factory=list)

    @property
    def end(self) -> str:
        """The last paragraph; empty if there is none."""
        return self.items[-1].piece.text if self.items else self.first


@dataclass(slots=True)
class Outline:
    """The drafts of a document in order, and how what was doubtful was read."""

    drafts: list[Draft]
    where: str
    """What places count: "line" or "paragraph"."""
    notes: list[str] = field(default_factory=list)

    def note(self, at: int, said: str) -> None:
        """Say how what stands at a place was read."""
        self.notes.append(f"{self.where} {at}: {said}.")
