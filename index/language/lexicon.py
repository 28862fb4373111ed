"""The word lists of a language: lexicons/NAME.toml, read once, checked, and never changed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

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
    common: Words = ()
    """Dictionary forms that ask for what both sides share."""
    aspects: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands before that in which both are compared."""
    correlative: tuple[str, ...] = ()
    """The same: sentences that only look like a comparison: "the more …, the less …"."""
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


Pending = Literal["decided", "supported", "proposed", "asked", "stated"]
"""How far something has got that is only to be done."""


class Claims(_Strict):
    """Signs of questions for yes or no; comments in the files say what each is.

    All but `mention_frame`, `pending` and `accomplished` hold regular expressions over folded text.
    """

    mention_cues: tuple[str, ...] = ()
    mention_frame: Words = ()
    text_itself: tuple[str, ...] = ()
    alternative: tuple[str, ...] = ()
    no_alternative: tuple[str, ...] = ()
    rhetorical_negation: tuple[str, ...] = ()
    denial: tuple[str, ...] = ()
    done_cues: tuple[str, ...] = ()
    accomplished: Words = ()
    pending: Mapping[Pending, Words] = {}


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
    plural_documents: Words = ()
    """Those that are called in the plural, in the nominative: «правила»."""
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
    pointing: Words = ()
    """Words by which a text points at itself: "this", "the present"."""
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
    infinitive: Words = ()
    """What stands before an infinitive, in a language that marks it so."""
    initiatives: Words = ()
    """What else than a proposal somebody makes about something: a decision, an idea."""
    proposing: Words = ()
    """Verbs whose subject proposes, beside `proposal_verbs`."""
    initiating: Words = ()
    """Prepositions of "at the proposal of"."""
    states: tuple[str, ...] = ()
    """Dictionary forms of names that look like a body's and are a state's."""
    objects: Words = ()
    """Prepositions between a proposal and what is proposed."""
    formulas: Words = ()
    """Verbs of reporting that a heading does not begin with."""
    subordinating: Words = ()
    """Words that begin a clause whose predicate is not the sentence's."""
    continuations: tuple[str, ...] = ()
    """Regular expressions in folded text: beginnings of sentences that only go on."""
    thing_ends: tuple[str, ...] = ()
    """Regular expressions in folded text: where the aim or means of something to be done begins."""
    heading_ends: tuple[str, ...] = ()
    """Regular expressions in folded text: where a heading may end."""


class Counting(_Strict):
    """How a question asks for a number; regular expressions in folded text, but where it says otherwise."""

    asks: tuple[str, ...] = ()
    """What asks for a number, or for which ones."""
    times: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What is counted."""
    sections: tuple[str, ...] = ()
    """What other documents call a point, before its number."""
    contrast: tuple[str, ...] = ()
    """What joins something that is there with something that is not."""
    foreign: tuple[str, ...] = ()
    """What no text of numbered points has: pages, lines."""
    where: tuple[str, ...] = ()
    """What asks for the points without naming them."""
    absent: tuple[str, ...] = ()
    """That something is not there."""
    excluding: tuple[str, ...] = ()
    """What stands before the numbers of sections that do not count."""
    either: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    """What joins two topics."""
    any_form: tuple[str, ...] = ()
    """That relatives of a word count too."""
    beginning: tuple[str, ...] = ()
    """That sections begin with something."""
    year: tuple[str, ...] = ()
    """What stands beside the number of a year."""
    frame: tuple[str, ...] = ()
    """What else frames such a question and is no topic of it."""
    framing: Words = ()
    """Dictionary forms that frame it."""
    tasks: Words = ()
    """Dictionary forms of what somebody is asked to do."""
    giving: Words = ()
    """Dictionary forms of what is done with proposals and tasks."""
    heads: Mapping[str, Words] = {}
    """Head words of names with those that they stand for too: anniversaries with jubilees."""


class About(_Strict):
    """How a question asks what a document says of itself."""

    asks: Mapping[str, tuple[str, ...]] = {}
    """By what is asked for: regular expressions in folded text."""
    evidence: Mapping[str, Words] = {}
    """By what is asked for: dictionary forms of the words by which the sentence that says it is known."""
    told: Mapping[str, tuple[str, ...]] = {}
    """By what is asked for: regular expressions in folded text by which a sentence of the document says it of itself,
    the surest first."""
    vocabulary: Words = ()
    """Dictionary forms that such questions are made of; with any other word a question asks for something else."""


class Defining(_Strict):
    """How a question asks what a term means, and how a text says it."""

    framing: Words = ()
    """Dictionary forms that frame such a question."""
    sorts: Words = ()
    """What a term may be said to be in the question; no part of it beside other words."""
    explaining: tuple[str, ...] = ()
    """Regular expressions in folded text: what a sentence explains a term by."""
    headings: tuple[str, ...] = ()
    """Regular expressions in folded text: what a heading, or the lead-in of a list, has above definitions."""
    means: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands between a term and its definition there."""
    shortened: tuple[str, ...] = ()
    """Regular expressions in folded text: what a bracket begins with that gives a thing its name («далее –»)."""


