"""Who waits for replies: a question is worked on only while somebody reads what comes of it.

Gradio goes on computing when the one who asked has left: a closed tab, a dropped connection, a program that sent a
question and never reads the reply. So this middleware counts the open streams of each session and call, and a question
is cancelled when the last of its own closes, or put off until somebody reads. It also bounds how many questions one
session has at a time. Streams pass through untouched.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from models.errors import AskError
from rag.web.server.gradio_call import Call, is_open
from rag.web.server.middleware import Application, Message, Receive, Send, refuse

STREAM = re.compile(r"/gradio_api/(?:queue/data|call/(?:v2/)?[^/]+/(?P<event>[^/]+))")
MAX_OF_SESSION = 32
"""Questions that one tab or program may have at a time."""
MAX_UNREAD = 16
"""Questions that may be put off because nobody reads their replies."""
PATIENCE_SECONDS = 60.0
"""How long a question is put off: `curl` sends it and reads the reply in two steps."""
GRACE_SECONDS = 0.3
"""How long nobody may read before a question is cancelled: a client may close one stream and open the next."""


class TooManyError(AskError):
    """A session has as many questions as it may have, or too many replies wait to be read."""


@dataclass(frozen=True, eq=False)
class Asker:
    """One question: whose streams count as its own, and what stops it."""

    keys: frozenset[str]
    session: str
    stop: Callable[[], object]
    read: threading.Event = field(default_factory=threading.Event)


class Askers:
    """Open streams and running questions of all sessions."""

    def __init__(self) -> None:
        self._streams: Counter[str] = Counter()
        self._askers: set[Asker] = set()
        self._unread = 0
        self._lock = threading.Lock()

    @contextmanager
    def asking(self, call: Call, stop: Callable[[], object]) -> Iterator[None]:
        """Work on a question inside this context; when nobody reads its reply any more, another thread calls `stop`.

        Waits until somebody reads. Does nothing where neither session nor event of the call is known.

        Args:
            call: the call that asks.
            stop: sets a cancel event.

        Raises:
            TooManyError: the session has too many questions already, or nobody came to read.
        """
        keys = frozenset(key for key in (call.session, call.event) if key)
        if not keys:
            yield
            return
        asker = self._enter(Asker(keys, call.session or "", stop))
        try:
            self._until_read(asker)
            yield
        finally:
            with self._lock:
                self._askers.discard(asker)

    def _enter(self, asker: Asker) -> Asker:
        with self._lock:
            own = sum(other.session == asker.session for other in self._askers)
            if own >= MAX_OF_SESSION:
                raise TooManyError(f"You have {own} questions at a time; wait for some of the replies and ask again.")
            self._askers.add(asker)
            if self._is_read(asker):
                asker.read.set()
        return asker

    def _until_read(self, asker: Asker) -> None:
        if asker.read.is_set():
            return
        with self._lock:
            if self._unread >= MAX_UNREAD:
                raise TooManyError(f"{self._unread} replies wait to be read; read them and ask again.")
            self._unread += 1
        try:
            if not asker.read.wait(PATIENCE_SECONDS):
                raise TooManyError(f"Nobody read the reply within {PATIENCE_SECONDS:.0f} seconds; ask again.")
        finally:
            with self._lock:
                self._unread -= 1

    def _is_read(self, asker: Asker) -> bool:
        return any(self._streams[key] for key in asker.keys)

    def opened(self, key: str) -> None:
        """Note that a stream was opened."""
        with self._lock:
            self._streams[key] += 1
            for asker in self._askers:
                if key in asker.keys:
                    asker.read.set()

    def closed(self, key: str) -> None:
        """Note that a stream was closed; after a moment stop the questions that nobody reads any more."""
        with self._lock:
            self._streams[key] -= 1
            self._streams = +self._streams
            left = any(key in asker.keys for asker in self._askers)
        if left:
            threading.Timer(GRACE_SECONDS, self._stop_unread, [key]).start()

    def _stop_unread(self, key: str) -> None:
        with self._lock:
            left = [asker for asker in self._askers if key in asker.keys and not self._is_read(asker)]
        for asker in left:
            asker.stop()


OPEN = Askers()
"""Those of this process."""


def key_of(scope: Message) -> str | None:
    """Return whose stream a request opens: a session or an event of Gradio; None for any other request."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    found = STREAM.fullmatch(scope["path"])
    if found is None:
        return None
    if found["event"]:
        return str(found["event"])
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return query["session_hash"][0] if "session_hash" in query else None


class CountStreams:
    """Tell `Askers` which streams are open."""

    def __init__(self, app: Application, askers: Askers = OPEN) -> None:
        self._app, self._askers = app, askers

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = key_of(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        if not is_open(scope["app"].get_blocks(), key):
            await refuse(send, 404, "There is no such call, or its reply was read already. Ask again.")
            return
        self._askers.opened(key)
        try:
            await self._app(scope, receive, send)
        finally:
            self._askers.closed(key)
