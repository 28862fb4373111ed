"""A machine with less memory: a control group, which holds a process and its files in the page cache to a limit."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Self

GROUPS = Path("/sys/fs/cgroup")


class NoLimitsError(Exception):
    """This machine lets nobody limit memory; the message says why."""


class MemoryLimit:
    """A control group, of version 1 or 2, with `limit` bytes of memory and no more swap than that."""

    def __init__(self, limit: int, name: str = "ask-test") -> None:
        """Make the group.

        Raises:
            NoLimitsError: the system has no such groups, or they are not ours to make.
        """
        first = (GROUPS / "memory").is_dir()
        self._folder = (GROUPS / "memory" if first else GROUPS) / f"{name}-{os.getpid()}"
        self._limit, self._peak = (
            ("memory.limit_in_bytes", "memory.max_usage_in_bytes") if first else ("memory.max", "memory.peak")
        )
        try:
            self._folder.mkdir()
            (self._folder / self._limit).write_text(str(limit))
            if not first:
                (self._folder / "memory.swap.max").write_text("0")
        except OSError as error:
            with suppress(OSError):
                self._folder.rmdir()
            raise NoLimitsError(f"no control group for memory can be made here ({error})") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a process of it is still ending
            self._folder.rmdir()

    @property
    def prefix(self) -> tuple[str, ...]:
        """What starts a command inside the group."""
        return ("sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self._folder / "cgroup.procs"))

    @property
    def peak(self) -> int:
        """Most bytes that it has held at once, page cache included."""
        return int((self._folder / self._peak).read_text())

    @property
    def killed(self) -> int:
        """How many processes the system has ended for want of memory."""
        events = "memory.oom_control" if (self._folder / "memory.oom_control").exists() else "memory.events"
        found = dict(line.split() for line in (self._folder / events).read_text().splitlines())
        return int(found["oom_kill"])

    def held(self) -> dict[str, int]:
        """What it holds now, in bytes: `own` memory of its processes, `files` in the page cache."""
        found = dict(line.split() for line in (self._folder / "memory.stat").read_text().splitlines())
        return {
            "own": int(found.get("total_rss") or found["anon"]),
            "files": int(found.get("total_cache") or found["file"]),
        }


def copied_unread(file: Path, folder: Path) -> Path:
    """A copy of a file that is in nobody's page cache, so that who reads it is charged for it."""
    copy = Path(shutil.copy2(file, folder / file.name))
    descriptor = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
    return copy
