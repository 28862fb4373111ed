"""Why a file cannot be read: one sentence each, with what is allowed and the next step."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from models.errors import SourceError

MAX_FILE_BYTES: Final = 50 * 2**20
MAX_PAGES: Final = 3000
MAX_CHARACTERS: Final = 20_000_000
"""Of a file's text."""
MAX_SECONDS: Final = 300
"""Of the processor's time; of a clock's, twice as many, since the machine may be busy."""
MAX_MEMORY_BYTES: Final = 2 * 2**30
"""Of the parser's address space."""


class Fault(StrEnum):
    """A kind of file that cannot be read."""

    MISSING = "missing"
    UNKNOWN_TYPE = "unknown_type"
    MISMATCH = "mismatch"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_SLOW = "too_slow"
    ENCRYPTED = "encrypted"
    SCAN = "scan"
    NO_CHARACTERS = "no_characters"
    BOMB = "bomb"
    BROKEN = "broken"
    NOT_TEXT = "not_text"
    BAD_BYTE = "bad_byte"


_ALLOWED = "a .txt, .md, .html, .docx or .pdf file"
MESSAGES: Final[Mapping[Fault, str]] = MappingProxyType(
    {
        Fault.MISSING: f"it cannot be opened ({{reason}}). Name {_ALLOWED}.",
        Fault.UNKNOWN_TYPE: f"«{{suffix}}» is no type that is read. Save the document as {_ALLOWED}.",
        Fault.MISMATCH: "it is named «{suffix}» but is {found}. {step}",
        Fault.EMPTY: f"it has no text. Name {_ALLOWED} with text.",
        Fault.TOO_LARGE: "it has {size} MB, and at most {limit} MB are read. Save the text without pictures, or a part "
        "of it.",
        Fault.TOO_MANY_PAGES: "it has {pages} pages, and at most {limit} are read. Save a part of it as a file of its "
        "own.",
        Fault.TOO_MUCH_TEXT: "it has more than {limit} million characters of text. Save a part of it as a file of its "
        "own.",
        Fault.TOO_SLOW: "reading it takes more than {limit} seconds of time or {memory} GB of memory. Save it anew "
        "from the application that made it, or a part of it.",
        Fault.ENCRYPTED: "it is protected by a password. Save a copy without one.",
        Fault.SCAN: "its pages are pictures without text (a scan). Recognise the text first, such as with "
        "«ocrmypdf -l rus+eng {file} {stem}-text.pdf», and name the new file.",
        Fault.NO_CHARACTERS: "its fonts do not say which characters they draw. Print it anew to PDF from the "
        "application that made it, or recognise the text: «ocrmypdf --force-ocr -l rus+eng {file} {stem}-text.pdf».",
        Fault.BOMB: "unpacked it would be far larger than a document is. Save it anew from Word or LibreOffice.",
        Fault.BROKEN: "it is damaged: {reason}. Open it in the application that made it and save it anew.",
        Fault.NOT_TEXT: f"line {{line}}: a NUL character is no text. Name {_ALLOWED}.",
        Fault.BAD_BYTE: "line {line}: the byte {byte} is not {encoding}. Save the text as UTF-8.",
    }
)


class ReadingError(SourceError):
    """A file cannot be read; `fault` says why, `values` fill its sentence."""

    def __init__(self, fault: Fault, name: str, **values: str) -> None:
        """Word the message; `name` is that of the file."""
        self.fault, self.name, self.values = fault, name, values
        super().__init__(f"{name}: {MESSAGES[fault].format_map(values)}")
