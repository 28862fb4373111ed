"""Layout of a plain text: which line breaks end a paragraph, and which fall inside one.

Works on any plain text, typed or extracted from a PDF, single- or double-spaced; knows nothing of numbers. Everything
is measured on the text itself (`Layout.infer`). Used by index/structure/; run by `python -m index.build`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.language.lexicon import ENGLISH, RUSSIAN
from models.errors import SourceError

_LINE_END = re.compile(r"\r\n?|[\v\x85\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.!?…][)\]»”\"'’]*$")
_LIST_END = re.compile(r"[:;][)\]»”\"'’]*$")
_OPENING = re.compile(r"[\"'«„“‘(\[•*–—-]")
# A dash that touches the word before it: the break fell inside a word («водно-⏎энергетических», «2018–⏎2028»).
# A soft hyphen there is one that the word does not keep: index/readers/plain/text.py decides.
_BROKEN_WORD = re.compile(r"\w[-‐‑–—\u00ad]$")
_SOFT_HYPHEN = "\u00ad"
# «торгово-⏎и …»: the hyphen stands for the second half of a word that comes later, so the space is real.
SUSPENDED = re.compile(rf"(?:{'|'.join((*RUSSIAN.files.suspended, *ENGLISH.files.suspended))})(?!\S)")
"""What a line begins with after such a hyphen."""
_FIRST_PIECE = re.compile(r"[^\s-]*-?")
# Characters of a proportional font differ in width, so full lines differ in length. In our declaration (width 82) a
# line and the next word have at least 80 characters where the line was full, at most 75 where a paragraph ended.
_FULL = 0.95
# Of the breaks that look like those inside a sentence, so many must run over for the text to count as wrapped.
_WRAPPED = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """A line that has text (its white space single spaces), its number in the source, and the break before it.

    `blank`: how many empty lines stand before it. `spaced`: one of those is white space. `page`: so is a form feed.
    """

    number: int
    text: str
    blank: int = 0
    spaced: bool = False
    page: bool = False

    @property
    def ends_sentence(self) -> bool:
        """Whether the line closes a sentence, or a heading or item of a list (colon, semicolon)."""
        return bool(_SENTENCE_END.search(self.text) or self.ends_item)

    @property
    def ends_item(self) -> bool:
        """Whether the line closes with a colon or semicolon."""
        return _LIST_END.search(self.text) is not None


def split(text: str) -> Iterator[Line]:
    """Yield the lines that have text; CR, CRLF, Unicode's line ends and form feeds all end a line.

    Raises:
        SourceError: the text holds a NUL character: the file is UTF-16, or no text at all.
    """
    blank, spaced, page = 0, False, False
    for number, raw in enumerate(_LINE_END.sub("\n", text).split("\n"), start=1):
        if "\0" in raw:
            raise SourceError(f"line {number}: a NUL character is no text. Save the text as UTF-8.")
        for i, piece in enumerate(raw.split("\f")):
            page = page or i > 0
            words = " ".join(piece.split())
            if words:
                yield Line(number, words, blank, spaced, page)
                blank, spaced, page = 0, False, False
            else:
                blank, spaced = blank + 1, spaced or bool(piece)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one text breaks its lines.

    `wrapped`: a paragraph takes several lines (else each line is a paragraph). `usual`: blank lines between two lines
    of a paragraph, 1 where the text is double-spaced. `marked`: a line of white space (a PDF's empty paragraph) marks
    a paragraph gap, so that mere blank lines, such as the end of a page, do not. `width`: characters of a full line.
    """

    wrapped: bool
    usual: int
    marked: bool
    width: int

    @classmethod
    def infer(cls, lines: Sequence[Line]) -> "Layout":
        """Measure a text; `lines` must not be empty."""
        inside = Counter((b.blank, b.spaced) for a, b in pairwise(lines) if _goes_on(a, b))
        (usual, spaced), count = inside.most_common(1)[0] if inside else ((0, False), 0)
        alike = sum((line.blank, line.spaced) == (usual, spaced) for line in lines[1:])
        lengths = sorted(len(line.text) for line in lines)
        return cls(
            wrapped=count > 0 and count >= _WRAPPED * alike,
            usual=usual,
            marked=usual > 0 and not spaced and any(line.spaced for line in lines[1:]),
            width=lengths[len(lengths) * 9 // 10],
        )

    def gap(self, line: Line) -> bool:
        """Return whether the break before the line is an explicit paragraph gap."""
        return line.spaced if self.marked else line.blank > self.usual and not line.page

    def cut(self, before: Line, line: Line) -> bool:
        """Return whether the line before ended early: the next word, or its part before a hyphen, would have fitted."""
        piece = _FIRST_PIECE.match(line.text)
        word = len(piece.group()) if piece else 0
        space = 0 if _BROKEN_WORD.search(before.text) else 1
        return not self.wrapped or len(before.text) + space + word <= _FULL * self.width

    def parts(self, before: Line, line: Line) -> bool:
        """Return whether a paragraph ends between two adjacent lines."""
        if _goes_on(before, line):
            return False
        if self.gap(line) or not self.wrapped:
            return True
        first = line.text[0]
        opens = first.isupper() or first.isdigit() or _OPENING.match(first) is not None
        return self.cut(before, line) and (before.ends_item or (before.ends_sentence and opens))

    def paragraphs(self, lines: Sequence[Line]) -> Iterator[str]:
        """Join lines to paragraphs; a hyphen at a line's end stays, a soft one goes, and so does the break after it."""
        paragraph = lines[0].text
        for before, line in pairwise(lines):
            if self.parts(before, line):
                yield paragraph.removesuffix(_SOFT_HYPHEN)
                paragraph = line.text
            elif _continues_word(before, line):
                paragraph = paragraph.removesuffix(_SOFT_HYPHEN) + line.text
            else:
                paragraph = f"{paragraph.removesuffix(_SOFT_HYPHEN)} {line.text}"
        yield paragraph.removesuffix(_SOFT_HYPHEN)


def _continues_word(before: Line, line: Line) -> bool:
    broken = _BROKEN_WORD.search(before.text) is not None
    return broken and line.text[0].isalnum() and not SUSPENDED.match(line.text)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence plainly runs over the break, whatever blank lines say: a page may end there."""
    last = before.text[-1]
    return _continues_word(before, line) or ((last.isalnum() or last in "-‐‑–—\u00ad") and line.text[0].islower())
