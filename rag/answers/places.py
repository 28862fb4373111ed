"""Where words stand in a document, sentence by sentence: in any inflected form, as a relative, or spelt out.

A question in Russian is sought in the text, one in English in its English translation and, for names, in the text.
"""

from collections.abc import Sequence

from index.document import Chunk
from index.language.words import Word, fold, stem, words
from rag.answers.source import Source
from rag.query.mentions import mentions_word
from rag.types import Sentence

_MIN_STEM = 5
_MAX_SUFFIX = 3
"""Letters of an English stem, and of what may follow it in a relative: "theatre", "theatrical"."""

Place = tuple[Chunk, Sentence]
"""A paragraph, and a sentence of it as it is shown."""


class MentionSearch:
    """The sentences of a document with their words, read once for each language."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source = source
        self._read: dict[str, list[tuple[Chunk, Sentence, tuple[Word, ...], tuple[Word, ...]]]] = {}

    def places(self, sought: Sequence[Word], language: str, sections: Sequence[int] = ()) -> list[Place]:
        """Return each sentence that mentions every sought word, in order; of some sections only, if any are named."""
        return [
            (chunk, shown)
            for chunk, shown, there, original in self._sentences(language)
            if (not sections or chunk.section.number in sections)
            and all(_mentions(word, there, original) for word in sought)
        ]

    def _sentences(self, language: str) -> Sequence[tuple[Chunk, Sentence, tuple[Word, ...], tuple[Word, ...]]]:
        if language not in self._read:
            self._read[language] = [
                (chunk, shown, words(shown.text), words(original.text))
                for chunk in self._source.chunks
                for shown, original in self._source.sentences(chunk, language)
            ]
        return self._read[language]


def _mentions(word: Word, there: Sequence[Word], original: Sequence[Word]) -> bool:
    folded = fold(word.text)
    if not folded.isascii():
        return mentions_word(word, original)
    if any(word.same(other) or _relative(folded, fold(other.text)) for other in there):
        return True
    return (word.is_proper or word.text.isupper()) and mentions_word(word, original)


def _relative(left: str, right: str) -> bool:
    """Whether the stem of one English word begins that of the other: "theatre" and "theatrical"."""
    short, long = sorted((stem(left), stem(right)), key=len)
    return len(short) >= _MIN_STEM and long.startswith(short) and len(long) - len(short) <= _MAX_SUFFIX
