"""Plain text: its encoding, and its lines with the words marked that a line's end breaks.

Where paragraphs and points begin is for index/layout.py and index/structure/. Safe in any process: no parser of a
format runs.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from index.layout import SUSPENDED, Layout, Line, split
from index.readers.blocks import Format, Kind, SourceText, remarks
from index.readers.faults import MAX_CHARACTERS, Fault, ReadingError
from index.readers.plain.encoding import decode
from index.readers.plain.hyphens import Hyphens
from index.readers.plain.normalize import SOFT_HYPHEN, normalize
from index.readers.sniff import refuse_foreign

_SOFT_AT_LINE_END: Final = re.compile(r"(?<=\w)\u00ad(?=[ \t]*(?:[\n\r\f\v\x85\u2028\u2029]|\Z))")
_MIN_LINES: Final = 8
_HYPHEN_AT_END: Final = re.compile(r"[^\W\d_]-$")


def read_text(data: bytes, name: str = "the text") -> SourceText:
    """Read the bytes of a plain text; `name` names it in errors.

    Raises:
        ReadingError: it is empty, too long, no text, or has bytes that its encoding does not know.
    """
    refuse_foreign(data, name)
    text, encoding, guessed = decode(data, name)
    if len(text) > MAX_CHARACTERS:
        raise ReadingError(Fault.TOO_MUCH_TEXT, name, limit=str(MAX_CHARACTERS // 10**6))
    if "\0" in text:
        raise ReadingError(Fault.NOT_TEXT, name, line=str(text.count("\n", 0, text.index("\0")) + 1))
    counts: Counter[Kind] = Counter({Kind.ENCODING_GUESSED: int(guessed)})
    lines = split_lines(text, counts)
    if not lines:
        raise ReadingError(Fault.EMPTY, name)
    return SourceText((), Format.TEXT, encoding, remarks(counts), lines=lines)


def split_lines(text: str, counts: Counter[Kind]) -> tuple[Line, ...]:
    """Return the lines of a text, normalised; one that ends in a soft hyphen goes on in the next without it."""
    parts = (normalize(part, counts) for part in _SOFT_AT_LINE_END.split(text))
    return mend(tuple(split(SOFT_HYPHEN.join(parts))), counts)


def join_lines(text: str, counts: Counter[Kind]) -> list[str]:
    """Return the paragraphs of a text whose line breaks may mean anything: those in a cell, a block of HTML or Word.

    A few lines do not show whether they are wrapped; there each is a paragraph, unless a sentence plainly goes on.
    """
    lines = split_lines(text, counts)
    if not lines:
        return []
    layout = Layout.infer(lines)
    return list((layout if len(lines) >= _MIN_LINES else replace(layout, wrapped=False)).paragraphs(lines))


def mend(lines: Sequence[Line], counts: Counter[Kind]) -> tuple[Line, ...]:
    """Put a soft hyphen in place of each hyphen at a line's end that its word does not keep."""
    hyphens = Hyphens(line.text for line in lines)
    mended = list(lines)
    for i, (line, after) in enumerate(pairwise(lines)):
        if line.text.endswith(SOFT_HYPHEN):
            counts[Kind.HYPHENS_JOINED] += 1
        elif _HYPHEN_AT_END.search(line.text) and after.text[0].islower() and not SUSPENDED.match(after.text):
            joins = hyphens.joins(line.text, after.text)
            counts[Kind.HYPHENS_JOINED if joins else Kind.HYPHENS_KEPT] += 1
            if joins:
                mended[i] = replace(line, text=line.text[:-1] + SOFT_HYPHEN)
    return tuple(mended)
