"""The routes of the door, as ASGI applications: they watch for a caller who leaves, which frees the LLM at once."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

from models.errors import AskError
from rag.types import Event, Finished
from rag.web.door.request import MAX_BODY, MODEL, Asked, DoorError, no_such_model, parse
from rag.web.door.response import Chunks, completion, error_object, model_card
from rag.web.server.middleware import Message, Receive, Send
from rag.web.strings import string

if TYPE_CHECKING:
    from rag.service import Service

_log = logging.getLogger(__name__)
STREAM_HEADERS = ((b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-cache"))
Events = asyncio.Queue[Event | BaseException | None]


def routes(service: "Service") -> list[Route]:
    """Return the routes over a service, to stand before all others."""
    return [
        Route("/v1/models", Models(service), methods=["GET"]),
        Route("/v1/models/{name:path}", Models(service), methods=["GET"]),
        Route("/v1/chat/completions", Completions(service), methods=["POST"]),
    ]


class Models:
    """The list of models, which has one, or that one by name."""

    def __init__(self, service: "Service") -> None:
        self._service = service

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        card, name = (
            model_card(string("en", "document_title", self._service.document)),
            scope["path_params"].get("name"),
        )
        if name not in (None, MODEL):
            await _refuse(no_such_model(name), scope, receive, send)
        else:
            body = {"object": "list", "data": [card]} if name is None else card
            await JSONResponse(body)(scope, receive, send)


class Completions:
    """Answer a question, whole or as a stream."""

    def __init__(self, service: "Service") -> None:
        self._service = service

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request; a caller who leaves cancels the question."""
        try:
            asked = parse(await _body(receive))
            document = self._identify(asked.document) if asked.document else ""
        except AskError as error:
            await _refuse(error, scope, receive, send)
            return
        async with self._events(asked, document) as events:
            answering = asyncio.ensure_future(self._answer(asked, events, scope, receive, send))
            leaving = asyncio.ensure_future(_until_gone(receive))
            try:
                await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
                if answering.done():
                    answering.result()
            finally:
                for task in (answering, leaving):
                    task.cancel()
                await asyncio.gather(answering, leaving, return_exceptions=True)

    def _identify(self, name: str) -> str:
        try:
            return self._service.identify(name)
        except AskError as error:
            raise DoorError(str(error), 404, "document", "document_not_found") from error

    @asynccontextmanager
    async def _events(self, asked: Asked, document: str) -> AsyncIterator[Events]:
        """Ask in a thread of its own; leaving the context cancels the question."""
        loop, cancel, events = asyncio.get_running_loop(), threading.Event(), Events()

        def pass_on(event: Event | BaseException | None) -> None:
            with suppress(RuntimeError):  # the server was closed meanwhile
                loop.call_soon_threadsafe(events.put_nowait, event)

        def work() -> None:
            try:
                for event in self._service.ask(asked.question, asked.history, cancel, document=document):
                    pass_on(event)
                pass_on(None)
            except Exception as error:
                pass_on(error)

        # Not from the pool of threads: those who wait for their turn would keep the page from its own.
        threading.Thread(target=work, name="door", daemon=True).start()
        try:
            yield events
        finally:
            cancel.set()

    async def _answer(self, asked: Asked, events: Events, scope: Message, receive: Receive, send: Send) -> None:
        if asked.stream:
            await self._stream(Chunks(asked.include_usage), events, scope, receive, send)
            return
        try:
            while not isinstance(event := await _next(events), Finished):
                pass
        except AskError as error:
            await _refuse(error, scope, receive, send)
        else:
            await JSONResponse(completion(event.result))(scope, receive, send)

    async def _stream(self, chunks: Chunks, events: Events, scope: Message, receive: Receive, send: Send) -> None:
        try:
            event = await _next(events)  # before the status line: what fails at once is an error of its own
        except AskError as error:
            await _refuse(error, scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(STREAM_HEADERS)})
        await _write(send, chunks.begin())
        try:
            while True:
                for chunk in chunks.after(event):
                    await _write(send, chunk)
                if isinstance(event, Finished):
                    break
                event = await _next(events)
        except AskError as error:
            await _write(send, error_object(error)[1])
        await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


async def _next(events: Events) -> Event:
    """The next event.

    Raises:
        AskError: the question failed; whatever the reason was, it is a sentence.
    """
    event = await events.get()
    if isinstance(event, AskError):
        raise event
    if isinstance(event, BaseException):
        _log.error("A question failed", exc_info=event)
        raise DoorError("The question failed. The log of the program says why; ask again.", 500) from event
    if event is None:
        raise DoorError("The question was cancelled.", 503)
    return event


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DoorError("The request ended before its body did.")
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise DoorError(f"The body has more than {MAX_BODY:,} bytes. Send fewer messages.", 413)
        if not message.get("more_body"):
            return bytes(body)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(error: AskError, scope: Message, receive: Receive, send: Send) -> None:
    status, body = error_object(error)
    await JSONResponse(body, status)(scope, receive, send)


async def _write(send: Send, chunk: dict[str, Any]) -> None:
    body = f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})
