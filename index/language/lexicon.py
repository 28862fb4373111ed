"""The word lists of a language: lexicons/NAME.toml, read once, checked, and never changed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

_FOLDER = Path(__file__).parent / "lexicons"


def _split(value: Any) -> Any:  # noqa: ANN401
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Words in the order of the file, where they are one string with spaces between them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Numbers(_Strict):
    """Words for numbers."""

    cardinals: Words = ()
    """From 0 to 20."""
    ordinals: Words = ()
    """From 1 to 20."""
    ordinal_roots: Words = ()
    """The beginnings of `ordinals`, in a language whose endings change."""
    tens: Mapping[str, int] = {}
    tens_ordinals: Mapping[str, int] = {}
    tens_roots: Mapping[str, int] = {}
    from_end: Mapping[str, int] = {}
    """Words that count from the end, where 1 is the last."""


class Parts(_Strict):
    """Words of a question for parts of a document; regular expressions that a folded word matches as a whole."""

    sections: Words = ()
    paragraphs: Words = ()
    either: Words = ()
    """Words for a paragraph where a section is named beside it, else for a section."""
    preambles: Words = ()
    halves: Words = ()
    beginnings: Words = ()
    ends: Words = ()
    whole: Words = ()
    """Words for the document, of which a part may be."""
    through: Words = ()
    joining: Words = ()
    inside: Words = ()
    """What may stand between a part and that of which it is one."""
    before_numbers: Words = ()
    following: Words = ()
    preceding: Words = ()
    sentences: Words = ()


class Comparing(_Strict):
    """Words of a question that compares two things."""

    opposing: tuple[str, ...] = ()
    """What stands between the two and hardly elsewhere: regular expressions over folded text."""
    joining: tuple[str, ...] = ()
    """What stands between the two, and between other words too."""
    framing: Words = ()
    """Words that are of neither: dictionary forms."""


class Names(_Strict):
    """English names in Russian: each English word with the beginnings of its Russian ones."""

    translated: Mapping[str, Words] = {}
    unremarkable: Mapping[str, Words] = {}
    """Translated names that prove nothing against a sentence."""
    respelt: Mapping[str, Words] = {}
    """Names whose consonants do not tell the Russian spelling."""
    transliterated: Words = ()
    """Names whose consonants do."""


class Lexicon(_Strict):
    """The word lists of one language; comments in the file say what each is. One that it lacks is empty.

    `asking`, `facts`, `abbreviated_ends`, `letters`, `endings`, `turned_letters` and `cyrillic` hold regular expressions.
    """

    stopwords: Words = ()
    asking: Words = ()
    interrogatives: Words = ()
    negations: Words = ()
    reporting: Words = ()
    proposal_nouns: Words = ()
    proposal_verbs: Words = ()
    titles: Words = ()
    proposing: Words = ()
    actor_titles: Words = ()
    skipped_before_actors: Words = ()
    summarizing: Words = ()
    mentioning: Words = ()
    framing: Words = ()
    retelling: Words = ()
    facts: Words = ()
    brief: Words = ()
    verbatim: Words = ()
    places: Words = ()
    abbreviations: Words = ()
    abbreviated_ends: str = ""
    keyboard: Words = ()
    """What the keys of a keyboard type; as many characters as in the list of another language."""
    confused: Words = ()
    """Groups of letters that are written for each other."""
    question_words: Words = ()
    everyday_words: Words = ()
    misspelt: Mapping[str, str] = {}
    """Misspellings that are words of their own, with the words that are meant."""
    romanized: Mapping[str, Words] = {}
    """Latin letters with the native ones that they stand for, the likeliest first."""
    numbers: Numbers = Numbers()
    parts: Parts = Parts()
    comparing: Comparing = Comparing()
    names: Names = Names()
    cyrillic_cues: Words = ()
    latin_cues: Words = ()
    letters: str = ""
    endings: str = ""
    turned_letters: str = ""
    cyrillic: str = ""


@cache
def lexicon(language: str) -> Lexicon:
    """The word lists of "ru" or "en", or the signs of all other languages, "other".

    Raises:
        OSError: the file is missing.
        ValueError: it is not TOML, or holds a list of another name or type.
    """
    return Lexicon.model_validate(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


RUSSIAN, ENGLISH, OTHER = lexicon("ru"), lexicon("en"), lexicon("other")
