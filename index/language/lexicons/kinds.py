"""Lists that tell the kind of a question: comparison, yes or no, number, overview, definition, the document itself."""

from collections.abc import Mapping
from typing import Literal

from index.language.lexicons.lists import Lists, Words

Pending = Literal["decided", "supported", "proposed", "asked", "stated"]
"""How far something has got that is only to be done."""
Modality = Literal["forbidden", "optional", "allowed", "required"]
"""What may be done, or must."""
Bound = Literal["at_most", "at_least", "more_than", "less_than"]
"""Which amounts a bound leaves: «не более» leaves it and all below it."""


class Claims(Lists):
    """Signs of questions for yes or no; comments in the files say what each is.

    All but `mention_frame`, `pending`, `accomplished`, `softening`, `amounting`, `continuing` and `opposites` hold
    regular expressions over folded text.
    """

    mention_cues: tuple[str, ...] = ()
    mention_frame: Words = ()
    text_itself: tuple[str, ...] = ()
    alternative: tuple[str, ...] = ()
    no_alternative: tuple[str, ...] = ()
    rhetorical_negation: tuple[str, ...] = ()
    denial: tuple[str, ...] = ()
    subordinate: tuple[str, ...] = ()
    """What begins a clause that a negation in it denies, and not the claim: "if it does not rain"."""
    resuming: tuple[str, ...] = ()
    """What ends such a clause, besides a mark: "then"."""
    rhetorical_opening: tuple[str, ...] = ()
    """What makes a negation further on in the question rhetorical."""
    done_cues: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    true_that: tuple[str, ...] = ()
    accomplished: Words = ()
    pending: Mapping[Pending, Words] = {}
    softening: Words = ()
    limiting: tuple[str, ...] = ()
    excepting: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    """What denies without a negation: frees of something, ends or refuses it."""
    amounting: Words = ()
    """Words of a claim about an amount that a sentence with it may say otherwise: "costs", "lasts"."""
    universal: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    comparing: tuple[str, ...] = ()
    """What compares two things: "better", "larger than"."""
    surveying: tuple[str, ...] = ()
    """What claims how things stand at large: "the largest", "most graduates"."""
    of_some: tuple[str, ...] = ()
    """What denies something only of those whom a sentence is about: "players who cannot pay"."""
    continuing: Words = ()
    """What begins a clause that goes on with the one before it: "does not apply to boats, to rafts"."""
    advised: tuple[str, ...] = ()
    """What says that something is advised, and so neither a duty nor a ban."""
    opposites: tuple[str, ...] = ()
    """Groups of words that exclude each other: sides with a bar between them, each of dictionary forms."""
    modality: Mapping[Modality, tuple[str, ...]] = {}
    """By what a sentence says may or must be done; the first one that matches tells."""
    bounds: Mapping[Bound, tuple[str, ...]] = {}
    """By what kind of bound an amount is: what stands before it."""


