"""A question in a further language word for word in Russian, in senses that the document has: «сколько пункт фонд».

It reads badly, and is never shown. Search finds more by it where the index has no translation into that language, and
the LLM, which hardly knows some of them, understands more of it.
"""

from index.language.foreign import language_of
from index.language.glossary import counterparts
from index.language.glosses import Gloss, glosses, languages
from index.language.words import words
from rag.query.foreign.wording import Wording
from rag.retrieval.retriever import Retriever

LEAST_KNOWN = 0.6
"""The least share of a question's words that have to be known."""


class Glossing:
    """Glosses questions about one document."""

    def __init__(self, retriever: Retriever, wording: Wording) -> None:
        """Take the document's retriever, and its words for those of other languages."""
        self._retriever, self._wording = retriever, wording

    def gloss(self, question: str) -> str | None:
        """Return a question word for word in Russian, or in the document's own words; None where too few are known."""
        language = language_of(question)
        if language not in languages():
            return None
        found = list(glosses(question, language))
        said = [self._said(one) for one in found]
        known = sum(word is not None for word in said)
        if not found or known < LEAST_KNOWN * len(found):
            return None
        return " ".join(word or one.text for one, word in zip(found, said, strict=True) if word != "")

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
