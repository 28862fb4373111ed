"""Whether a question asks for parts of the document that it names, and for nothing else of them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from index.document import Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import number_value
from index.language.words import Word, fold, words
from rag.query.sections.named import Places
from rag.query.sections.place_tokens import Role, tokenize
from rag.query.sections.places import places_in
from rag.query.sections.unit_mentions import unit_mentions
from rag.query.topic import is_frame

_YEARS = 100
"""From here on numbers are topics."""
_RETELLING = frozenset((*RUSSIAN.retelling, *ENGLISH.retelling))
_CLAUSE = re.compile(r"[^,.;:!?()—–]+")
_FACTS = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.facts, *ENGLISH.facts))})(?!\w)")


def topic_of(question: str, named: Places) -> tuple[Word, ...]:
    """Return the words that a question asks for beside the parts that it names.

    Only clauses count that name a part, or ask for a fact: «Готовлюсь к семинару: о чём пункт 3?» has none.
    """
    outside = replace(named, spans=(*named.spans, *_counted_sentences(question))).outside(question)
    clauses = [
        clause[0]
        for clause in _CLAUSE.finditer(outside)
        if any(clause.start() <= start < clause.end() for start, _ in named.spans) or _FACTS.search(fold(clause[0]))
    ]
    return tuple(
        word
        for word in chain.from_iterable(map(words, clauses if named.spans else [outside]))
        if word.is_content and not is_frame(word) and word.forms.isdisjoint(_RETELLING) and not _counts(word)
    )


def _counted_sentences(question: str) -> Iterator[tuple[int, int]]:
    """Where a question says how many sentences are wanted: «в двух предложениях»."""
    tokens = tokenize(question)
    for token, after in pairwise(tokens):
        if token.number and Role.SENTENCES in after.roles:
            yield token.start, after.end


def _counts(word: Word) -> bool:
    """Whether a word is a small number, as in "in one sentence" and "the next one"; years are topics."""
    value = number_value(word)
    return value is not None and value < _YEARS


def asks_fact(question: str, named: Places) -> bool:
    """Return whether a question asks something of the parts that it names, and not what they say."""
    topic = topic_of(question, named)
    is_one_section = len(named.found) == 1 and not named.missing and not named.found[0].paragraphs
    return bool(topic) and (is_one_section or bool(_FACTS.search(fold(named.outside(question)))))


def asks_for_parts_alone(question: str, document: Document) -> bool:
    """Return whether a question names parts by a word or a sign for numbers, and neither a topic nor a fact beside."""
    if _FACTS.search(fold(question)):
        return False
    named = places_in(question, document)
    roles = Role.NOUN | Role.BEFORE_NUMBER | Role.PREAMBLE
    is_said = bool(unit_mentions(question)) or any(token.roles & roles for token in tokenize(question))
    return bool(named) and is_said and not topic_of(question, named)
