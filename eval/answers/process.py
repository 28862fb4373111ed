"""A system as a process that speaks JSON Lines: start, ask and stop it. Knows no system by name."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from models.errors import AskError

ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 60


class SystemFailedError(AskError):
    """A system ended instead of answering; the message has the end of its log."""


@dataclass(frozen=True, slots=True)
class Command:
    """How to start a system: its name in the report, the command, and a file for its log.

    Without a log it writes to our standard error, where its progress bars belong. `environment` is added to ours.
    """

    name: str
    words: tuple[str, ...]
    log: Path | None = None
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)

    def with_words(self, *words: str) -> "Command":
        """Return the command with further words."""
        return replace(self, words=(*self.words, *words))


class System:
    """A running system; a context manager that stops it."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._log: IO[bytes] | None = command.log.open("ab") if command.log else None
        self._began = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603 - its words are written in this project
            command.words,
            cwd=command.folder,
            # with the switches of models/offline.py, set in ours
            env={**os.environ, "PYTHONWARNINGS": "ignore", **command.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,  # Ctrl-C is for us: the current question is finished, then `stop` ends it
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> "System":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def since_start(self) -> float:
        """Return the milliseconds since the process was started."""
        return 1000 * (time.perf_counter() - self._began)

    def ask(self, identifier: str, question: str, history: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
        """Return the system's line about a question. Raises SystemFailedError if it ends without one."""
        return self.exchange(
            {"id": identifier, "question": question, **({"history": list(history)} if history else {})}
        )

    def exchange(self, asked: Mapping[str, object]) -> dict[str, Any]:
        """Send an object and return the object that the system answers with. Raises SystemFailedError if it ends."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(asked, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._failed() from error
        return self.line()

    def line(self) -> dict[str, Any]:
        """Return the next line that the system writes. Raises SystemFailedError if it ends without one."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._failed()
        found: dict[str, Any] = json.loads(line)
        return found

    def stop(self) -> None:
        """Close the system's input, which ends it; kill it if it does not end."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # it ended first
                    continue
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._log is not None:
            self._log.close()

    def _failed(self) -> SystemFailedError:
        self.stop()
        return SystemFailedError(
            f"{self._command.name} ended with status {self._process.returncode}. {_tail(self._command.log)}".strip()
        )


def _tail(log: Path | None, lines: int = 3) -> str:
    """Return the end of a log file, and where the rest is."""
    if log is None:
        return ""
    written: Sequence[str] = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return " / ".join(written[-lines:]) + f" (more in {log})"
