"""How far sections, paragraphs and headings stand out for the meaning of words, as z-scores within one document.

An embedder's cosines lie close together, and a passage that is near to any word at all is near to none: from each
similarity goes the mean one to words of everyday life (`background` in the lexicons).
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, lemmas
from rag.answers.material.outline import Headed
from rag.answers.material.thresholds import CHAPTER_LEAD, HEADING_Z, MAX_HEADINGS, MIN_HEADINGS
from rag.retrieval.retriever import Retriever

Floats = NDArray[np.float64]

_BACKGROUND = (*RUSSIAN.subjects.background, *ENGLISH.subjects.background)
_REMEMBERED = 8
"""Topics whose embeddings are kept: one question asks for the sections of a topic, then for their paragraphs."""


class SubjectMeaning:
    """Compares the meaning of words with one document."""

    def __init__(self, retriever: Retriever, rows: Sequence[int], headings: Sequence[Headed]) -> None:
        """Take what embeds, the rows of the paragraphs that are compared, and all headings."""
        self._retriever, self._rows, self._all = retriever, rows, headings
        self._chunks: list[Chunk] = [retriever.index.chunks[row] for row in rows]
        sections = [chunk.section.number for chunk in self._chunks]
        self._numbers = sorted(set(sections))
        self._starts = np.array([sections.index(number) for number in self._numbers])
        self._vector = lru_cache(_REMEMBERED)(lambda text: retriever.embed(text).astype(float))

    def prepare(self) -> None:
        """Make what does not depend on a question."""
        _ = self._hub, self._heading_vectors

    @cached_property
    def headings(self) -> Sequence[Headed]:
        """The headings that are compared; none where there are too few."""
        wide = tuple(one for one in self._all if not one.is_own)
        found = self._all if len(self._all) <= MAX_HEADINGS else wide[:MAX_HEADINGS]
        return found if len(found) >= MIN_HEADINGS else ()

    def of_paragraphs(self, sought: Sequence[Word]) -> dict[str, float]:
        """Return how far each paragraph stands out for words, by its id."""
        near = _standard(self._near(self._vector(_lemmatised(sought))))
        return {chunk.id: value for chunk, value in zip(self._chunks, near.tolist(), strict=True)}

    def of_sections(self, sought: Sequence[Word]) -> tuple[dict[int, float], frozenset[int]]:
        """Return how far each section and its headings stand out for words, and the chapter whose heading does so most.

        The first is the sum of two z-scores, by the section's number; twice that of the text where no headings are
        compared. The chapter is empty where no heading stands out.
        """
        vector = self._vector(_lemmatised(sought))
        own = _standard(np.maximum.reduceat(self._near(vector), self._starts))
        if not self.headings:
            return dict(zip(self._numbers, (2 * own).tolist(), strict=True)), frozenset()
        vectors, hub = self._heading_vectors
        headed = _standard(vectors @ vector - hub)
        by_section = dict.fromkeys(self._numbers, 0.0)
        for one, value in zip(self.headings, headed.tolist(), strict=True):
            for number in one.sections & by_section.keys():
                by_section[number] = max(by_section[number], value)
        best = int(np.argmax(headed))
        is_chapter = headed[best] >= HEADING_Z and not self.headings[best].is_own
        chapter = self.headings[best].sections if is_chapter else frozenset()
        total = {number: score + by_section[number] for number, score in zip(self._numbers, own.tolist(), strict=True)}
        return total, chapter

    def of_chapters(self, sought: Sequence[Word]) -> frozenset[int]:
        """Return the sections below the only heading above several that stands out for words; empty where none does.

        It is nearer to them than to words of everyday life, and by CHAPTER_LEAD standard deviations than any other.
        """
        wide = [row for row, one in enumerate(self.headings) if not one.is_own]
        if len(wide) < MIN_HEADINGS:
            return frozenset()
        vectors, hub = self._heading_vectors
        near = (vectors @ self._vector(_lemmatised(sought)) - hub)[wide]
        second, best = np.argsort(near)[-2:].tolist()
        leads = near[best] - near[second] >= CHAPTER_LEAD * float(near.std())
        return self.headings[wide[best]].sections if leads and near[best] > 0 else frozenset()

    def _near(self, vector: Floats) -> Floats:
        """How much nearer each paragraph is to a vector than to any word, (paragraphs,)."""
        near: Floats = self._retriever.means[self._rows] @ vector - self._hub
        return near

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
        vectors = self._retriever.embed_all([one.text for one in self.headings]).astype(float)
        return vectors, (vectors @ self._background.T).mean(axis=1)


def _lemmatised(sought: Sequence[Word]) -> str:
    return " ".join(lemmas(" ".join(word.text for word in sought)))


def _standard(values: Floats) -> Floats:
    standard: Floats = (values - values.mean()) / (values.std() or 1.0)
    return standard
