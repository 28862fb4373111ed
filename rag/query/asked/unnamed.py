"""Questions that name nothing: «Когда принимает он?», "When do they check it?". Pure.

They have a pronoun for somebody or something, no noun but a measure, and no verb that is said of documents («Когда он
вступает в силу?» is of the document). After another question they may be clear.
"""

import re

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, parses, words
from rag.query.asked.parts_of_speech import is_verb

_LISTS = (RUSSIAN.unnamed, ENGLISH.unnamed)
_STANDS_FOR = re.compile("|".join(rf"(?<!\w)(?:{one})(?!\w)" for lists in _LISTS for one in lists.pronouns))
_OF_DOCUMENTS = frozenset(word for lists in _LISTS for word in lists.of_documents)
_EMPTY = frozenset(word for lists in _LISTS for word in lists.empty)
_ADVERBS = frozenset({"ADVB", "COMP"})
MAX_ENGLISH = 1
"""Content words of an English question, whose parts of speech are not told, that may all be verbs."""


def names_nothing(question: str) -> bool:
    """Return whether a Russian or English question is about somebody or something that it does not name."""
    folded = fold(question)
    if not _STANDS_FOR.search(folded):
        return False
    content = [word for word in words(question) if word.is_content and word.forms.isdisjoint(_EMPTY)]
    if any(word.text.isdigit() or not word.forms.isdisjoint(_OF_DOCUMENTS) for word in words(question)):
        return False
    if folded.isascii():
        return len(content) <= MAX_ENGLISH
    return not any(map(_may_name, content))


def _may_name(word: Word) -> bool:
    """Whether a word may name something: any that may be a noun, and any but a verb or an adverb."""
    found = [parse.tag.POS for parse in parses(fold(word.text))]
    return "NOUN" in found or not (is_verb(word) or found[0] in _ADVERBS)
