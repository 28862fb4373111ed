"""What a reader hands on: the blocks of a file in reading order, and what was recognised or mended on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.layout import Line


class Format(StrEnum):
    """The kinds of files that are read; each value is the suffix of a file's name."""

    TEXT = "txt"
    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


class Role(StrEnum):
    """What a block is in its document."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"


class Kind(StrEnum):
    """What was recognised in a file, or mended."""

    ENCODING_GUESSED = "encoding_guessed"
    """The file does not name its encoding; `SourceText.encoding` was found by its bytes."""
    INVISIBLE_REMOVED = "invisible_removed"
    """Characters without width: soft hyphens, zero-width spaces, marks of direction."""
    LIGATURES_RESOLVED = "ligatures_resolved"
    HYPHENS_JOINED = "hyphens_joined"
    """Words that were broken at a line's end and are whole again."""
    HYPHENS_KEPT = "hyphens_kept"
    """Words that have a hyphen and were broken at it."""
    RUNNING_HEADS_REMOVED = "running_heads_removed"
    """Lines at the top or bottom of a page that repeat, in each page where they stood."""
    PAGE_NUMBERS_REMOVED = "page_numbers_removed"
    COLUMN_PAGES = "column_pages"
    """Pages that were read column by column."""
    FOOTNOTES = "footnotes"
    """Blocks with the role of a footnote."""
    NUMBERS_RECOVERED = "numbers_recovered"
    """Automatic numbers, which the application counts and the file does not spell."""
    TABLE_ROWS = "table_rows"
    PAGES = "pages"
    PAGES_WITHOUT_TEXT = "pages_without_text"
    """Pages of a file with text that are pictures or empty."""
    HIDDEN_OMITTED = "hidden_omitted"
    """Runs or elements that the application does not show."""
    DELETIONS_OMITTED = "deletions_omitted"
    """Passages that a tracked change deletes."""
    CONTENTS_OMITTED = "contents_omitted"
    """Lines of a table of contents, and elements of navigation."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What was recognised or mended, and how often; worded where it is shown."""

    kind: Kind
    count: int


def remarks(counts: Mapping[Kind, int]) -> tuple[Remark, ...]:
    """Make remarks of counts, in the order of `Kind`; what was not met is left out."""
    return tuple(Remark(kind, counts[kind]) for kind in Kind if counts.get(kind))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item, row or footnote; `text` is normalised and has no line breaks.

    `level`: of a heading, 1 for the highest, 0 for a document's title; of an item, how deep its list is nested, 0 for
    the outermost. `number`: an automatic number as the application prints it («1.», «1.2.», «a)», «Статья 5.»), which
    is no part of `text`; a number that was typed is. A footnote's number is its mark («1», «*»). `page`: the page that
    it begins on, from 1, where the file has pages. The cells of a row are joined by « | ».
    """

    text: str
    role: Role = Role.PARAGRAPH
    level: int = 0
    number: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file.

    A plain text has `lines` and no blocks, since where a paragraph ends there depends on where points begin: its lines
    are normalised, and a soft hyphen at a line's end says that the word goes on without it (`index.layout` joins it).
    All else has `blocks` and no lines. `encoding` is None where the format has no choice. A footnote stands right
    after the block that refers to it, if that is known. `title` is what the file calls itself, often wrongly.
    """

    blocks: tuple[Block, ...]
    format: Format
    encoding: str | None = None
    remarks: tuple[Remark, ...] = ()
    title: str = ""
    lines: tuple[Line, ...] = ()
