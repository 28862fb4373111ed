"""Characters of a text made regular before anything else sees it: what looks alike is alike, what is unseen is gone.

Used by every reader and for questions, so that a word is found however its file spells it. Not NFKC, which would
change what is shown: «²», «№» and «½» stay.
"""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

from index.readers.blocks import Kind

SOFT_HYPHEN: Final = "\u00ad"
LIGATURES: Final = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
# Hyphens that only say where no line may end, or that a font has twice.
_REPLACED = {**LIGATURES, "\u2010": "-", "\u2011": "-"}
# Numbers' and verses' signs of Arabic and Syriac are of the category of the invisible, and visible.
_VISIBLE = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# No category tells these: fillers, joiners and variants of a shape.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
_LINE_ENDS = frozenset("\n\r\f\v\x85\u2028\u2029")


@lru_cache(maxsize=4096)
def _regular(character: str) -> str:
    if character in _LINE_ENDS or character == "\t":
        return character
    if character in _REPLACED:
        return _REPLACED[character]
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if is_invisible(character) or (category == "Cc" and character != "\0") else character


def is_invisible(character: str) -> bool:
    """Tell whether a character has no width: soft hyphens, zero-width spaces and joiners, marks of direction, tags."""
    if character in _UNSEEN or 0xE0100 <= ord(character) <= 0xE01EF:
        return True
    return unicodedata.category(character) == "Cf" and character not in _VISIBLE


def normalize(text: str, counts: Counter[Kind] | None = None) -> str:
    """Return a text in NFC, without what is invisible, with plain spaces and hyphens, its ligatures resolved.

    Line ends, tabs and NULs stay, as do ё, dashes and the number of spaces. Idempotent. Lone surrogates, which are no
    characters, become «?». What was done is added to `counts`.
    """
    if text.isascii() and text.isprintable():
        return text
    if counts is not None:
        for character in set(text):
            if is_invisible(character):
                counts[Kind.INVISIBLE_REMOVED] += text.count(character)
            elif character in LIGATURES:
                counts[Kind.LIGATURES_RESOLVED] += text.count(character)
    regular = "".join(map(_regular, text))
    return unicodedata.normalize("NFC", regular.encode("utf-8", "replace").decode("utf-8"))


def one_line(text: str, counts: Counter[Kind] | None = None) -> str:
    """Return a text normalised, with each stretch of white space a single space and none at its ends."""
    return " ".join(normalize(text, counts).split())
