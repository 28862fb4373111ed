"""What the network may do with a shared page: join with the code, read, ask. Everything else stays with the laptop.

What counts as the laptop's own: `rag.web.server.guard.is_own`.
"""

import json
import re
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from rag.web.server.guard import DOOR, HTTP_PORT, Refusal, is_link, refuse, respond, unknown, values
from rag.web.server.middleware import Application, Message, Receive, Send
from rag.web.share.joining import Wrong
from rag.web.share.sharing import Sharing
from rag.web.share.words import join_page

COOKIE = "ask_session"
JOIN = "/join"
OWN = re.compile(r"/evaluation(/.*)?|/config/?|/gradio_api/(info/?|mcp(/.*)?)")
"""Routes that only the laptop's own browser gets: those of the evaluators, what tells of them, and MCP."""
CALL = re.compile(r"/gradio_api/call/(v2/)?(ask|passages|points|documents)(/[^/]+|/?)")
SERVER_FUNCTIONS = frozenset({"stop", "status", "documents", "open_document", "word_file"})
"""Functions of the page that the network may call: neither feedback nor what changes the library."""
MAX_BODY = 1 << 20
HTML = b"text/html; charset=utf-8"


class Entrance:
    """Serves or refuses what comes from the network."""

    def __init__(self, sharing: Sharing, events: Collection[int]) -> None:
        """Take what is shared, and the numbers of Gradio's events that only ask."""
        self._joining, self._addresses, self._events = sharing.joining, sharing.addresses, frozenset(map(str, events))
        self._keeps_questions = sharing.keeps_questions

    async def __call__(self, scope: Message, receive: Receive, send: Send, app: Application) -> None:
        """Serve one request of the network."""
        as_object = scope["path"].startswith(DOOR)
        if refused := self._foreign(scope):
            await refuse(send, refused, as_object=as_object)
        elif scope["path"] == JOIN:
            await self._join(scope, send)
        elif refused := self._stranger(scope):
            if refused.status == 401 and scope["path"] == "/":
                await respond(send, 303, "The page asks for a code.", ((b"location", JOIN.encode()),))
            else:
                await refuse(send, refused, as_object=as_object)
        elif refused := unknown(scope) or self._own(scope):
            await refuse(send, refused, as_object=as_object)
        elif scope["method"] == "POST" and not as_object:
            await self._post(scope, receive, send, app)
        else:
            await app(scope, receive, send)

    def _foreign(self, scope: Message) -> Refusal | None:
        """Refuse another name than those shown (DNS rebinding), and what other sites send."""
        _, port = scope.get("server") or (None, None)
        hosts, origins, sites = (values(scope, name) for name in (b"host", b"origin", b"sec-fetch-site"))
        own = {f"{name}:{port}" for name in self._addresses}
        own |= set(self._addresses) if port == HTTP_PORT else set()
        if len(hosts) != 1 or hosts[0].lower() not in own:
            return Refusal(403, "This address is not one of those shown by the program. Type one of them.")
        if any(origin != f"http://{hosts[0].lower()}" for origin in origins):
            return Refusal(403, "Other sites may not use this program.")
        if not set(sites) <= {"same-origin", "none"} and not is_link(scope, ("/", JOIN)):
            return Refusal(403, "Other sites may only link to this program.")
        return None

    def _stranger(self, scope: Message) -> Refusal | None:
        """Refuse who has not joined; a program shows the code as its key."""
        if self._joining.has_joined(_cookie(scope)):
            return None
        keys = [one.removeprefix("Bearer ") for one in values(scope, b"authorization") if one.startswith("Bearer ")]
        if len(keys) != 1:
            return Refusal(401, "This page asks for a code. Open it in a browser, or send the code as a bearer token.")
        wrong = self._joining.check(_address(scope), keys[0])
        if wrong is None:
            return None
        return Refusal(429 if wrong.is_locked else 401, f"The code does not match. Wait {wrong.seconds:.0f} s.")

    def _own(self, scope: Message) -> Refusal | None:
        path = scope["path"]
        called = path.startswith("/gradio_api/call/") and not CALL.fullmatch(path)
        if OWN.fullmatch(path) or called:
            return Refusal(403, "This is only served to the laptop's own browser.")
        return None

    async def _post(self, scope: Message, receive: Receive, send: Send, app: Application) -> None:
        """Serve a call of the page, if it is one that the network may make: its body says which."""
        body = await _body(receive)
        if body is None:
            await respond(send, 413, f"The body has more than {MAX_BODY} bytes.")
        elif not self._may_call(scope["path"], body):
            await respond(send, 403, "This is only served to the laptop's own browser.")
        else:
            await app(scope, _again(body, receive), send)

    def _may_call(self, path: str, body: bytes) -> bool:
        if CALL.fullmatch(path):
            return True
        try:
            whole = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(whole, dict):
            return False
        if "component_server" in path:
            return str(whole.get("fn_name")) in SERVER_FUNCTIONS
        if path.startswith("/gradio_api/queue/join"):
            return str(whole.get("fn_index")) in self._events and not whole.get("api_name")
        return True  # cancel, reset: an event of one's own

    async def _join(self, scope: Message, send: Send) -> None:
        """Show the join page, or try a code.

        It comes with GET: a form that posts has the origin "null" here, since pages send no referrer, and any other
        site may have that one too.
        """
        if scope["method"] != "GET":
            await respond(send, 405, "The code is sent by the form of this page.")
            return
        query = scope.get("query_string", b"").decode("latin-1")
        code = parse_qs(query, keep_blank_values=True).get("code", [None])[0]
        language = ",".join(values(scope, b"accept-language"))
        if code is None:
            await respond(send, 200, join_page(language, keeps_questions=self._keeps_questions), kind=HTML)
            return
        joined = self._joining.join(_address(scope), code)
        if isinstance(joined, Wrong):
            page = join_page(language, joined, keeps_questions=self._keeps_questions)
            await respond(send, 429 if joined.is_locked else 401, page, kind=HTML)
        else:
            cookie = f"{COOKIE}={joined}; HttpOnly; SameSite=Lax; Path=/".encode()
            await respond(send, 303, "Joined.", ((b"location", b"/"), (b"set-cookie", cookie)))


def _address(scope: Message) -> str:
    return str((scope.get("client") or ("",))[0])


def _cookie(scope: Message) -> str:
    try:
        found = SimpleCookie("; ".join(values(scope, b"cookie"))).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None if it is too long."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read already, and then whatever comes."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
