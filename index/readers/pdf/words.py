"""The words of a page of a PDF, and where they stand; PDFium finds the characters.

Coordinates are points (1/72 inch), the origin at the lower left of the page as it is shown.
"""

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pypdfium2 import raw

# What PDFium writes for a hyphen at a line's end.
_HYPHENS: Final = frozenset((0x02, 0xFFFE))
# A soft hyphen is shown where a line ends after it, and nowhere else.
_SOFT_AT_END: Final = re.compile("\u00ad$")
_SPACES: Final = frozenset(map(ord, " \t\r\n\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\0")) | set(
    range(0x2000, 0x200B)
)
# In parts of the size of the letters: what ends a word although no space does.
_MAX_SHIFT, _MAX_GAP, _MAX_BACK = 0.25, 0.7, 0.6
# A letter so much smaller than the one before it is another word: a raised mark.
_MIN_RATIO: Final = 0.85
_MAX_SLANT: Final = 0.1
_MAX_FONT_NAME: Final = 128
_BOLD_WEIGHT: Final = 600
_INVALID: Final = frozenset((0xFFFD, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand together: `y` is the baseline, `size` the height of the font; `glued` to the word before."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character where it stands on the page as it is shown."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    at: int


def page_words(page: Any) -> tuple[list[Word], int]:  # noqa: ANN401
    """Return the words of a page in the order of the file, and how many characters had no meaning.

    Text at a slant, such as a watermark, is left out.
    """
    text_page = page.get_textpage()
    try:
        words = list(_words(text_page.raw, page.get_rotation() % 360, *page.get_size()))
        unknown = sum(word.text.count("\ufffd") for word in words)
        return words, unknown
    finally:
        text_page.close()


def _glyphs(text: Any, rotation: int, width: float, height: float) -> Iterator[Glyph | None]:  # noqa: ANN401
    """The visible characters; None where a space or a break stands."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    turned = math.radians(rotation)
    for at in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in _SPACES:
            yield None
            continue
        if not raw.FPDFText_GetCharOrigin(text, at, x, y) or not raw.FPDFText_GetLooseCharBox(text, at, box):
            continue
        slant = abs((raw.FPDFText_GetCharAngle(text, at) + turned + math.pi) % (2 * math.pi) - math.pi)
        if slant > _MAX_SLANT and abs(slant - 2 * turned) > _MAX_SLANT:
            continue
        character = "-" if code in _HYPHENS else "\ufffd" if code in _INVALID else _character(code)
        yield _shown(character, (x.value, y.value), box, rotation, (width, height), at)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _shown(
    text: str, origin: tuple[float, float], box: Any, rotation: int, page: tuple[float, float], at: int  # noqa: ANN401
) -> Glyph:  # fmt: skip
    """A character turned as its page is."""
    (x, y), (width, height) = origin, page
    if rotation == 90:
        return Glyph(text, box.bottom, box.top, height - x, box.right - box.left, at)
    if rotation == 180:
        return Glyph(text, width - box.right, width - box.left, height - y, box.top - box.bottom, at)
    if rotation == 270:
        return Glyph(text, width - box.top, width - box.bottom, x, box.right - box.left, at)
    return Glyph(text, box.left, box.right, y, box.top - box.bottom, at)


def _words(text: Any, rotation: int, width: float, height: float) -> Iterator[Word]:  # noqa: ANN401
    word: list[Glyph] = []
    glued = False
    for glyph in _glyphs(text, rotation, width, height):
        if word and (glyph is None or _parts(word, glyph)):
            yield _word(text, word, glued)
            glued = glyph is not None and abs(glyph.x0 - word[-1].x1) < _MAX_SHIFT * word[-1].size
            word = []
        elif glyph is None:
            glued = False
        if glyph is not None:
            word.append(glyph)
    if word:
        yield _word(text, word, glued)


def _parts(word: list[Glyph], glyph: Glyph) -> bool:
    """Whether a character begins another word than the one before it, though no space stands between."""
    last = word[-1]
    size = max(last.size, glyph.size, 1.0)
    return (
        abs(glyph.y - last.y) > _MAX_SHIFT * size
        or glyph.x0 - last.x1 > _MAX_GAP * size
        or glyph.x0 < last.x0 - _MAX_BACK * size  # the pieces of a ligature begin at one place
        or min(last.size, glyph.size) < _MIN_RATIO * size
    )


def _word(text: Any, word: list[Glyph], glued: bool) -> Word:  # noqa: ANN401
    sizes = sorted(glyph.size for glyph in word)
    return Word(
        _SOFT_AT_END.sub("-", "".join(glyph.text for glyph in word)),
        min(glyph.x0 for glyph in word),
        max(glyph.x1 for glyph in word),
        word[0].y,
        sizes[len(sizes) // 2],
        _is_bold(text, word[0].at),
        glued,
    )


def _is_bold(text: Any, at: int) -> bool:  # noqa: ANN401
    if raw.FPDFText_GetFontWeight(text, at) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text, at, name, _MAX_FONT_NAME, flags)
    return 0 < length <= _MAX_FONT_NAME and b"bold" in name.value.lower()
