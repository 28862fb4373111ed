"""Who has signed a document: the last lines of its text that are names of persons, or say who signed for whom."""

import re
from collections.abc import Sequence

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold, words
from rag.answers.material.source import Source
from rag.query.asked.parts_of_speech import is_verb
from rag.types import Sentence

_MAX_WORDS = 14
"""Words of the longest line that is an office with a name."""
_MAX_LINES = 12
_MAX_AFTER = 2
"""Lines that may stand below the last signature: place and date, a seal."""
_SIGNING = re.compile("|".join(rf"^\W*(?:{one})(?!\w)" for lists in (RUSSIAN, ENGLISH) for one in lists.about.signing))
_INITIAL, _SURNAME = r"[A-ZА-ЯЁ]\.\s?", r"[A-ZА-ЯЁ][\w-]+"
_PLACE = r"(?:\s+(?:\w{1,3}\.\s?|[a-zа-яё]{4,8}\s)[A-ZА-ЯЁ][\w-]+)?$"
_INITIALS = re.compile(rf"(?<!\w)(?:(?:{_INITIAL}){{1,2}}{_SURNAME}|{_SURNAME}\s(?:{_INITIAL}){{1,2}}){_PLACE}")
"""«И. О. Фамилия» or «Фамилия И. О.» at the end of a line, the city maybe beside it: «г. Лесной», «город Лесной»."""


def signatures(source: Source, language: str) -> Sequence[Sentence]:
    """Return the sentences that say who has signed, in the order of the text and in a language; empty if none does."""
    signed: list[Chunk] = []
    for below, chunk in enumerate(reversed(source.chunks[-_MAX_LINES:])):
        if _is_signature(chunk.text):
            signed.append(chunk)
        elif signed or below >= _MAX_AFTER:
            break
    return [sentence for chunk in reversed(signed) for sentence, _ in source.sentences(chunk, language)]


def _is_signature(line: str) -> bool:
    """Whether a line says who signed, or is an office with the name of a person."""
    if _SIGNING.search(fold(line)):
        return True
    named = _INITIALS.search(line.strip())
    if named is None or len(words(line)) > _MAX_WORDS:
        return False
    return not any(map(is_verb, words(line.strip()[: named.start()])))  # a surname may look like a verb
