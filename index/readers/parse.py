"""A file's bytes to its text, by format. For the child process: `read.read_file` is for everybody else."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import Final

from index.readers.blocks import Format, SourceText
from index.readers.faults import MAX_CHARACTERS, Fault, ReadingError
from index.readers.sniff import check

_READERS: Final = {
    Format.TEXT: ("plain.text", "read_text"),
    Format.MARKDOWN: ("markup.markdown", "read_markdown"),
    Format.HTML: ("markup.html", "read_html"),
    Format.DOCX: ("word.docx", "read_docx"),
    Format.PDF: ("pdf.document", "read_pdf"),
}


def parse(data: bytes, path: PurePath) -> SourceText:
    """Read the bytes of a file; `path` gives its name and type, and is not opened.

    Raises:
        ReadingError: the file cannot be read.
    """
    text = _reader(check(data, path))(data, path.name)
    if sum(len(block.text) for block in text.blocks) > MAX_CHARACTERS:
        raise ReadingError(Fault.TOO_MUCH_TEXT, path.name, limit=str(MAX_CHARACTERS // 10**6))
    if not text.blocks and not text.lines:
        raise ReadingError(Fault.EMPTY, path.name)
    return text


def _reader(form: Format) -> Callable[[bytes, str], SourceText]:
    """The reader of a format; each loads its library only when it is asked for."""
    module, function = _READERS[form]
    reader: Callable[[bytes, str], SourceText] = getattr(import_module(f"index.readers.{module}"), function)
    return reader
