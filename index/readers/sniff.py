"""Which format a file has: by its name, held against its first bytes."""

import re
from pathlib import PurePath
from typing import Final

from index.readers.blocks import Format
from index.readers.faults import Fault, ReadingError

SUFFIXES: Final = {
    ".txt": Format.TEXT, ".text": Format.TEXT, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML, ".docx": Format.DOCX, ".pdf": Format.PDF,
}  # fmt: skip
"""The ends of names that are read, in lower case, with their formats."""
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_HEAD: Final = 1024
# What else is named as a document now and then, with what to do.
_OTHERS: Final = (
    (_OLE, "an old Word file, or one with a password", "Save it from Word as .docx without a password."),
    (b"{\\rtf", "RTF", "Save it as .docx."),
    (b"\x89PNG", "a picture", "Recognise its text first, such as with ocrmypdf."),
    (b"\xff\xd8\xff", "a picture", "Recognise its text first, such as with ocrmypdf."),
    (b"II*\0", "a picture", "Recognise its text first, such as with ocrmypdf."),
    (b"MM\0*", "a picture", "Recognise its text first, such as with ocrmypdf."),
    (b"\x1f\x8b", "an archive", "Unpack it first."),
    (b"7z\xbc\xaf", "an archive", "Unpack it first."),
    (b"Rar!", "an archive", "Unpack it first."),
    (b"MZ", "a program", "Name a document."),
    (b"\x7fELF", "a program", "Name a document."),
)
_HTML: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html[\s>])", re.IGNORECASE | re.DOTALL)


def format_of(path: PurePath) -> Format:
    """Return the format that a file's name says.

    Raises:
        ReadingError: no format has that suffix.
    """
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise ReadingError(Fault.UNKNOWN_TYPE, path.name, suffix=path.suffix or path.name)
    return found


def check(data: bytes, path: PurePath) -> Format:
    """Return the format of a file by its name, if its bytes agree.

    Raises:
        ReadingError: no format has that suffix, the file is empty, or it is of another kind.
    """
    form, head = format_of(path), data[:_HEAD]
    if not data.strip(b"\0 \t\r\n\f\v"):
        raise ReadingError(Fault.EMPTY, path.name)
    found, step = _kind(head)
    if found is form or (found is None and form in (Format.TEXT, Format.MARKDOWN, Format.HTML)):
        return form
    if form is Format.TEXT and found is Format.HTML:
        return form  # a text about HTML
    if found is None:
        what, step = f"no {form.value.upper()} file", "Save it anew, or name it by what it is."
    elif isinstance(found, Format):
        what, step = f"a {found.value.upper()} file", f"Name it «{path.stem}.{found.value}»."
    else:
        what = found
    raise ReadingError(Fault.MISMATCH, path.name, suffix=path.suffix, found=what, step=step)


def refuse_foreign(data: bytes, name: str) -> None:
    """Refuse what is plainly no text: a file of a known kind, whatever it is named.

    Raises:
        ReadingError: it begins as a PDF, an archive, a picture or the like does.
    """
    found, step = _kind(data[:_HEAD])
    if found is not None and found is not Format.HTML:
        what = f"a {found.value.upper()} file" if isinstance(found, Format) else found
        named = PurePath(name)
        step = f"Name it «{named.stem}.{found.value}»." if isinstance(found, Format) else step
        raise ReadingError(Fault.MISMATCH, name, suffix=named.suffix or name, found=what, step=step)


def _kind(head: bytes) -> tuple[Format | str | None, str]:
    """What the first bytes are of, None for what may be text; for what is not read, what to do."""
    if _PDF in head:
        return Format.PDF, ""
    if head.startswith(_ZIP):
        return Format.DOCX, ""  # or another archive: index/readers/word/docx.py looks into it
    for magic, what, step in _OTHERS:
        if head.startswith(magic):
            return what, step
    return (Format.HTML if _HTML.match(head) else None), ""
