"""A file's bytes to its text, by format. For the child process: `read.read_file` is for everybody else."""

from collections.abc import Callable
from pathlib import PurePath

from index.readers.blocks import Format, SourceText
from index.readers.faults import MAX_CHARACTERS, Fault, ReadingError
from index.readers.sniff import check


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
    if form is Format.TEXT:
        from index.readers.text import read_text as reader
    elif form is Format.MARKDOWN:
        from index.readers.markdown import read_markdown as reader
    elif form is Format.HTML:
        from index.readers.html import read_html as reader
    elif form is Format.DOCX:
        from index.readers.docx import read_docx as reader
    else:
        from index.readers.pdf import read_pdf as reader
    return reader
