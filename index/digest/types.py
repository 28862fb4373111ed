"""What a digest is made of: verbatim spans of a document, with their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words of a section: `document.section(span.section).text[span.start:span.end] == span.text`."""

    section: int
    start: int
    end: int
    text: str


class Status(StrEnum):
    """How far a matter has got, from the farthest on."""

    DONE = "done"
    DECIDED = "decided"
    SUPPORTED = "supported"
    PROPOSED = "proposed"
    ASKED = "asked"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its head word in the dictionary form, its first place, and all its places in any inflected form."""

    span: Span
    head: str
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to be done: who proposed it, if the text names one, what it is, and how far it has got."""

    who: Span | None
    what: Span
    sentence: Span
    status: Status


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation of the text, its places, and the words of the text that spell it out, if there are any."""

    short: str
    places: tuple[Span, ...]
    full: Span | None


@dataclass(frozen=True, slots=True)
class Digest:
    """What stands where in a document, verbatim.

    `labels` has a heading for each section by its number, `key_sentences` each section's sentences, the weightiest
    first. `language` is "ru", "en" or "other"; in another language little is found.
    """

    language: str
    title: Span | None
    date: Span | None
    place: Span | None
    parties: tuple[Span, ...]
    meeting_ordinal: Span | None
    next_meeting: tuple[Span, ...]
    labels: Mapping[int, Span]
    key_sentences: Mapping[int, tuple[Span, ...]]
    bodies: tuple[Name, ...]
    documents: tuple[Name, ...]
    events: tuple[Name, ...]
    proposals: tuple[Proposal, ...]
    dates: tuple[Span, ...]
    abbreviations: tuple[Abbreviation, ...]
