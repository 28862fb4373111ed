"""Text typed with the keyboard switched to the other language: «ghbdtn» for «привет», «цфеук» for "water"."""

from index.language.lexicon import ENGLISH, RUSSIAN

_LATIN, _CYRILLIC = "".join(ENGLISH.keyboard), "".join(RUSSIAN.keyboard)
_TO_RUSSIAN = str.maketrans(dict(zip(_LATIN, _CYRILLIC, strict=True)))
_TO_ENGLISH = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)))


def switch_layout(text: str, language: str) -> str:
    """Give back what the same keys type on the keyboard of "ru" or "en".

    Signs that another key of that keyboard types change too: «?» of an English keyboard is the Russian comma.
    """
    return text.translate(_TO_RUSSIAN if language == "ru" else _TO_ENGLISH)
