"""The word lists of a language: lexicons/NAME.toml, read once, checked, and never changed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.language.lexicons.amounts import Quantities
from index.language.lexicons.asking import Asked, Followup, History, Joined, Parts, Points
from index.language.lexicons.building import Building
from index.language.lexicons.kinds import About, Claims, Comparing, Counting, Defining, Overviews, Telling
from index.language.lexicons.lists import Lists, Words
from index.language.lexicons.texts import Files, Outline, Shortening, Subjects
from index.language.lexicons.topics import Mentions, Topics, Unnamed

_FOLDER = Path(__file__).parent / "lexicons"


class Numbers(Lists):
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
    larger: Mapping[str, float] = {}
    """Further numbers in words: tens from 50 on, hundreds, collectives."""
    multipliers: Mapping[str, float] = {}
    """What multiplies the number before it: "thousand"."""
    repeated: Mapping[str, int] = {}
    """How often something happens, in one word: "twice"."""
    times: Words = ()
    """What stands after a number that says how often: "three times"."""
    denominators: Mapping[str, int] = {}
    """Into how many parts a share divides: "half", "two thirds"."""
    from_end: Mapping[str, int] = {}
    """Words that count from the end, where 1 is the last."""


class Names(Lists):
    """English names in Russian: each English word with the beginnings of its Russian ones."""

    translated: Mapping[str, Words] = {}
    unremarkable: Mapping[str, Words] = {}
    """Translated names that prove nothing against a sentence."""
    respelt: Mapping[str, Words] = {}
    """Names whose consonants do not tell the Russian spelling."""
    transliterated: Words = ()
    """Names whose consonants do."""


class Facet(Lists):
    """What a question may ask for in other words than texts say it in: regular expressions in folded text."""

    asks: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


class Lexicon(Lists):
    """The word lists of one language; comments in the file say what each is. One that it lacks is empty.

    `asking`, `facts`, `abbreviated_ends`, `letters`, `endings`, `turned_letters` and `cyrillic` hold regular
    expressions.
    """

    stopwords: Words = ()
    asking: Words = ()
    interrogatives: Words = ()
    negations: Words = ()
    action_endings: Words = ()
    """How nouns of action end: «создание», «развитие»."""
    broad_action_endings: Words = ()
    """The same with endings that other nouns have too: «поддержка», «реализация»."""
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
    quoting: Words = ()
    cases: Words = ()
    roles: Words = ()
    further: Words = ()
    anaphora: Words = ()
    alternating: Words = ()
    derivations: Words = ()
    retelling: Words = ()
    facts: Words = ()
    brief: Words = ()
    verbatim: Words = ()
    small_talk: Mapping[str, tuple[str, ...]] = {}
    """By what is said (rag/answers/beyond.py): regular expressions for beginnings of folded words."""
    overviews: Overviews = Overviews()
    subjects: Subjects = Subjects()
    plurals: tuple[str, ...] = ()
    """Nouns with their irregular plurals."""
    irregular: tuple[str, ...] = ()
    """Verbs whose forms no rule makes: each with all of its forms, the dictionary form first."""
    beyond: Mapping[str, tuple[str, ...]] = {}
    """By what is asked for that no document answers (rag/answers/beyond.py): the same."""
    places: Words = ()
    abbreviations: Words = ()
    numbered_abbreviations: Words = ()
    """Abbreviations that are words of their own too, unless a number follows."""
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
    claims: Claims = Claims()
    quantities: Quantities = Quantities()
    facets: Mapping[str, Facet] = {}
    """By a name that is one in all languages."""
    numbers: Numbers = Numbers()
    parts: Parts = Parts()
    points: Points = Points()
    comparing: Comparing = Comparing()
    names: Names = Names()
    building: Building = Building()
    topics: Topics = Topics()
    unnamed: Unnamed = Unnamed()
    mentions: Mentions = Mentions()
    shortening: Shortening = Shortening()
    outline: Outline = Outline()
    files: Files = Files()
    counting: Counting = Counting()
    about: About = About()
    defining: Defining = Defining()
    telling: Telling = Telling()
    hyphened: Words = ()
    """First pieces of words that keep their hyphen where a line ends after it."""
    spellings: Mapping[str, str] = {}
    """Regular expressions of what is spelt in two ways, with the one that both are taken for."""

    asked: Asked = Asked()
    followup: Followup = Followup()
    history: History = History()
    joined: Joined = Joined()
    cyrillic_cues: Words = ()
    latin_cues: Words = ()
    letters: str = ""
    endings: str = ""
    turned_letters: str = ""
    cyrillic: str = ""


@cache
def lexicon(language: str) -> Lexicon:
    """Return the word lists of "ru" or "en", or the signs of all other languages, "other".

    Raises:
        OSError: the file is missing.
        ValueError: it is not TOML, or holds a list of another name or type.
    """
    return Lexicon.model_validate(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


LANGUAGES = ("ru", "en")
"""Languages with word lists of their own. Of any other only the signs are known that `OTHER` has."""
RUSSIAN, ENGLISH, OTHER = lexicon("ru"), lexicon("en"), lexicon("other")
