"""Topics of a question in the words of a text in another language: «Совет пациентов» is "Patients' Council" there.

Common words are in a glossary, names are found by their sounds, other words by their meaning, each by itself; a topic
of which one word is not found sure enough has none.
"""

from collections.abc import Sequence
from itertools import islice, product

from index.language.glossary import counterparts
from index.language.lexicon import LANGUAGES
from index.language.words import Word, words
from rag.answers.material.source import Source

LEAST = 0.9
"""The least similarity of a word and that of another language that stands for it (eval/LOG.md, Lists and counts)."""
MAX_TOPICS = 8
"""Topics that are made of one, where several words of the text may stand for one of its words."""


class OtherWords:
    """The words of one document for those of questions in another language."""

    def __init__(self, source: Source) -> None:
        """Take the document."""
        self._source, self._wording = source, source.wording

    def are_needed(self, language: str) -> bool:
        """Tell whether the words of questions in a language are not those of the text, nor of a translation of it."""
        known = language in LANGUAGES and self._source.language in LANGUAGES
        return known and not self._source.speaks(language)

    def topics(self, topics: Sequence[Sequence[Word]]) -> tuple[tuple[Word, ...], ...]:
        """Return topics in the words of the text; without those that it has no words for."""
        found = (self._topic([word for word in topic if word.is_content]) for topic in topics)
        return tuple(topic for topic in found if topic)

    def common(self, topics: Sequence[Sequence[Word]]) -> tuple[tuple[Word, ...], ...]:
        """Return topics in words of the text that a glossary, or their own spelling, tells; empty unless it tells all.

        A topic may be said in several ways («штраф» is "fine" and "penalty"), which are then topics of their own.
        """
        found = [self._ways(topic) for topic in topics]
        return tuple(way for ways in found for way in ways) if all(found) else ()

    def lacks(self, word: Word) -> bool:
        """Tell whether the text holds a word neither as it stands nor in any of the ways that a glossary has for it."""
        others = counterparts(word)
        return bool(others) and not any(map(self._wording.holds, (*others, word.text)))

    def _ways(self, topic: Sequence[Word]) -> list[tuple[Word, ...]]:
        said = [
            tuple(other for other in counterparts(word) if self._wording.holds(other))
            or ((word.text,) if self._wording.holds(word.text) else ())
            for word in topic
            if word.is_content
        ]
        return [words(" ".join(way)) for way in islice(product(*said), MAX_TOPICS)] if said else []

    def _topic(self, topic: Sequence[Word]) -> tuple[Word, ...]:
        whole = self._wording.word(" ".join(word.text for word in topic), LEAST) if len(topic) > 1 else None
        if whole and len(own := _content(whole)) >= len(topic):
            return own
        said = [self._wording.word(word.text, LEAST) for word in topic]
        return _content(" ".join(word for word in said if word)) if all(said) else ()


def _content(text: str) -> tuple[Word, ...]:
    return tuple(word for word in words(text) if word.is_content)
