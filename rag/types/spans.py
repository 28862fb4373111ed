"""Words of the document: what retrieval finds, what a sentence cites, and the sentence that is shown."""

from dataclasses import dataclass, field

from index.chunks import Located
from index.document import Locator, plain_point


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk; `start` and `end` are character offsets into the text of its section.

    `point` is the number of the section; `locator` is where it stands, for readers; `lead_ins` are the sentences that
    introduce it as an item, `items` what it introduces, `in_context` its text among both, which is what is read
    (index/document.py).
    """

    point: int
    chunk: str
    score: float
    text: str
    start: int
    end: int
    locator: Locator | None = field(default=None, compare=False)
    lead_ins: tuple[Located, ...] = field(default=(), compare=False)
    items: tuple[Located, ...] = field(default=(), compare=False)
    in_context: str = field(default="", compare=False)

    @property
    def place(self) -> Locator:
        """Where it stands; without a locator, in a document of points 1 to N."""
        return self.locator or plain_point(self.point)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a section that a sentence rests on: `section.text[start:end] == quote`. Section 0 is the preamble.

    `point` is the number of the section; `locator` is where they stand, for readers.
    """

    point: int
    quote: str
    start: int
    end: int
    locator: Locator | None = field(default=None, compare=False)

    @property
    def place(self) -> Locator:
        """Where they stand; without a locator, in a document of points 1 to N."""
        return self.locator or plain_point(self.point)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One shown sentence or item, without citation marks, what supports it, and the heading that it stands under."""

    text: str
    citations: tuple[Citation, ...]
    heading: str = ""
