"""Which sections have the words of a topic, in any form, and which stand below headings of the same words."""

import math
from collections.abc import Iterable, Mapping, Sequence

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, words
from rag.answers.material.outline import Headed
from rag.answers.material.relatives import is_relative
from rag.answers.material.source import Source
from rag.answers.material.thresholds import MAX_SPREAD

_HOLLOW = frozenset((*RUSSIAN.subjects.hollow, *ENGLISH.subjects.hollow))


def telling(topic: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a topic that say what it is; all of them if none does («основные правила»)."""
    return tuple(word for word in topic if word.forms.isdisjoint(_HOLLOW)) or tuple(topic)


class SubjectWords:
    """Finds the sections of one document by words."""

    def __init__(self, source: Source, chunks: Sequence[Chunk], headings: Sequence[Headed]) -> None:
        """Take the document as it is shown, those of its paragraphs that are searched, and its headings."""
        self._source, self._chunks, self._headings = source, chunks, headings
        self._numbers = sorted({chunk.section.number for chunk in chunks})
        self._vocabularies: dict[str, Mapping[str, tuple[Word, frozenset[int]]]] = {}

    def sections_with(self, word: Word, language: str) -> frozenset[int]:
        """Return the sections that have a word or a relative of it in the text of a language."""
        found = (held for other, held in self._vocabulary(language).values() if is_relative(word, other))
        return frozenset().union(*found)

    def is_rare(self, having: frozenset[int]) -> bool:
        """Return whether a word that these sections have tells them from the others."""
        return len(having) <= MAX_SPREAD * len(self._numbers)

    def shares(self, sought: Iterable[Word], held: Mapping[str, frozenset[int]]) -> dict[int, float]:
        """Return the share of words that each section has, each word weighted by its inverse document frequency.

        Args:
            sought: the words.
            held: the sections that have each of them, by its text.
        """
        found, total = dict.fromkeys(self._numbers, 0.0), 0.0
        for word in sought:
            having = held.get(word.text, frozenset())
            weight = math.log((len(self._numbers) + 1) / (len(having) + 0.5))
            total += weight
            for number in having & found.keys():
                found[number] += weight
        return {number: share / total for number, share in found.items()} if total else found

    def headed(self, sought: Sequence[Word]) -> frozenset[int]:
        """Return the sections below the headings that are on a topic."""
        return frozenset().union(*(one.sections for one in self._headings if _is_on(one, sought)))

    def _vocabulary(self, language: str) -> Mapping[str, tuple[Word, frozenset[int]]]:
        """Each content word of the text in a language, by its spelling, with the sections that have it."""
        if language not in self._vocabularies:
            found: dict[str, tuple[Word, set[int]]] = {}
            texts = [(chunk.section.number, self._source.text(chunk, language)) for chunk in self._chunks]
            if language == self._source.language:
                texts += [(number, one.text) for one in self._headings if one.is_own for number in one.sections]
            for number, text in texts:
                for word in words(text):
                    if word.is_content:
                        found.setdefault(fold(word.text), (word, set()))[1].add(number)
            self._vocabularies[language] = {text: (word, frozenset(held)) for text, (word, held) in found.items()}
        return self._vocabularies[language]


def is_of_same_words(heading: Headed, topic: Sequence[Word]) -> bool:
    """Return whether a heading and a topic are of the same words in whatever forms, hollow ones aside."""
    sought = [word for word in topic if word.forms.isdisjoint(_HOLLOW)]
    there = [word for word in words(heading.text) if word.is_content and word.forms.isdisjoint(_HOLLOW)]
    if not sought or not there:
        return False
    return all(any(is_relative(word, other) for other in there) for word in sought) and all(
        any(is_relative(other, word) for word in sought) for other in there
    )


def titled(headings: Iterable[Headed], topic: Sequence[Word]) -> frozenset[int]:
    """Return the sections below the only heading that has most of a topic's words, half of them at least."""
    shares: dict[Headed, tuple[float, float]] = {}
    for one in headings:
        there = [word for word in words(one.text) if word.is_content]
        of_topic = sum(any(is_relative(word, other) for other in there) for word in topic)
        of_heading = sum(any(is_relative(other, word) for word in topic) for other in there)
        if of_topic and 2 * of_topic >= len(topic):
            shares[one] = of_topic / len(topic), of_heading / len(there)
    best = [one for one, share in shares.items() if share == max(shares.values())]
    return best[0].sections if len(best) == 1 else frozenset()


def _is_on(heading: Headed, sought: Sequence[Word]) -> bool:
    """Whether a heading and a topic are of the same words: all of one's, and half of the other's at least."""
    there = [word for word in words(heading.text) if word.is_content]
    there = [word for word in there if word.forms.isdisjoint(_HOLLOW)] or there
    of_topic = sum(any(is_relative(word, other) for other in there) for word in sought)
    of_heading = sum(any(is_relative(other, word) for other in sought) for word in there)
    if not there or min(2 * of_topic, len(sought)) < len(sought) or min(2 * of_heading, len(there)) < len(there):
        return False
    return of_topic == len(sought) or of_heading == len(there)
