"""The terms that a document defines: in a list, under a heading that is the term, or in brackets («далее – …»).

What stands above such lists, and what links a term to its definition, is data in the lexicons.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.sentences import split_sentences
from index.language.words import Word, fold, words
from rag.answers.material.source import Source
from rag.answers.wording.excerpt import excerpt
from rag.types import Sentence

MAX_NAME = 6
"""Words of the longest term."""
MIN_NEARNESS = 0.89
"""Least cosine of a term in another language and the name of the defined one that it may be, with its lead over the
next one added. Of pairs tried on two texts the least right one has .891, the greatest wrong one .886."""
_DEFINING = (RUSSIAN.defining, ENGLISH.defining)


def _any_of(name: str) -> str:
    return "|".join(pattern for one in _DEFINING for pattern in getattr(one, name))


_HEADING = re.compile(rf"(?<!\w)(?:{_any_of('headings')})(?!\w)")
_NAME = r"[«\"“]?(?P<name>[^«»“”\"–—:;.,()]{2,60}?)[»”\"]?"
_ITEM = re.compile(
    rf"(?:^|;\s+|\.\s+)(?:\(?\w{{1,4}}[.)]\s*)*{_NAME}(?:\s*\([^()]*\))?\s*(?:{_any_of('means')})(?=\W|$)"
)
_QUOTED = re.compile(rf"[«\"“](?P<name>[^«»“”\"]{{2,60}})[»”\"]\s+(?:{_any_of('means')})(?=\W)")
_BRACKET = re.compile(rf"\((?:{_any_of('shortened')})\s*{_NAME}\)")


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term with the place of its definition: a paragraph, and the offset of the term in it or of its beginning."""

    name: str
    chunk: Chunk
    start: int

    @property
    def content(self) -> tuple[Word, ...]:
        """The words of the term without function words."""
        return tuple(word for word in words(self.name) if word.is_content)


class DefinedTerms:
    """The terms of one document, as its original defines them."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source = source

    @cached_property
    def every(self) -> tuple[DefinedTerm, ...]:
        """All terms that the document defines, those of lists and headings first."""
        listed = [term for chunk in self._source.chunks if _defines(chunk) for term in _listed(chunk)]
        named = [term for chunk in self._source.chunks for term in _named(chunk)]
        short = (term for term in (*listed, *named) if 0 < len(term.content) <= MAX_NAME)
        return tuple({fold(term.name): term for term in reversed([*short])}.values())[::-1]

    def called(self, sought: Sequence[Word]) -> DefinedTerm | None:
        """Return the term whose words are those that are sought, in any form; None if none is."""
        content = [word for word in sought if word.is_content]
        same = next((term for term in self.every if are_same(content, term.content)), None)
        return same or (self._of_head(content) if content else None)

    def _of_head(self, content: Sequence[Word]) -> DefinedTerm | None:
        """The only term that ends in words of which none is defined by itself: «насаждения» of «зелёные насаждения»."""
        ends = [term for term in self.every if are_same(content, term.content[-len(content) :])]
        return ends[0] if len(ends) == 1 else None

    def nearest(self, text: str) -> DefinedTerm | None:
        """Return the term that a text in another language means, by its embedding; None if none is near enough."""
        if not self.every:
            return None
        near = self._vectors @ self._source.retriever.embed(text)
        best, *others = np.argsort(-near)
        lead = near[best] - near[others[0]] if others else 0.0
        return self.every[best] if near[best] + lead >= MIN_NEARNESS else None

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """The embeddings of the terms' names, (terms, dimension)."""
        return self._source.retriever.embed_all([term.name for term in self.every])

    def shown(self, term: DefinedTerm, language: str, max_words: int) -> Sentence:
        """Return the sentence that defines a term, around it where it is long, in the language of an answer."""
        shown = self._source.sentences(term.chunk, language)
        own = split_sentences(term.chunk.text)
        at = next((place for place, one in enumerate(own) if one.start <= term.start < one.end), 0)
        sentence, _ = shown[min(at, len(shown) - 1)]
        start = max(0, sentence.text.find(term.name))
        return Sentence(excerpt(sentence.text, start, start + len(term.name), max_words), sentence.citations)


def _defines(chunk: Chunk) -> bool:
    """Whether a paragraph stands below a heading or a lead-in that announces definitions."""
    headings = (chunk.section.heading, *(one.text for one in chunk.section.path))
    above = (*headings, *(one.text for one in chunk.lead_ins))
    return any(_HEADING.search(fold(text)) for text in above)


def _listed(chunk: Chunk) -> Iterator[DefinedTerm]:
    """The term that heads a section below a heading of definitions, and those of a list."""
    heading = chunk.section.heading
    if chunk.ordinal == 1 and chunk.piece == 0 and heading and not _HEADING.search(fold(heading)):
        yield DefinedTerm(heading, chunk, 0)
        return
    for match in _ITEM.finditer(chunk.text):
        if not _HEADING.search(fold(match["name"])):  # what introduces the list
            yield DefinedTerm(match["name"].strip(), chunk, match.start("name"))


def _named(chunk: Chunk) -> Iterator[DefinedTerm]:
    """The terms that are explained where they stand: "X" means …, (далее – X)."""
    for pattern in (_QUOTED, _BRACKET):
        for match in pattern.finditer(chunk.text):
            yield DefinedTerm(match["name"].strip(), chunk, match.start("name"))


def are_same(sought: Sequence[Word], there: Sequence[Word]) -> bool:
    """Return whether two terms have the same words, in any order and form."""
    if len(sought) != len(there) or not sought:
        return False
    return all(any(word.same(other) for other in there) for word in sought) and all(
        any(word.same(other) for other in sought) for word in there
    )
