"""A port that the page cannot have is one sentence that names ASK_PORT."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.structure import parse
from models.errors import SettingsError
from rag.web.page import launch
from rag.web.port import port_error, require_free_port

ROOT = Path(__file__).parents[3]
HOST = "127.0.0.1"


@pytest.fixture
def used() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_free_port_is_free_before_and_after() -> None:
    port = free_port()
    require_free_port(HOST, port)
    require_free_port(HOST, port)


def test_a_port_whose_page_was_just_closed_is_free() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((HOST, 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)) as visitor, server.accept()[0] as answer:
            answer.shutdown(socket.SHUT_RDWR)  # the server closes first, so its side waits
            visitor.recv(1)
    require_free_port(HOST, port)


def test_the_program_says_it_in_one_line(used: int) -> None:
    for done in (start(ASK_PORT=str(used)), start("--port", str(used))):
        assert done.returncode == 1
        (line,) = done.stderr.strip().splitlines()
        assert line.startswith(f"ASK_PORT={used}: the page cannot be served on 127.0.0.1:{used}, another program")
        assert "GRADIO" not in line


def test_a_port_that_is_taken_at_the_last_moment(used: int) -> None:
    def as_gradio_does(**_: object) -> None:
        raise OSError(f"Cannot find empty port in range: {used}-{used}. Set GRADIO_SERVER_PORT.")

    with pytest.raises(SettingsError, match=f"^ASK_PORT={used}: "):
        launch(SimpleNamespace(launch=as_gradio_does), SimpleNamespace(document=parse("1. Текст")), port=used)


def test_another_error_of_the_start_stays_what_it_is() -> None:
    def fails(**_: object) -> None:
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        launch(SimpleNamespace(launch=fails), SimpleNamespace(document=parse("1. Текст")), port=free_port())


@pytest.mark.parametrize("port", ["0", "-1", "70000", "x"])
def test_an_option_is_checked_as_the_variable_is(port: str) -> None:
    done = start(f"--port={port}")
    assert done.returncode == 1
    assert done.stderr == f"ASK_PORT={port!r}: a whole number from 1 to 65535 is needed. Unset it for 7860.\n"


@pytest.mark.parametrize(
    ("port", "number", "said", "instead"),
    [
        (80, errno.EACCES, "only an administrator may use it", "ASK_PORT=7860 make run"),
        (65535, errno.EADDRINUSE, "another program uses it", "ASK_PORT=7860 make run"),
        (7860, errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL), "ASK_PORT=7861 make run"),
    ],
)
def test_why_and_what_instead(port: int, number: int, said: str, instead: str) -> None:
    message = str(port_error(HOST, port, OSError(number, os.strerror(number))))
    assert message.startswith(f"ASK_PORT={port}: ")
    assert said in message
    assert instead in message
