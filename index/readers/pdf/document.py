"""A PDF as blocks: its pages' words in reading order, without what the pages add to the document."""

import io
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw

from index.readers.blocks import Format, Kind, Role, SourceText
from index.readers.collect import Collector
from index.readers.faults import MAX_PAGES, Fault, ReadingError
from index.readers.pdf.columns import Row, columns, rows, text_edges, usual_gutter
from index.readers.pdf.headings import heading_levels
from index.readers.pdf.heads import remove_heads
from index.readers.pdf.lines import Line, line_of, row_text
from index.readers.pdf.notes import Note, note_name, take_notes
from index.readers.pdf.paragraphs import Shape, paragraphs
from index.readers.pdf.tables import Table, part_tables
from index.readers.pdf.words import Word, page_words
from index.readers.plain.hyphens import Hyphens

# Fewer letters a page than this, on most pages, are those of a scanner's stamp.
_MIN_LETTERS: Final = 25
# Of the characters of a file, so many may be without a meaning.
_MAX_UNKNOWN: Final = 0.1


def read_pdf(data: bytes, name: str = "the document") -> SourceText:
    """Read the bytes of a PDF; `name` names it in errors.

    Raises:
        ReadingError: it is damaged, protected, too long, or has pages without text only.
    """
    document = _open(data, name)
    try:
        collector = Collector()
        pages = _pages(document, collector.counts, name)
        title = str(document.get_metadata_dict(skip_empty=True).get("Title", ""))
    finally:
        document.close()
    texts = remove_heads(pages, collector.counts)
    texts, notes = take_notes(texts, _body_size(texts))
    marks: defaultdict[int, set[str]] = defaultdict(set)
    for note in notes:
        marks[note.page].add(note.mark)
    lines = [line_of(row, marks.get(row.page, ())) for page in texts for row in page]
    kept = [line for line in lines if line.text and not line.is_contents]
    collector.counts[Kind.CONTENTS_OMITTED] += len(lines) - len(kept)
    writer = _Writer(collector, Hyphens([line.text for line in kept]))
    writer.blocks(kept)
    for note in notes:
        writer.note(note)
    return collector.finish(Format.PDF, title=writer.title or title)


def _open(data: bytes, name: str) -> Any:  # noqa: ANN401
    try:
        document = pypdfium2.PdfDocument(io.BytesIO(data))
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise ReadingError(Fault.ENCRYPTED, name) from error
        raise ReadingError(Fault.BROKEN, name, reason="it is no whole PDF") from error
    if pages > MAX_PAGES:
        document.close()
        raise ReadingError(Fault.TOO_MANY_PAGES, name, pages=str(pages), limit=str(MAX_PAGES))
    return document


def _pages(document: Any, counts: Counter[Kind], name: str) -> list[tuple[list[Row], float]]:  # noqa: ANN401
    """The rows of each page in reading order, and its height."""
    pages: list[tuple[list[Word], float]] = []
    unknown = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:  # one damaged page among others
            pages.append(([], 0.0))
            continue
        words, height, bad = page_words(page)
        unknown += bad
        pages.append((words, height))
        page.close()
    letters = [sum(len(word.text) for word in words) for words, _ in pages]
    with_text = sum(count > 0 for count in letters)
    counts[Kind.PAGES], counts[Kind.PAGES_WITHOUT_TEXT] = len(pages), len(pages) - with_text
    if sum(letters) < _MIN_LETTERS * max(1, with_text):
        _refuse_scan(document, name, sum(letters))
    if unknown > _MAX_UNKNOWN * sum(letters):
        raise ReadingError(Fault.NO_CHARACTERS, name, **_files(name))
    lines = [rows(words) for words, _ in pages]
    bounds = _bounds(lines)
    gutter = usual_gutter(lines)
    found = []
    for index, (_, height) in enumerate(pages):
        ordered, has_columns = columns(lines[index], index + 1, bounds, gutter)
        counts[Kind.COLUMN_PAGES] += has_columns
        found.append((ordered, height))
    return found


def _bounds(pages: Sequence[Sequence[tuple[Word, ...]]]) -> tuple[float, float]:
    """Where the text of the pages usually begins and ends: a last page of two lines does not say it."""
    full = sorted((page for page in pages if page), key=len)[-max(1, len(pages) // 2) :]
    if not full:
        return math.inf, -math.inf
    widest = [(min(line[0].x0 for line in page), max(word.x1 for line in page for word in line)) for page in full]
    edges = [text_edges(page, usual) for page, usual in zip(full, widest, strict=True)]
    return median(left for left, _ in edges), median(right for _, right in edges)


def _refuse_scan(document: Any, name: str, letters: int) -> None:  # noqa: ANN401
    """Refuse a file of pictures; one of a few words, or of none, is what it is."""
    pictures = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_PATH)
    for index in range(min(len(document), 20)):
        page = document[index]
        if next(page.get_objects(filter=pictures, max_depth=3), None) is not None:
            raise ReadingError(Fault.SCAN, name, **_files(name))
    if not letters:
        raise ReadingError(Fault.EMPTY, name)


def _files(name: str) -> dict[str, str]:
    return {"file": name, "stem": name.rpartition(".")[0] or name}


def _body_size(pages: Sequence[Sequence[Row]]) -> float:
    """The size of most letters of a file."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for row in page:
            sizes[round(row.size, 1)] += sum(len(word.text) for word in row.words)
    return sizes.most_common(1)[0][0] if sizes else 1.0


class _Writer:
    """Passes lines on as blocks."""

    def __init__(self, collector: Collector, hyphens: Hyphens) -> None:
        self._collector, self._hyphens = collector, hyphens
        self.title = ""

    def blocks(self, lines: Sequence[Line]) -> None:
        """Take the lines of a file in reading order."""
        shape = Shape.infer(lines)
        groups: list[Table | list[Line]] = []
        for part in part_tables(lines):
            groups += [part] if isinstance(part, Table) else paragraphs(part, shape)
        body = _body_size([[line.row for line in lines]])
        levels = heading_levels([group for group in groups if isinstance(group, list)], body)
        for group in groups:
            if isinstance(group, Table):
                for cells in group.rows:
                    self._collector.row(cells, group.page)
                continue
            level = levels.get(id(group))
            text, page = self._joined([line.text for line in group]), group[0].row.page
            for line in group:
                for mark in line.refers:
                    self._collector.refer(note_name(line.row.page, mark))
            role = Role.PARAGRAPH if level is None else Role.HEADING
            self._collector.add(text, role, level or 0, page=page)
            if level == 0:
                self.title = self.title or text

    def note(self, note: Note) -> None:
        """Take a footnote."""
        first, *others = [row_text(row) for row in note.rows]
        text = self._joined([" ".join(first.split()[1:]), *others])
        self._collector.note(note.name, text, note.mark, note.page)

    def _joined(self, lines: Sequence[str]) -> str:
        """Join lines; a hyphen at the end of one goes if its word does not keep it."""
        text = lines[0]
        for before, line in pairwise(lines):
            if not self._hyphens.breaks(before, line):
                text = f"{text} {line}"
            elif self._hyphens.joins(before, line):
                self._collector.counts[Kind.HYPHENS_JOINED] += 1
                text = text[:-1] + line
            else:
                self._collector.counts[Kind.HYPHENS_KEPT] += 1
                text += line.removeprefix("-")
        return text
