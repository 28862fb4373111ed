"""The word lists that tell amounts, in texts and in questions for them."""

from collections.abc import Mapping

from index.language.lexicons.lists import Lists, Words


class Quantities(Lists):
    """What tells amounts in a text, and which amount a question asks for: regular expressions in folded text.

    Sorts of amounts and units have one name in all languages.
    """

    numerals: Words = ()
    """Number words besides `Numbers.cardinals` and those that a dictionary of parts of speech tells."""
    weak: Words = ()
    """Number words that mostly count nothing: "one of them"; dictionary forms."""
    scales: tuple[str, ...] = ()
    """What multiplies the number before it: «тысяч», "million"."""
    fractions: tuple[str, ...] = ()
    """Shares that are said without a number: «половина», "two thirds"."""
    qualifiers: tuple[str, ...] = ()
    """What may stand between a number and its unit: "working" days."""
    units: Mapping[str, Mapping[str, str]] = {}
    """By sort (time, money, share, length …), then by unit."""
    qualified: Mapping[str, str] = {}
    """Of these, those that a question for all amounts may insist on, by one name in all languages."""
    listed: Mapping[str, tuple[str, ...]] = {}
    """Nouns by which a question asks for all amounts of a sort, and that say nothing of what they are of."""
    stating: tuple[str, ...] = ()
    """What a question for all amounts says beside their sort: that they are given, counted, named."""
    currencies: Words = ()
    """Codes and signs that stand before a sum."""
    rates: tuple[str, ...] = ()
    """What may follow a unit: «в месяц», "per hour"."""
    limits: tuple[str, ...] = ()
    """What stands before an amount and bounds it: «не более», "at least"."""
    prepositions: tuple[str, ...] = ()
    """What stands before a time or date and belongs to it: «через», "by"."""
    joints: tuple[str, ...] = ()
    """What joins two amounts to one: «и», "to", a dash."""
    frequencies: tuple[str, ...] = ()
    """Whole expressions: «раз в три года», "twice a year"."""
    periodic: Mapping[str, str] = {}
    """By unit of time: "weekly" is once in one."""
    dates: tuple[str, ...] = ()
    """Dates besides those of `Outline.dates`; MONTH is one of `Outline.months`."""
    clocks: tuple[str, ...] = ()
    bare_times: tuple[str, ...] = ()
    """Lengths of time that are said without a number: «не более года», "within a week"."""
    anchors: tuple[str, ...] = ()
    """What follows a length of time that begins with something else: "60 days after the deposit"."""
    references: tuple[str, ...] = ()
    """What a number that counts nothing stands after: «пункт», "clause"."""
    asks: Mapping[str, tuple[str, ...]] = {}
    """How a question asks for a sort, and `any`, for an amount of whatever sort."""
    manner: Words = ()
    """What may stand before `asks`: «как далеко»."""
    counts: tuple[str, ...] = ()
    """What asks how many there are of the noun after it."""
