"""The false-premise check: does a question attribute a proposal to another party than the passage does?

«Почему Норвегия предложила …» has no answer in a passage that says that Chile proposed it, however near it is.
"""

from collections.abc import Sequence
from functools import cached_property

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.transliteration import is_known_name, named
from index.language.words import Word, fold, is_proper_noun, words
from rag.verification.support import PROPOSALS, PROPOSING, is_covered, proposers

_PROPOSAL_WORDS = PROPOSING | PROPOSALS | {*RUSSIAN.proposing, *ENGLISH.proposing}
_ACTOR_CONTEXT = _PROPOSAL_WORDS | {*RUSSIAN.actor_titles, *ENGLISH.actor_titles}
"""One of these stands beside the name of whoever proposes."""
_SKIPPED = frozenset({*RUSSIAN.skipped_before_actors, *ENGLISH.skipped_before_actors})
"""Words between a name and its context: "the initiative of the Republic of Chile"."""


class AttributionChecker:
    """The check against the passages of one document."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts of all points of the document."""
        self._texts = texts

    def is_misattributed(self, question: str, passage: str) -> bool:
        """Return whether a question attributes a proposal to a party and the passage, which names one, to others."""
        asked = words(question)
        return bool(claimed_actors(asked)) and is_misattributed(asked, words(passage), self._names)

    @cached_property
    def _names(self) -> list[Word]:
        """Every name in the document, looked up when the first question attributes a proposal to somebody."""
        return [word for text in self._texts for word in words(text) if word.is_proper]


def claimed_actors(asked: Sequence[Word]) -> list[Word]:
    """Return whose proposal a question claims something to be: «выдвинула Норвегия», "the initiative of Chile"."""
    if all(word.forms.isdisjoint(_PROPOSAL_WORDS) for word in asked):
        return []
    actors = []
    for at, word in enumerate(asked):
        if word.is_proper and not word.text.isupper() and is_place(word):
            before = [other for other in asked[:at] if other.forms.isdisjoint(_SKIPPED)][-1:]
            beside = [*before, *asked[at + 1 : at + 2]]
            if any(not other.forms.isdisjoint(_ACTOR_CONTEXT) for other in beside):
                actors.append(word)
    return actors


def is_misattributed(asked: Sequence[Word], passage: Sequence[Word], names: Sequence[Word]) -> bool:
    """Tell whether a question claims a proposal for actors of whom the passage, which names its proposers, names none.

    Only actors among the `names` of the whole document count: a capital may stand for a country that the document
    calls otherwise.
    """
    claimed = [word for word in claimed_actors(asked) if _is_named(word, names)]
    actual = proposers(passage)
    return bool(claimed and actual) and not any(_is_named(word, actual) for word in claimed)


def is_place(word: Word) -> bool:
    """Return whether a name is that of a place or a person, as far as dictionaries tell."""
    return is_proper_noun(fold(word.text)) or is_known_name(fold(word.text))


def _is_named(word: Word, there: Sequence[Word]) -> bool:
    """Whether a Russian text has a name, be the name Russian or English."""
    return is_covered(word, there) or (word.text.isascii() and named(word.text, there))
