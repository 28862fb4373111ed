"""Lists that tell how a question puts its topic: what stands before it, beside it, and what it is to be found in."""

from index.language.lexicons.lists import Lists, Words


class Topics(Lists):
    """How a question puts its topic; regular expressions in folded text, but where it says otherwise."""

    said: tuple[str, ...] = ()
    """What asks for no detail, only for what is said: «что сказано»."""
    inside: tuple[str, ...] = ()
    """What may stand between that and the topic: «в документе»."""
    about: Words = ()
    """What stands before the topic then."""
    asides: tuple[str, ...] = ()
    """What begins a clause that adds to a topic before it: «, который», "which"."""
    fillers: tuple[str, ...] = ()
    """What stands before a topic, with the preposition that marks it, and is none: «нормы о», "rules on"."""
    names: tuple[str, ...] = ()
    """What asks which things of a sort there are."""
    everything: Words = ()
    """What asks for everything of a sort."""
    places: tuple[str, ...] = ()
    """What asks for every place about something."""
    spelt: tuple[str, ...] = ()
    """What stands before words that are quoted as such: «выражение «…»»."""
    conditions: tuple[str, ...] = ()
    """What asks when something is so."""
    conditional: tuple[str, ...] = ()
    """How the words end that introduce the cases in which something is so."""
    of_something: Words = ()
    """What shows after `names` that it is said of something and not which things there are."""
    of_everything: Words = ()
    """The same after `everything`."""
    within: Words = ()
    """What stands before the place in which something is so."""
    articles: tuple[str, ...] = ()
    """What may stand between that and the place."""
    ranges: Words = ()
    """What stands before the last number of a range."""


class Unnamed(Lists):
    """How a question is about somebody or something that it does not name."""

    pronouns: tuple[str, ...] = ()
    """What stands for it: regular expressions in folded text."""
    of_documents: Words = ()
    """Dictionary forms of verbs and nouns of questions in which it may be the document: «Когда он вступает в силу?»."""
    empty: Words = ()
    """Dictionary forms of words that name nothing: measures, adverbs, what only asks."""


class Mentions(Lists):
    """How a question asks for the points that mention something; regular expressions in folded text."""

    asks: tuple[str, ...] = ()
    """The whole beginning of such a question; SPEAKS and TEXT stand for the two lists below."""
    speaks: tuple[str, ...] = ()
    """What points do: mention, speak of."""
    text: tuple[str, ...] = ()
    """What the text is called."""
    clauses: tuple[str, ...] = ()
    """What begins a subordinate clause: what is asked for is then no topic."""
