"""Serve only this program's own pages and programs on this machine: no other web site may use the server.

A web site that somebody visits can send requests to 127.0.0.1, and under a name of its own that resolves to 127.0.0.1
(DNS rebinding) it can read the answers too. Browsers say where a request comes from (Host, Origin, Sec-Fetch-Site), so
requests of other sites can be recognised; programs send no Origin and pass. Only the routes that the pages and the API
need are served at all: Gradio has more, such as uploads. A file may come from the page in this machine's own browser,
and from nobody else (`UPLOAD`).
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from rag.web.door.request import DoorError
from rag.web.door.response import error_object
from rag.web.server.middleware import Application, CspMiddleware, Message, Receive, Send

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
LOOPBACK_CLIENTS = ("127.0.0.1", "::1")
"""Addresses that only this machine has."""
HTTP_PORT = 80
"""The port that browsers leave out of Host and Origin."""

Entrance = Callable[[Message, Receive, Send, Application], Awaitable[None]]
"""Serves or refuses what comes from the network, in front of an app."""
PAGES = ("/", "/evaluation", "/evaluation/judge")
QUESTION, DRAFT = "q", "draft"
DOOR = "/v1/"
COMPLETIONS = f"{DOOR}chat/completions"
MCP = r"/gradio_api/mcp(/.*)?"
READ = re.compile(
    r"/(evaluation/?|evaluation/judge|config/?|favicon\.ico|theme\.css|robots\.txt|manifest\.json)?|/(static|assets|svelte)/.+"
    r"|/v1/models(/[^/]+)?"
    r"|/gradio_api/(info/?|theme\.css|app_id/?|startup-events|queue/(data|status)|heartbeat/[^/]+|call/(v2/)?[^/]+/[^/]+)"
    rf"|{MCP}"
)
WRITE = re.compile(
    rf"/gradio_api/(queue/join|cancel|reset/?|component_server/?|call/(v2/)?[^/]+/?)|{MCP}|{COMPLETIONS}"
    r"|/evaluation/(judge|sets)/[a-z]+"
)
UPLOAD = "/documents"
"""Where the page sends a document for the library."""
UPLOAD_TYPE = "application/octet-stream"
METHODS = {"GET": READ, "HEAD": READ, "POST": WRITE, "DELETE": re.compile(MCP)}
MAX_SHOWN = 80
"""Longest header or path that a refusal repeats, in characters."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused: an HTTP status and one sentence."""

    status: int
    sentence: str


def refusal(scope: Message) -> Refusal | None:
    """Return why the request of an ASGI scope (type http) is refused, or None if it may be served.

    The served port is read from the scope; if the server names none, every request is refused.
    """
    return _foreign(scope) or (_upload(scope) if scope["path"] == UPLOAD else unknown(scope))


def _foreign(scope: Message) -> Refusal | None:
    """Refuse what another site sends: by name (Host), by origin, or without saying which."""
    _, port = scope.get("server") or (None, None)
    suffix = "" if port == HTTP_PORT else f":{port}"
    address = f"http://{LOOPBACK[0]}{suffix}"
    hosts, origins, sites = (values(scope, name) for name in (b"host", b"origin", b"sec-fetch-site"))
    own = {f"{name}{end}" for name in LOOPBACK for end in (suffix, f":{port}")}
    if port is None or len(hosts) != 1 or hosts[0].lower() not in own:
        return Refusal(403, f"Host is {_shown(hosts)}: only this machine's own address is served. Open {address}.")
    if any(origin != f"http://{hosts[0].lower()}" for origin in origins):
        return Refusal(403, f"Origin is {_shown(origins)}: other sites may not use this program. Open {address}.")
    if not set(sites) <= {"same-origin", "none"} and not is_link(scope):
        return Refusal(403, f"Sec-Fetch-Site is {_shown(sites)}: other sites may only link to {address}.")
    return None


def is_link(scope: Message, pages: Collection[str] = PAGES) -> bool:
    """Return whether a browser opens one of the pages in a tab of its own."""
    wanted = {b"sec-fetch-mode": ["navigate"], b"sec-fetch-dest": ["document"]}
    navigates = all(values(scope, name) == value for name, value in wanted.items())
    return navigates and scope["method"] == "GET" and scope["path"] in pages


