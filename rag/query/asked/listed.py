"""What a question for a number counts where a text lists it: «видов кредитов», "duties of the owner". Pure.

How words for what is counted are introduced in a text («обязанности»: «обязан») is data in the lexicons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.kinds import Listed
from index.language.words import Word, fold
from rag.query.asked.counting import CountQuestion, content

_LISTED = (*RUSSIAN.counting.listed.values(), *ENGLISH.counting.listed.values())
_ASKS = "|".join((*RUSSIAN.counting.asks_how_many, *ENGLISH.counting.asks_how_many))
_BETWEEN = 2
"""Words that may stand between what asks for a number and what is counted."""
_HOW_MANY = rf"(?<!\w)(?:{_ASKS})(?:\s+\w+){{0,{_BETWEEN}}}?\s+"
_FRAMING = frozenset(
    word
    for one in (RUSSIAN, ENGLISH)
    for word in (*one.listing, *one.counting.framing, *one.counting.giving, *one.defining.framing)
)


@dataclass(frozen=True, slots=True)
class ListedSought:
    """What is counted.

    Attributes:
        introduced: what fits the folded text that introduces such items; None where only `noun` tells.
        by_heading: whether the heading above may introduce them too.
        noun: what items are, by the question's own word; None where it is one of those of the lexicons.
        topic: the words that have to stand in what introduces the items, too.
    """

    introduced: re.Pattern[str] | None
    by_heading: bool
    noun: Word | None
    topic: tuple[Word, ...]


@cache
def _patterns() -> Sequence[tuple[re.Pattern[str], re.Pattern[str], Listed]]:
    """What counts each sort of items, and what introduces them, with all that is known of the sort."""
    return [
        (
            re.compile(rf"{_HOW_MANY}(?P<noun>{'|'.join(one.asks)})(?!\w)"),
            re.compile("|".join(rf"(?<!\w)(?:{said})" for said in one.introduced)),
            one,
        )
        for one in _LISTED
    ]


@cache
def _asked_for() -> Sequence[tuple[re.Pattern[str], re.Pattern[str]]]:
    """What names each sort of items that a question may be for, and what introduces them."""
    return [
        (re.compile(rf"(?<!\w)(?:{'|'.join(one.asks)})(?!\w)"), introduced)
        for _, introduced, one in _patterns()
        if one.is_asked_for
    ]


def counts_listed(question: str) -> bool:
    """Return whether a question asks for the number of what texts list: duties, grounds, kinds, terms."""
    text = fold(question)
    return any(asks.search(text) for asks, _, _ in _patterns())


def introduced_as(question: str) -> re.Pattern[str] | None:
    """Return what introduces the duties or rights that a question is for; None where it is for something else."""
    text = fold(question)
    asked = (introduced for asks, introduced in _asked_for() if asks.search(text))
    return next(asked, None)


def listed_sought(question: str, asked: CountQuestion) -> ListedSought | None:
    """Return what a question counts, `asked` as it was read; None where it does not say."""
    text = fold(question)
    said = [word for topic in asked.topics for word in content(topic)]
    for asks, introduced, one in _patterns():
        if (match := asks.search(text)) and (asked.only or not one.in_section):
            named = match["noun"].split()
            topic = [word for word in said if fold(word.text) not in named]
            return ListedSought(introduced, one.by_heading, None, _without_frame(topic))
    if not said or not re.search(rf"{_HOW_MANY}{fold(said[0].text)}", text):
        return None
    return ListedSought(None, False, said[0], (said[0], *_without_frame(said[1:])))


def _without_frame(topic: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(word for word in topic if word.forms.isdisjoint(_FRAMING))
