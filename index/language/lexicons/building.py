"""Lists that tell how the words of a language are built: endings, suffixes, and what stands before what sound."""

from collections.abc import Mapping

from index.language.lexicons.lists import Lists, Words


class Building(Lists):
    """How words are built; letters are folded."""

    suffixes: str = ""
    """A regular expression: what may stand between the root of a word and its ending."""
    endings: str = ""
    """The same: how a word may end after its suffixes."""
    reflexives: Words = ()
    """What verbs may have after their ending."""
    reflexive: str = ""
    """How the dictionary form of a reflexive verb ends."""
    alternating: Words = ()
    """Pairs of letters that stand for each other at the end of a root: «продвигать», «продвижение»."""
    alike: Mapping[str, str] = {}
    """Pieces of words, each with the one that stands for it in relatives."""
    of_a_place: Words = ()
    """Regular expressions: how names of a place and of its people end after their root."""
    actions: Mapping[str, Words] = {}
    """How nouns of action end, each with how their verbs do; such roots may be too short to be told."""
    infinitives: Words = ()
    """How verbs end in the dictionary."""
    adjectives: str = ""
    """A regular expression: how the adjective of a noun too short for its root to be told goes on after its stem."""
    short_nouns: str = ""
    """Letters of which such a noun may have one after its stem."""
    of_names: str = ""
    """A regular expression: how the adjective of a name ends."""
    anniversaries: str = ""
    """How a noun ends that may begin with digits: «30-летие»."""
    compounds: tuple[str, ...] = ()
    """Regular expressions: what may stand before the second root of a compound."""
    prefixes: Words = ()
    """What fits one of `compounds` and is the prefix of a verb: «пере»."""
    linking: Words = ()
    """Letters that link the parts of a compound."""
    easing: str = ""
    """The vowel that a preposition gets before some words: «со», «ко»."""
    spelt_alike: tuple[str, ...] = ()
    """Prepositions that are one, each group in one string: «о», «об», «обо»."""
    about: tuple[str, str] = ("", "")
    """What stands before a name of which something is said: before a consonant, and before one of `vowels`."""
    vowels: str = ""
    vowel_letters: str = ""
    """All letters for vowels."""
    without_sign: str = ""
    """Letters after which no sign stands: vowels, and the signs themselves."""
    signs: Words = ()
    """Letters without a sound of their own, which romanized words leave out."""
    years: tuple[str, str] = ("", "")
    """What stands after the year of a date, in full and short."""
    alphabet: str = ""
    """The letters that number the items of a list, in their order."""
    shapes: tuple[str, str] = ("", "")
    """Letters that look like those of another alphabet, and those."""
    commonest: str = ""
    """The letters that are most of any text."""