def _upload(scope: Message) -> Refusal | None:
    """Refuse files that anything but a page of ours sends: other programs of this machine, other machines."""
    method, kinds = scope["method"], values(scope, b"content-type")
    if method != "POST":
        return Refusal(405, f"{_shown([method])} is not allowed for {UPLOAD}: documents are added on the page.")
    says_so = len(values(scope, b"origin")) == 1 and values(scope, b"sec-fetch-site") == ["same-origin"]
    client, _ = scope.get("client") or (None, None)
    if not says_so or client not in LOOPBACK_CLIENTS:
        return Refusal(403, "Files are taken from this machine's own browser alone. Add the document on the page.")
    if kinds != [UPLOAD_TYPE]:
        return Refusal(415, f"Content-Type is {_shown(kinds)}: allowed is {UPLOAD_TYPE}. Add the document on the page.")
    return None


def unknown(scope: Message) -> Refusal | None:
    """Refuse what neither the pages nor the API need, and bodies that are not JSON."""
    method, path = scope["method"], scope["path"]
    if not any(routes.fullmatch(path) for routes in METHODS.values()):
        return Refusal(404, f"{_shown([path])} is not served here. The README lists the pages and endpoints.")
    if method not in METHODS or not METHODS[method].fullmatch(path):
        return Refusal(405, f"{_shown([method])} is not allowed for {_shown([path])}. See the README's examples.")
    kinds = values(scope, b"content-type")
    if method == "POST" and [kind.split(";")[0].strip().lower() for kind in kinds] != ["application/json"]:
        return Refusal(415, f"Content-Type is {_shown(kinds)}: allowed is application/json. Send the body as JSON.")
    return None


def draft_location(scope: Message) -> str | None:
    """Return where to redirect a link to a question that came neither from here nor from the address bar, else None.

    A question costs seconds of computing, so a link on another site may only write it into the field.
    """
    if (
        scope["method"] != "GET"
        or scope["path"] != "/"
        or values(scope, b"sec-fetch-site") in (["none"], ["same-origin"])
    ):
        return None
    pairs = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    if all(name != QUESTION for name, _ in pairs):
        return None
    return "/?" + urlencode([(DRAFT if name == QUESTION else name, value) for name, value in pairs])


def values(scope: Message, name: bytes) -> list[str]:
    """Return the values of a header; `name` is in small letters."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _shown(values: list[str]) -> str:
    shown = ascii(", ".join(values)) if values else "missing"
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}..."


class Guard:
    """Refuse requests before anything else sees them; streams pass through untouched."""

    def __init__(self, app: Application, entrance: Entrance | None = None) -> None:
        self._app, self._entrance = app, entrance

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve or refuse one request; every WebSocket is refused, since nothing here uses one."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif self._entrance is not None and not is_own(scope):
            await self._entrance(scope, receive, send, self._app)
        elif refused := refusal(scope):
            await refuse(send, refused, as_object=scope["path"].startswith(DOOR))
        elif location := draft_location(scope):
            await respond(send, 303, "The question waits in the field.", ((b"location", location.encode()),))
        else:
            await self._app(scope, receive, send)


async def refuse(send: Send, refused: Refusal, *, as_object: bool) -> None:
    """Send a refusal, as OpenAI's error object to its clients."""
    if as_object:
        status, body = error_object(DoorError(refused.sentence, refused.status))
        await respond(send, status, json.dumps(body), kind=b"application/json")
    else:
        await respond(send, refused.status, refused.sentence)


async def respond(
    send: Send,
    status: int,
    sentence: str,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    kind: bytes = b"text/plain; charset=utf-8",
) -> None:
    """Send a short response."""
    body = f"{sentence}\n".encode()
    fixed = ((b"content-type", kind), (b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})


def is_own(scope: Message) -> bool:
    """Tell whether a request is this machine's own: it comes from loopback and names loopback as its host."""
    client, hosts = scope.get("client"), values(scope, b"host")
    name = hosts[0].lower() if len(hosts) == 1 else ""
    return client is not None and client[0] in LOOPBACK_CLIENTS and re.sub(r":\d+$", "", name) in LOOPBACK


def install(app: "FastAPI", entrance: Entrance | None = None) -> None:
    """Put the guard and the response headers around an app that has not served anything yet.

    With an entrance the network is served too, as far as that lets it.

    Around all of it: Gradio puts its CORS middleware around middleware that was added before, and that one answers
    pages of every other local port.
    """
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: CspMiddleware(Guard(build(), entrance))  # type: ignore[method-assign]
