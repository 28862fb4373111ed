"""Lists of what a reader finds in a document, made by hand: the schema of eval/data/digest/NAME.json.

Every text is verbatim, with single spaces for any white space. Where a field holds several spans any one of them is
accepted. An entry that is `optional` is borderline: a digest that has it is not wrong, one without it is not
incomplete. Section 0 is whatever stands before the first number.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.core.dataset import DATA, EvalError
from index.digest import Status

GOLD = DATA / "digest"

Sort = Literal["bodies", "documents", "events"]
Spans = tuple[str, ...]
Sections = tuple[int, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Strict):
    """What all entries may say; `note` is for people."""

    optional: bool = False
    note: str = ""


class GoldName(_Entry):
    """Spans of one name, all sections that name it, and another sort under which it is accepted as well."""

    names: Spans = Field(min_length=1)
    sections: Sections = Field(min_length=1)
    also: tuple[Sort, ...] = ()


class GoldProposal(_Entry):
    """A proposal of one section; `who` is empty where the text names nobody, `addressee` is who was asked."""

    what: Spans = Field(min_length=1)
    section: int
    status: Status
    status_alt: tuple[Status, ...] = ()
    who: Spans = ()
    addressee: Spans = ()


class GoldDate(_Entry):
    """A date in the spellings that the text has."""

    text: Spans = Field(min_length=1)
    sections: Sections = Field(min_length=1)


class GoldAbbreviation(_Entry):
    """An abbreviation, and the words of the text that spell it out, none if it does not say."""

    short: str
    full: Spans = ()
    sections: Sections = Field(min_length=1)


class GoldDigest(_Strict):
    """All lists of one document. `key` has for each section substrings, one of which its key sentences should hold."""

    title: str | None
    title_alt: Spans = ()
    date: str | None
    date_alt: Spans = ()
    place: str | None
    place_alt: Spans = ()
    parties: Spans
    parties_alt: Spans = ()
    bodies: tuple[GoldName, ...]
    documents: tuple[GoldName, ...]
    events: tuple[GoldName, ...]
    proposals: tuple[GoldProposal, ...]
    dates: tuple[GoldDate, ...]
    abbreviations: tuple[GoldAbbreviation, ...]
    key: Mapping[int, Spans]
    rules: str = ""

    @property
    def judged_sections(self) -> frozenset[int]:
        """The sections that the lists cover: 0 and those of `key`. What stands in others is not judged."""
        return frozenset({0, *self.key})


def read_gold(path: Path) -> GoldDigest:
    """Read a gold file.

    Raises:
        EvalError: it cannot be read or is not of the schema.
    """
    try:
        return GoldDigest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvalError(
            f"{path} is no list of a digest's items: {error}. See GoldDigest in eval/core/digests/gold.py."
        ) from error
