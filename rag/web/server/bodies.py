"""Bodies of requests, checked before Gradio sees them: their size, that they are JSON, what types it holds.

What does not fit is refused with one sentence (4xx). What may be left out at the end of `data` is filled in, so that
`{"data": ["вопрос"]}` asks. Knows nothing of what is done with a request.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from rag.web.server.body_types import (
    ENDPOINTS,
    Arguments,
    Call,
    Cancel,
    ComponentServer,
    Join,
    PageQuestion,
    Reset,
)
from rag.web.server.middleware import Application, Message, Receive, Send, refuse

if TYPE_CHECKING:
    from gradio import Blocks

MAX_BODY = 512 * 1024
"""Longest body in bytes: a question with the earlier turns that count, each character escaped, is shorter."""
ROUTE = re.compile(
    r"/gradio_api/(?:(?P<route>queue/join|component_server|cancel|reset)|call/(?P<v2>v2/)?(?P<name>[^/]+))/?"
)
PAGE = "page"
"""The event of the chat page's questions."""

T = TypeVar("T", bound=BaseModel)


class BodyError(Exception):
    """A body that is refused: the HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class _Request:
    """What the path of a request says, and the app that serves it."""

    route: str | None
    name: str | None
    is_v2: bool
    blocks: "Blocks"


def checked(body: bytes, request: _Request) -> bytes:
    """Return the body that is passed on.

    Raises:
        BodyError: it is no JSON object, holds half a surrogate pair, or a value of another type than is needed.
    """
    found = _parsed(body)
    if request.name is not None:
        found = _checked_call(found, request.name, request)
    elif request.route == "queue/join":
        _checked_join(found, request.blocks)
    elif request.route == "component_server":
        server = _fits(ComponentServer, found)
        if server.component_id not in request.blocks.blocks:
            raise BodyError(404, f"component_id is {server.component_id}: the page has no such part. Reload it.")
        if not isinstance(server.data, dict | None) and server.data != []:
            raise BodyError(400, f"data is {_shown(server.data)}: an object is needed.")
    else:
        _fits(Cancel if request.route == "cancel" else Reset, found)
    return json.dumps(found).encode()


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode(), parse_constant=_refuse_constant)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BodyError(400, "The body holds half a surrogate pair, which is no text. Leave it out.") from error
    except RecursionError as error:
        raise BodyError(400, "The body's brackets are nested too deeply.") from error
    except ValueError as error:  # UnicodeDecodeError is one too
        raise BodyError(400, f"The body is no JSON in UTF-8 ({_shown(str(error))}). Send a JSON object.") from error
    if not isinstance(found, dict):
        raise BodyError(400, f"The body is {_shown(found)}: a JSON object is needed.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _checked_call(found: dict[str, Any], name: str, request: _Request) -> dict[str, Any]:
    served = {str(function.api_name) for function in request.blocks.fns.values()}
    there = [endpoint for endpoint in ENDPOINTS if endpoint in served]
    if name not in there:
        raise BodyError(404, f"There is no endpoint {_shown(name)}: there are {', '.join(there)}.")
    model = ENDPOINTS[name]
    if request.is_v2:
        return _fits(model, found).model_dump()
    call = _fits(Call, found)
    return {"data": list(_arguments(model, call.data).values()), "session_hash": call.session_hash}


def _arguments(model: type[Arguments], data: Sequence[Any]) -> dict[str, Any]:
    names = list(model.model_fields)
    if len(data) > len(names):
        raise BodyError(400, f"data has {len(data)} values: at most {len(names)} are needed, {', '.join(names)}.")
    return _fits(model, dict(zip(names, data, strict=False))).model_dump()


def _checked_join(found: dict[str, Any], blocks: "Blocks") -> None:
    join = _fits(Join, found)
    function = blocks.fns.get(join.fn_index)
    if function is None:
        raise BodyError(404, f"fn_index is {join.fn_index}: there is no such function. Reload the page.")
    model = ENDPOINTS.get(str(function.api_name))
    if model is not None:
        found["data"] = list(_arguments(model, join.data).values())
    elif function.api_name == PAGE:
        _fits(PageQuestion, join.event_data)
    elif len(join.data) != len(function.inputs):
        raise BodyError(400, f"data has {len(join.data)} values: {len(function.inputs)} are needed.")


def _fits(model: type[T], value: object) -> T:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "The body"
        missing = first["type"] == "missing"
        said = "is missing" if missing else f"is {_shown(first['input'])}: {first['msg'].lower()}"
        raise BodyError(400, f"{where} {said}. See the README's examples.") from error


def _shown(value: object) -> str:
    shown = ascii(value) if len(str(value)) < 1000 else f"{type(value).__name__} of great length"
    return shown if len(shown) <= 60 else f"{shown[:60]}..."


class CheckBodies:
    """Refuse bodies that do not fit, pass on those that do; everything else passes untouched."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        route = ROUTE.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        request = _Request(route["route"], route["name"], bool(route["v2"]), scope["app"].get_blocks())
        try:
            body = checked(await _read(receive), request)
        except BodyError as error:
            await refuse(send, error.status, error.sentence)
            return
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        sent = False

        async def again() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app({**scope, "headers": [*headers, length]}, again, send)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyError(400, "The connection was closed before the body was there.")
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise BodyError(413, f"The body is longer than {MAX_BODY} bytes. Leave out earlier turns of the history.")
        if not message.get("more_body"):
            return bytes(body)
