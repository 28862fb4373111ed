"""Topics of a question in the words of a text in another language: «Совет пациентов» is "Patients' Council" there.

Names are found by their sounds, other words by their meaning, each by itself; a topic of which one word is not found
sure enough has none.
"""

from collections.abc import Sequence
from functools import cached_property

from index.language.lexicon import LANGUAGES
from index.language.words import Word, words
from rag.answers.material.source import Source
from rag.query.foreign.wording import Wording

LEAST = 0.9
"""The least similarity of a word and that of another language that stands for it (eval/LOG.md, Lists and counts)."""


class OtherWords:
    """The words of one document for those of questions in another language."""

    def __init__(self, source: Source) -> None:
        """Take the document."""
        self._source = source

    @cached_property
    def _wording(self) -> Wording:
        return Wording(self._source.retriever)

    def are_needed(self, language: str) -> bool:
        """Tell whether the words of questions in a language are not those of the text, nor of a translation of it."""
        known = language in LANGUAGES and self._source.language in LANGUAGES
        return known and not self._source.speaks(language)

    def topics(self, topics: Sequence[Sequence[Word]]) -> tuple[tuple[Word, ...], ...]:
        """Return topics in the words of the text; without those that it has no words for."""
        found = (self._topic([word for word in topic if word.is_content]) for topic in topics)
        return tuple(topic for topic in found if topic)

    def _topic(self, topic: Sequence[Word]) -> tuple[Word, ...]:
        whole = self._wording.word(" ".join(word.text for word in topic), LEAST) if len(topic) > 1 else None
        if whole and len(own := _content(whole)) >= len(topic):
            return own
        said = [self._wording.word(word.text, LEAST) for word in topic]
        return _content(" ".join(word for word in said if word)) if all(said) else ()


def _content(text: str) -> tuple[Word, ...]:
    return tuple(word for word in words(text) if word.is_content)
