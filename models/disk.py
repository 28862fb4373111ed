"""Disk: free space, writes that are whole or absent, and system errors put into words.

Knows nothing of models or of the network.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.cache import CACHE_VARIABLE
from models.errors import ModelError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


def size(count: int) -> str:
    """`count` bytes as a person reads them: "1.12 GB", "72 MB"."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"


def require_free(folder: Path, need: int, purpose: str) -> None:
    """Checks that the disk of `folder` has `need` bytes free.

    Raises:
        ModelError: it has fewer; the message says how many, where, and how to use another disk.
    """
    free = shutil.disk_usage(folder).free
    if free < need:
        raise ModelError(
            f"Not enough room on the disk for {purpose}: {size(need)} are needed in {folder} "
            f"and {size(free)} are free. Free the difference, or set {CACHE_VARIABLE} to a folder on a "
            "larger disk."
        )


def is_full(error: OSError) -> bool:
    """Whether a system call failed because the disk, or the user's share of it, is full."""
    return error.errno in _FULL


def full(folder: Path) -> ModelError:
    """The error to raise when the disk filled up while `folder` was being written."""
    return ModelError(
        f"The disk filled up while writing to {folder}. Free some room, or set {CACHE_VARIABLE} to a folder "
        "on a larger disk, and run the same command again: what has already arrived is kept."
    )


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns the system errors that a user can mend, met while writing under `folder`, into sentences.

    Raises:
        ModelError: the disk is full, or `folder` may not be written. Other errors pass unchanged.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise full(folder) from error
        if error.errno in _FORBIDDEN:
            raise ModelError(
                f"{error.filename or folder} can not be written ({error.strerror}). Give yourself the right "
                f"to write there, or set {CACHE_VARIABLE} to a folder that you own."
            ) from error
        raise


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex; a gigabyte takes a few seconds."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Makes sure that a file's bytes have reached the disk, so that a rename after it never outlives them."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Writes a small text file so that a reader finds all of it or the one before, never a half."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    sync(fresh)
    fresh.replace(path)


def remove(path: Path) -> None:
    """Removes a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
