"""Enumerations that are what a question asks to be listed: «Какие документы приложить к заявке?».

«К заявке прилагаются: …» is the whole list then, and a deadline for those documents is no place of it.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, words
from rag.answers.lists.facets import facet_of
from rag.answers.lists.relevance import Literal
from rag.query.asked.alternatives import Topic, asks_for_conditions, asks_for_names, asks_for_places
from rag.query.asked.claims import asks_for_mentions

MIN_ITEMS = 2
LEAST_NAMING = 0.5
"""The least share of the items of an enumeration that name what they are items of («социальная стипендия»)."""
_CONDITIONAL = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.topics.conditional, *ENGLISH.topics.conditional))})\W*$")


def enumerated(question: str, topics: Iterable[Topic], literal: Literal, chosen: Mapping[str, Chunk]) -> frozenset[str]:
    """Return which paragraphs of a list remain where one of them introduces what is asked for; all where none does.

    Args:
        question: in words of the text's language or another's.
        topics: what it asks to be listed.
        literal: where their words stand.
        chosen: the paragraphs that belong in the list, by id.
    """
    asked = tuple(chain.from_iterable(topics))
    found = [one for one in chosen.values() if _enumerates(question, asked, literal, one)]
    if not found or _asks_for_all_places(question):
        return frozenset(chosen)
    return frozenset(name for name, one in chosen.items() if any(one is lead or _is_item(one, lead) for lead in found))


def named_by_items(topics: Iterable[Topic], chunks: Iterable[Chunk]) -> frozenset[str]:
    """Return the paragraphs that introduce items which name the one thing that is asked for: «Назови все стипендии»."""
    sought = [topic[0] for topic in topics if len(topic) == 1]
    return frozenset(one.id for one in chunks if any(_names(one, word) for word in sought))


def _asks_for_all_places(question: str) -> bool:
    """Whether a question asks where something stands, or for all amounts of a sort: other sections state them too."""
    return asks_for_places(question) or asks_for_mentions(question) or facet_of(question) is not None


def _enumerates(question: str, asked: Iterable[Word], literal: Literal, chunk: Chunk) -> bool:
    """Whether a paragraph introduces things of the sort that is asked for, or the cases of what is asked about."""
    if len(chunk.items) < MIN_ITEMS:
        return False
    if asks_for_conditions(question):
        return bool(_CONDITIONAL.search(fold(chunk.text)))
    is_about = any(chunk.id in literal.related[word.text] or _names(chunk, word) for word in asked)
    return is_about and asks_for_names(question)


def _is_item(chunk: Chunk, introducing: Chunk) -> bool:
    """Whether a paragraph is an item, or belongs to one, of those that another one introduces."""
    is_here = chunk.section.number == introducing.section.number
    return is_here and any(introducing.start <= one.start < introducing.end for one in chunk.lead_ins)


def _names(chunk: Chunk, word: Word) -> bool:
    naming = [any(word.same(one) for one in words(item.text)) for item in chunk.items]
    return sum(naming) >= max(MIN_ITEMS, LEAST_NAMING * len(naming))
