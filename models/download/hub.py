"""Download one file over HTTP from its publisher's hub, continuing where an earlier download stopped.

It asks for the bytes from a given one on and writes them into a Partial. It fails fast where no hub can be reached,
since another source is tried next. Requests go through the user's proxies: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
NO_PROXY with http, https and SOCKS addresses. urllib alone knows neither ALL_PROXY nor SOCKS; pip, which fetches the
wheels, knows both.
"""

import contextlib
import http.client
import os
import re
import shutil
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Final

from models.catalog import File
from models.disk import remove, sha256, size
from models.download.partial import BLOCK, DownloadError, Partial, Progress

CONNECT_SECONDS: Final = 3.0
"""For looking up the host and connecting, all its addresses together."""
READ_SECONDS: Final = 10.0
"""For each response or block of bytes afterwards."""
ATTEMPTS: Final = 3
"""In a row without a byte gained, once something has arrived; before that, a single one."""
PAUSE_SECONDS: Final = 1.0
"""Before continuing after a break; longer after each attempt that gained nothing."""
PROXY_SCHEMES: Final = {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
"""The schemes that a proxy may have, with the default port of each."""
_REMOTE_NAMES: Final = ("socks4a", "socks5h")
"""With these the proxy looks up host names, not this machine."""


_HUB_FILE: Final = re.compile(
    r"https?://[^/]+/(?P<repo_id>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<filename>[^?]+)"
)


class _BrokenError(Exception):
    """The connection failed or ended; what came before is written."""


def download(url: str, partial: Partial, start: int, progress: Progress) -> None:
    """Fetch the bytes of `url` from `start` to the end into `partial`.

    Raises:
        DownloadError: the host cannot be reached, refuses, or stops sending.
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
                raise DownloadError(f"{host} breaks off at {size(furthest)} ({broken})", offline=True) from broken
        time.sleep(PAUSE_SECONDS * (1 + fruitless))


def find_cached(file: File) -> Path | None:
    """Return the file in the cache of huggingface_hub, where other programs of the user may have downloaded it.

    Uses no network. The file has the right size, but its hash is not checked.
    """
    address = _HUB_FILE.fullmatch(file.hub or "")
    if address is None:
        return None
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(**address.groupdict())
    path = Path(found).resolve() if isinstance(found, str) else None
    return path if path and path.is_file() and path.stat().st_size == file.bytes else None


def link_cached(cached: Path, partial: Partial) -> None:
    """Put a file of huggingface_hub's cache in the place of `partial`: as a hard link if possible, else as a copy.

    Raises:
        DownloadError: it is another file.
    """
    if sha256(cached) != partial.file.sha256:
        raise DownloadError(f"{cached} is another file of this name")
    remove(partial.path)
    if os.access(cached, os.W_OK):  # it will be opened for writing, to wait for the disk
        with contextlib.suppress(OSError):  # another disk, or a file system without links
            os.link(cached, partial.path)
            return
    shutil.copyfile(cached, partial.path)


class _Transfer:
    """The transfer of one file from a host into a Partial; `at` is the byte that comes next."""

    def __init__(self, url: str, partial: Partial, start: int) -> None:
        self._url = url
        self._partial = partial
        self.at = start

    def run(self, progress: Progress) -> None:
        """Ask once for everything that is missing.

        Raises:
            _BrokenError: the connection ended too early.
            DownloadError: the host refuses, or serves something else.
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
            answer: http.client.HTTPResponse = opener(self._url).open(request, timeout=READ_SECONDS)
        except urllib.error.HTTPError as error:
            error.close()
            raise DownloadError(f"{self._url} answers {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenError(_reason(error)) from error
        return answer

    def _start_of(self, answer: http.client.HTTPResponse) -> int:
        """Return the byte that a response begins with: 0 if the server ignores ranges."""
        total = self._partial.file.bytes
        if answer.status == http.HTTPStatus.PARTIAL_CONTENT:
            found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.headers.get("Content-Range", ""))
            start, length = (int(found[1]), int(found[2])) if found else (-1, -1)
        else:
            # An unknown length counts as a wrong one: a network's log-in page often has none.
            start, length = 0, -1 if answer.length is None else answer.length
        if start not in (0, self.at) or length != total:
            raise DownloadError(
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
    """Connect to the host of `url`, or to the user's proxy, and disconnect.

    In a thread, since a name lookup and attempts at several addresses cannot be timed as a whole.

    Raises:
        DownloadError: it failed or took longer than CONNECT_SECONDS, or the proxy's address is invalid.
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
        raise DownloadError(f"{host} cannot be reached ({reason})", offline=True)


def _first_hop(url: str) -> tuple[str, int]:
    """Return host and port that a request for `url` connects to first: the user's proxy if there is one.

    Raises:
        DownloadError: the environment names an invalid proxy.
    """
    try:
        parts = proxy_of(url) or urllib.parse.urlsplit(url)
    except ValueError as error:
        raise DownloadError(str(error)) from error
    return parts.hostname or "", parts.port or PROXY_SCHEMES[parts.scheme]


def proxy_of(url: str) -> urllib.parse.SplitResult | None:
    """Return the proxy that a request for `url` goes through, if any.

    Raises:
        ValueError: the environment names one with a scheme that is not in `PROXY_SCHEMES`, or without a host.
    """
    parts = urllib.parse.urlsplit(url)
    proxies = urllib.request.getproxies()
    said = proxies.get(parts.scheme) or proxies.get("all")
    if not said or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    proxy = urllib.parse.urlsplit(said if "//" in said else f"http://{said}")
    if proxy.scheme not in PROXY_SCHEMES or not proxy.hostname:
        raise ValueError(f"the proxy {said!r} of the environment is none of {', '.join(PROXY_SCHEMES)}")
    return proxy._replace(netloc=proxy.netloc if proxy.port else f"{proxy.netloc}:{PROXY_SCHEMES[proxy.scheme]}")


def opener(url: str) -> urllib.request.OpenerDirector:
    """Return an opener that reaches `url`, and what it redirects to, through the user's proxy.

    Raises:
        ValueError: as `proxy_of`.
    """
    # A new one each time: urllib's shared opener remembers the proxy that was set when it was first used.
    proxy = proxy_of(url)
    if proxy is not None and proxy.scheme in ("http", "https"):
        return urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": proxy.geturl(), "https": proxy.geturl()})
        )
    socks = [_socks(proxy)] if proxy is not None else []
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *socks)


def _socks(proxy: urllib.parse.SplitResult) -> urllib.request.BaseHandler:
    import socks
    from sockshandler import SocksiPyHandler

    kind = socks.SOCKS5 if proxy.scheme.startswith("socks5") else socks.SOCKS4
    user, password = (urllib.parse.unquote(said) if said else None for said in (proxy.username, proxy.password))
    handler: urllib.request.BaseHandler = SocksiPyHandler(
        kind, proxy.hostname, proxy.port, proxy.scheme in _REMOTE_NAMES, user, password
    )
    return handler
