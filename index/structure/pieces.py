"""The paragraphs of a source in order, from the lines of a plain text or the blocks of a reader.

In a plain text a line begins a paragraph if index/layout.py says so, or if it begins with a number that may be a
section's. Such a line counts where a paragraph may begin: first of all, after a gap, after the end of a sentence, after
a line that ended early. Inside a sentence it counts only if it carries the next number and the line before does not ask
for one (ends in "п.", "пунктом", "in" and the like). Numbers of four digits, which are years, never count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.language.lexicon import ENGLISH, RUSSIAN
from index.layout import Layout, Line
from index.readers.blocks import Block, Role
from index.structure.markers import ABOVE, Marker, Style, is_capital, markers

_FIRST_YEAR = 1000
_ASKS_FOR_NUMBER = re.compile(
    rf"(?:[(№]|{'|'.join((*RUSSIAN.files.before_numbers, *ENGLISH.files.before_numbers))})$", re.IGNORECASE
)
"""The line ends so that a number after it must belong to its sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph with its number, if it has one; `at` says where it begins: a line or a block of the source, from 1.

    `level` is that of a heading whose source says that it is one, else 0.
    """

    text: str
    at: int
    role: Role = Role.PARAGRAPH
    level: int = 0


def pieces_of_blocks(blocks: Sequence[Block]) -> list[Piece]:
    """Return the paragraphs of a reader's blocks; a number that the application counts stands before its text."""
    found = []
    for at, block in enumerate(blocks, 1):
        text = f"{block.number} {block.text}" if block.number and block.role is not Role.FOOTNOTE else block.text
        found.append(Piece(" ".join(text.split()), at, block.role, block.level if block.role is Role.HEADING else 0))
    return [piece for piece in found if piece.text]


def pieces_of_lines(lines: Sequence[Line], language: str) -> list[Piece]:
    """Return the paragraphs of a plain text; `lines` must not be empty."""
    layout = Layout.infer(lines)
    starts = {0, *_starts(lines, layout, language)}
    found: list[Piece] = []
    body: list[Line] = []
    for at, line in enumerate(lines):
        if at in starts and body:
            found.extend(_paragraphs(body, layout))
            body = []
        body.append(line)
    found.extend(_paragraphs(body, layout))
    return found


def _paragraphs(body: Sequence[Line], layout: Layout) -> Iterator[Piece]:
    """The paragraphs of lines of which only the first begins with a number."""
    first = [0, *(i for i, (a, b) in enumerate(pairwise(body), 1) if layout.parts(a, b))]
    for at, text in zip(first, layout.paragraphs(body), strict=True):
        yield Piece(text, body[at].number)


def _starts(lines: Sequence[Line], layout: Layout, language: str) -> Iterator[int]:
    """The lines that begin a paragraph since they, or the line before, begin with a number."""
    last = 0
    before: Line | None = None
    heading = False
    for at, line in enumerate(lines):
        found = next(markers(line.text, language), None)
        # A heading ends where its line does, if the next word would have fitted.
        if before is not None and heading and layout.cut(before, line) and is_capital(line.text):
            yield at
        heading = False
        if found is not None and _counts(found, before, line, last + 1, layout):
            yield at
            last = found.key[0] if found.style is Style.DOT else last
            heading = found.style in {Style.WORD, Style.SIGN} or (found.unit in ABOVE)
        before = line


def _counts(marker: Marker, before: Line | None, line: Line, expected: int, layout: Layout) -> bool:
    """Whether a number at the beginning of a line is no part of a sentence that began before."""
    if marker.style in {Style.BARE, Style.ROMAN} and before is not None and not layout.gap(line):
        return layout.parts(before, line)
    asked = before is not None and _ASKS_FOR_NUMBER.search(before.text) is not None
    is_next = marker.style is Style.DOT and marker.key == (expected,)
    boundary = before is None or layout.gap(line) or layout.cut(before, line) or (before.ends_sentence and not asked)
    if marker.key[0] >= _FIRST_YEAR and marker.style is not Style.WORD:
        return is_next and (boundary or not asked)
    return boundary or (is_next and not asked)