class Asked(_Strict):
    """What tells the sort of words that answer a question, as questions spell it, folded."""

    who: Words = ()
    whose: Words = ()
    when: Words = ()
    where: Words = ()
    how_many: Words = ()
    """Beginnings of words, since «сколькосторонний» asks for a number too."""
    which: Words = ()
    what: Words = ()
    """«Что за …» asks as «какой …» does."""
    times: Words = ()
    """Nouns that ask for a date beside `which`; dictionary forms, as all nouns and verbs below."""
    persons: Words = ()
    """Nouns that ask for whoever proposed beside `which`."""
    proposers: Words = ()
    """Nouns that ask for whoever proposed by themselves."""
    hollow: Words = ()
    """Words that answer nothing by themselves: «вопрос», «усилие»."""
    generic: Words = ()
    """Nouns that ask for anything: «вид», «название»."""
    naming: Words = ()
    """What asks for a name."""
    scales: Words = ()
    """Words between a number and what it counts: «млн», "per" of "per cent"."""
    titled: Words = ()
    """What stands before a name in a text."""
    until: Words = ()
    """Prepositions that ask for the end of a span of time."""
    agents: Words = ()
    """What stands before whoever did it, in a language without cases."""
    documents: Words = ()
    bodies: Words = ()
    events: Words = ()
    """Nouns that ask for a name of that sort of `Outline`."""
    including: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands between a kind and its instances."""
    countries: Words = ()
    proposing: Words = ()
    """Beginnings of words, in languages without a dictionary here; so are all of their lists."""
    other: Words = ()
    """Asking words that no few words answer: «зачем», "whether"."""
    countable: Words = ()
    """What must follow `how_many` for it to ask for a number, in a language where it asks for a manner too."""
    making_which: Words = ()
    """What makes `which` of `what`: «что за»."""
    relative: Words = ()
    """Asking words that begin a clause after a comma."""
    oblique: Words = ()
    """Forms of `what` that depend on the noun before them, as `which` may: «зоной чего»."""
    manner: Words = ()
    """Nouns that ask for a manner beside `which`."""
    cases: Mapping[str, str] = {}
    """Asking words with their cases, in pymorphy3's names; none where subject and object are one form."""
    prepositions: Words = ()
    """What stands before an asking word or ends the question, in a language without a dictionary of parts of speech."""
    within: Words = ()
    """Prepositions of place and time."""
    possessive: Words = ()
    """What stands before an owner, in a language without cases."""
    towards: Words = ()
    """Prepositions of a receiver, in a language without cases."""
    articles: Words = ()
    joining: Words = ()
    """What joins the last item to a list."""
    years: str = ""
    """A regular expression in folded text for what counts years."""
    numerals: str = ""
    """A regular expression for words in folded text that begin with a number."""
    spans: Words = ()
    """Nouns in whose phrase a time may stand in place of a date: the next meeting."""


