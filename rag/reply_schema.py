"""What a file of replies, replies/LANGUAGE.toml, has to hold: the schema that it is checked with."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from index.language.lexicons.kinds import Pending
from index.language.units import Unit
from rag.types import Reason


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Missing(_Strict):
    point: str
    preamble: str
    range: str
    named_range: str
    with_preamble: str
    one_with_preamble: str


class _Verdicts(_Strict):
    yes: str
    no: str
    not_in_text: str
    mentioned: str
    word_missing: str
    words_missing: str
    not_spoken_of: str


class _Listing(_Strict):
    one: str
    other: str
    preamble: str
    one_and_preamble: str
    other_and_preamble: str


class _Counts(_Strict):
    times: Mapping[str, str]
    points: Mapping[str, str]
    paragraphs: Mapping[str, str]
    sentences: Mapping[str, str]
    words: Mapping[str, str]
    places: str
    in_preamble: str
    in_preamble_alone: str
    here: str
    several_here: str
    nowhere: str
    names: str


class _About(_Strict):
    contents: str
    languages: Mapping[str, str]


class _Definitions(_Strict):
    spelt_out: str
    not_defined: str


class _Places(_Strict):
    section: str
    preamble: str
    paragraph: str
    paragraphs: str
    shown: str
    abridged: str
    repeated: str
    which: str
    nothing: str
    both: str
    no_section: str
    no_sections: str
    no_unit: str
    no_part: str
    no_paragraph: str
    conjunction: str


class Replies(_Strict):
    """What is said in one language; the comments in its file say where. `{name}` is a placeholder."""

    empty: str
    too_long: str
    busy: str
    no_words: str
    other_language: str
    translated: str
    in_original: str
    refusals: Mapping[Reason, str]
    talk: Mapping[str, str]
    beyond: Mapping[str, str]
    nearest_offer: str
    missing: _Missing
    verdicts: _Verdicts
    not_yet: Mapping[Pending, str]
    points: Mapping[str, str]
    listing: _Listing
    counts: _Counts
    about: _About
    definitions: _Definitions
    places: _Places
    units: Mapping[Unit, Mapping[str, str]]
