"""Models are fetched through the user's proxies, and nothing for loopback goes through them."""

import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from models import fetch, offline
from models.download import hub
from models.download.partial import DownloadError
from tests.models.fetch_standins import CONTENT, Hub, make_catalog

ROOT = Path(__file__).parents[2]
ELSEWHERE = "http://hub.invalid/one.gguf"


class Socks:
    """A SOCKS5 proxy on 127.0.0.1 that leads every request to one server; `asked` holds the hosts."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []
        socks = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _, methods = self.rfile.read(2)
                self.rfile.read(methods)
                self.wfile.write(b"\x05\x00")
                kind = self.rfile.read(4)[3]
                length = self.rfile.read(1)[0] if kind == 3 else 4
                host = self.rfile.read(length)
                self.rfile.read(2)
                socks.asked.append(host.decode() if kind == 3 else socket.inet_ntoa(host))
                self.wfile.write(b"\x05\x00\x00\x01" + bytes(4) + struct.pack(">H", port))
                with socket.create_connection(("127.0.0.1", port)) as server, suppress(OSError):
                    threading.Thread(target=self._copy, args=(server,), daemon=True).start()
                    while data := server.recv(65536):
                        self.connection.sendall(data)

            def _copy(self, server: socket.socket) -> None:
                with suppress(OSError):
                    while data := self.connection.recv(65536):
                        server.sendall(data)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[Hub]:
    server = Hub()
    yield server
    server.close()


@pytest.fixture
def socks(server: Hub) -> Iterator[Socks]:
    socks = Socks(server.port)
    yield socks
    socks.server.shutdown()
    socks.server.server_close()


def through(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    """Set a user's proxies as the program finds them: after its switches."""
    offline.apply(variables)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_an_http_proxy_carries_the_fetch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Hub, name: str
) -> None:
    through(monkeypatch, **{name: f"http://127.0.0.1:{server.port}"})
    assert fetch.Store(make_catalog(ELSEWHERE), tmp_path).ensure("one", progress=False).read_bytes() == CONTENT
    assert server.requests == [(ELSEWHERE, "bytes=0-")]


@pytest.mark.parametrize("name", ["http_proxy", "ALL_PROXY"])
def test_a_socks_proxy_carries_the_fetch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Hub, socks: Socks, name: str
) -> None:
    through(monkeypatch, **{name: f"socks5h://127.0.0.1:{socks.port}"})
    assert fetch.Store(make_catalog(ELSEWHERE), tmp_path).ensure("one", progress=False).read_bytes() == CONTENT
    assert socks.asked == ["hub.invalid"]
    assert server.requests == [("/one.gguf", "bytes=0-")]


def test_pip_goes_through_a_socks_proxy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, socks: Socks) -> None:
    through(monkeypatch, ALL_PROXY=f"socks5h://127.0.0.1:{socks.port}")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--retries=0",
        "--index-url=https://index.invalid/",
    ]
    done = subprocess.run([*command, "one-part1==1.0"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert socks.asked[:1] == ["index.invalid"], done.stderr


def test_what_is_on_this_machine_or_excepted_goes_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    through(monkeypatch, ALL_PROXY="http://proxy.invalid:1", NO_PROXY="near.invalid")
    for host in ("127.0.0.1:7860", "localhost", "[::1]:80", "near.invalid", "a.near.invalid"):
        assert hub.proxy_of(f"http://{host}/x") is None, host
    found = hub.proxy_of("https://far.invalid/x")
    assert found is not None
    assert (found.hostname, found.port) == ("proxy.invalid", 1)


@pytest.mark.parametrize(("said", "port"), [("proxy.invalid", 80), ("socks5://u:p@proxy.invalid", 1080)])
def test_a_proxy_without_a_port_has_its_kinds(monkeypatch: pytest.MonkeyPatch, said: str, port: int) -> None:
    through(monkeypatch, ALL_PROXY=said)
    found = hub.proxy_of(ELSEWHERE)
    assert found is not None
    assert (found.hostname, found.port) == ("proxy.invalid", port)


def test_a_proxy_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    through(monkeypatch, ALL_PROXY="nonsense://x")
    with pytest.raises(DownloadError, match="'nonsense://x' of the environment is none of http"):
        hub._require_reachable(ELSEWHERE, "hub.invalid")


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "socks5://127.0.0.1:{port}", "nonsense://127.0.0.1:{port}"])
def test_the_page_opens_and_asks_no_proxy(tmp_path: Path, url: str) -> None:
    """The page with the stand-in behind it, every proxy variable set; the recorder hears nothing."""
    with socket.socket() as recorder, socket.socket() as probe:
        recorder.bind(("127.0.0.1", 0))
        recorder.listen()
        recorder.settimeout(0.1)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        said = url.format(port=recorder.getsockname()[1])
        env = {name: value for name, value in os.environ.items() if name not in offline.SWITCHES}
        env |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), said)
        command = [sys.executable, "-m", "tests.browser.standin", "--port", str(port), "--out", str(tmp_path), "--mcp"]
        with (tmp_path / "log").open("wb") as log:
            page = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            assert "<gradio-app" in opened(page, port), (tmp_path / "log").read_text()[-3000:]
        finally:
            page.terminate()
            page.wait(30)
        with pytest.raises(TimeoutError):
            recorder.accept()


def opened(page: subprocess.Popen[bytes], port: int) -> str:
    """The page once it is there and its start is over, or nothing where the program has ended."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    began, found = time.monotonic(), ""
    while page.poll() is None and time.monotonic() - began < 90:
        with suppress(OSError):
            found = direct.open(f"http://127.0.0.1:{port}/", timeout=30).read().decode()
            time.sleep(2)  # Gradio asks its own page once it is there; dead, it dies now
            break
        time.sleep(0.1)
    return found if page.poll() is None else ""
