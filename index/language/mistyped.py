"""Words typed with other letters than were meant: in Latin ones, «skolko» for «сколько», or in the wrong layout.

With the keyboard switched to the other language, «ghbdtn» is «привет» and «цфеук» is "water".
"""

from collections.abc import Callable, Iterator
from itertools import islice

from index.language.lexicon import ENGLISH, RUSSIAN

_SPELLINGS = {latin: tuple(native) for latin, native in RUSSIAN.romanized.items()}
_LONGEST = max(map(len, _SPELLINGS))
_SIGNS, _WITHOUT_SIGN = RUSSIAN.building.signs, frozenset(RUSSIAN.building.without_sign)
_LATIN, _CYRILLIC = "".join(ENGLISH.keyboard), "".join(RUSSIAN.keyboard)
_TO_RUSSIAN = str.maketrans(dict(zip(_LATIN, _CYRILLIC, strict=True)))
_TO_ENGLISH = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)))
LETTERS = "".join(sorted({letter for latin in _SPELLINGS for letter in latin}))
"""The characters that a romanized word is made of."""


def russian_spellings(latin: str, is_prefix: Callable[[str], bool], max_spellings: int = 32) -> tuple[str, ...]:
    """Spell a romanized word in Russian letters, the likeliest spelling first.

    Args:
        latin: one word in lower case.
        is_prefix: whether a word that is looked for begins so; what begins otherwise is not followed further.
        max_spellings: after so many the search ends.
    """
    return tuple(islice(_spell(latin, "", is_prefix), max_spellings))


def _spell(rest: str, done: str, is_prefix: Callable[[str], bool]) -> Iterator[str]:
    if done and not is_prefix(done):
        return
    if not rest:
        yield done
    for size in range(min(_LONGEST, len(rest)), 0, -1):
        for native in _SPELLINGS.get(rest[:size], ()):
            yield from _spell(rest[size:], done + native, is_prefix)
    # Most people leave the soft and the hard sign out: «konsultativnaya», «obekt».
    if done and done[-1] not in _WITHOUT_SIGN:
        for sign in _SIGNS:
            yield from _spell(rest, done + sign, is_prefix)


def spell_plainly(latin: str) -> str:
    """Spell a romanized word that no dictionary knows, such as a name: each letter as it is likeliest meant."""
    native, place = "", 0
    while place < len(latin):
        sizes = range(min(_LONGEST, len(latin) - place), 0, -1)
        size = next((size for size in sizes if latin[place : place + size] in _SPELLINGS), 1)
        letters = latin[place : place + size]
        native += _SPELLINGS.get(letters, (letters,))[0]
        place += size
    return native


def switch_layout(text: str, language: str) -> str:
    """Return what the same keys type on the keyboard of "ru" or "en".

    Signs that another key of that keyboard types change too: «?» of an English keyboard is the Russian comma.
    """
    return text.translate(_TO_RUSSIAN if language == "ru" else _TO_ENGLISH)
