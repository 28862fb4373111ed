"""One file over HTTP from its publisher's hub, going on where an earlier download stopped.

Knows nothing of which file it is: it asks for the bytes from a given one on and writes them into a Partial.
It must fail fast where no hub can be reached, because another source waits to be tried.
"""

import contextlib
import http.client
import re
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Final

from models import proxy
from models.disk import size
from models.partial import BLOCK, Partial, SourceError
from models.progress import Progress

CONNECT_SECONDS: Final = 3.0
"""For finding the host and connecting, all its addresses together."""
READ_SECONDS: Final = 10.0
"""For any one answer or block of bytes afterwards."""
ATTEMPTS: Final = 3
"""In a row without a byte gained, once something has come; where nothing ever came there is one."""
PAUSE_SECONDS: Final = 1.0
"""Before going on after a break; longer after each that gained nothing."""


class _BrokenError(Exception):
    """The connection failed or ended; what came before it did is written."""


def download(url: str, partial: Partial, start: int, progress: Progress) -> None:
    """Fetches the bytes of `url` from `start` to the end into `partial`.

    Raises:
        SourceError: the host can not be reached, refuses, or stops sending.
    """
    host = urllib.parse.urlsplit(url).hostname or url
    _require_reachable(url, host)
    transfer, furthest, fruitless = _Transfer(url, partial, start), start, 0
    while True:
        try:
            transfer.run(progress)
            return
        except _BrokenError as broken:
            fruitless = 0 if transfer.at > furthest else fruitless + 1
            furthest = max(furthest, transfer.at)
            if furthest == start or fruitless == ATTEMPTS:
                raise SourceError(f"{host} breaks off at {size(furthest)} ({broken})", offline=True) from broken
        time.sleep(PAUSE_SECONDS * (1 + fruitless))


class _Transfer:
    """The way of one file from a host into a Partial; `at` is the byte that comes next."""

    def __init__(self, url: str, partial: Partial, start: int) -> None:
        self._url = url
        self._partial = partial
        self.at = start

    def run(self, progress: Progress) -> None:
        """Asks for all that lacks, once.

        Raises:
            _BrokenError: not all of it came.
            SourceError: the host refuses, or has something else there.
        """
        total = self._partial.file.bytes
        with contextlib.closing(self._ask()) as answer:
            self.at = self._start_of(answer)
            with self._partial.open_at(self.at) as out:
                progress.at(self.at)
                while self.at < total:
                    block = _read(answer, min(BLOCK, total - self.at))
                    out.write(block)
                    self.at += len(block)
                    progress.at(self.at)

    def _ask(self) -> http.client.HTTPResponse:
        headers = {"Range": f"bytes={self.at}-", "Accept-Encoding": "identity", "User-Agent": "ask-declaration"}
        request = urllib.request.Request(self._url, headers=headers)  # noqa: S310 the catalog has http(s) alone
        try:
            answer: http.client.HTTPResponse = proxy.opener(self._url).open(request, timeout=READ_SECONDS)
        except urllib.error.HTTPError as error:
            error.close()
            raise SourceError(f"{self._url} answers {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenError(_reason(error)) from error
        return answer

    def _start_of(self, answer: http.client.HTTPResponse) -> int:
        """The byte that an answer begins with: 0 when the server takes no notice of ranges."""
        total = self._partial.file.bytes
        if answer.status == http.HTTPStatus.PARTIAL_CONTENT:
            found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.headers.get("Content-Range", ""))
            start, length = (int(found[1]), int(found[2])) if found else (-1, -1)
        else:
            # A length that is not said counts as a wrong one: a network's log-in page often has none.
            start, length = 0, -1 if answer.length is None else answer.length
        if start not in (0, self.at) or length != total:
            raise SourceError(
                f"{self._url} is not the file that it should be: it has "
                f"{f'{length} bytes' if length >= 0 else 'no known length'}, where the catalog has {total}"
            )
        return start


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    try:
        block = answer.read1(most)
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenError(_reason(error)) from error
    if not block:
        raise _BrokenError("the connection was closed")
    return block


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", error)) or type(error).__name__


def _require_reachable(url: str, host: str) -> None:
    """Tries to connect to the host of `url`, or to the user's proxy.

    In a thread, since neither looking a name up nor trying a host's many addresses can be timed as a whole.

    Raises:
        SourceError: it failed, or took longer than CONNECT_SECONDS, or the proxy's address is none.
    """
    hop = _first_hop(url)
    errors: list[OSError] = []

    def connect() -> None:
        try:
            socket.create_connection(hop, timeout=CONNECT_SECONDS).close()
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if thread.is_alive() or errors:
        reason = errors[0].strerror or str(errors[0]) if errors else f"silent for {CONNECT_SECONDS:.0f} seconds"
        raise SourceError(f"{host} can not be reached ({reason})", offline=True)


def _first_hop(url: str) -> tuple[str, int]:
    """The host and port that a request for `url` connects to first: the user's proxy if there is one.

    Raises:
        SourceError: the environment names a proxy that is none.
    """
    try:
        parts = proxy.proxy_of(url) or urllib.parse.urlsplit(url)
    except ValueError as error:
        raise SourceError(str(error)) from error
    return parts.hostname or "", parts.port or proxy.SCHEMES[parts.scheme]
