"""Requests to a server that speaks OpenAI's chat API, and a sentence for everything that it may do wrong.

They run in an event loop in a thread of its own, so that a question that nobody wants any more ends at once, and with
it the work of the server. A server that is busy is asked again, as it says when.
"""

import asyncio
import json
import queue
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import Any

import httpx

from models.errors import ModelError
from rag.generation.engine import CancelledError

CONNECT_SECONDS, READ_SECONDS = 5.0, 60.0
"""How long a server may take to accept a connection, and until its next word."""
ATTEMPTS = 3
"""Tries of a request that a busy server turns away before its first word."""
MAX_PAUSE_SECONDS = 10.0
POLL_SECONDS = 0.05
BUSY = frozenset({429, 502, 503, 504})
MAX_SHOWN = 160
"""Characters of a server's own words that an error repeats."""
Fields = Mapping[str, Any]


class EngineError(ModelError):
    """The server does not answer as it should; the message says what it did and what to do."""


class Client:
    """The chat API of one server; several threads may use it at once."""

    def __init__(self, url: str, key: str = "", read_seconds: float = READ_SECONDS) -> None:
        """Start the thread of the requests; nothing is asked yet.

        Args:
            url: address of the API, ending in /v1.
            key: sent as a bearer token; none if it is empty.
            read_seconds: how long the server may take until its next word.
        """
        self.url, self._read_seconds = url.rstrip("/"), read_seconds
        timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # A connection that is kept may be closed by the server just when it is used again.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(headers=headers, timeout=timeout, limits=limits, trust_env=False)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close the connections and end the thread."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result(CONNECT_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def models(self) -> list[str]:
        """Return the names of the models that the server lists. Raises EngineError."""
        listed = self._call(self._whole("GET", "/models"), threading.Event()).get("data")
        return [str(one["id"]) for one in listed or () if isinstance(one, dict) and one.get("id")]

    def complete(self, body: Fields, cancel: threading.Event) -> dict[str, Any]:
        """Return the whole answer to a request. Raises CancelledError soon after `cancel` is set, or EngineError."""
        return self._call(self._whole("POST", "/chat/completions", body), cancel)

    def stream(self, body: Fields, cancel: threading.Event) -> Iterator[str]:
        """Yield the words of a streamed answer as they come. Raises as `complete` does."""
        said: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()

        async def pass_on() -> None:
            try:
                async for piece in self._pieces(body):
                    said.put(piece)
                said.put(None)
            except Exception as error:
                said.put(error)

        future = asyncio.run_coroutine_threadsafe(pass_on(), self._loop)
        try:
            while True:
                if cancel.is_set():
                    raise CancelledError
                try:
                    piece = said.get(timeout=POLL_SECONDS)
                except queue.Empty:
                    continue
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            future.cancel()  # closes the connection, which ends the server's work too

    def _call(self, request: Coroutine[Any, Any, dict[str, Any]], cancel: threading.Event) -> dict[str, Any]:
        future: Future[dict[str, Any]] = asyncio.run_coroutine_threadsafe(request, self._loop)
        while True:
            try:
                return future.result(POLL_SECONDS)
            except TimeoutError:
                if cancel.is_set():
                    future.cancel()
                    raise CancelledError from None

    async def _whole(self, method: str, path: str, body: Fields | None = None) -> dict[str, Any]:
        async with self._response(method, path, body) as response:
            return self._read(await response.aread())

    async def _pieces(self, body: Fields) -> AsyncIterator[str]:
        finished = False
        async with self._response("POST", "/chat/completions", body) as response:
            async for line in response.aiter_lines():
                data = line.removeprefix("data:").strip()
                if not line.startswith("data:") or data == "[DONE]":
                    continue
                for choice in self._read(data).get("choices") or ():
                    if text := (choice.get("delta") or {}).get("content"):
                        yield str(text)
                    finished = finished or choice.get("finish_reason") is not None
        if not finished:
            raise EngineError(f"{self.url} broke off in the middle of an answer. See whether that server still runs.")

    @asynccontextmanager
    async def _response(self, method: str, path: str, body: Fields | None) -> AsyncIterator[httpx.Response]:
        """A response whose status is good; a busy server is asked again."""
        try:
            for attempt in range(1, ATTEMPTS + 1):
                async with self._client.stream(method, f"{self.url}{path}", json=body) as response:
                    if response.status_code == httpx.codes.OK:
                        yield response
                        return
                    error = self._refused(response.status_code, await response.aread())
                    if response.status_code not in BUSY or attempt == ATTEMPTS:
                        raise error
                    pause = _pause(response.headers.get("retry-after"), attempt)
                await asyncio.sleep(pause)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error

    def _read(self, raw: str | bytes) -> dict[str, Any]:
        try:
            whole = json.loads(raw)
        except ValueError as error:
            raise EngineError(
                f"{self.url} does not speak OpenAI's protocol: {_shown(raw)}. Give its address with /v1 at the end."
            ) from error
        if not isinstance(whole, dict) or whole.get("error"):
            raise EngineError(f"{self.url} gives an error: {_shown(_message(whole))}. Its own log says more.")
        return whole

    def _unreachable(self, error: Exception) -> EngineError:
        if isinstance(error, httpx.ReadTimeout):
            return EngineError(f"{self.url} said nothing for {self._read_seconds:g} s. See whether it is overloaded.")
        if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
            return EngineError(f"{self.url} broke off in the middle of an answer. See whether that server still runs.")
        what = f"{type(error).__name__}: {error}".rstrip(" :")
        return EngineError(f"{self.url} cannot be reached ({what}). Start that server, or unset ASK_ENGINE.")

    def _refused(self, status: int, raw: bytes) -> EngineError:
        """The error that says why the server refused a request."""
        try:
            said = _shown(_message(json.loads(raw)))
        except ValueError:
            said = _shown(raw)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            advice = "Set ASK_ENGINE_KEY to the key that it wants."
        elif status == httpx.codes.NOT_FOUND:
            advice = "ASK_ENGINE has to end in /v1, and ASK_ENGINE_MODEL to name a model that is there."
        elif status in BUSY:
            advice = "It is busy: ask again later, or give it more slots."
        else:
            advice = "Its own log says more."
        return EngineError(f"{self.url} answers {status}: {said}. {advice}")


def _pause(retry_after: str | None, attempt: int) -> float:
    """Seconds before a busy server is asked again."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        seconds = float(2**attempt) / 4
    return max(0.0, min(seconds, MAX_PAUSE_SECONDS))


def _message(whole: object) -> object:
    """The sentence of an error object, in the forms that servers give it."""
    error = whole.get("error", whole) if isinstance(whole, dict) else whole
    return error.get("message", error) if isinstance(error, dict) else error


def _shown(value: object) -> str:
    text = " ".join((value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).split())
    return (text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…").rstrip(".")
