"""A cache of prefilled passages: the KV cells of each, computed once, kept on disk and loaded when it is asked about.

A file holds the KV cells of one sequence of tokens: of a prompt's prefix, or of a passage that was decoded after a
prefix. Its name is a hash of everything that its content depends on: the model file, llama.cpp's build, the data type,
the tokens of the prefix and of the passage. It begins with a checksum of name and content. A file that does not match
its checksum is deleted and computed again, never handed to llama.cpp, whose reader is not safe on foreign data
(CVE-2026-43629); for the same reason the folder is private to the user.

All models and documents share one folder with a budget in bytes. Beyond it the least recently used files are deleted.
Knows nothing of llama.cpp: KV cells are bytes.
"""

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from models.errors import ModelError
from models.files import write_atomically

DIGEST_BYTES = 32
MEMORY_BYTES = 384 * 2**20
"""Maximum size of the KV cells held in memory, in bytes: all passages of the bundled document in two languages, with
the default model, are about 330 MiB."""
DISK_BYTES = 2**30
"""Default budget of the folder, in bytes."""


def fingerprint(*parts: str | bytes | int) -> bytes:
    """Hash a sequence of parts; ("ab", "c") and ("a", "bc") differ."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(raw).to_bytes(8, "little") + raw)
    return digest.digest()


class PassageStore:
    """The cache of one model on one build of llama.cpp.

    An entry's key is the tokens of the passage itself, after the tokens of the prefix that it was decoded after, if
    any: `get(prefix)` and `get(prefix, passage)`.
    """

    def __init__(
        self, folder: Path, base: bytes, memory_bytes: int = MEMORY_BYTES, disk_bytes: int = DISK_BYTES
    ) -> None:
        """Create the folder, private to its owner, and delete what exceeds the budget.

        Args:
            folder: where the files are kept.
            base: fingerprint of what all entries depend on.
            memory_bytes: maximum size of what is held in memory.
            disk_bytes: budget of the folder.

        Raises:
            ModelError: the folder cannot be created, or belongs to somebody else.
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

    def _path(self, key: Sequence[Sequence[int]]) -> Path:
        return self._folder / f"{fingerprint(self._base, *(','.join(map(str, tokens)) for tokens in key)).hex()}.kv"

    def get(self, *key: Sequence[int]) -> bytes | None:
        """Return the KV cells of an entry from memory or disk, or None if there are none with a valid checksum."""
        path = self._path(key)
        kv_cells = self._memory.get(path)
        if kv_cells is None:
            kv_cells = self._read(path)
        if kv_cells is not None:
            self._remember(path, kv_cells)
            self._touch(key)
        return kv_cells

    def put(self, kv_cells: bytes, *key: Sequence[int]) -> None:
        """Keep an entry in memory and on disk; if the disk is full, in memory only."""
        path = self._path(key)
        self._remember(path, kv_cells)
        if DIGEST_BYTES + len(kv_cells) > self._disk_bytes:
            return
        with suppress(OSError):
            write_atomically(path, _checksum(path, kv_cells) + kv_cells, durable=False)
        self._touch(key)
        self._evict()

    def _read(self, path: Path) -> bytes | None:
        """Return the KV cells in a file; delete a file that does not match its checksum."""
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        kv_cells = raw[DIGEST_BYTES:]
        if kv_cells and raw[:DIGEST_BYTES] == _checksum(path, kv_cells):
            return kv_cells
        path.unlink(missing_ok=True)
        return None

    def _touch(self, key: Sequence[Sequence[int]]) -> None:
        """Mark an entry as used now, and that of its prefix, without which it is of no use."""
        for count in range(len(key), 0, -1):
            now = time.time_ns()  # finer than the file system's own clock
            with suppress(OSError):  # never written, or evicted by another process
                os.utime(self._path(key[:count]), ns=(now, now))

    def _evict(self) -> None:
        """Delete the least recently used files down to the budget, half-written ones of killed processes included."""
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

    def _remember(self, path: Path, kv_cells: bytes) -> None:
        """Hold an entry in memory, dropping the least recently used ones beyond the limit."""
        self._memory[path] = kv_cells
        self._memory.move_to_end(path)
        while self.resident_bytes > self._memory_bytes:
            self._memory.popitem(last=False)

    @property
    def resident_bytes(self) -> int:
        """Size of the KV cells held in memory, in bytes."""
        return sum(map(len, self._memory.values()))


def _checksum(path: Path, kv_cells: bytes) -> bytes:
    """Hash the content with the name of its file, so that no file passes for another one."""
    return hashlib.sha256(path.name.encode() + kv_cells).digest()
