"""Replace files and folders as a whole: a reader finds all of the old content or all of the new, never a half."""

import os
import shutil
import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

_LEFTOVER_SECONDS = 3600


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file by way of a temporary one beside it, `NAME.RANDOM.part`, which is removed if anything fails.

    Several processes may write the same file at once: the last one wins.

    Args:
        path: the file; its folder must exist.
        data: its whole content.
        durable: wait until the bytes have reached the disk, so that a power failure leaves no empty file. Leave it out
            only for content that is checked when it is read and can be computed again.

    Raises:
        OSError: the file cannot be written; the old one is then still in place.
    """
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def replace_folder(folder: Path, files: Mapping[str, bytes], *, replaceable: Sequence[str] = ()) -> None:
    """Make `folder` hold exactly these files: write them, in this order, to a folder beside it and swap the two.

    Folders that a killed run left beside it are removed once they are an hour old, when no run can be using them.

    Raises:
        FileExistsError: the folder holds anything but these files and `replaceable` ones, and would be lost.
        OSError: it cannot be written; the old folder is then still in place.
    """
    folder = folder.resolve()
    require_replaceable(folder, {*files, *replaceable})
    _remove_leftovers(folder)
    mark = uuid.uuid4().hex
    new, old = folder.with_name(f".{folder.name}.{mark}.new"), folder.with_name(f".{folder.name}.{mark}.old")
    try:
        new.mkdir()
        for name, data in files.items():
            write_atomically(new / name, data)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


def require_replaceable(folder: Path, names: Collection[str]) -> None:
    """Check that `replace_folder` can write files of these names, by making an empty folder beside it for a moment.

    Raises:
        FileExistsError: the folder holds anything else, which would be lost.
        OSError: it cannot be written.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and {path.name for path in folder.iterdir()} <= set(names)):
        raise FileExistsError(f"it holds something else than {', '.join(names)}, which would be lost")
    folder.parent.mkdir(parents=True, exist_ok=True)
    probe = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.new")
    probe.mkdir()
    probe.rmdir()


def _remove_leftovers(folder: Path) -> None:
    for suffix in ("new", "old"):
        for path in folder.parent.glob(f".{folder.name}.*.{suffix}"):
            if path.is_dir() and time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
