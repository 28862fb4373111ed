"""The two folders outside the checkout that this project writes to: what can be made again, and what cannot.

`cache_dir()` holds models and prefilled passages, which may be deleted at any time. `data_dir()` holds what exists
nowhere else, such as feedback; a file VERSION in it names its layout, so that a later version can migrate it.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from filelock import FileLock
from platformdirs import user_cache_path, user_data_path

from models.errors import SettingsError
from models.files import write_atomically

APP: Final = "ask-declaration"
CACHE_VARIABLE: Final = "ASK_CACHE"
DATA_VARIABLE: Final = "ASK_DATA"
DATA_VERSION: Final = 1
"""Layout of the data folder. Version 1: feedback.jsonl, which earlier versions kept in the cache folder; if there are
any, own questions in questions/NAME.jsonl and rounds that people judge in judging/NAME/."""
FEEDBACK: Final = "feedback.jsonl"


def cache_dir() -> Path:
    """Return `$ASK_CACHE` if set, else the platform's folder for caches (on Linux ~/.cache/ask-declaration).

    Raises:
        SettingsError: it names a home folder that does not exist.
    """
    return _chosen(CACHE_VARIABLE) or user_cache_path(APP, appauthor=False)


def data_dir() -> Path:
    """Return the data folder, created and migrated to `DATA_VERSION` if need be.

    It is `$ASK_DATA` if set, else the platform's folder for data (on Linux ~/.local/share/ask-declaration).

    Raises:
        SettingsError: it cannot be written, or a later version of this program wrote it; or as `cache_dir`.
    """
    folder = data_place()
    try:
        if _version(folder) < DATA_VERSION:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(folder / ".lock"):  # another process may be migrating
                if _version(folder) < DATA_VERSION:
                    _move_feedback(cache_dir() / FEEDBACK, folder / FEEDBACK)
                    write_atomically(folder / "VERSION", f"{DATA_VERSION}\n".encode())
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be used ({error.strerror or error}: {error.filename}). Give yourself the "
            f"right to write there, or set {DATA_VARIABLE} to a folder that you own."
        ) from error
    return folder


def data_place() -> Path:
    """Return where the data folder is or would be; nothing is made. Raises SettingsError as `cache_dir`."""
    return _chosen(DATA_VARIABLE) or user_data_path(APP, appauthor=False)


def _chosen(variable: str) -> Path | None:
    chosen = os.environ.get(variable)
    try:
        return Path(chosen).expanduser().absolute() if chosen else None
    except RuntimeError as error:
        raise SettingsError(
            f"{variable}={chosen!r}: there is no such home folder. Give a whole path, or unset {variable}."
        ) from error


def _version(folder: Path) -> int:
    """The layout of the data folder; 0 if it is new or from before there were versions."""
    path = folder / "VERSION"
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else "0"
    if not text.isdecimal() or int(text) > DATA_VERSION:
        raise SettingsError(
            f"{path} says {text[:20]!r}; this program knows versions up to {DATA_VERSION}. Use the later program that "
            f"wrote it, or set {DATA_VARIABLE} to another folder."
        )
    return int(text)


def _move_feedback(old: Path, new: Path) -> None:
    """Move the lines of `old` before those of `new`; may be interrupted at any point and repeated.

    `old` stays if it cannot be removed: it is not read again, since VERSION says that it was moved.
    """
    if not old.is_file():
        return
    lines = old.read_bytes()
    present = new.read_bytes() if new.exists() else b""
    if not present.startswith(lines):
        write_atomically(new, lines + (b"" if not lines or lines.endswith(b"\n") else b"\n") + present)
        new.chmod(0o600)
    with contextlib.suppress(OSError):
        old.unlink()
