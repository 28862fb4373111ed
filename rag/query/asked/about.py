"""What a question asks of the document itself: its date, place, participants, title, length …? Pure.

The expressions that tell it, and the words that such a question may hold, stand in the lexicons.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache

from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.language.words import Word, fold, stem, words
from index.profile.kinds import points_at_document
from rag.query.asked.claims import is_denied

_BY_LANGUAGE = {"ru": RUSSIAN.about, "en": ENGLISH.about}
_NUMBER = re.compile(r"\d+|[ivx]+")
"""A number in folded text, Roman ones too."""
_MAX_FOREIGN_WORDS = 9
"""A longer question in a language without a vocabulary may ask for something else."""
_PERSONS = frozenset({"participants", "adopter", "signer"})
_CJK = re.compile("[\u2e80-\u9fff]")


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    asks = _BY_LANGUAGE.get(language, OTHER.about).asks
    return {
        name: re.compile("|".join(p if _CJK.search(p) else rf"(?<!\w)(?:{p})(?!\w)" for p in patterns))
        for name, patterns in asks.items()
    }


@cache
def _vocabulary(language: str) -> frozenset[str]:
    found = _BY_LANGUAGE[language].vocabulary
    return frozenset((*found, *(stem(word) for word in found)))


def spans_about(question: str, language: str) -> list[tuple[int, int]]:
    """Return where a question asks for what a document says of itself, in characters."""
    folded = fold(question)
    return [match.span() for pattern in _patterns(language).values() for match in pattern.finditer(folded)]


def asked_about(question: str, language: str, own: Collection[Word] = ()) -> tuple[str, ...]:
    """Return the names of what is asked for, in the order of the lexicon; empty where it is something else.

    A Russian or English question must hold no content word but those that such questions are made of and those of the
    document's title, `own`. Who did not take part or sign is nothing that a document says of itself.
    """
    folded = fold(question)
    found = tuple(name for name, pattern in _patterns(language).items() if pattern.search(folded))
    if not _PERSONS.isdisjoint(found) and is_denied(folded):
        return ()
    if language not in _BY_LANGUAGE:
        return found if len(folded.split()) <= _MAX_FOREIGN_WORDS else ()
    left = list(folded)
    for name in found:
        for match in _patterns(language)[name].finditer(folded):
            left[match.start() : match.end()] = " " * (match.end() - match.start())
    allowed = _vocabulary(language)
    asked = words("".join(left))
    known = all(
        not word.forms.isdisjoint(allowed)
        or any(word.same(other) for other in own)
        or (not word.is_content and language == "ru")
        or _NUMBER.fullmatch(word.text)
        or (at > 0 and points_at_document(asked[at - 1], word, language))
        for at, word in enumerate(asked)
    )
    return found if known else ()
