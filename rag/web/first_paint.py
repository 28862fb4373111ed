"""Title and first sentence of the page, put into the HTML that is sent, so that they stand there at once.

Gradio's front end draws a page only after its scripts have run, which takes a second or more on a slow laptop. This
middleware adds a heading to the document itself, where the page's own will stand, and the page hides it when it is
ready. It also names the document's language. Knows nothing of what the page does.
"""

from collections.abc import Awaitable, Callable
from html import escape
from string import Template

from index.document import Document
from rag.web.csp_middleware import Message, Receive, Send
from rag.web.strings import HERE, string

BEFORE = b"<gradio-app"


def heading(accepted: str, document: Document) -> bytes:
    """Return a document's heading in the browser's language, by the rule that the page itself follows."""
    language = "ru" if accepted.strip().lower().startswith("ru") or not accepted.strip() else "en"
    template = Template((HERE / "static" / "early.html").read_text(encoding="utf-8"))
    text = {name: escape(string(language, name, document)) for name in ("title", "intro")}
    return template.substitute(text, language=language).encode()


class FirstPaint:
    """ASGI middleware that adds the heading to the chat's page and leaves every other response alone."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], document: Document) -> None:
        self._app, self._document = app, document

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        early = heading(headers.get(b"accept-language", b"").decode("latin-1"), self._document)
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
            whole = bytes(body).replace(BEFORE, early + BEFORE, 1)
            kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
            await send(dict(start) | {"headers": [*kept, (b"content-length", str(len(whole)).encode())]})
            await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, with_heading)
