"""Small stand-ins for what models are fetched from: a hub on 127.0.0.1, wheels in a folder, and a catalog of them."""

import hashlib
import random
import threading
import zipfile
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

from models.catalog import Catalog

PARTS = tuple(random.Random(n).randbytes(size) for n, size in enumerate((200_000, 150_000, 70_000)))
CONTENT = b"".join(PARTS)


class Hub:
    """An HTTP server of one file, which can be told to misbehave. `requests` holds (path, Range) of each request."""

    def __init__(self, content: bytes = CONTENT) -> None:
        self.content = content
        self.requests: list[tuple[str, str | None]] = []
        self.breaks: list[int] = []  # after how many bytes of the body to hang up, an entry an answer
        self.status: int | None = None
        self.ranges = True
        self.says_length = True
        self.gate: threading.Event | None = None  # waited for before hanging up
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/one.gguf"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _handler(hub):  # noqa: N805 `self` is the request
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range")
                hub.requests.append((self.path, asked))
                if hub.status:
                    self.send_error(hub.status)
                    return
                start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and hub.ranges else 0
                body = hub.content[start:]
                self.send_response(206 if asked and hub.ranges else 200)
                if asked and hub.ranges:
                    self.send_header("Content-Range", f"bytes {start}-{len(hub.content) - 1}/{len(hub.content)}")
                if hub.says_length:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: hub.breaks.pop(0)] if hub.breaks else body)
                self.wfile.flush()
                if hub.gate:
                    hub.gate.wait(30)

            def log_message(self, *_) -> None:
                pass

        return Handler


def make_wheel(folder: Path, name: str, members: dict[str, bytes], tag: str = "py3-none-any") -> Path:
    """Writes a wheel of version 1.0 that pip takes for a real one."""
    folder.mkdir(exist_ok=True)
    module = name.replace("-", "_")
    path = folder / f"{module}-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        info = f"{module}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def member(number: int) -> str:
    """Where wheel `number` (1-based) of the stand-in file holds its part."""
    return f"one_part{number}/part.bin"


def make_wheels(folder: Path, numbers: Sequence[int] = (1, 2, 3), **options: str) -> None:
    """Writes those wheels of the stand-in file."""
    for number in numbers:
        make_wheel(folder, f"one-part{number}", {member(number): PARTS[number - 1]}, **options)


def _part(number: int, data: bytes, platform: str | None = None) -> dict[str, object]:
    return {
        "wheel": f"one-part{number}==1.0",
        "wheel_bytes": len(data),
        "member": member(number),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "platform": platform,
    }


def _file(name: str, data: bytes, parts: list[dict[str, object]], hub: str | None = None) -> dict[str, object]:
    return {
        "name": name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "hub": hub,
        "parts": parts,
    }


def _model(files: list[dict[str, object]], **more: object) -> dict[str, object]:
    return {
        "title": "One",
        "purpose": "is a stand-in",
        "publisher": "Nobody",
        "page": "https://example.org",
        "licence": "MIT",
        "licence_url": "https://example.org",
        "files": files,
        **more,
    }


def make_catalog(hub: str | None = None, platforms: Mapping[int, str] = MappingProxyType({})) -> Catalog:
    """A catalog of one model, "one", whose file is CONTENT."""
    parts = [_part(number, data, platforms.get(number)) for number, data in enumerate(PARTS, 1)]
    return Catalog(models={"one": _model([_file("one.gguf", CONTENT, parts, hub)], kind="file")})


def make_folder_catalog() -> Catalog:
    """A catalog of one model, "one", whose folder is made of two files: PARTS[0] and PARTS[1]."""
    files = [_file(f"raw{number}", PARTS[number - 1], [_part(number, PARTS[number - 1])]) for number in (1, 2)]
    return Catalog(models={"one": _model(files, kind="e5", folder="made", folder_bytes=1000)})