class Followup(_Strict):
    """What tells a question that leans on an earlier one; words are folded as spelt, but where it says otherwise."""

    openings: Words = ()
    """Words that a reply begins with and that say nothing: «а», «ну», "and"."""
    about: Words = ()
    """What stands before a topic."""
    further: Words = ()
    """Dictionary forms of words that ask for others of the same."""
    further_alone: tuple[str, ...] = ()
    """Regular expressions for whole questions that do."""
    detail: tuple[str, ...] = ()
    """Regular expressions for questions that want more of what was said."""
    place: tuple[str, ...] = ()
    """Regular expressions for questions where it stands."""
    following: tuple[str, ...] = ()
    preceding: tuple[str, ...] = ()
    """Regular expressions for the point after the one that was named, and before it."""
    topic_openings: tuple[str, ...] = ()
    """Regular expressions for what may stand before a topic that is put in place of another."""
    form: Words = ()
    """Words about the form of an answer and no topic: «короче»."""
    pronouns: Words = ()
    point: str = ""
    """How a question names a point; `{numbers}` is a placeholder."""
    documents: Words = ()
    """Dictionary forms of what the whole is called."""


class Subjects(_Strict):
    """What tells what a section is about (rag/answers/material/subjects.py)."""

    background: Words = ()
    """Words of everyday life: how near a passage is to any word at all."""
    hollow: Words = ()
    """Dictionary forms that say nothing by themselves of what a text is about: «правило», "requirement"."""
    purpose: tuple[str, ...] = ()
    """Regular expressions in folded text: headings and beginnings of sentences that say what a text is for."""
    formal: tuple[str, ...] = ()
    """The same: of definitions, references, interpretation and entry into force, which rule nothing themselves."""
    broad: Mapping[str, tuple[str, ...]] = {}
    """Dictionary forms of broad topics, each with what belongs to it."""


class Overviews(_Strict):
    """What a question for an overview is made of (rag/query/asked/scope.py)."""

    units: Words = ()
    """Dictionary forms of what claims are counted in."""
    section_units: Words = ()
    """Forms that count sections, or claims: «5 пунктов»."""
    framing: Words = ()
    """Dictionary forms that are no topic in such a question."""
    topic_marks: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands before a topic."""
    purpose_marks: tuple[str, ...] = ()
    """The same: what stands before the one whom it is for, or what it is for."""
    pointing: Words = ()
    """Dictionary forms before a word for a document that say it is this one: «эти правила»."""
    ranges: tuple[str, ...] = ()
    """The same, with the first and the last section as groups."""
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    first_half: tuple[str, ...] = ()
    last_half: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    """The same: what asks for what was decided."""
    instructions: tuple[str, ...] = ()
    """The same: what asks for what was asked of somebody."""
    support: tuple[str, ...] = ()
    """The same: what asks for whose matters were supported."""


class Lexicon(_Strict):
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
    further: Words = ()
    anaphora: Words = ()
    alternating: Words = ()
    derivations: Words = ()
    retelling: Words = ()
    facts: Words = ()
    brief: Words = ()
    verbatim: Words = ()
    small_talk: Mapping[str, tuple[str, ...]] = {}
    """By what is said (rag/answers/small_talk.py): regular expressions for beginnings of folded words."""
    overviews: Overviews = Overviews()
    subjects: Subjects = Subjects()
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
    numbers: Numbers = Numbers()
    parts: Parts = Parts()
    comparing: Comparing = Comparing()
    names: Names = Names()
    shortening: Shortening = Shortening()
    outline: Outline = Outline()
    counting: Counting = Counting()
    about: About = About()
    defining: Defining = Defining()
    hyphened: Words = ()
    """First pieces of words that keep their hyphen where a line ends after it."""
    spellings: Mapping[str, str] = {}
    """Regular expressions of what is spelt in two ways, with the one that both are taken for."""

    asked: Asked = Asked()
    followup: Followup = Followup()
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