class Comparing(Lists):
    """Words of a question that compares two things."""

    opposing: tuple[str, ...] = ()
    """What stands between the two and hardly elsewhere: regular expressions over folded text."""
    joining: tuple[str, ...] = ()
    """What stands between the two, and between other words too."""
    reciprocal: tuple[str, ...] = ()
    """What stands for both at once, the same: «друг от друга»."""
    common: Words = ()
    """Dictionary forms that ask for what both sides share."""
    aspects: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands before that in which both are compared."""
    correlative: tuple[str, ...] = ()
    """The same: sentences that only look like a comparison: "the more …, the less …"."""
    asking: Words = ()
    """Dictionary forms that ask for a comparison."""
    framing: Words = ()
    """Further words that are of neither side: dictionary forms."""
    adverbial: Words = ()
    """Prepositions of how, where or when, two of which are in parallel: "on foot", "by helicopter"."""
    owners: Words = ()
    """Pronouns for the owner of the first thing before the second one: «их», "their"."""
    stand_ins: Words = ()
    """What stands for the noun of the first thing in the second one: "that of", "the one for"."""


class Listed(Lists):
    """What the items of an enumeration may be, by how questions call them; regular expressions in folded text."""

    asks: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()
    """How the sentence before the items says what they are, to the beginning of a word."""
    by_heading: bool = False
    """Whether the heading of the section may say it."""
    is_asked_for: bool = False
    """Whether a question for the items themselves may call them so: «обязанности жильца»."""
    in_section: bool = False
    """Whether they are of the section that the question names, and else not counted."""


class Counting(Lists):
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
    including: tuple[str, ...] = ()
    """What says that the preamble counts too, which is then no place to count in: «включая преамбулу»."""
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
    asks_how_many: tuple[str, ...] = ()
    """What asks for a number alone."""
    following: tuple[str, ...] = ()
    """What stands before the noun that the items of an enumeration are: «следующие», "the following", "three"."""
    listed: Mapping[str, Listed] = {}
    """What the items of an enumeration may be, by a name of its own."""
    heads: Mapping[str, Words] = {}
    """Head words of names with those that they stand for too: anniversaries with jubilees."""


class Overviews(Lists):
    """What a question for an overview is made of (rag/query/asked/scope.py)."""

    units: Words = ()
    """Dictionary forms of what claims are counted in."""
    asking: Words = ()
    """Dictionary forms that ask for an overview by themselves."""
    section_units: Words = ()
    """Forms that count sections, or claims: «5 пунктов»."""
    framing: Words = ()
    """Dictionary forms that are no topic in such a question."""
    topic_marks: tuple[str, ...] = ()
    """Regular expressions in folded text: what stands before a topic."""
    inside: Words = ()
    """What stands before the number of claims that something is to be said in: "in two lines"."""
    ordered: Words = ()
    """What stands after a verb at the beginning of a sentence that asks for something, and after no noun there."""
    purpose_marks: tuple[str, ...] = ()
    """The same: what stands before the one whom it is for, or what it is for."""
    chapters: tuple[str, ...] = ()
    """Regular expressions in folded text: what a part is called that has a title."""
    pointing: Words = ()
    """Dictionary forms before a word for a document that say it is this one: «эти правила»."""
    ranges: tuple[str, ...] = ()
    """The same, with the first and the last section as groups."""
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    """What calls one part the first or the last one: «заключительная часть»."""
    closing: tuple[str, ...] = ()
    first_half: tuple[str, ...] = ()
    last_half: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    """The same: what asks for what was decided."""
    instructions: tuple[str, ...] = ()
    """The same: what asks for what was asked of somebody."""
    support: tuple[str, ...] = ()
    """The same: what asks for whose matters were supported."""


class Defining(Lists):
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


class About(Lists):
    """How a question asks what a document says of itself."""

    asks: Mapping[str, tuple[str, ...]] = {}
    """By what is asked for: regular expressions in folded text."""
    evidence: Mapping[str, Words] = {}
    """By what is asked for: dictionary forms of the words by which the sentence that says it is known."""
    told: Mapping[str, tuple[str, ...]] = {}
    """By what is asked for: regular expressions in folded text by which a sentence of the document says it of itself,
    the surest first."""
    signing: tuple[str, ...] = ()
    """Regular expressions in folded text for how a line begins that says who has signed."""
    vocabulary: Words = ()
    """Dictionary forms that such questions are made of; with any other word a question asks for something else."""


class Telling(Lists):
    """Frames that tell the kind of a question whatever its words are about: regular expressions in folded text."""

    roughly: tuple[str, ...] = ()
    """What wants to know what is said in general, whole words."""
    measures: tuple[str, ...] = ()
    """What wants a number or a time, of which that is said too, whole words: "how much overall"."""

    quoting: tuple[str, ...] = ()
    """What asks for the words of the text."""
    naming: tuple[str, ...] = ()
    """How a question begins that asks for several things by their number."""
    reasons: tuple[str, ...] = ()
    """How a question begins that asks why something is so."""
    called: tuple[str, ...] = ()
    """How a question begins that asks for the name of something: «как называется …»."""
    summing: tuple[str, ...] = ()
    """How a request for an overview of a topic begins: «кратко о …», "an overview of …"."""
    finding: tuple[str, ...] = ()
    """How a request for every place on a topic begins, which asks nothing of it: «найди про …», "search for …"."""
    regarding: tuple[str, ...] = ()
    """The same, where no question before is asked again of another topic: «что насчёт …», "what about …"."""
    in_all: tuple[str, ...] = ()
    """What tells that a number is asked of the whole document, whatever was asked before: «всего», "in total"."""
    whole: tuple[str, ...] = ()
    """A whole question that names nothing but the document, and asks what it is or says: «О чём это?»."""
    sections: tuple[str, ...] = ()
    """What asks for the parts of the document that speak of something."""
    counts: tuple[str, ...] = ()
    """How an order to count begins."""
    claiming: tuple[str, ...] = ()
    """What only a question for yes or no is put with."""
    asking: tuple[str, ...] = ()
    """How a question begins that asks for something else than yes or no, after what replies open with."""
    openings: tuple[str, ...] = ()
    """What may stand before the first word that asks."""
    no_claim: tuple[str, ...] = ()
    """What a plain sentence with a question mark may not hold to be one for yes or no, beside asking words."""
    clauses: tuple[str, ...] = ()
    """What begins a question inside a question: «о том, кто …», "about whom …"."""
    comparing: tuple[str, ...] = ()
    """What asks for a comparison, if there are two things to compare."""
