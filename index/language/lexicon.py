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


class Names(_Strict):
    """English names in Russian: each English word with the beginnings of its Russian ones."""

    translated: Mapping[str, Words] = {}
    unremarkable: Mapping[str, Words] = {}
    """Translated names that prove nothing against a sentence."""
    respelt: Mapping[str, Words] = {}
    """Names whose consonants do not tell the Russian spelling."""
    transliterated: Words = ()
    """Names whose consonants do."""


class Shortening(_Strict):
    """Where a sentence may end early; regular expressions in folded text.

    `tails` begin a clause that adds and does not assert; `purposes` an adverbial of aim or means; `openings` an
    adverbial that may go from the beginning; `gaps` what no shortened sentence may end in.
    """

    tails: tuple[str, ...] = ()
    restricting: tuple[str, ...] = ()
    """What no cut may take away, since the sentence would say more than it does: exceptions and conditions."""
    purposes: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    gaps: Words = ()
    finite: Words = ()
    """Words that can be a predicate, in a language without a dictionary of forms."""


class Outline(_Strict):
    """What a digest knows a name, a date, a proposal or a formula by; dictionary forms, but where it says otherwise."""

    bodies: Words = ()
    documents: Words = ()
    events: Words = ()
    """Head words of names. One of both `bodies` and `events` is a body if something of `creating` governs it."""
    creating: Words = ()
    links: Mapping[str, Words] = {}
    """Prepositions that go on inside a name, with the cases (or, without cases, nothing) that they govern."""
    linked_in_documents: Mapping[str, Words] = {}
    """More of them, inside the names of documents only."""
    linking_nouns: Words = ()
    """Nouns in lower case that may follow such a preposition as "in" within a name."""
    place_links: Words = ()
    """Those of them that only a name, a year or one of `linking_nouns` may follow."""
    joining: Words = ()
    connectives: Words = ()
    """What stands between two predicates of one subject."""
    complementizers: Words = ()
    """Words that begin what is said, thought or agreed: "that"."""
    leading: Words = ()
    """Small words that no heading, proposer or proposal begins with."""
    other_words: Words = ()
    """After such a word another thing begins: "and other"."""
    unlinked_nouns: Words = ()
    """Nouns that make an adverbial with such a preposition and not a part of a name: "as a result"."""
    happening: Words = ()
    """Predicates that tell an event and no decision."""
    not_names: Words = ()
    """Words in capitals that begin no name."""
    months: Words = ()
    """Forms as written, from January on, several to a month."""
    dates: tuple[str, ...] = ()
    """Regular expressions in folded text; MONTH stands for any month."""
    cities: Words = ()
    """What stands before the name of a city."""
    venues: tuple[str, ...] = ()
    """Regular expressions in the text as it stands, with the place as group 1."""
    participating: tuple[str, ...] = ()
    """Regular expressions in folded text that end where the list of those who took part begins."""
    performing: Words = ()
    """Verbs that begin a paragraph whose subject is the paragraph before: "The Assembly / Proclaims …"."""
    upcoming: Words = ()
    """What marks a meeting as one to come."""
    meetings: Words = ()
    predicates: Mapping[str, tuple[str, ...]] = {}
    """By status: predicates of one or more words, of which the first can be conjugated."""
    present_too: Words = ()
    """Statuses whose predicates count in the present tense."""
    nominal_before: Words = ()
    nominal_after: Words = ()
    """Beside such a word a form that could be a predicate is none: "the support", "declared by"."""
    auxiliaries: Words = ()
    """After such a word it is one all the same: "was established by"."""
    proposers: Words = ()
    """Heads of those who propose: president, party."""
    objects: Words = ()
    """Prepositions between a proposal and what is proposed."""
    formulas: Words = ()
    """Verbs of reporting that a heading does not begin with."""
    subordinating: Words = ()
    """Words that begin a clause whose predicate is not the sentence's."""
    continuations: tuple[str, ...] = ()
    """Regular expressions in folded text: beginnings of sentences that only go on."""
    heading_ends: tuple[str, ...] = ()
    """Regular expressions in folded text: where a heading may end."""


class Lexicon(_Strict):
    """The word lists of one language; comments in the file say what each is. One that it lacks is empty.

    `asking`, `abbreviated_ends`, `letters`, `endings`, `turned_letters` and `cyrillic` hold regular expressions.
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
    listing: Words = ()
    further: Words = ()
    anaphora: Words = ()
    alternating: Words = ()
    derivations: Words = ()
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
    names: Names = Names()
    shortening: Shortening = Shortening()
    outline: Outline = Outline()
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
