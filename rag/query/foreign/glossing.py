"""A question word for word in the document's language, in senses that the document has: «сколько пункт фонд».

From a further language by its list of words in Russian, between Russian and English by the glossary of both. It reads
badly, and is never shown. Search finds more by it and the question together (eval/LOG.md, Word for word), and the LLM,
which hardly knows some further languages, understands more of it.
"""

import re

from index.language.foreign import language_of
from index.language.glossary import counterparts
from index.language.glosses import Gloss, glosses, languages, languages_of
from index.language.lexicon import LANGUAGES
from index.language.words import Word, fold, is_known, words
from rag.query.foreign.wording import Wording
from rag.retrieval.retriever import Retriever

_CYRILLIC = re.compile("[а-я]+")
LEAST_KNOWN = 0.6
"""The least share of a question's words that have to be known."""
MAX_SENSES = 2
"""Most words of the document that stand for one of another language."""


class Glossing:
    """Glosses questions about one document."""

    def __init__(self, retriever: Retriever, wording: Wording) -> None:
        """Take the document's retriever, and its words for those of other languages."""
        self._retriever, self._wording = retriever, wording

    def gloss(self, question: str, spoken: str) -> str | None:
        """Return a question word for word in the document's own words, or in Russian; None where too few are known.

        `spoken`: the question's language, as far as there are prompts in it. Nothing is to be glossed where the index
        has the text in that.
        """
        if spoken in LANGUAGES:
            return self._in_the_other(question) if self._is_the_other(spoken) else None
        language = language_of(question)
        if language not in languages():
            return None
        found = list(glosses(question, language))
        said = [self._said(one) for one in found]
        known = sum(word is not None for word in said)
        if not found or known < LEAST_KNOWN * len(found):
            return None
        return " ".join(word or one.text for one, word in zip(found, said, strict=True) if word != "")

    def _is_the_other(self, spoken: str) -> bool:
        """Whether a question is in Russian and the text in English alone, or the other way round."""
        own = self._retriever.language
        return own in LANGUAGES and own != spoken and spoken not in self._retriever.index.translations

    def _in_the_other(self, question: str) -> str | None:
        """A question in the words that the document has for its own, else in the likeliest one, or as it stands."""
        content = [word for word in words(question) if word.is_content]
        found = [self._ways(word) for word in content]
        if not content or sum(way is not None for way in found) < LEAST_KNOWN * len(content):
            return None
        return " ".join(way or word.text for way, word in zip(found, content, strict=True))

    def _ways(self, word: Word) -> str | None:
        """The document's words for one of the other language, its name that sounds so, or else the likeliest word."""
        others = counterparts(word)
        if held := [one for one in others if self._wording.holds(one)][:MAX_SENSES]:
            return " ".join(held)
        return self._wording.named(word.text) or next(iter(others), None)

    def lone(self, question: str) -> str | None:
        """Return a lone word of a further language in words that the document holds: "jeunesse" is «молодёжь».

        None where it may be Russian or English, or where the document holds none.
        """
        asked = words(question)
        if len(asked) != 1 or asked[0].text != question.strip(" ?!.") or self._is_own(asked[0]):
            return None
        word = asked[0].text
        return next((said for language in languages_of(word) if (said := self.topic(word, language))), None)

    def _is_own(self, word: Word) -> bool:
        """Whether a word is Russian or English, or one of the document."""
        known = is_russian(word.text) or bool(counterparts(word))
        return known or any(not word.forms.isdisjoint(self._retriever.vocabulary(one)) for one in LANGUAGES)

    def topic(self, text: str, language: str) -> str | None:
        """Return what a question is about in words that the document holds; None where it lacks one of them."""
        if language not in languages():
            return None
        said = [self._held(one) for one in glosses(text, language)]
        return " ".join(word for word in said if word) if any(said) and None not in said else None

    def _held(self, one: Gloss) -> str | None:
        """The word of the document that stands for another, "" for a function word; None where it has none."""
        if one.senses is None:
            return self._wording.named(one.text)
        held = (own for sense in one.senses for own in self._own(sense) if self._wording.holds(own))
        return next(held, None) if one.senses else ""

    def _said(self, one: Gloss) -> str | None:
        """The word for another: a sense that the document holds, or else the first; None for an unknown one."""
        held = self._held(one)
        return held if held is not None or not one.senses else one.senses[0]

    def _own(self, sense: str) -> tuple[str, ...]:
        """The words of the document's language for a Russian one."""
        if self._retriever.language == "ru":
            return (sense,)
        return tuple(other for word in words(sense) for other in counterparts(word))


def is_russian(text: str) -> bool:
    """Return whether every word of a text is in Cyrillic letters and in the Russian dictionary."""
    said = [fold(word.text) for word in words(text)]
    return bool(said) and all(_CYRILLIC.fullmatch(word) and is_known(word) for word in said)
