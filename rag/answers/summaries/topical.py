"""The sections that an overview of a topic is made of: by the headings, the words and the meaning that tell them.

A broad topic («экономика», "the humanitarian side") is written of under the names of what belongs to it, which are in
the lexicons; of those that the document names the nearest section each is taken.
"""

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, words
from rag.answers.material.other_words import OtherWords
from rag.answers.material.source import Source
from rag.answers.material.subject_words import telling
from rag.answers.material.subjects import Subjects

WHOLE_CHAPTER = 3
"""Where the headings on a topic have so many sections below them, no others are on it."""
MARGIN = 1.6
"""Score below the best that a section may have which has few of the topic's words or none."""
MIN_SHARE = 0.6
"""The least share of the topic's words, beside the best section's, of a section that is chosen by them."""
WHOLE = 0.99
"""The share of a topic's words from which on a section has all of them."""
MEANING_WEIGHT, PASSAGE_WEIGHT, NAMED_WEIGHT = 0.5, 0.5, 1.0
"""Without headings: of the two z-scores of a section's meaning, of that of its best passage, and of the share of the
topic's words that it has (chosen on 25 topics of the declaration's development questions, as is NEAR)."""
NEAR, NEAR_BY_MEANING = 1.5, 2.5
"""Without headings too: score below the best that a section may have which has no word of the topic; the second where
no section has any, as where topic and text are of two languages."""
_BROAD = {**RUSSIAN.subjects.broad, **ENGLISH.subjects.broad}


class TopicalSections:
    """Tells the sections of one document that are on a topic, nearest first."""

    def __init__(self, source: Source, subjects: Subjects) -> None:
        """Take the document as it is shown, and what tells what its sections are about."""
        self._source, self._subjects, self._other_words = source, subjects, OtherWords(source)

    def of(self, parts: Sequence[Sequence[Word]], language: str) -> list[int]:
        """Return the numbers of the sections on the parts of a topic in a language, those of each part in turn."""
        return _in_turn([self._broadly(part, language) for part in parts])

    def in_own_words(self, parts: Sequence[Sequence[Word]], language: str) -> tuple[tuple[tuple[Word, ...], ...], str]:
        """Return the parts of a topic in the words of the text where it has words for them, and their language."""
        if self._other_words.are_needed(language) and (said := self._other_words.topics(parts)):
            return said, self._source.language
        return tuple(map(tuple, parts)), language

    def _broadly(self, topic: Sequence[Word], language: str) -> list[int]:
        """The sections on a topic, and after the nearest one those on what belongs to it."""
        own = self._on(topic, language)
        members = [self._on(member, language, by_words=True)[:1] for member in _members(topic)]
        return [*own[:1], *(number for found in members for number in found), *own[1:]]

    def _on(self, topic: Sequence[Word], language: str, *, by_words: bool = False) -> list[int]:
        """The sections on a topic, nearest first; none where nothing in the document stands out for it.

        `by_words`: whether its words have to stand there, and not its meaning alone.
        """
        known = self._subjects.known(telling(topic), language)
        if by_words and not known:
            return []
        return self._headed(topic, language) if self._subjects.has_headings else self._near(topic, known, language)

    def _headed(self, topic: Sequence[Word], language: str) -> list[int]:
        """The same where headings tell the topics of sections."""
        subject = self._subjects.find(topic, language)
        if subject is None:
            return []
        best, most = max(subject.scores.values()), max(subject.shares.values())
        is_told = most > WHOLE  # its words tell where it stands: what has none of them is on something near it
        naming = frozenset(number for number, share in subject.shares.items() if share)
        pool = subject.headed or (subject.chapter & naming if is_told else subject.chapter)
        if pool:
            pool |= subject.whole if len(subject.headed) < WHOLE_CHAPTER else frozenset()
            return [number for number in subject.order if number in pool]
        return [
            number
            for number in subject.order
            if (subject.scores[number] >= best - MARGIN and (number in naming or not is_told))
            or (most and subject.shares[number] >= MIN_SHARE * most)
        ]

    def _near(self, topic: Sequence[Word], known: Sequence[frozenset[int]], language: str) -> list[int]:
        """The same where they do not: the sections nearest in meaning, those that name it before others."""
        if not known and self._subjects.find(topic, language) is None:
            return []
        meaning = self._subjects.meaning(telling(topic))
        text = " ".join(word.text for word in telling(topic))
        passages: dict[int, float] = {}
        for chunk, score in self._source.near(text, language):
            passages.setdefault(chunk.section.number, score)
        mean, spread = float(np.mean([*passages.values()])), float(np.std([*passages.values()])) or 1.0
        scores = {
            number: MEANING_WEIGHT * value
            + PASSAGE_WEIGHT * (passages.get(number, mean) - mean) / spread
            + NAMED_WEIGHT * sum(number in having for having in known) / max(1, len(known))
            for number, value in meaning.items()
        }
        naming, least = frozenset[int]().union(*known), max(scores.values()) - (NEAR if known else NEAR_BY_MEANING)
        order = sorted(scores, key=lambda number: -scores[number])
        return [number for number in order if number in naming or scores[number] >= least]


def is_broad(topic: Sequence[Word]) -> bool:
    """Return whether a topic is written of under the names of what belongs to it: «экономика»."""
    return bool(_members(topic))


def _members(topic: Sequence[Word]) -> list[tuple[Word, ...]]:
    """The topics that belong to a broad one, as the language has it; none where other words make it narrow."""
    told = telling(topic)
    if len(told) != 1:
        return []
    named = next((_BROAD[form] for form in sorted(told[0].forms) if form in _BROAD), ())
    return [words(member) for member in named]


def _in_turn(found: Sequence[Sequence[int]]) -> list[int]:
    """The first of each, then the second of each, without repeats."""
    return list(dict.fromkeys(number for row in zip_longest(*found) for number in row if number is not None))
