"""index/readers/read.py: a file through the child process, and the sentence for each file that cannot be read."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from index.readers.faults import MAX_FILE_BYTES, MAX_PAGES, Fault, ReadingError
from index.readers.parse import parse
from index.readers.read import read_file
from index.readers.word.package import MAX_PART_BYTES
from models.errors import SourceError

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", ["reportlab-rules.pdf", "word-rules.docx", "page-rules.html", "text-cp1251.txt"])
def test_the_child_says_what_the_parser_says(name: str) -> None:
    assert read_file(FILES / name) == parse((FILES / name).read_bytes(), FILES / name)


# --- files that cannot be read ---------------------------------------------------------------------------------------


def pdf(pages: int, picture: bool = False) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        page = document.new_page(200, 300)
        if picture:
            image = pypdfium2.PdfImage.new(document)
            image.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.new("RGB", (20, 30), "white")))
            image.set_matrix(pypdfium2.PdfMatrix().scale(200, 300))
            page.insert_obj(image)
            page.gen_content()
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def archive(**parts: bytes) -> bytes:
    """A .docx of the rules with other parts."""
    saved = io.BytesIO()
    with zipfile.ZipFile(FILES / "word-rules.docx") as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return saved.getvalue()


def foreign(name: str) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as new:
        new.writestr(name, "<x/>")
    return saved.getvalue()


def protected() -> bytes:
    """An archive whose entries say that they are encrypted."""
    data = bytearray(archive())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


ENTITY = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>'
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
CASES: list[tuple[str, Callable[[], bytes], Fault, str]] = [
    ("empty.txt", lambda: b"", Fault.EMPTY, "no text"),
    ("spaces.txt", lambda: b" \n\t\r\n", Fault.EMPTY, "no text"),
    ("invisible.txt", "\ufeff\u200b\u00ad".encode, Fault.EMPTY, "no text"),
    ("tags.html", lambda: b"<html><script>x</script><body><p> </body></html>", Fault.EMPTY, "no text"),
    ("bytes.txt", lambda: "Пункт\n".encode() * 30 + b"\xd0\n", Fault.BAD_BYTE, "line 31: the byte 0xd0 is not UTF-8"),
    ("zeros.txt", lambda: b"ab\0\0\1\2" * 9, Fault.NOT_TEXT, "NUL"),
    ("text.pdf", lambda: b"just words", Fault.MISMATCH, "no PDF file"),
    ("text.docx", lambda: b"just words", Fault.MISMATCH, "no DOCX file"),
    ("a.docx", lambda: pdf(1), Fault.MISMATCH, "a.pdf"),
    ("a.txt", lambda: pdf(1), Fault.MISMATCH, "a PDF file"),
    ("a.md", archive, Fault.MISMATCH, "a DOCX file"),
    ("old.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Fault.MISMATCH, "password"),
    ("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 60, Fault.MISMATCH, "a picture"),
    ("table.docx", lambda: foreign("xl/workbook.xml"), Fault.MISMATCH, "an Excel file"),
    ("free.docx", lambda: foreign("content.xml"), Fault.MISMATCH, "an OpenDocument file"),
    ("other.docx", lambda: foreign("a.txt"), Fault.MISMATCH, "another archive"),
    ("scan.pdf", lambda: pdf(3, picture=True), Fault.SCAN, "ocrmypdf -l rus+eng scan.pdf scan-text.pdf"),
    ("blank.pdf", lambda: pdf(2), Fault.EMPTY, "no text"),
    ("long.pdf", lambda: pdf(MAX_PAGES + 1), Fault.TOO_MANY_PAGES, f"{MAX_PAGES + 1} pages"),
    ("locked.pdf", (FILES / "locked.pdf").read_bytes, Fault.ENCRYPTED, "password"),
    ("locked.docx", protected, Fault.ENCRYPTED, "password"),
    ("cut.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj << >>\n", Fault.BROKEN, "no whole PDF"),
    ("cut.docx", lambda: archive()[:-900], Fault.BROKEN, "no whole ZIP"),
    ("tags.docx", lambda: archive(**{"word/document.xml": b"<a><b></a>"}), Fault.BROKEN, "no XML"),
    ("entity.docx", lambda: archive(**{"word/document.xml": ENTITY}), Fault.BROKEN, "document type"),
    ("laughs.docx", lambda: archive(**{"word/styles.xml": BOMB}), Fault.BROKEN, "document type"),
    ("bomb.docx", lambda: archive(**{"word/document.xml": b" " * (MAX_PART_BYTES + 1)}), Fault.BOMB, "far larger"),
    ("ratio.docx", lambda: archive(**{"word/numbering.xml": b" " * (9 * 2**20)}), Fault.BOMB, "far larger"),
    ("a.rtf", lambda: b"{\\rtf1}", Fault.UNKNOWN_TYPE, ".docx or .pdf"),
    ("noname", lambda: b"words", Fault.UNKNOWN_TYPE, "«noname»"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "fault", "says"), CASES, ids=[case[0] for case in CASES])
def test_what_cannot_be_read_gets_a_sentence(name: str, make: Callable[[], bytes], fault: Fault, says: str) -> None:
    with pytest.raises(ReadingError) as caught:
        parse(make(), Path(name))
    assert caught.value.fault is fault
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert says in message
    assert message.endswith(".")
    assert isinstance(caught.value, SourceError)


def test_the_sentence_passes_through_the_child(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(1, picture=True))
    with pytest.raises(ReadingError, match=r"scan\.pdf: its pages are pictures") as caught:
        read_file(path)
    assert caught.value.fault is Fault.SCAN


@pytest.mark.parametrize(("name", "fault"), [("no.txt", Fault.MISSING), ("", Fault.UNKNOWN_TYPE)])
def test_what_is_no_file(tmp_path: Path, name: str, fault: Fault) -> None:
    with pytest.raises(ReadingError) as caught:
        read_file(tmp_path / name)
    assert caught.value.fault is fault


def test_a_folder_or_pipe_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    os.mkfifo(tmp_path / "b.txt")
    for name in ("a.txt", "b.txt"):
        with pytest.raises(ReadingError, match="cannot be opened"):
            read_file(tmp_path / name)


def test_a_large_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(ReadingError, match=f"it has 200 MB, and at most {MAX_FILE_BYTES // 2**20} MB"):
        read_file(path)


def test_a_slow_file_is_given_up() -> None:
    with pytest.raises(ReadingError, match=r"takes more than 0\.01 seconds"):
        read_file(FILES / "reportlab-rules.pdf", max_seconds=0.01)


# --- what the child may not do ---------------------------------------------------------------------------------------

CONFINED = """
import socket, subprocess, sys
from index.readers.confine import confine
confine()
refused = []
for act in (lambda: socket.create_connection(("127.0.0.1", 9)), lambda: subprocess.run(["true"]),
            lambda: open({path!r}, "w"), lambda: __import__("os").unlink({kept!r})):
    try:
        act()
    except PermissionError:
        refused.append(1)
try:
    bytearray(3 * 2**30)
except MemoryError:
    refused.append(1)
print(len(refused), open({kept!r}).read())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system limits memory")
def test_the_child_may_only_read(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("kept")
    script = CONFINED.format(path=str(tmp_path / "new"), kept=str(kept))
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["5", "kept"], done.stderr
    assert not (tmp_path / "new").exists()
