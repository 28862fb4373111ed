"""What a document says of its own making: who adopted it, by which order, since when it is in force, what it replaced.

Mostly lines above the first section, or one of the last sections; the expressions that tell them are in the lexicons.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.chunks import Chunk
from index.document import PREAMBLE
from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.sentences import split_sentences
from index.language.words import fold, words
from index.profile.kinds import generic, points_at_document
from rag.answers.material.source import Source
from rag.types import Sentence

_LEXICONS = (RUSSIAN.about, ENGLISH.about)
NAMES = frozenset(name for one in _LEXICONS for name in one.told)
"""What can be told; names as in the lexicons."""
_MAX_PLACE = 5
"""Words of the longest line that is a place."""


@cache
def _patterns(name: str) -> Sequence[re.Pattern[str]]:
    return [re.compile(rf"(?<!\w)(?:{one})(?!\w)") for lexicon in _LEXICONS for one in lexicon.told.get(name, ())]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A sentence of a paragraph, and by which expression of each name it tells what that asks for."""

    chunk: Chunk
    sentence: int
    tells: Mapping[str, int]


class Front:
    """The sentences of one document that speak of the document."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source = source
        self._by_kind: dict[str, Sequence[_Telling]] = {}

    def told(self, names: Sequence[str], language: str, kind: str) -> Mapping[str, Sentence]:
        """Return the sentence that tells each of what is asked for, one for several where one tells them.

        Args:
            names: of what is asked for, among `NAMES`.
            language: that in which the sentence is shown.
            kind: that of the document, by which a sentence of a section names it.
        """
        found: dict[str, Sentence] = {}
        candidates = self._candidates(kind) if names else ()
        for name in names:
            having = [one for one in candidates if name in one.tells]
            having = [one for one in having if one.chunk.section.number == PREAMBLE] or having
            if having:
                best = min(having, key=lambda one: (-sum(other in one.tells for other in names), one.tells[name]))
                shown = self._source.sentences(best.chunk, language)
                found[name] = shown[min(best.sentence, len(shown) - 1)][0]
        return found

    def _candidates(self, kind: str) -> Sequence[_Telling]:
        """The sentences above the first section, then those that name the document, the last ones first."""
        if kind not in self._by_kind:
            front = [chunk for chunk in self._source.chunks if chunk.section.number == PREAMBLE]
            rest = [chunk for chunk in reversed(self._source.chunks) if chunk.section.number != PREAMBLE]
            self._by_kind[kind] = [*_tellings(front, None), *_tellings(rest, kind)]
        return self._by_kind[kind]

    def under(self, title: str, language: str) -> Sentence | None:
        """Return the line of the preamble below its title, unless it says how the document was made."""
        chunks = self._source.paragraphs(PREAMBLE)
        for line, below in pairwise(chunks):
            made = any(pattern.search(fold(below.text)) for name in NAMES for pattern in _patterns(name))
            if line.text.strip() == title.strip() and not made:
                return self._source.sentences(below, language)[0][0]
        return None

    def place(self, date: int, language: str) -> Sentence | None:
        """Return the line beside that at `date`, an offset into the preamble, if it names a place and nothing else."""
        chunks, at = self._source.paragraphs(PREAMBLE), 0
        for row, chunk in enumerate(chunks):
            if at <= date < at + len(chunk.text) + 1:
                beside = [chunks[one] for one in (row - 1, row + 1) if 0 <= one < len(chunks)]
                lines = [one for one in beside if _is_place(one.text)]
                return self._source.sentences(lines[0], language)[0][0] if lines else None
            at += len(chunk.text) + 1
        return None


def _tellings(chunks: Iterable[Chunk], kind: str | None) -> Iterator[_Telling]:
    """The sentences of paragraphs that tell something; of a kind only those that name a document of that kind."""
    for chunk in chunks:
        for place, sentence in enumerate(split_sentences(chunk.text)):
            text = fold(sentence.text)
            if kind is not None and generic(text, kind) == text and not _points_at_itself(text):
                continue
            places = {name: _first(name, text) for name in NAMES}
            tells = {name: at for name, at in places.items() if at is not None}
            if tells:
                yield _Telling(chunk, place, tells)


def _points_at_itself(text: str) -> bool:
    """Whether a folded sentence calls the document by a word for another kind: "these Rules" of a programme."""
    return any(points_at_document(one, other, *LANGUAGES) for one, other in pairwise(words(text)))


def _first(name: str, text: str) -> int | None:
    return next((at for at, pattern in enumerate(_patterns(name)) if pattern.search(text)), None)


def _is_place(line: str) -> bool:
    """Whether a line may be nothing but the name of a place."""
    there = words(line)
    plain = not re.search(r"[\d(:;]", line) and 0 < len(there) <= _MAX_PLACE and not line.isupper()
    return plain and line[-1:].isalpha() and there[-1].text[:1].isupper() and not any(one.is_predicate for one in there)
