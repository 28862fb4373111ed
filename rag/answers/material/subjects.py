"""Which sections are on a topic: by their headings, by its words in any form, and by their meaning.

Scores count within one document: an embedder's cosines lie close together, and a passage that is near to any word at
all is near to none. Where nothing stands out, nothing is found.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, lemmas, words
from rag.answers.material.outline import Headed, headings
from rag.answers.material.relatives import is_relative
from rag.answers.material.source import Source

Floats = NDArray[np.float64]

MAX_SPREAD = 0.4
"""A word in more of the sections than this tells none of them from the others."""
WORDS_WEIGHT = 4.0
"""What all words of a topic count beside the two z-scores of its meaning."""
LEAST_SHARE = 0.67
"""The least share of a topic's words, by rarity, that a section on it has; if it has any of them."""
LEAST_MEANING = {True: 5.2, False: 5.5}
"""The least sum of z-scores of a section that has no word of a topic, where its text is of another language than the
topic (True), or of the same, so that the missing words speak against it (eval/LOG.md, Any text)."""
HEADED_SHARE = 0.67
"""What a section has of a topic, at least, that the heading above it is on."""
WITHOUT_HEADINGS = 1.1
"""More is asked by this factor where there are no headings, whose score then is that of the text once more."""
MIN_SECTIONS = 12
"""Of fewer sections z-scores mean nothing."""
MIN_HEADINGS = 6
"""Of fewer headings too."""
MAX_HEADINGS = 240
"""Of more headings only those above several sections are compared by meaning."""
LEAST_BESIDE = 4.6
"""The same where something beside it was found, as of two things that are compared."""
HEADED_WEIGHT = 2.0
"""What a paragraph gains whose section's heading is on a topic."""
PASSAGE_SECTIONS = 5
VOTERS = 3
"""Most of so many best sections decide which chapter a topic is about."""
HEADING_Z = 2.5
"""The least z-score of a heading that is the topic's by its meaning."""
_HOLLOW = frozenset((*RUSSIAN.subjects.hollow, *ENGLISH.subjects.hollow))
_BACKGROUND = (*RUSSIAN.subjects.background, *ENGLISH.subjects.background)


@dataclass(frozen=True, slots=True)
class Subject:
    """What was found for a topic.

    Attributes:
        scores: of each section, higher is nearer.
        shares: of the topic's words that each section has, by rarity, from 0 to 1.
        headed: the sections below the headings that are on the topic.
        chapter: the sections of the chapter that most of the best ones are in; empty without one.
        by_words: whether its words were found, and not its meaning alone.
    """

    scores: Mapping[int, float]
    shares: Mapping[int, float]
    headed: frozenset[int]
    chapter: frozenset[int]
    by_words: bool

    @property
    def order(self) -> list[int]:
        """The sections, nearest first."""
        return sorted(self.scores, key=lambda number: (-self.scores[number], number))

    @property
    def whole(self) -> frozenset[int]:
        """The sections that have every word of the topic."""
        return frozenset(number for number, share in self.shares.items() if share > 0.99)


