"""Replaces a folder of files as a whole: whoever reads it finds all of the old one or all of the new one.

Knows nothing of what the files hold.
"""

import os
import shutil
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

_LEFTOVER_SECONDS = 3600


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Makes `folder` hold exactly these files, written in this order to a folder beside it, which is then swapped in.

    Folders that a killed run left beside it are removed once they are an hour old, when no run can be using them.

    Raises:
        FileExistsError: the folder holds anything but these files, and would be lost.
        OSError: it can not be written; the old folder is then still in place.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and {path.name for path in folder.iterdir()} <= set(files)):
        raise FileExistsError(f"it holds something else than {', '.join(files)}, which would be lost")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(folder)
    mark = uuid.uuid4().hex
    new, old = folder.with_name(f".{folder.name}.{mark}.new"), folder.with_name(f".{folder.name}.{mark}.old")
    try:
        new.mkdir()
        for name, data in files.items():
            with (new / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
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


def _remove_leftovers(folder: Path) -> None:
    for suffix in ("new", "old"):
        for path in folder.parent.glob(f".{folder.name}.*.{suffix}"):
            if path.is_dir() and time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
