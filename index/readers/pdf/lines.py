"""The text of a row of words: what is joined, what is raised, what are cells."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.readers.collect import superscript
from index.readers.pdf.columns import RAISED_SIZE, Row
from index.readers.pdf.words import Word
from index.readers.plain.normalize import normalize

MARK: Final = re.compile(r"\d{1,3}|\*{1,4}|[†‡§]{1,3}")
"""A footnote's mark."""
# Cells of a table stand so far apart, in parts of the font's size.
_CELL_GAP: Final = 1.2
# Letters that stand nearer than this, in the same measure, have no space between them.
_NO_SPACE: Final = 0.08
_LEADER: Final = re.compile(r"(?:\.\s?|…){4,}\s*\d{1,4}$")
ITEM: Final = re.compile(
    r"(?:\(?\d{1,4}(?:\.\d{1,3})*[.)]|\d{1,4}(?:\.\d{1,3})+|\(?[a-zа-яё][.)]|\(?[ivxIVX]{1,5}[.)]|[-–—•·▪◦*]|§\s?\d+)(?=\s|$)",
    re.IGNORECASE,
)
"""What begins an item of a list or a numbered paragraph."""
_SECTIONS: Final = "|".join((*RUSSIAN.parts.sections, *ENGLISH.parts.sections, *OTHER.parts.sections))
_SECTION: Final = re.compile(rf"(?:{_SECTIONS})\.?\s(?:\d|[ivxlc]+\b)", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?…:;][)\]»”\"'’]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its text, without the marks of the footnotes in `refers`, which it refers to."""

    row: Row
    text: str
    refers: tuple[str, ...] = ()

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence or an item of a list ends with the line."""
        return _SENTENCE_END.search(self.text) is not None

    @property
    def begins_item(self) -> bool:
        """Whether the line begins with a number, a letter or a sign of a list, or names a section: «Статья 5»."""
        if ITEM.match(self.text):
            return True
        return self.text[:1].isupper() and _SECTION.match(self.text) is not None

    @property
    def is_contents(self) -> bool:
        """Whether it is a line of a table of contents: dots that lead to a page's number."""
        return _LEADER.search(self.text) is not None


def is_raised(word: Word, row: Row) -> bool:
    """Return whether a word is smaller than its line and stands higher."""
    return word.size < RAISED_SIZE * row.size and word.y > row.y + 0.05 * row.size


def row_text(row: Row) -> str:
    """Return the text of a row as it stands."""
    return line_of(row, ()).text


def line_of(row: Row, marks: Collection[str]) -> Line:
    """Return the line of a row; raised words among `marks` are references to footnotes."""
    text, refers = "", []
    for before, word in zip((None, *row.words), row.words, strict=False):
        spelt = normalize(word.text)
        if is_raised(word, row):
            mark = spelt.strip("()[].,")
            if mark in marks:
                refers.append(mark)
                text += "".join(sign for sign in spelt if sign in ".,")
                continue
            spelt = superscript(spelt)
        glued = word.glued or (before is not None and word.x0 - before.x1 < _NO_SPACE * row.size)
        text += spelt if glued or not text else f" {spelt}"
    return Line(row, " ".join(text.split()), tuple(refers))


def cells(row: Row) -> list[tuple[float, str]]:
    """Return the parts of a row between wide gaps, each with where it begins."""
    parts: list[list[Word]] = []
    for word in row.words:
        if parts and word.x0 - max(one.x1 for one in parts[-1]) <= _CELL_GAP * row.size:
            parts[-1].append(word)
        else:
            parts.append([word])
    bounds = (row.left, row.right, row.page, row.column)
    return [(part[0].x0, row_text(Row.build(part, *bounds))) for part in parts]
