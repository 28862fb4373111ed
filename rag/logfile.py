"""The page's log: a file that a person can read, kept small, without what was asked unless that is wanted.

A line for the start, for each reply (what it was and how long it took), for each warning and fault. Questions, and the
messages of exceptions that may quote them, are written at the level `debug` alone (`ASK_LOG=debug`).
"""

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

LEVELS: Final = {"off": logging.CRITICAL + 1, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}
FOLDER, NAME = "log", "page.log"
MAX_BYTES, OLDER_FILES = 2**20, 3
OURS = ("models", "index", "rag", "eval")
"""Packages of which more than warnings are written."""
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Lines(logging.Formatter):
    """Lines with time, level and place; of an exception its kind and where it arose, unless its message is wanted."""

    def __init__(self, messages: bool) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._messages = messages

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(record.__dict__)  # another handler's text of the exception is not reused
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _Fault) -> str:  # noqa: N802
        kind, _, where = ei
        if self._messages or kind is None:
            return super().formatException(ei)
        return "".join([*traceback.format_tb(where), kind.__qualname__])


class _File(RotatingFileHandler):
    """The file, of which it is said once if it cannot be written; the page goes on without."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        if not self.told:
            self.told = True
            why = sys.exc_info()[1]
            said = getattr(why, "strerror", None) or why
            sys.stderr.write(f"The log {self.baseFilename} cannot be written ({said}); the page goes on without.\n")


def place(data: Path) -> Path:
    """Return the log's file in a data folder."""
    return data / FOLDER / NAME


def begin(data: Path, level: str) -> list[logging.Handler]:
    """Write what is logged from now on into a data folder, and warnings to standard error, as without a log.

    Args:
        data: the data folder.
        level: a key of LEVELS; "off" writes nothing.

    Returns:
        What was added to the root logger.
    """
    if level == "off":
        return []
    file = place(data)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sys.stderr.write(f"The log {file} cannot be written ({error.strerror}); the page goes on without.\n")
        return []
    written = _File(file, maxBytes=MAX_BYTES, backupCount=OLDER_FILES, encoding="utf-8", delay=True)
    written.setFormatter(_Lines(messages=level == "debug"))
    written.setLevel(LEVELS[level])
    shown = logging.StreamHandler()
    shown.setLevel(logging.WARNING)
    root = logging.getLogger()
    for handler in (written, shown):
        root.addHandler(handler)
    for name in OURS:
        logging.getLogger(name).setLevel(LEVELS[level])
    return [written, shown]
