"""English names and international words in Russian text: «Монголия» for Mongolia, «пандемия» for pandemic."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.language.lexicon import ENGLISH
from index.language.roots import follows_root, prefix_length
from index.language.words import Word, fold

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya",
    }
)  # fmt: skip
_ONE_SOUND = (
    ("dzh", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("w", "v"),
    ("x", "ks"), ("y", ""),
)  # fmt: skip
_RUSSIAN = {**ENGLISH.names.translated, **ENGLISH.names.unremarkable, **ENGLISH.names.respelt}
_TRANSLITERATED = frozenset(ENGLISH.names.transliterated)


def in_latin(text: str) -> str:
    """A text in lower case with its Russian letters spelt in Latin ones."""
    return text.translate(_LETTERS)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, with the spellings of one sound made one: Mongolia and Монголия.

    A vowel that begins the word stays.
    """
    latin = word.lower().translate(_LETTERS)
    for old, new in _ONE_SOUND:
        latin = latin.replace(old, new)
    bones = re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]", "", latin))
    return latin[0] + bones if latin[:1] in set("aeiou") else bones


def named(word: str, there: Sequence[Word]) -> bool:
    """Whether a Russian text holds an English name: translated, or written in Russian letters in any case."""
    beginnings = _RUSSIAN.get(word.lower())
    if beginnings:
        return any(fold(other.text).startswith(beginnings) for other in there)
    bones = skeleton(word)
    beginning = bones[: max(4, len(bones) - 2)]
    return len(bones) > 2 and any(skeleton(other.text).startswith(beginning) for other in there)


def cognate(english: str, russian: str) -> bool:
    """Whether two folded words are one international word: "pandemic" and «пандемия», "sport" and «спортивный».

    Most of the English word must stand letter for letter in the Russian one, so that "trade" is not «труд», and what
    follows in that must be suffixes and endings, so that "internet" is not «интересы».
    """
    left, right = (_phonetic(word) for word in (english, russian.translate(_LETTERS)))
    shared = prefix_length(left, right)
    return (
        shared >= 5
        and shared >= len(left) - 3
        and any(
            follows_root(russian[end:])
            for end in range(len(russian) + 1)
            if shared - 2 <= len(_phonetic(russian[:end].translate(_LETTERS))) <= shared
        )
    )


def _phonetic(latin: str) -> str:
    for old, new in (("ch", "kh"), *_ONE_SOUND, ("th", "t"), ("ou", "u"), ("z", "s")):
        latin = latin.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", latin)


def is_known_name(folded: str) -> bool:
    """Whether an English word in lower case is a name that `named` can find in a Russian text."""
    return folded in _RUSSIAN or folded in _TRANSLITERATED
