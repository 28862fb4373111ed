"""Lists that tell what a question names, which sort of words answers it, and what it leans on."""

from collections.abc import Mapping

from index.language.lexicons.lists import Lists, Words


class Parts(Lists):
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
    before: tuple[str, ...] = ()
    """What stands before a section that is named where the one before it is meant; regular expressions."""
    after: tuple[str, ...] = ()
    """The same for the one after it."""
    throughout: tuple[str, ...] = ()
    """What says beside these that all up to there is meant."""
    sentences: Words = ()


class Points(Lists):
    """How a question names points, or other parts, by their numbers; regular expressions in folded text."""

    nouns: Words = ()
    short_nouns: tuple[str, ...] = ()
    """Abbreviations, which only stand before a number."""
    numbering: Words = ()
    """What may stand between such a word and the number: «номер»."""
    range_openings: Words = ()
    """What stands before the first number of a range."""
    digit_endings: Words = ()
    """What follows the digits of an ordinal: «20-й», "20th"."""
    ordinal_endings: Words = ()
    """What follows `ordinal_roots` of `Numbers`."""
    from_end: tuple[str, ...] = ()
    """Ordinals that count from the end; their values are in `Numbers`."""
    ordinals_follow: bool = False
    """Whether an ordinal may stand after the word too: «пункт третий»."""
    following_ordinals: Mapping[str, int] = {}
    """Ordinals that name a part only after a word for one, where their clause or a word for a part follows them."""
    starting: Words = ()
    through: Words = ()
    joining: Words = ()
    repeated: Words = ()
    """Prepositions that may stand before each number of a list."""
    inside: Words = ()
    """What stands between a part and that of which it is one."""
    before_cardinals: Words = ()
    """Words after which a number word is a number wherever it stands: "point three"."""
    other_counts: Words = ()
    """What follows a number that counts something else: «2 раза»."""
    counted: tuple[str, ...] = ()
    """How many points, and not which."""
    citing: tuple[str, ...] = ()
    """What orders a citation to stand in the answer, up to the word for a part: «поставь в конце [»."""
    preambles: tuple[str, ...] = ()


class Asked(Lists):
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


class Followup(Lists):
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
    same_part: tuple[str, ...] = ()
    """What says that a part is the one named before: «той же статьи»; regular expressions."""
    topic_openings: tuple[str, ...] = ()
    """Regular expressions for what may stand before a topic that is put in place of another."""
    topic_endings: tuple[str, ...] = ()
    """What may follow such a topic: «а сельское хозяйство где?»."""
    form: Words = ()
    """Words about the form of an answer and no topic: «короче»."""
    fully: Words = ()
    """Words that want all of a point."""
    reasons: tuple[str, ...] = ()
    """Regular expressions for questions why it is so, or not."""
    pieces: Words = ()
    """Those of them that a point is made of: of these the first is no first point."""
    pronouns: Words = ()
    point: str = ""
    """How a question names a point; `{numbers}` is a placeholder."""
    documents: Words = ()
    """Dictionary forms of what the whole is called."""
    conditions: tuple[str, ...] = ()
    """Regular expressions for what a condition begins with that is put in place of another: «если», "if"."""
    also: tuple[str, ...] = ()
    """Regular expressions for what asks whether the same holds of another: «тоже», "too"."""
    whole: tuple[str, ...] = ()
    """Regular expressions for what asks for all of a topic in short: «в целом», "overall"."""
    summed: str = ""
    """How a question asks for that; `{topic}` is a placeholder."""
    spelling: Words = ()
    """What an abbreviation is called by one who does not repeat it: «аббревиатура», "letters"."""
    spelt_out: str = ""
    """How a question asks what an abbreviation stands for; `{term}` is a placeholder."""
    compared: str = ""
    """How a question compares two names; `{first}` and `{second}` are placeholders."""


class History(Lists):
    """Signs that a question leans on the turn before it, or does not; regular expressions in folded text."""

    anaphora: Words = ()
    maybe_anaphora: Words = ()
    """What stands for something named before, or beside a noun."""
    reply_openings: Words = ()
    about: Words = ()
    """What stands before a topic."""
    demonstratives: Words = ()
    described: Words = ()
    """Adjectives between one of `demonstratives` and one of `documents`."""
    documents: Words = ()
    """Beginnings of what the document is called: with one of `demonstratives` before it, nothing leans on a turn."""
    addressed: Words = ()
    """What addresses the program itself."""


class Joined(Lists):
    """Signs that a question asks for two things; regular expressions in any case of letters."""

    second_questions: tuple[str, ...] = ()
    """A conjunction with the asking word of a second question."""
    contrasts: tuple[str, ...] = ()
    """A conjunction with the beginning of a second half."""
    several: tuple[str, ...] = ()
    """Words for several things."""
    conjunctions: tuple[str, ...] = ()
    halving: Words = ()
    """What joins two questions that begin alike; words, as the next list."""
    leading: Words = ()
    """What may stand before an asking word."""
    set_against: tuple[str, ...] = ()
    """What sets one thing against another within one question; regular expressions in folded text."""
