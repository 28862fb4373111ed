"""ASGI middleware: response headers that keep the browser on this machine, and a heading that is there at once.

Headers: even if markup got past the escaping, it could load nothing from outside and send nothing there. Gradio's front
end needs inline scripts and `eval`, so these two cannot be forbidden.

Heading: Gradio's front end draws a page only after its scripts have run, which takes a second or more on a slow laptop.
So the HTML that is sent already holds the title and first sentence, where the page will put its own; the page hides
them when it is ready. With it goes a script that keeps Gradio's from computing while nobody asks.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from string import Template
from typing import Any
from urllib.parse import parse_qsl

from index.document import Document
from models.errors import AskError
from rag.web.strings import HERE, string

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

GRADIO_TAG = b"<gradio-app"
CHAT = "/"
PAGES = (CHAT, "/evaluation")
"""Paths of the pages that Gradio makes."""
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class CspMiddleware:
    """Add `HEADERS` to every response; streams pass through untouched."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers)


async def refuse(send: Send, status: int, sentence: str) -> None:
    """Answer a request with an HTTP status and one sentence."""
    body = f"{sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def heading(accepted: str, document: Document) -> bytes:
    """Return the heading of a document in the browser's language, chosen as the page chooses it.

    Args:
        accepted: the request's Accept-Language header; Russian if it begins with that or is empty, else English.
        document: the document that the page is about.
    """
    language = "ru" if accepted.strip().lower().startswith("ru") or not accepted.strip() else "en"
    template = Template((HERE / "static" / "early.html").read_text(encoding="utf-8"))
    text = {name: escape(string(language, name, document)) for name in ("title", "intro")}
    return template.substitute(text, language=language).encode()


def frames() -> bytes:
    """Return the script that refuses Gradio's counts of seconds the frames that they ask for."""
    return (HERE / "static" / "frames.html").read_bytes()


class FirstPaint:
    """Add the heading to the chat page, and to all of Gradio's pages the script that lets them come to rest."""

    def __init__(self, app: Application, document: Document, text: Callable[[str], Document] | None = None) -> None:
        """Take the app, the first document, and what gives another one by the id in the page's address."""
        self._app, self._document, self._text = app, document, text

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] not in PAGES or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        early = frames()
        if scope["path"] == CHAT:
            early += heading(headers.get(b"accept-language", b"").decode("latin-1"), self._chosen(scope))
        start: Message = {}
        body = bytearray()

        async def with_heading(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body).replace(GRADIO_TAG, early + GRADIO_TAG, 1)
            kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
            await send(dict(start) | {"headers": [*kept, (b"content-length", str(len(whole)).encode())]})
            await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, with_heading)

    def _chosen(self, scope: Message) -> Document:
        """The document that the address names with `doc`; the first one where it names none that is there."""
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        if self._text is None or not query.get("doc"):
            return self._document
        try:
            return self._text(query["doc"])
        except AskError:
            return self._document
