"""The parts of a .docx: a ZIP archive of XML files, read within bounds, without entities or network."""

import zipfile
import zlib
from io import BytesIO
from typing import Any, Final

from lxml import etree

from index.readers.faults import Fault, ReadingError

MAX_PART_BYTES: Final = 64 * 2**20
"""Of one part, unpacked."""
MAX_ENTRIES: Final = 10_000
_ENCRYPTED: Final = 1
# Text of a document is packed to a tenth or twentieth; what shrinks more, and is large, was made to.
_MAX_RATIO: Final = 250
_RATIO_FROM: Final = 8 * 2**20
_OTHERS: Final = (
    ("xl/workbook.xml", "an Excel file", "Save the text as .docx."),
    ("ppt/presentation.xml", "a PowerPoint file", "Save the text as .docx or .pdf."),
    ("content.xml", "an OpenDocument file", "Save it as .docx or .pdf."),
    ("META-INF/container.xml", "an e-book", "Save it as .html, .docx or .pdf."),
)


def local(element: Any) -> str:  # noqa: ANN401
    """Return the name of an element without its namespace, which Word's two dialects spell apart; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any, *names: str) -> Any:  # noqa: ANN401
    """Return the first child of that name, then its child of the next name, and so on; None if one is missing."""
    for name in names:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


def attribute(element: Any, name: str = "val", default: str = "") -> str:  # noqa: ANN401
    """Return the attribute of that local name; the default if it or the element is missing."""
    if element is None:
        return default
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), default)


def integer(text: str, default: int = 0) -> int:
    """Return a number of an attribute; the default for what is none."""
    try:
        return int(text)
    except ValueError:
        return default


def is_on(element: Any) -> bool:  # noqa: ANN401
    """Return whether a property that is on by being there is on."""
    return element is not None and attribute(element, default="1").lower() not in ("0", "false", "off", "none")


class Package:
    """The archive of one document."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open an archive; `name` names the file in errors.

        Raises:
            ReadingError: it is damaged, protected, or of another kind.
        """
        self._name = name
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise ReadingError(Fault.BROKEN, name, reason="it is no whole ZIP archive") from error
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise ReadingError(Fault.BOMB, name)
        self._entries = {entry.filename: entry for entry in entries}
        self._main = self._find_main()

    def _find_main(self) -> str:
        relations = self.part("_rels/.rels")
        for relation in relations if relations is not None else ():
            target = attribute(relation, "Target").lstrip("/")
            is_main = attribute(relation, "Type").endswith("/officeDocument") and target in self._entries
            if is_main and not target.startswith(("xl/", "ppt/")):
                return target
        if "word/document.xml" in self._entries:
            return "word/document.xml"
        for part, found, step in _OTHERS:
            if part in self._entries:
                raise ReadingError(Fault.MISMATCH, self._name, suffix=".docx", found=found, step=step)
        if not any(name.startswith("word/") for name in self._entries):
            step = "Unpack it, and name the document in it."
            raise ReadingError(Fault.MISMATCH, self._name, suffix=".docx", found="another archive", step=step)
        raise ReadingError(Fault.BROKEN, self._name, reason="its text is missing")

    def document(self) -> Any:  # noqa: ANN401
        """Return the root of the document's text."""
        return self.part(self._main)

    def beside(self, name: str) -> Any:  # noqa: ANN401
        """Return the root of a part in the same folder, None if there is none: "styles.xml", "numbering.xml"."""
        return self.part(f"{self._main.rpartition('/')[0]}/{name}".lstrip("/"))

    def part(self, name: str) -> Any:  # noqa: ANN401
        """Return the root of a part, None if there is none.

        Raises:
            ReadingError: it is damaged, protected, or too large.
        """
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.flag_bits & _ENCRYPTED:
            raise ReadingError(Fault.ENCRYPTED, self._name)
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as error:
            raise ReadingError(Fault.BROKEN, self._name, reason=f"its part {name} cannot be unpacked") from error
        if len(data) > MAX_PART_BYTES or len(data) > max(_RATIO_FROM, _MAX_RATIO * entry.compress_size):
            raise ReadingError(Fault.BOMB, self._name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise ReadingError(Fault.BROKEN, self._name, reason=f"its part {name} is no XML") from error
        if root.getroottree().docinfo.doctype:
            raise ReadingError(Fault.BROKEN, self._name, reason=f"its part {name} has a document type")
        return root