def telling(topic: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a topic that say what it is; all of them if none does («основные правила»)."""
    return tuple(word for word in topic if word.forms.isdisjoint(_HOLLOW)) or tuple(topic)


class Subjects:
    """Finds the sections of one document by what they are about."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source, self._retriever = source, source.retriever
        front = {chunk.id for chunk in source.chunks if is_front(chunk)}
        self._rows = [row for row, chunk in enumerate(source.chunks) if chunk.id not in front]
        sections = [source.chunks[row].section.number for row in self._rows]
        self._numbers = sorted(set(sections))
        self._starts = np.array([sections.index(number) for number in self._numbers])
        self._vocabularies: dict[str, Mapping[str, tuple[Word, frozenset[int]]]] = {}

    def prepare(self) -> None:
        """Make what does not depend on a question."""
        _ = self._hub, self._heading_vectors

    def find(self, topic: Sequence[Word], language: str, least: float | None = None) -> Subject | None:
        """Return the sections on a topic in a language; None where nothing in the document stands out for it.

        `least` is asked of its meaning in place of LEAST_MEANING, if the topic is in another language than the text.
        """
        topic = telling(topic)
        if not topic or not self._numbers:
            return None
        speaks = self._source.speaks(language)
        held = {word.text: self._sections_with(word, language) for word in topic} if speaks else {}
        rare = [word for word in topic if len(held.get(word.text, ())) <= MAX_SPREAD * len(self._numbers)]
        sought = rare or list(topic)
        shares = self._shares(sought, held)
        meaning, chapter_like = self._meaning(" ".join(lemmas(" ".join(word.text for word in sought))))
        headed = self._headed(sought) if speaks else frozenset()
        for number in headed & shares.keys():
            shares[number] = max(shares[number], HEADED_SHARE)
        best_share = max(shares.values(), default=0.0)
        by_words = best_share >= LEAST_SHARE
        if not by_words and not self._stands_out(
            meaning, best_share, LEAST_MEANING[False] if speaks else least or LEAST_MEANING[True]
        ):
            return None
        scores = {number: meaning[number] + WORDS_WEIGHT * shares[number] for number in self._numbers}
        order = sorted(scores, key=lambda number: -scores[number])
        chapter = chapter_like or self._chapter(order[:VOTERS])
        return Subject(scores, shares, headed, chapter, by_words)

    def passages(self, topic: Sequence[Word], language: str, least: float | None = None) -> list[tuple[Chunk, float]]:
        """Return the paragraphs on a topic with their scores, nearest first; empty where nothing stands out for it.

        Those of the PASSAGE_SECTIONS nearest sections, and of those below its headings. Arguments as for `find`.
        """
        subject = self.find(topic, language, least)
        if subject is None:
            return []
        sections = {*subject.order[:PASSAGE_SECTIONS], *subject.headed}
        sought = telling(topic)
        near = self._near(sought)
        found = []
        for chunk in (self._source.chunks[row] for row in self._rows):
            if chunk.section.number in sections:
                there = words(f"{chunk.context} {self._source.text(chunk, language)}")
                held = sum(any(is_relative(word, other) for other in there if other.is_content) for word in sought)
                score = near[chunk.id] + WORDS_WEIGHT * held / len(sought) + subject.scores[chunk.section.number] / 2
                score += HEADED_WEIGHT * (chunk.section.number in subject.headed)
                found.append((chunk, score))
        return sorted(found, key=lambda pair: -pair[1])

    def meaning(self, topic: Sequence[Word]) -> dict[int, float]:
        """Return how far each section stands out for a topic by its meaning alone, as the sum of two z-scores."""
        return self._meaning(" ".join(lemmas(" ".join(word.text for word in topic))))[0]

    def known(self, topic: Sequence[Word], language: str) -> list[frozenset[int]]:
        """Return the sections that have each word of a topic; words that stand nearly everywhere only if all do."""
        found = [held for word in topic if (held := self._sections_with(word, language))]
        return [held for held in found if len(held) <= MAX_SPREAD * len(self._numbers)] or found

    def chapter_of(self, number: int) -> frozenset[int]:
        """Return the sections of the narrowest heading above a section that is above others too."""
        above = [one.sections for one in self._headings if not one.is_own and number in one.sections]
        return min(above, key=len, default=frozenset())

    def _stands_out(self, meaning: Mapping[int, float], share: float, least: float) -> bool:
        if share > 0 or len(self._numbers) < MIN_SECTIONS:
            return False  # what stands beside a known word is missing: "holy water"
        return max(meaning.values()) >= least * (1.0 if self._compared else WITHOUT_HEADINGS)

    # Words.

    def _vocabulary(self, language: str) -> Mapping[str, tuple[Word, frozenset[int]]]:
        """Each content word of the text in a language, by its spelling, with the sections that have it."""
        if language not in self._vocabularies:
            found: dict[str, tuple[Word, set[int]]] = {}
            chunks = [self._source.chunks[row] for row in self._rows]
            texts = [(chunk.section.number, self._source.text(chunk, language)) for chunk in chunks]
            if language == self._source.language:
                texts += [(number, one.text) for one in self._headings if one.is_own for number in one.sections]
            for number, text in texts:
                for word in words(text):
                    if word.is_content:
                        found.setdefault(fold(word.text), (word, set()))[1].add(number)
            self._vocabularies[language] = {text: (word, frozenset(held)) for text, (word, held) in found.items()}
        return self._vocabularies[language]

    def _sections_with(self, word: Word, language: str) -> frozenset[int]:
        found = (held for other, held in self._vocabulary(language).values() if is_relative(word, other))
        return frozenset().union(*found)

    def _shares(self, sought: Iterable[Word], held: Mapping[str, frozenset[int]]) -> dict[int, float]:
        """The share of words that each section has, each weighted by its inverse document frequency."""
        found, total = dict.fromkeys(self._numbers, 0.0), 0.0
        for word in sought:
            having = held.get(word.text, frozenset())
            weight = math.log((len(self._numbers) + 1) / (len(having) + 0.5))
            total += weight
            for number in having & found.keys():
                found[number] += weight
        return {number: share / total for number, share in found.items()} if total else found

    def _headed(self, sought: Sequence[Word]) -> frozenset[int]:
        """The sections below the headings that are on a topic."""
        return frozenset().union(*(one.sections for one in self._headings if _is_on(one, sought)))

    def _chapter(self, best: Sequence[int]) -> frozenset[int]:
        """The chapter of most of the best sections."""
        found = [self.chapter_of(number) for number in best]
        return next((one for one in found if one and 2 * found.count(one) > len(best)), frozenset())

    # Meaning.

    @cached_property
    def _headings(self) -> tuple[Headed, ...]:
        return headings(self._source.document)

    @cached_property
    def _compared(self) -> tuple[Headed, ...]:
        """The headings that are compared by meaning."""
        wide = tuple(one for one in self._headings if not one.is_own)
        found = self._headings if len(self._headings) <= MAX_HEADINGS else wide[:MAX_HEADINGS]
        return found if len(found) >= MIN_HEADINGS else ()

    def tells(self, language: str) -> bool:
        """Whether topics in a language are sought here: where headings tell them, or no words can."""
        return self.has_headings or not self._source.speaks(language)

    @property
    def has_headings(self) -> bool:
        """Whether the document has enough headings for sections to be chosen by them."""
        return bool(self._compared)

    @cached_property
    def _background(self) -> Floats:
        return self._retriever.embed_all(_BACKGROUND).astype(float)

    @cached_property
    def _hub(self) -> Floats:
        """How near each paragraph is to any word, (paragraphs,)."""
        near: Floats = (self._retriever.means[self._rows] @ self._background.T).mean(axis=1)
        return near

    @cached_property
    def _heading_vectors(self) -> tuple[Floats, Floats]:
        """The embeddings of the headings, (headings, dimension), and how near each is to any word, (headings,)."""
        vectors = self._retriever.embed_all([one.text for one in self._compared]).astype(float)
        return vectors, (vectors @ self._background.T).mean(axis=1)

    def _near(self, sought: Sequence[Word]) -> dict[str, float]:
        """How far each paragraph stands out for words."""
        vector = self._retriever.embed(" ".join(lemmas(" ".join(word.text for word in sought)))).astype(float)
        near = _standard(self._retriever.means[self._rows] @ vector - self._hub)
        return {self._source.chunks[row].id: value for row, value in zip(self._rows, near.tolist(), strict=True)}

    def _meaning(self, text: str) -> tuple[dict[int, float], frozenset[int]]:
        """How far each section and its headings stand out for a text; the chapter whose heading does so most."""
        vector = self._retriever.embed(text).astype(float)
        near = self._retriever.means[self._rows] @ vector - self._hub
        own = _standard(np.maximum.reduceat(near, self._starts))
        if not self._compared:
            return dict(zip(self._numbers, (2 * own).tolist(), strict=True)), frozenset()
        vectors, hub = self._heading_vectors
        headed = _standard(vectors @ vector - hub)
        by_section = dict.fromkeys(self._numbers, 0.0)
        for one, value in zip(self._compared, headed.tolist(), strict=True):
            for number in one.sections & by_section.keys():
                by_section[number] = max(by_section[number], value)
        best = int(np.argmax(headed))
        is_chapter = headed[best] >= HEADING_Z and not self._compared[best].is_own
        chapter = self._compared[best].sections if is_chapter else frozenset()
        total = {number: score + by_section[number] for number, score in zip(self._numbers, own.tolist(), strict=True)}
        return total, chapter


def is_front(chunk: Chunk) -> bool:
    """Whether a paragraph is a line of a title page and no sentence."""
    return chunk.section.number == 0 and chunk.text.rstrip()[-1:] not in {*".;:,!?…»”)"}


def _is_on(heading: Headed, sought: Sequence[Word]) -> bool:
    """Whether a heading and a topic are of the same words: all of one's, and half of the other's at least."""
    there = [word for word in words(heading.text) if word.is_content]
    there = [word for word in there if word.forms.isdisjoint(_HOLLOW)] or there
    of_topic = sum(any(is_relative(word, other) for other in there) for word in sought)
    of_heading = sum(any(is_relative(other, word) for other in sought) for word in there)
    if not there or min(2 * of_topic, len(sought)) < len(sought) or min(2 * of_heading, len(there)) < len(there):
        return False
    return of_topic == len(sought) or of_heading == len(there)


def _standard(values: Floats) -> Floats:
    standard: Floats = (values - values.mean()) / (values.std() or 1.0)
    return standard
