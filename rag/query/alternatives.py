"""The topics of a question that names several: «наука и образование» are two, either of which may be what is sought."""

import re

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word
from rag.query.references import strip_references
from rag.query.topic import topic_words

Topic = tuple[Word, ...]
"""Words that have to stand together."""

_SEPARATOR = re.compile(
    rf"\s*(?:[,;/]|,?\s*(?:{'|'.join((*RUSSIAN.alternating, *ENGLISH.alternating))}))\s*", re.IGNORECASE
)
_LISTING = frozenset((*RUSSIAN.listing, *ENGLISH.listing))
_ASIDE = re.compile(r"\([^()]*\)")


def alternatives(question: str) -> tuple[Topic, ...]:
    """Return the topics of a question in order; none where it names none («А ещё?»).

    What stands in brackets is an aside, and words that only ask for a list are no topic.
    """
    asked = _ASIDE.sub(" ", question)
    text = strip_references(asked)
    topics: list[list[Word]] = []
    end = None
    for word in topic_words(asked):
        if not word.forms.isdisjoint(_LISTING):
            continue
        if end is None or _SEPARATOR.fullmatch(text[end : word.start]):
            topics.append([])
        topics[-1].append(word)
        end = word.end
    return tuple(map(tuple, topics))
