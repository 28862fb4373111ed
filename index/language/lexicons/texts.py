"""Lists that tell what a text says: names, proposals and dates, what may be cut, what a section is about."""

from collections.abc import Mapping

from index.language.lexicons.lists import Lists, Words


class Outline(Lists):
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
    article: str = ""
    """The definite article, in a language that has one."""
    ordinal_ends: Words = ()
    """Regular expressions: how an ordinal in digits ends."""
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
    agreements: Words = ()
    """Beginnings of words for documents that several conclude."""
    between: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands in the title of such a document before those who conclude it."""
    agreed_on: tuple[str, ...] = ()
    """What stands after such a list: what they agree on."""
    calling: tuple[str, ...] = ()
    """What stands after a list with which a sentence begins, and says what those are called in the document."""
    speaking: tuple[str, ...] = ()
    """What stands before such a list: "We, the Heads of Government of"."""
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


class Shortening(Lists):
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


class Subjects(Lists):
    """What tells what a section is about (rag/answers/material/subjects.py)."""

    background: Words = ()
    """Words of everyday life: how near a passage is to any word at all."""
    hollow: Words = ()
    """Dictionary forms that say nothing by themselves of what a text is about: «правило», "requirement"."""
    purpose: tuple[str, ...] = ()
    """Regular expressions in folded text: headings and beginnings of sentences that say what a text is for."""
    formal: tuple[str, ...] = ()
    """The same: of definitions, references, interpretation and entry into force, which rule nothing themselves."""
    general: tuple[str, ...] = ()
    """The same: titles of the chapters that every text of its kind begins or ends with: «общие положения»."""
    broad: Mapping[str, tuple[str, ...]] = {}
    """Dictionary forms of broad topics, each with what belongs to it."""


class Files(Lists):
    """How a file marks what its words are; regular expressions, in any case of letters."""

    heading_styles: Words = ()
    """Names of the styles of headings, before the number of their level."""
    title_styles: Words = ()
    contents_styles: Words = ()
    """Names of the styles of tables of contents."""
    pages: Words = ()
    """What stands before the number of a page."""
    pages_in_all: Words = ()
    """What stands between that number and the last one."""
    suspended: Words = ()
    """What follows a hyphen that stands for the rest of a word: «торгово- и …»."""
    before_numbers: tuple[str, ...] = ()
    """What stands at the end of a line so that a number after it belongs to the sentence."""
