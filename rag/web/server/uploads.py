"""The one place that takes files: a document for the library, sent by the page as the body of one request.

The guard lets nothing but this machine's own browser send one (rag/web/server/guard.py). The body is written to a
file of its own as it arrives and counted, so that a large one ends at the limit; the file is gone when the reply is
sent.
"""

import asyncio
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from index.readers.blocks import Format
from models.errors import AskError
from rag.web.server.guard import UPLOAD
from rag.web.server.middleware import Application, Message, Receive, Send

if TYPE_CHECKING:
    from rag.web.shelf import Shelf

NAME_HEADER = b"x-file-name"
"""The file's name, in UTF-8 and percent-encoded."""
SUFFIXES = frozenset(f".{one}" for one in Format) | {".markdown", ".htm"}
MAX_AT_ONCE = 2
_MAX_NAME = 60
_UNSAFE = re.compile(r'[<>:"|?*]')
"""What no file may be called with on some systems."""


class _RefusedError(Exception):
    """A file is not taken: an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Uploads:
    """Take documents; leave every other request alone."""

    def __init__(self, app: Application, shelf: "Shelf") -> None:
        self._app, self._shelf = app, shelf
        self._taking = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] != UPLOAD:
            await self._app(scope, receive, send)
            return
        try:
            status, body = 200, await self._take(scope, receive)
        except _RefusedError as refused:
            status, body = refused.status, {"error": refused.sentence}
        data = json.dumps(body, ensure_ascii=False).encode()
        kind = (b"content-type", b"application/json; charset=utf-8")
        # Whoever is refused may still be sending: the connection is not used again.
        headers = [kind, (b"content-length", str(len(data)).encode()), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": data})

    async def _take(self, scope: Message, receive: Receive) -> dict[str, Any]:
        name = _name(scope)
        limit = self._shelf.library.limits.file_bytes
        announced = _header(scope, b"content-length")
        if announced.isdecimal() and int(announced) > limit:
            raise _too_large(limit)
        if self._taking >= MAX_AT_ONCE:
            raise _RefusedError(429, "Other files are being read. Try again in a moment.")
        self._taking += 1
        try:
            with tempfile.TemporaryDirectory(prefix="ask-") as folder:
                path = Path(folder) / _UNSAFE.sub("_", name)
                await _write(path, receive, limit)
                return await asyncio.to_thread(self._shelf.recognise, path, name)
        except AskError as error:
            raise _RefusedError(422, str(error)) from error
        finally:
            self._taking -= 1


async def _write(path: Path, receive: Receive, limit: int) -> None:
    size = 0
    with path.open("wb") as file:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _RefusedError(400, "The file did not arrive whole.")
            piece = message.get("body", b"")
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            file.write(piece)
            if not message.get("more_body"):
                break
    if not size:
        raise _RefusedError(422, "The file is empty. Choose one with text.")


def _too_large(limit: int) -> _RefusedError:
    return _RefusedError(
        413, f"The file is larger than {limit / 2**20:.0f} MB. Save the text without pictures, or a part of it."
    )


def _name(scope: Message) -> str:
    """The file's name without folders and control characters; refused unless it is of a type that is read."""
    sent = unquote(_header(scope, NAME_HEADER), errors="replace")
    name = "".join(sign for sign in sent.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise _RefusedError(
            415, f"{ascii(suffix)[:20]} is no type that is read: allowed are {', '.join(sorted(SUFFIXES))}."
        )
    stem = Path(name).stem[: _MAX_NAME - len(suffix)]
    return f"{stem}{suffix}"


def _header(scope: Message, name: bytes) -> str:
    values: list[bytes] = [value for key, value in scope["headers"] if key.lower() == name]
    return values[0].decode("latin-1") if values else ""
