"""English names and international words in Russian text: «Монголия» for Mongolia, «пандемия» for pandemic."""

from collections.abc import Sequence

from index.language.lexicon import ENGLISH
from index.language.roots import follows_root, prefix_length
from index.language.sounds import in_latin, phonetic, skeleton
from index.language.words import Word, fold

_RUSSIAN = {**ENGLISH.names.translated, **ENGLISH.names.unremarkable, **ENGLISH.names.respelt}
_TRANSLITERATED = frozenset(ENGLISH.names.transliterated)


def named(word: str, there: Sequence[Word]) -> bool:
    """Return whether a Russian text holds an English name: translated, or written in Russian letters in any case."""
    beginnings = _RUSSIAN.get(word.lower())
    if beginnings:
        return any(fold(other.text).startswith(beginnings) for other in there)
    bones = skeleton(word)
    beginning = bones[: max(4, len(bones) - 2)]
    return len(bones) > 2 and any(skeleton(other.text).startswith(beginning) for other in there)


def cognate(english: str, russian: str) -> bool:
    """Return whether two folded words are one international word: "pandemic" and «пандемия», "sport" and «спортивный».

    Most of the English word must stand letter for letter in the Russian one, so that "trade" is not «труд», and what
    follows in that must be suffixes and endings, so that "internet" is not «интересы».
    """
    left, right = (phonetic(word) for word in (english, in_latin(russian)))
    shared = prefix_length(left, right)
    return (
        shared >= 5
        and shared >= len(left) - 3
        and any(
            follows_root(russian[end:])
            for end in range(len(russian) + 1)
            if shared - 2 <= len(phonetic(in_latin(russian[:end]))) <= shared
        )
    )


def is_known_name(folded: str) -> bool:
    """Return whether an English word in lower case is a name that `named` can find in a Russian text."""
    return folded in _RUSSIAN or folded in _TRANSLITERATED
