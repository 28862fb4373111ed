"""What the ranker for any text weighs beside the paragraph itself: its section, and the letters of words.

Nothing here memorises a text: similarities, shares of a question's words and lengths mean the same in any.
"""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from index.chunks import Chunk
from index.document import PREAMBLE
from rag.retrieval.lexical import LexicalOverlap, letter_forms

Floats = NDArray[np.float32]

GENERAL_FEATURES = (
    "similarity", "section_similarity", "lexical_overlap", "section_overlap", "letter_overlap", "log_length",
    "is_preamble",
)  # fmt: skip
"""The columns of the features, in order."""
GENERAL_SIMILARITIES = 2
"""How many of them, the first ones, are similarities."""


class SectionContext:
    """The sections that the chunks of a document stand in."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Take the chunks in reading order."""
        groups = [list(group) for _, group in groupby(chunks, key=lambda chunk: chunk.section.number)]
        sizes = [len(group) for group in groups]
        self._sizes, self._starts = np.array(sizes), np.cumsum([0, *sizes[:-1]])
        self._overlap = LexicalOverlap([_whole(group) for group in groups])
        self._letters = LexicalOverlap([chunk.in_context for chunk in chunks], letter_forms)
        self._is_preamble = np.array([chunk.section.number == PREAMBLE for chunk in chunks], np.float32)

    def features(self, query: str, similarities: Floats, lexical_overlap: Floats, log_lengths: Floats) -> Floats:
        """Return the features of every chunk, (chunks, len(GENERAL_FEATURES)).

        Args:
            query: what is searched for.
            similarities: inner products of its embedding with the chunks, (chunks,).
            lexical_overlap: share of its words that each chunk has, (chunks,).
            log_lengths: logarithm of each chunk's length minus their mean, (chunks,).
        """
        of_sections = np.repeat(np.maximum.reduceat(similarities, self._starts), self._sizes)
        overlap = np.repeat(self._overlap.shares(query), self._sizes)
        letters = self._letters.shares(query)
        columns = (similarities, of_sections, lexical_overlap, overlap, letters, log_lengths, self._is_preamble)
        return np.stack(columns, axis=1).astype(np.float32)


def _whole(chunks: Sequence[Chunk]) -> str:
    """The text of a section with the headings above it."""
    return "\n".join((*(heading.text for heading in chunks[0].section.path), *(one.in_context for one in chunks)))
