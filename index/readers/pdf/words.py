"""The words of a page of a PDF, and where they stand; PDFium finds the characters.

Coordinates are points (1/72 inch), the origin at the lower left of the page as it is shown.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

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
# Points; a page has at most 14,400, and letters of another size than these are not meant to be read.
_MIN_SIZE, _MAX_SIZE = 0.5, 600.0
_MAX_SLANT: Final = 6.0
_SAMPLE: Final = 200
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


class Glyph(NamedTuple):
    """One character where it stands on the page as it is shown."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    at: int


def page_words(page: Any) -> tuple[list[Word], float, int]:  # noqa: ANN401
    """Return the words of a page in the order of the file, its height, and how many characters had no meaning.

    Text at a slant, such as a watermark, is left out.
    """
    text_page = page.get_textpage()
    try:
        frame = Frame.of(page, text_page.raw)
        words = list(_words(text_page.raw, frame))
        unknown = sum(word.text.count("\ufffd") for word in words)
        return words, frame.height, unknown
    finally:
        text_page.close()


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a page that is shown: its corners in its own space, and how far its text is turned, in degrees.

    Most of the text counts, and not the page: a wide table often lies on a page that is not turned.
    """

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: Any, text: Any) -> "Frame":  # noqa: ANN401
        """Measure a page."""
        left, bottom, right, top = page.get_bbox()
        count = raw.FPDFText_CountChars(text)
        turns = Counter(_turn(text, at) for at in range(0, count, max(1, count // _SAMPLE)))
        return cls(left, bottom, right, top, round(turns.most_common(1)[0][0]) if turns else 0)

    @property
    def height(self) -> float:
        """The height of the page as its text is turned."""
        return self.right - self.left if self.rotation in (90, 270) else self.top - self.bottom

    def shown(self, x: float, y: float, box: Any) -> tuple[float, float, float, float] | None:  # noqa: ANN401
        """Return where a character begins and ends, its baseline and size, turned as the text is; None if unseen.

        The origin is the corner at the lower left. What stands off the page is not seen, nor a point, nor a letter as
        large as the page.
        """
        if not (self.left <= x <= self.right and self.bottom <= y <= self.top):
            return None
        if self.rotation == 0:
            place = (box.left - self.left, box.right - self.left, y - self.bottom, box.top - box.bottom)
        elif self.rotation == 90:
            place = (box.bottom - self.bottom, box.top - self.bottom, self.right - x, box.right - box.left)
        elif self.rotation == 180:
            place = (self.right - box.right, self.right - box.left, self.top - y, box.top - box.bottom)
        else:
            place = (self.top - box.top, self.top - box.bottom, x - self.left, box.right - box.left)
        return place if _MIN_SIZE <= place[3] <= _MAX_SIZE and place[1] - place[0] <= _MAX_SIZE else None


def _glyphs(text: Any, frame: Frame) -> Iterator[Glyph | None]:  # noqa: ANN401
    """The visible characters; None where a space or a break stands."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    to_x, to_y, to_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    unicode, rectangle, origin = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    for at in range(raw.FPDFText_CountChars(text)):
        code = unicode(text, at)
        if code in _SPACES:
            yield None
        elif rectangle(text, at, to_box) and origin(text, at, to_x, to_y):
            shown = frame.shown(x.value, y.value, box)
            if shown is not None:
                yield Glyph(_character(code), *shown, at)


def _character(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and code not in _INVALID else "\ufffd"


def _words(text: Any, frame: Frame) -> Iterator[Word]:  # noqa: ANN401
    word: list[Glyph] = []
    glued = False
    for glyph in _glyphs(text, frame):
        if word and (glyph is None or _parts(word, glyph)):
            if _turn(text, word[0].at) == frame.rotation:
                yield _word(text, word, glued)
            glued = glyph is not None and abs(glyph.x0 - word[-1].x1) < _MAX_SHIFT * word[-1].size
            word = []
        elif glyph is None:
            glued = False
        if glyph is not None:
            word.append(glyph)
    if word and _turn(text, word[0].at) == frame.rotation:
        yield _word(text, word, glued)


def _turn(text: Any, at: int) -> float:  # noqa: ANN401
    """How far a character is turned, in degrees; those that are nearly upright or on a side are that exactly."""
    turn = (360 - math.degrees(raw.FPDFText_GetCharAngle(text, at))) % 360
    side = round(turn / 90) * 90
    return side % 360 if abs(turn - side) <= _MAX_SLANT else turn


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
