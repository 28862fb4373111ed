"""What is known of a document as a whole: what it is called, of what kind it is, when and where it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from index.profile.grammar import Forms


@dataclass(frozen=True, slots=True)
class Naming:
    """A document as one language of the page names it.

    `short` is the name for the middle of a sentence, in every case: «Совместному заявлению», "the Joint Statement",
    «закону «О библиотеках»»; `kind` the bare word for it: «заявлению», "statement". `note` says what a reader wants to
    know beside the title, and is empty where nothing more is known.
    """

    title: str
    short: Forms
    kind: Forms
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A document named: `names` by language of the page, `language` that of the text ("ru", "en", "other")."""

    kind: str
    language: str
    day: date | None
    names: Mapping[str, Naming]
