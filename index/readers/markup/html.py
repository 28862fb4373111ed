"""HTML as blocks: what a browser shows of the document itself, without navigation, scripts and hidden elements.

lxml parses without network, entities of its own or a document type. The tree is walked without recursion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from index.readers.blocks import Format, Kind, SourceText
from index.readers.faults import Fault, ReadingError
from index.readers.markup.flow import Flow
from index.readers.plain.encoding import decode_markup

BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
_SKIPPED: Final = frozenset(
    "script style template noscript head svg iframe object embed canvas audio video select textarea button input "
    "datalist dialog map".split()
)
_NAVIGATION: Final = frozenset(("navigation", "banner", "contentinfo", "search", "doc-toc", "menu", "menubar"))
_NOTES: Final = frozenset(("doc-footnote", "doc-endnote", "doc-endnotes", "doc-footnotes"))
_NOTE_CLASSES: Final = frozenset(("footnote", "footnotes", "endnote", "endnotes", "fn"))
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TOO_DEEP: Final = frozenset(("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR"))
# Of a page's text, the element that is marked as its content must hold so much to be taken alone.
_MOST: Final = 0.5
_MARK: Final = re.compile(r"\s*[\[(]?[\d*†‡a-z]{1,4}[\])]?\s*")
_MAX_CELL: Final = 2000
"""Characters of a cell of data; a longer one arranges the page."""


def read_html(data: bytes, name: str = "the page") -> SourceText:
    """Read the bytes of an HTML file; `name` names it in errors.

    Raises:
        ReadingError: it has no text, or bytes that its encoding does not know.
    """
    text, encoding, guessed = decode_markup(data, name)
    return read_markup(text, name, Format.HTML, encoding, guessed)


def read_markup(text: str, name: str, form: Format, encoding: str, guessed: bool) -> SourceText:
    """Read HTML that is decoded.

    Raises:
        ReadingError: it has no text.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser) if text.strip() else None
    if any(error.type_name in _TOO_DEEP for error in parser.error_log):  # the rest would be lost without a word
        raise ReadingError(Fault.BROKEN, name, reason="its elements are nested too deeply")
    if root is None:
        raise ReadingError(Fault.EMPTY, name)
    flow = Flow()
    flow.collector.counts[Kind.ENCODING_GUESSED] = int(guessed)
    _Walker(flow).walk(_content(root))
    title = root.findtext(".//head/title") or "".join(root.xpath("string(.//h1[1])"))
    return flow.collector.finish(form, encoding, title)


def _content(root: Any) -> Any:  # noqa: ANN401
    """The element that holds the document: the page's main part if it says which, else all of it."""
    whole = _letters(root)
    for found in (root.findall(".//main"), root.findall(".//article"), root.findall(".//*[@role='main']")):
        if len(found) == 1 and _letters(found[0]) >= _MOST * whole:
            return found[0]
    return root


def _letters(element: Any) -> int:  # noqa: ANN401
    count = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "end":
            count += len((one.tail or "").strip()) if one is not element else 0
        elif one.tag in _SKIPPED:
            walk.skip_subtree()
        else:
            count += len((one.text or "").strip())
    return count


@dataclass(slots=True)
class _Walker:
    """Passes the elements of a tree on to a flow of text."""

    flow: Flow

    def walk(self, root: Any) -> None:  # noqa: ANN401
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = False  # the event after `skip_subtree` is the end of the same element
        for event, element in walk:
            if event == "start":
                skipped = self._skips(element)
                if skipped:
                    walk.skip_subtree()
                else:
                    self._open(element)
                    self.flow.text(element.text or "")
                continue
            if not skipped:
                self._close(element)
            skipped = False
            if element is not root:
                self.flow.text(element.tail or "")
        self.flow.flush()

    def _skips(self, element: Any) -> bool:  # noqa: ANN401
        """Whether an element is not shown, or is none of the document's text; what is left out is counted."""
        if element.tag in _SKIPPED:
            return True
        kind = _omitted(element)
        if kind is not None:
            self.flow.omit(kind, len("".join(element.itertext()).strip()))
            return True
        note = _reference(element)
        if note is not None:
            self.flow.refer(note)
        return note is not None or _leads_back(element)

    def _open(self, element: Any) -> None:  # noqa: ANN401
        tag = element.tag
        if tag == "br":
            self.flow.line_break()
            return
        if _is_note(element):
            self.flow.enter_note(element)
        if tag == "table":
            self.flow.enter_table(_is_data_table(element))
        elif tag in ("td", "th"):
            self.flow.enter_cell()
        elif tag in ("ol", "ul", "menu"):
            self.flow.enter_list(element)
        elif tag == "li":
            self.flow.enter_item(element)
        elif tag in BLOCKS:
            self.flow.enter_block(tag)
        elif tag == "sup":
            self.flow.raised += 1

    def _close(self, element: Any) -> None:  # noqa: ANN401
        tag = element.tag
        if tag == "table":
            self.flow.leave_table()
        elif tag in ("td", "th"):
            self.flow.leave_cell()
        elif tag == "tr":
            self.flow.leave_row()
        elif tag in ("ol", "ul", "menu"):
            self.flow.leave_list()
        elif tag in BLOCKS:
            self.flow.leave_block(tag)
        elif tag == "sup":
            self.flow.raised -= 1
        if _is_note(element):
            self.flow.leave_note()


def _is_note(element: Any) -> bool:  # noqa: ANN401
    if element.tag not in BLOCKS:
        return False
    return element.get("role", "") in _NOTES or not _NOTE_CLASSES.isdisjoint(element.get("class", "").split())


def _reference(element: Any) -> str | None:  # noqa: ANN401
    """The name of the footnote that an element only refers to, None if it is text."""
    if element.tag not in ("sup", "a"):
        return None
    links: Iterator[Any] = element.iter("a")
    for link in links:
        target = link.get("href", "")
        noted = element.tag == "sup" or link.get("role") == "doc-noteref" or "footnote-ref" in link.get("class", "")
        if noted and target.startswith("#") and _MARK.fullmatch("".join(element.itertext())):
            return str(target[1:])
    return None


def _leads_back(element: Any) -> bool:  # noqa: ANN401
    """Whether an element leads from a footnote back to its place."""
    return element.get("role") == "doc-backlink" or "footnote-back" in element.get("class", "")


def _omitted(element: Any) -> Kind | None:  # noqa: ANN401
    """Why an element that has text is none of the document, None if it is."""
    tag = element.tag
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None
    if hidden or (element.get("aria-hidden") == "true" and tag not in ("body", "html")):
        return Kind.HIDDEN_OMITTED
    outer = tag == "footer" and next(element.iterancestors("article", "main", "blockquote"), None) is None
    return Kind.CONTENTS_OMITTED if tag == "nav" or outer or element.get("role", "") in _NAVIGATION else None


def _is_data_table(table: Any) -> bool:  # noqa: ANN401
    """Whether a table's rows are to be read as rows: it has columns, and its cells are no pages of their own."""
    if next(table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if max(map(len, rows), default=0) < 2:
        return False
    return all(sum(len(text) for text in cell.itertext()) <= _MAX_CELL for row in rows for cell in row)
