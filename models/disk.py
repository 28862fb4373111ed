"""Free space, verification records, and system errors put into words.

A verification record is a small JSON file beside a file or folder: the sha256 of each file, with the size and
modification time that it had when it was hashed. While these two are unchanged, the file counts as the one that was
verified and is not hashed again, so that a start of the program hashes no gigabytes. Knows nothing of models or of the
network.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from models.errors import ModelError
from models.files import write_atomically
from models.folders import CACHE_VARIABLE

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


def size(count: int) -> str:
    """Format a number of bytes for people: "1.12 GB", "72 MB"."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"


def require_free(folder: Path, required_bytes: int, purpose: str) -> None:
    """Check that the disk of `folder` has `required_bytes` free.

    Raises:
        ModelError: it has fewer; the message says how many, where, and how to use another disk.
    """
    free = shutil.disk_usage(folder).free
    if free < required_bytes:
        raise ModelError(
            f"Not enough room on the disk for {purpose}: {size(required_bytes)} are needed in {folder} "
            f"and {size(free)} are free. Free the difference, or set {CACHE_VARIABLE} to a folder on a "
            "larger disk."
        )


def is_full(error: OSError) -> bool:
    """Tell whether a system call failed because the disk, or the user's quota, is full."""
    return error.errno in _FULL


def full(folder: Path) -> ModelError:
    """Return the error to raise if the disk filled up while `folder` was being written."""
    return ModelError(
        f"The disk filled up while writing to {folder}. Free some room, or set {CACHE_VARIABLE} to a folder "
        "on a larger disk, and run the same command again: what has already arrived is kept."
    )


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn system errors of writes under `folder` into sentences that a user can act on; a context manager.

    Raises:
        ModelError: the disk is full, or `folder` cannot be written. Other errors pass unchanged.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise full(folder) from error
        if error.errno in _FORBIDDEN:
            raise ModelError(
                f"{error.filename or folder} cannot be written ({error.strerror}). Give yourself the right "
                f"to write there, or set {CACHE_VARIABLE} to a folder that you own."
            ) from error
        raise


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex; a gigabyte takes a few seconds."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file's bytes have reached the disk, so that a rename never survives a power failure without them."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or folder, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class FileStat:
    """A file as it was when it was hashed; `mtime_ns` in nanoseconds since the epoch, `sha256` in hex."""

    bytes: int
    mtime_ns: int
    sha256: str

    def is_unchanged(self, path: Path) -> bool:
        """Tell whether the file still has this size and modification time."""
        try:
            stat = path.stat()
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (self.bytes, self.mtime_ns)


def record_path(target: Path) -> Path:
    """Return where the verification record of a file or folder lies: beside it."""
    return target.with_name(target.name + ".receipt.json")  # the name that earlier versions wrote


def write_record(target: Path, build_key: str) -> None:
    """Hash a file, or every file of a folder, and write the verification record.

    Args:
        target: the file or folder.
        build_key: what it was made from and how; a record with another key counts as none.
    """
    stats = {}
    for path in _files(target):
        stat = path.stat()
        stats[_key(target, path)] = asdict(FileStat(stat.st_size, stat.st_mtime_ns, sha256(path)))
    # "recipe" is the key that earlier versions wrote.
    write_atomically(record_path(target), json.dumps({"recipe": build_key, "files": stats}, indent=1).encode())


def is_verified(target: Path, build_key: str) -> bool:
    """Tell whether a file or folder is as it was when it was verified. Instant: nothing is hashed."""
    stats = _read_record(target, build_key)
    return bool(stats) and all(stat.is_unchanged(target / key) for key, stat in stats.items())


def is_intact(target: Path, build_key: str) -> bool:
    """Tell whether every byte of a file or folder is as it was when it was verified; hashes all of it."""
    stats = _read_record(target, build_key)
    return bool(stats) and all(
        (target / key).is_file() and sha256(target / key) == stat.sha256 for key, stat in stats.items()
    )


def forget(target: Path) -> None:
    """Remove the verification record of a file or folder, if there is one."""
    record_path(target).unlink(missing_ok=True)


def reverify(target: Path, build_key: str) -> bool:
    """Hash the files whose size or time changed, and renew the record if their bytes did not change.

    Returns:
        False if there is no record with this key, or a file is gone or has other bytes.
    """
    stats = _read_record(target, build_key)
    for key, stat in stats.items():
        path = target / key
        if not stat.is_unchanged(path) and not (path.is_file() and sha256(path) == stat.sha256):
            return False
    if stats:
        write_record(target, build_key)
    return bool(stats)


def recorded_sha256(path: Path, records: Path) -> str:
    """Return the SHA-256 of a file; hash it only if no record beside it or in the folder `records` fits it.

    Raises:
        OSError: the file cannot be read.
    """
    own = records / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}.json"
    for record in (record_path(path), own):
        known = _stats_in(record).get("")
        if known and known.is_unchanged(path):
            return known.sha256
    stat = path.stat()
    found = FileStat(stat.st_size, stat.st_mtime_ns, sha256(path))
    with suppress(OSError):  # a disk that is full or read-only costs the next start some seconds
        records.mkdir(parents=True, exist_ok=True)
        write_atomically(own, json.dumps({"recipe": found.sha256, "files": {"": asdict(found)}}, indent=1).encode())
    return found.sha256


def _files(target: Path) -> list[Path]:
    return [target] if target.is_file() else sorted(path for path in target.rglob("*") if path.is_file())


def _key(target: Path, path: Path) -> str:
    """The path inside the folder; for a single file "", since `target / ""` is `target`."""
    return "" if path == target else path.relative_to(target).as_posix()


def _read_record(target: Path, build_key: str) -> dict[str, FileStat]:
    """The files of the record; empty if it is missing, unreadable or has another key."""
    return _stats_in(record_path(target), build_key)


def _stats_in(record: Path, build_key: str | None = None) -> dict[str, FileStat]:
    """The files of a record with that key, or with any if it is None; empty if it is unreadable."""
    try:
        data = json.loads(record.read_text(encoding="utf-8"))
        if build_key not in (None, data["recipe"]):
            return {}
        return {key: FileStat(**stat) for key, stat in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
