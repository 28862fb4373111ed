"""Where the topics of a question for a number stand in the text, in the words of the text. No LLM."""

from collections.abc import Sequence

from index.language.lexicon import ENGLISH
from index.language.words import Word, fold, stem, words
from rag.answers.material.digests import Digests
from rag.answers.material.other_words import OtherWords
from rag.answers.material.source import Source
from rag.query.asked.counting import content
from rag.query.topic import is_frame
from rag.retrieval.literal import LiteralSearch, Occurrence

_SHORT_WORD = 5
"""Words of at most so many letters have too many look-alikes for their relatives to be counted."""
_EVERYDAY = frozenset(stem(word) for word in ENGLISH.everyday_words)


class TopicPlaces:
    """The places of topics in one document."""

    def __init__(self, source: Source, search: LiteralSearch, digests: Digests) -> None:
        """Take the document as it is shown, the search for its words, and its digests for abbreviations."""
        self._source, self._search, self._digests = source, search, digests
        self._other_words = OtherWords(source)

    def whole(self, topics: Sequence[Sequence[Word]], question: str, language: str) -> Sequence[Sequence[Word]]:
        """Return topics with the frame words before them that are part of a name of the text: «главный хранитель».

        Args:
            topics: phrases of the question.
            question: what they were read from.
            language: of the question.
        """
        asked = words(question)
        return [self._widened(tuple(topic), asked, language) for topic in topics]

    def _widened(self, topic: tuple[Word, ...], asked: Sequence[Word], language: str) -> tuple[Word, ...]:
        texts = [word.text for word in topic]
        runs = range(len(asked) - len(topic) + 1)
        first = next((at for at in runs if [word.text for word in asked[at : at + len(topic)]] == texts), 0)
        for at in reversed(range(first)):
            before = asked[at]
            if not (is_frame(before) and before.is_content) or before.is_predicate:
                break
            wider = (before, *topic)
            if self._search.occurrences(wider, language):
                topic = wider
        return topic

    def in_own_words(
        self, topics: Sequence[Sequence[Word]], language: str, *, quoted: bool
    ) -> tuple[Sequence[Sequence[Word]], str]:
        """Return topics in the words of the text, and the language that these are searched in.

        A word that the text holds as it is typed is sought so, and what is quoted always is.
        """
        own = self._source.language
        typed = [word for topic in topics for word in content(topic)]
        if any(self._search.occurrences((word,), own) for word in typed if _script(word.text) == own != language):
            kept = (tuple(word for word in topic if _script(word.text) == own) for topic in topics)
            return [topic for topic in kept if topic], own
        if quoted or not self._other_words.are_needed(language):
            return topics, language
        said = [
            topic if self._search.occurrences(topic, own) else next(iter(self._other_words.topics([topic])), topic)
            for topic in topics
        ]
        return said, own

    def find(self, topic: Sequence[Word], language: str, *, related: bool) -> tuple[Occurrence, ...]:
        """Return the places of a phrase; else of the sentences that hold its words, without those that only ask.

        Args:
            topic: the phrase, function words included.
            language: of the phrase.
            related: whether relatives of its words count too; they do anyway where nothing else is found.
        """
        tried = (related, True) if not related else (True,)
        for relatives in tried:
            if found := self._search.occurrences(topic, language, related=relatives):
                return self._with_short(topic, language, found) if related else found
            told = [word for word in content(topic) if self._tells(word, language)]
            if len(told) == 1 and len(topic) > 1:
                found = self._search.occurrences(told, language, related=relatives)
            elif len(told) > 1:
                found = self._search.together(told, language, related=relatives)
            if found:
                return found
        return ()

    def _with_short(
        self, topic: Sequence[Word], language: str, found: tuple[Occurrence, ...]
    ) -> tuple[Occurrence, ...]:
        """The places of a name with those of its abbreviation, where any form of it counts."""
        if len(topic) < 2:
            return found
        initials = "".join(word.text[0] for word in topic if word.is_content)
        full = frozenset(word.text for word in words(initials.upper()))
        known = {one.short for one in self._digests.digest(language).abbreviations if one.short in full and one.full}
        short = [place for one in known for place in self._search.occurrences(words(one), language)]
        return (*found, *short)

    def _tells(self, word: Word, language: str) -> bool:
        """Whether a word is part of a topic: it stands in the text, or is none that questions are made of."""
        if self._search.occurrences((word,), language, related=True):
            return True
        return not (word.is_predicate or stem(fold(word.text)) in _EVERYDAY)

    def is_unclear(self, topic: Sequence[Word], language: str) -> bool:
        """Tell whether a topic has words that the text holds and others that it does not, which may only ask.

        A name that the text does not hold is none of these: nothing can stand for it.
        """
        told = [word for word in content(topic) if self._tells(word, language)]
        held = [word for word in told if self._search.occurrences((word,), language, related=True)]
        return 0 < len(held) < len(told) and not any(word.is_proper for word in told if word not in held)


def has_name(topic: Sequence[Word]) -> bool:
    """Return whether a name is among the words of a topic."""
    return any(word.is_proper for word in topic)


def is_fact(topic: Sequence[Word]) -> bool:
    """Return whether a question for a topic asks how often something happened, and not how often it is mentioned."""
    return any(word.is_predicate and not word.is_proper for word in content(topic))


def has_relatives(topic: Sequence[Word]) -> bool:
    """Return whether the words of a topic are long enough, or names, for words of the same root to be relatives."""
    return all(len(word.text) > _SHORT_WORD or word.is_proper for word in content(topic))


def _script(text: str) -> str:
    """The language among those with word lists whose letters a word has."""
    return "en" if text.isascii() else "ru"
