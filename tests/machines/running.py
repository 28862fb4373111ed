"""A page as its user starts it, in a process of its own: asked over its API, measured from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).parents[2]
QUESTION = "Какой договор подготовят к следующей встрече?"
CITED = "[п. 25]"
"""What an answer to it cites."""


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, question: str, seconds: float = 600) -> dict[str, Any]:
    """The answer of a page to one question, over the API that speaks as OpenAI's does."""
    body = {"model": "ask-document", "messages": [{"role": "user", "content": question}]}
    address = f"http://127.0.0.1:{port}/v1/chat/completions"
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=seconds) as response:
        found: dict[str, Any] = json.load(response)
    return found | {"content": found["choices"][0]["message"]["content"]}


class Page:
    """A running page; what it prints is in `log`."""

    def __init__(
        self,
        folder: Path,
        *,
        command: Sequence[str | Path] = (sys.executable, "app.py"),
        prefix: Sequence[str | Path] = (),
        cwd: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start a page; what it prints goes to a file in `folder`."""
        self.port, self.log = free_port(), folder / "page.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*prefix, *command, "--port", str(self.port)],
                cwd=cwd, env=dict(os.environ if environment is None else environment), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it as Ctrl-C does, and its children with it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_open(self, seconds: float) -> None:
        """Wait for the line that says where it is."""
        until = time.monotonic() + seconds
        while "open: " not in self.said:
            assert self.process.poll() is None, f"status {self.process.returncode}:\n{self.said[-3000:]}"
            assert time.monotonic() < until, f"not open after {seconds} s:\n{self.said[-3000:]}"
            time.sleep(0.5)

    def ask(self, question: str, seconds: float = 600) -> dict[str, Any]:
        """Ask it; `seconds` include those in which it loads."""
        return ask(self.port, question, seconds)


def cpu_seconds(process: int) -> float:
    """Processor time that a process and all of its children have used, in seconds."""
    whole = 0.0
    for one in (root := psutil.Process(process), *root.children(recursive=True)):
        try:
            whole += sum(one.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return whole


def wait_until_idle(process: int, seconds: float, share: float = 0.1, over: float = 10.0) -> None:
    """Wait until no thread of a process wants a core, whether it gets one or not: all is prepared then.

    Linux alone. `share` of the looks within `over` seconds may find one that does.
    """
    until = time.monotonic() + seconds
    while True:
        looks = []
        for _ in range(int(over / 0.1)):
            looks.append(wants_a_core(process))
            time.sleep(0.1)
        if sum(looks) < share * len(looks):
            return
        assert time.monotonic() < until, f"it still computes after {seconds} s"


def wants_a_core(process: int) -> bool:
    """Whether a thread of a process or of its children runs, or would if there were a free core."""
    pids = [process, *(one.pid for one in psutil.Process(process).children(recursive=True))]
    stats = (stat for pid in pids for stat in Path(f"/proc/{pid}/task").glob("*/stat"))
    return any(_state(stat) == "R" for stat in stats)


def _state(stat: Path) -> str:
    try:
        return stat.read_text().rpartition(")")[2].split()[0]
    except OSError:  # it has just ended
        return ""
