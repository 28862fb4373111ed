"""Prefilled passages: the KV cells of each passage, computed once, kept on disk, and taken over at a question.

A file holds the cells of one run of tokens, a prompt's prefix or a passage decoded alone after it. Its name is a hash
of everything that the cells depend on: the model file, llama.cpp's build, the KV type, the prefix, the passage's
tokens. A checksum of name and cells stands in front of them. A file that does not fit its checksum is deleted and
computed again, never given to llama.cpp, whose state reader is not safe on foreign data (CVE-2026-43629); the folder is
private to the user for the same reason. The folder has a budget, for all models and documents together: beyond it the
least recently used files go. Knows nothing of llama.cpp: cells are bytes.
"""

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from models.errors import ModelError

DIGEST_BYTES = 32
MEMORY_BYTES = 384 * 2**20
"""Most memory for loaded cells, in bytes; our document in two languages with the default model takes about 330 MiB."""
DISK_BYTES = 2**30
"""Budget of the folder, in bytes."""


def fingerprint(*parts: str | bytes | int) -> bytes:
    """A digest of the parts that keeps them apart."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(raw).to_bytes(8, "little") + raw)
    return digest.digest()


class PassageStore:
    """A folder of prefilled tokens for one model and one build of llama.cpp.

    What cells are of is told by runs of tokens: those that stand before them, if any, then their own.
    """

    def __init__(
        self, folder: Path, base: bytes, memory_bytes: int = MEMORY_BYTES, disk_bytes: int = DISK_BYTES
    ) -> None:
        """Make the folder, for its owner alone, and hold it to its budget of `disk_bytes`.

        `base` is the fingerprint of what all passages depend on.

        Raises ModelError where the folder cannot be made, or belongs to somebody else.
        """
        self._folder = folder
        self._base = base
        self._memory_bytes, self._disk_bytes = min(memory_bytes, disk_bytes), disk_bytes
        self._memory: OrderedDict[Path, bytes] = OrderedDict()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)  # one that was there before may be open to others
        except OSError as error:
            raise ModelError(
                f"{folder} cannot be a private folder for prefilled passages ({error.strerror}). Move or delete it, or "
                "set ASK_CACHE to a folder of your own."
            ) from error
        self._evict()

    def _path(self, runs: Sequence[Sequence[int]]) -> Path:
        return self._folder / f"{fingerprint(self._base, *(','.join(map(str, run)) for run in runs)).hex()}.kv"

    def get(self, *runs: Sequence[int]) -> bytes | None:
        """The cells of the last run, or None where there are none that can be trusted; memory first, then disk."""
        path = self._path(runs)
        cells = self._memory.get(path)
        if cells is None:
            cells = self._read(path)
        if cells is not None:
            self._remember(path, cells)
            self._touch(runs)
        return cells

    def put(self, cells: bytes, *runs: Sequence[int]) -> None:
        """Keep the cells of the last run in memory and on disk; a full disk costs only the copy on disk."""
        path = self._path(runs)
        self._remember(path, cells)
        if DIGEST_BYTES + len(cells) > self._disk_bytes:
            return
        partial = path.with_suffix(f".{os.getpid()}.part")
        try:
            partial.write_bytes(_checksum(path, cells) + cells)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
        self._touch(runs)
        self._evict()

    def _read(self, path: Path) -> bytes | None:
        """The cells in a file; a file that fails its checksum is deleted."""
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        cells = raw[DIGEST_BYTES:]
        if cells and raw[:DIGEST_BYTES] == _checksum(path, cells):
            return cells
        path.unlink(missing_ok=True)
        return None

    def _touch(self, runs: Sequence[Sequence[int]]) -> None:
        """Note that runs are in use now: the last one, and those before it, without which its cells are of no use."""
        for count in range(len(runs), 0, -1):
            now = time.time_ns()  # finer than the file system's own clock
            with suppress(OSError):  # never written, or evicted by another process
                os.utime(self._path(runs[:count]), ns=(now, now))

    def _evict(self) -> None:
        """Delete what was used least recently, what killed processes left half-written too, down to the budget."""
        files = []
        for path in (*self._folder.glob("*.kv"), *self._folder.glob("*.part")):
            with suppress(OSError):  # another process may be evicting too
                stat = path.stat()
                files.append((stat.st_mtime_ns, stat.st_size, path))
        excess = sum(size for _, size, _ in files) - self._disk_bytes
        for _, size, path in sorted(files):
            if excess <= 0:
                return
            with suppress(OSError):
                path.unlink()
                excess -= size

    def _remember(self, path: Path, cells: bytes) -> None:
        """Keep in memory what was used last, as much as the limit allows."""
        self._memory[path] = cells
        self._memory.move_to_end(path)
        while self.resident_bytes > self._memory_bytes:
            self._memory.popitem(last=False)

    @property
    def resident_bytes(self) -> int:
        """Memory held by loaded cells."""
        return sum(map(len, self._memory.values()))


def _checksum(path: Path, cells: bytes) -> bytes:
    """Of the cells and the name under which they are kept, so that no file passes for another one."""
    return hashlib.sha256(path.name.encode() + cells).digest()
