"""Words of a question in the letters of another language: «в каких статьях говорится о хижинах (huts)?», "… uses РП?".

Whoever writes so quotes the text. Pure.
"""

import unicodedata
from collections import Counter

from index.language.words import Word, words

_MIN_LETTERS = 2


def words_in_other_script(question: str) -> tuple[Word, ...]:
    """Return the words of a question that are in other letters than most of it, in order."""
    scripts = Counter(script for letter in question if (script := _script(letter)))
    if len(scripts) < 2:
        return ()
    most = max(scripts, key=lambda script: scripts[script])
    return tuple(word for word in words(question) if _is_in_other(word.text, most))


def _is_in_other(text: str, script: str) -> bool:
    found = {_script(letter) for letter in text} - {""}
    return len(text) >= _MIN_LETTERS and bool(found) and script not in found


def _script(letter: str) -> str:
    """The first word of the Unicode name of a letter: LATIN, CYRILLIC, CJK; empty for anything but a letter."""
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
