"""Public documents, from a server on 127.0.0.1."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models import documents
from models.documents import Source, ensure
from models.errors import ModelError

PAGE = "<body><h1>Устав</h1><header><h2>Преамбула</h2></header><ol><li><p>Все  равны.</p></li></ol><p></p></body>"
TEXT = "Устав\n\nПреамбула\n\nВсе равны.\n"


def archive() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as members:
        entry = tarfile.TarInfo("package/rus.html")
        entry.size = len(PAGE.encode())
        members.addfile(entry, io.BytesIO(PAGE.encode()))
    return out.getvalue()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, bytes, list[str]]]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    data, asked = archive(), []

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/a.tgz", data, asked
    server.shutdown()
    server.server_close()


def source(address: str, data: bytes, **changed: object) -> Source:
    text = {"name": "a.ru.txt", "member": "package/rus.html", "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
    known = {
        "title": "Устав",
        "package": "a 1.0.0",
        "address": address,
        "licence": "MIT",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "texts": ({**text, "sha256": changed.pop("made", text["sha256"])},),
    }
    return Source(**{**known, **changed})


def test_texts_are_made_of_the_archive_once_and_again_where_they_were_damaged(
    served: tuple[str, bytes, list[str]], tmp_path: Path
) -> None:
    address, data, asked = served
    (path,) = ensure(source(address, data), tmp_path / "documents")
    assert path.read_text(encoding="utf-8") == TEXT
    ensure(source(address, data), path.parent)
    assert len(asked) == 1
    path.write_text("damaged", encoding="utf-8")
    ensure(source(address, data), path.parent)
    assert path.read_text(encoding="utf-8") == TEXT
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"sha256": "0" * 64}, "another file"), ({"bytes": 9}, "another"), ({"made": "1" * 64}, "a.ru")],
)
def test_what_is_not_as_it_should_be_is_not_kept(
    served: tuple[str, bytes, list[str]], tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    address, data, _ = served
    with pytest.raises(ModelError, match=said):
        ensure(source(address, data, **changed), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_it_says_what_to_do(served: tuple[str, bytes, list[str]], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make documents"):
        ensure(source("http://127.0.0.1:9/a.tgz", served[1]), tmp_path)


def test_the_catalog_of_the_repository_names_the_texts_that_questions_are_about(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (udhr,) = documents.sources()
    assert {made.name for made in udhr.texts} >= {"udhr.en.txt", "udhr.ru.txt"}
    monkeypatch.setenv("ASK_CACHE", str(tmp_path))
    assert documents.folder() == tmp_path / "documents"
