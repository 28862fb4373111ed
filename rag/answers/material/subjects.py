"""Which sections are on a topic: by their headings, by its words in any form, and by their meaning.

Scores count within one document. Where nothing stands out, nothing is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.chunks import Chunk
from index.language.words import Word, words
from rag.answers.material.outline import headings, is_front
from rag.answers.material.relatives import is_relative
from rag.answers.material.source import Source
from rag.answers.material.subject_meaning import SubjectMeaning
from rag.answers.material.subject_words import SubjectWords, telling, titled
from rag.answers.material.thresholds import (
    HEADED_SHARE,
    HEADED_WEIGHT,
    LEAST_MEANING_FOREIGN,
    LEAST_MEANING_OWN,
    LEAST_SHARE,
    MIN_SECTIONS,
    PASSAGE_SECTIONS,
    VOTERS,
    WITHOUT_HEADINGS,
    WORDS_WEIGHT,
)


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


class Subjects:
    """Finds the sections of one document by what they are about."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown; the lines of its title page are not searched."""
        self._source, self._headings = source, headings(source.document)
        rows = [row for row, chunk in enumerate(source.chunks) if not is_front(chunk)]
        self._chunks = [source.chunks[row] for row in rows]
        self._numbers = sorted({chunk.section.number for chunk in self._chunks})
        self._words = SubjectWords(source, self._chunks, self._headings)
        self._meaning = SubjectMeaning(source.retriever, rows, self._headings)

    def prepare(self) -> None:
        """Make what does not depend on a question."""
        self._meaning.prepare()

    @property
    def has_headings(self) -> bool:
        """Whether the document has enough headings for sections to be chosen by them."""
        return bool(self._meaning.headings)

    def tells(self, language: str) -> bool:
        """Return whether to look here for topics in a language: headings tell them, or words of the text cannot."""
        return self.has_headings or not self._source.speaks(language)

    def find(self, topic: Sequence[Word], language: str, least: float | None = None) -> Subject | None:
        """Return the sections on a topic in a language; None where nothing in the document stands out for it.

        `least` is asked of its meaning in place of LEAST_MEANING_FOREIGN, if the topic is in another language than the
        text.
        """
        topic = telling(topic)
        if not topic or not self._numbers:
            return None
        speaks = self._source.speaks(language)
        held = {word.text: self._words.sections_with(word, language) for word in topic} if speaks else {}
        sought = [word for word in topic if self._words.is_rare(held.get(word.text, frozenset()))] or list(topic)
        shares = self._words.shares(sought, held)
        meaning, chapter_like = self._meaning.of_sections(sought)
        headed = self._words.headed(sought) if speaks else frozenset()
        for number in headed & shares.keys():
            shares[number] = max(shares[number], HEADED_SHARE)
        best_share = max(shares.values(), default=0.0)
        by_words = best_share >= LEAST_SHARE
        least = LEAST_MEANING_OWN if speaks else least or LEAST_MEANING_FOREIGN
        if not by_words and not self._stands_out(meaning, best_share, least):
            return None
        scores = {number: meaning[number] + WORDS_WEIGHT * shares[number] for number in self._numbers}
        order = sorted(scores, key=lambda number: -scores[number])
        chapter = chapter_like or self._chapter(order[:VOTERS])
        return Subject(scores, shares, headed, chapter, by_words)

    def chapter_named(self, topic: Sequence[Word], language: str) -> frozenset[int]:
        """Return the sections of the chapter whose title a topic in a language names; empty where none is."""
        sought = telling(topic)
        if self._source.speaks(language):
            return titled([one for one in self._headings if not one.is_own], sought)
        return self._meaning.of_chapters(sought) if sought else frozenset()

    def chapter_titled(self, question: str, language: str) -> frozenset[int]:
        """Return the sections of the chapter whose title stands in a question, all of it; empty where none does.

        A title of one word may be said of anything else.
        """
        if not self._source.speaks(language):
            return frozenset()
        asked = [word for word in words(question) if word.is_content]
        return next((sections for title, sections in self._titles if _follow(title, asked)), frozenset())

    @cached_property
    def _titles(self) -> list[tuple[list[Word], frozenset[int]]]:
        """The content words of the titles of chapters that have several, each with the sections below it."""
        every = (one for one in self._headings if not one.is_own)
        titles = (([word for word in words(one.text) if word.is_content], one.sections) for one in every)
        return [(title, sections) for title, sections in titles if len(title) > 1]

    def passages(self, topic: Sequence[Word], language: str, least: float | None = None) -> list[tuple[Chunk, float]]:
        """Return the paragraphs on a topic with their scores, nearest first; empty where nothing stands out for it.

        Those of the PASSAGE_SECTIONS nearest sections, and of those below its headings. Arguments as for `find`.
        """
        subject = self.find(topic, language, least)
        if subject is None:
            return []
        sections = {*subject.order[:PASSAGE_SECTIONS], *subject.headed}
        sought = telling(topic)
        near = self._meaning.of_paragraphs(sought)
        found = []
        for chunk in self._chunks:
            if chunk.section.number in sections:
                there = words(f"{chunk.context} {self._source.text(chunk, language)}")
                held = sum(any(is_relative(word, other) for other in there if other.is_content) for word in sought)
                score = near[chunk.id] + WORDS_WEIGHT * held / len(sought) + subject.scores[chunk.section.number] / 2
                score += HEADED_WEIGHT * (chunk.section.number in subject.headed)
                found.append((chunk, score))
        return sorted(found, key=lambda pair: -pair[1])

    def meaning(self, topic: Sequence[Word]) -> dict[int, float]:
        """Return how far each section stands out for a topic by its meaning alone, as the sum of two z-scores."""
        return self._meaning.of_sections(topic)[0]

    def known(self, topic: Sequence[Word], language: str) -> list[frozenset[int]]:
        """Return the sections that have each word of a topic; words that stand nearly everywhere only if all do."""
        found = [held for word in topic if (held := self._words.sections_with(word, language))]
        return [held for held in found if self._words.is_rare(held)] or found

    def chapter_of(self, number: int) -> frozenset[int]:
        """Return the sections of the narrowest heading above a section that is above others too."""
        above = [one.sections for one in self._headings if not one.is_own and number in one.sections]
        return min(above, key=len, default=frozenset())

    def _stands_out(self, meaning: Mapping[int, float], share: float, least: float) -> bool:
        if share > 0 or len(self._numbers) < MIN_SECTIONS:
            return False  # what stands beside a known word is missing: "holy water"
        return max(meaning.values()) >= least * (1.0 if self.has_headings else WITHOUT_HEADINGS)

    def _chapter(self, best: Sequence[int]) -> frozenset[int]:
        """The chapter of most of the best sections."""
        found = [self.chapter_of(number) for number in best]
        return next((one for one in found if one and 2 * found.count(one) > len(best)), frozenset())


def _follow(title: Sequence[Word], asked: Sequence[Word]) -> bool:
    """Whether words stand one after the other among those of a question, in any form."""
    runs = (asked[start : start + len(title)] for start in range(len(asked) - len(title) + 1))
    return any(all(one.same(other) for one, other in zip(title, run, strict=True)) for run in runs)
