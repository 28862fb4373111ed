"""How questions are asked in the languages of documents: forms/LANGUAGE.toml, read once and checked."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from rag.query.foreign.frames import LAST, Part

_FOLDER = Path(__file__).parent / "forms"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""The languages that a question can be asked again in."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asks(_Strict):
    """A question of each sort; placeholders stand for the document's words."""

    point: str
    compare: str
    times: str
    points: str
    chapters: str
    articles_in: str
    points_in: str
    paragraphs_in: str
    items_in: str
    define: str
    quote: str
    list: str
    overview: str
    overview_claims: str
    overview_places: str
    overview_places_claims: str
    overview_topics: str
    overview_topics_claims: str


class AboutForm(_Strict):
    """How something that a document says of itself is asked for, and questions that ask for it."""

    ask: str
    examples: tuple[str, ...]


class Examples(_Strict):
    """Questions that ask for something else."""

    examples: tuple[str, ...]


class Forms(_Strict):
    """The questions of one language; comments in forms/ru.toml say what each table is."""

    joined: str
    last_joined: str
    quoted: str
    asks: Asks
    parts: Mapping[str, str]
    about: Mapping[str, AboutForm]
    other: Examples

    def join(self, texts: Sequence[str]) -> str:
        """Return texts as an enumeration."""
        return self.last_joined.join(filter(None, (self.joined.join(texts[:-1]), *texts[-1:])))

    def place(self, part: Part, *, inside: bool = False) -> str:
        """Return what names a part of a document; `inside`: after a word for "in"."""
        if part.sort == "preamble":
            return self.parts["preamble"]
        if part.number == LAST:
            return self.parts[f"last_{part.sort}"]
        number = f"{part.number}{part.inner}"
        if part.paragraph:
            of = self.parts[f"{part.sort}_of"].format(number=number)
            form = "part_of" if part.sort == "article" else "paragraph_of"
            return self.parts[form].format(number=part.paragraph, of=of)
        return self.parts[f"{part.sort}_in" if inside else part.sort].format(number=number)


@cache
def forms(language: str) -> Forms:
    """Return the questions of one of LANGUAGES.

    Raises:
        OSError: there is no such file.
        ValueError: it is not TOML, or holds something else.
    """
    return Forms.model_validate(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))
