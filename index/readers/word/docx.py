"""A .docx as blocks: paragraphs and rows in order, with the numbers that Word counts; footnotes apart.

What Word does not show is left out: hidden text, deletions that are tracked, heads and feet of pages, the table of
contents. Macros are never looked at.
"""

from dataclasses import dataclass
from typing import Any, Final

from index.readers.blocks import Format, Kind, Role, SourceText
from index.readers.collect import Collector
from index.readers.faults import Fault, ReadingError
from index.readers.numerals import roman
from index.readers.plain.text import join_lines
from index.readers.word.numbering import Numbering
from index.readers.word.package import Package, attribute, child, integer, local
from index.readers.word.runs import NOTE_KINDS, Runs
from index.readers.word.styles import BODY_LEVEL, Style, Styles

_WRAPPERS: Final = frozenset(("customXml", "ins", "moveTo", "smartTag"))
_NOTE_TYPES: Final = frozenset(("", "normal"))
_MAX_CELL: Final = 2000


def read_docx(data: bytes, name: str = "the document") -> SourceText:
    """Read the bytes of a .docx; `name` names it in errors.

    Raises:
        ReadingError: it is damaged, protected, of another kind, or has no text.
    """
    package = Package(data, name)
    document = package.document()
    body = child(document, "body")
    if body is None:
        raise ReadingError(Fault.BROKEN, name, reason="its text is missing")
    styles = Styles(package.beside("styles.xml"))
    reader = _Reader(Collector(), styles, Numbering.read(package.beside("numbering.xml"), styles))
    reader.blocks(body)
    reader.notes(package)
    core = package.part("docProps/core.xml")
    title = reader.title or (child(core, "title").text or "" if child(core, "title") is not None else "")
    return reader.collector.finish(Format.DOCX, title=title)


@dataclass(slots=True)
class _Reader:
    collector: Collector
    styles: Styles
    numbering: Numbering
    title: str = ""
    carried: str = ""
    """Text of a paragraph whose end a tracked change deletes: it goes on in the next."""

    def blocks(self, parent: Any) -> None:  # noqa: ANN401
        """Take the paragraphs and tables of a body, a cell or a text box."""
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "sdt":
                gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
                if attribute(gallery) == "Table of Contents":
                    self.collector.counts[Kind.CONTENTS_OMITTED] += 1
                elif child(element, "sdtContent") is not None:
                    self.blocks(child(element, "sdtContent"))
            elif name in _WRAPPERS:
                self.blocks(element)
            elif name in ("del", "moveFrom"):
                self.collector.counts[Kind.DELETIONS_OMITTED] += 1

    def _paragraph(self, element: Any) -> None:  # noqa: ANN401
        properties = child(element, "pPr")
        style = self.styles.get(attribute(child(properties, "pStyle")))
        number, depth = self._number(properties, style)
        runs = Runs(self.collector)
        text = self.carried + runs.text(element)
        self.carried = ""
        if style.is_contents:
            self.collector.counts[Kind.CONTENTS_OMITTED] += 1
        elif child(properties, "rPr", "del") is not None:
            self.carried = text
        else:
            self._emit(text, self._heading(properties, style), number, depth)
        for box in runs.boxes:
            self.blocks(box)

    def _emit(self, text: str, heading: int | None, number: str | None, depth: int) -> None:
        spelt = number or ""
        if not text.strip() and not any(letter.isalpha() for letter in spelt):
            return  # an empty item counts and says nothing
        if heading is not None:
            self.collector.add(text, Role.HEADING, heading, spelt)
            self.title = self.title or (text if heading == 0 else "")
            return
        pieces = (join_lines(text, self.collector.counts) if "\n" in text else [text]) or [""]
        role = Role.PARAGRAPH if number is None else Role.LIST_ITEM
        self.collector.add(pieces[0], role, depth, spelt)
        for piece in pieces[1:]:
            self.collector.add(piece)

    def _heading(self, properties: Any, style: Style) -> int | None:  # noqa: ANN401
        own = attribute(child(properties, "outlineLvl"))
        if not own:
            return style.heading
        level = integer(own, BODY_LEVEL)
        return level + 1 if 0 <= level < BODY_LEVEL else None

    def _number(self, properties: Any, style: Style) -> tuple[str | None, int]:  # noqa: ANN401
        """The number that Word prints before a paragraph, None if it is in no list; and how deep it is nested."""
        own = child(properties, "numPr")
        num = attribute(child(own, "numId")) or style.num
        if not num or num == "0":
            return None, 0
        depth = attribute(child(own, "ilvl"))
        if depth:
            level = integer(depth)
        elif style.level is not None:
            level = style.level
        else:
            level = self.numbering.level_of(num, style.num_style)
        return self.numbering.next(num, level), level

    def _table(self, element: Any) -> None:  # noqa: ANN401
        rows = [row for row in _below(element, "tr") if child(row, "trPr", "del") is None]
        cells = [_below(row, "tc") for row in rows]
        lengths = [len("".join(cell.itertext())) for row in cells for cell in row]
        if max(map(len, cells), default=0) < 2 or max(lengths, default=0) > _MAX_CELL:
            for row in cells:  # it only arranges the page
                for cell in row:
                    self.blocks(cell)
            return
        for row in cells:
            self.collector.row([self._cell(cell) for cell in row if not _goes_on(cell)])

    def _cell(self, element: Any) -> str:  # noqa: ANN401
        words = []
        for paragraph in (one for one in element.iter() if local(one) == "p"):
            properties = child(paragraph, "pPr")
            number, _ = self._number(properties, self.styles.get(attribute(child(properties, "pStyle"))))
            words += [number or "", Runs(self.collector).text(paragraph)]
        return " ".join(words)

    def notes(self, package: Package) -> None:
        """Take footnotes and endnotes, numbered in the order in which the text refers to them."""
        for kind in NOTE_KINDS:
            root = package.beside(f"{kind}s.xml")
            found = {attribute(one, "id"): one for one in root if local(one) == kind} if root is not None else {}
            order = self.collector.references(f"{kind}:")
            for name, element in found.items():
                if attribute(element, "type") not in _NOTE_TYPES:
                    continue
                at = order.index(name) + 1 if name in order else 0
                mark = (str(at) if kind == "footnote" else roman(at)) if at else ""
                for paragraph in (one for one in element.iter() if local(one) == "p"):
                    self.collector.note(f"{kind}:{name}", Runs(self.collector).text(paragraph), mark)


def _below(element: Any, name: str) -> list[Any]:  # noqa: ANN401
    """The rows of a table or the cells of a row, also where a wrapper stands between."""
    found = []
    for one in element:
        if local(one) == name:
            found.append(one)
        elif local(one) in (*_WRAPPERS, "sdt", "sdtContent"):
            found += _below(one, name)
    return found


def _goes_on(cell: Any) -> bool:  # noqa: ANN401
    """Whether a cell is only the lower part of one that was in a row above."""
    merged = child(cell, "tcPr", "vMerge")
    return merged is not None and attribute(merged, default="continue") == "continue"
