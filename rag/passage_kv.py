"""Prefilled passages: the KV cells of each passage, computed once, kept on disk, and taken over at a question.

A file holds the cells of one passage, decoded alone after the prompt's prefix. Its name is a hash of everything that the
cells depend on: the model file, llama.cpp's build, the prefix, the passage's own tokens, the KV type. A checksum stands in
front of the cells. A file that does not fit its checksum is deleted and computed again, never given to llama.cpp, whose
state reader is not safe on foreign data (CVE-2026-43629); the folder is private to the user for the same reason.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

DIGEST_BYTES = 32


def fingerprint(*parts: str | bytes | int) -> bytes:
    """A digest of the parts that keeps them apart."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(raw).to_bytes(8, "little") + raw)
    return digest.digest()


class PassageStore:
    """A folder of prefilled passages for one model, one build of llama.cpp and one prefix."""

    def __init__(self, folder: Path, base: bytes) -> None:
        """`base` is the fingerprint of what all passages depend on; the folder is made, readable by its owner alone."""
        self._folder = folder
        self._base = base
        self._memory: dict[str, bytes] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _path(self, tokens: Sequence[int]) -> Path:
        return self._folder / f"{fingerprint(self._base, ','.join(map(str, tokens))).hex()}.kv"

    def get(self, tokens: Sequence[int]) -> bytes | None:
        """The cells of a passage, or None where there are none that can be trusted; memory first, then disk."""
        path = self._path(tokens)
        if path.name not in self._memory:
            try:
                raw = path.read_bytes()
            except OSError:
                return None
            if hashlib.sha256(self._base + raw[DIGEST_BYTES:]).digest() != raw[:DIGEST_BYTES]:
                path.unlink(missing_ok=True)
                return None
            self._memory[path.name] = raw[DIGEST_BYTES:]
        return self._memory[path.name]

    def put(self, tokens: Sequence[int], cells: bytes) -> None:
        """Keep the cells of a passage in memory and on disk; a full disk costs only the copy on disk."""
        path = self._path(tokens)
        self._memory[path.name] = cells
        partial = path.with_suffix(f".{os.getpid()}.part")
        try:
            partial.write_bytes(hashlib.sha256(self._base + cells).digest() + cells)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)

    @property
    def resident_bytes(self) -> int:
        """Memory held by loaded cells."""
        return sum(map(len, self._memory.values()))
