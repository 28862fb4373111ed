"""What every command owes its terminal: UTF-8 in any locale, and one sentence where a stream fails or Ctrl-C comes.

`run` is put around a command's `main`. Imports the standard library only.
"""

from __future__ import annotations  # a Python that is too old is to be told so, and not to fail here

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Final

INTERRUPTED: Final = 130
"""The exit status after Ctrl-C, as shells count it; also where whoever read the output has gone."""
FAILED: Final = 1
_UNWRITABLE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF, errno.EFBIG})


def run(main: Callable[[], int]) -> int:
    """Run a command and return its exit status.

    A closed standard stream counts as an empty one; output that cannot be written ends the command with a sentence
    (status 1), a reader that has gone and Ctrl-C without one (status 130).
    """
    _open_streams()
    _speak_utf8()
    try:
        try:
            status = main()
        except SystemExit as stop:  # argparse's, after its help or its complaint
            status = stop.code if isinstance(stop.code, int) else FAILED if stop.code else 0
            if isinstance(stop.code, str):
                sys.stderr.write(f"{stop.code}\n")
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_output()
        return INTERRUPTED
    except OSError as error:
        if error.errno not in _UNWRITABLE or error.filename is not None:
            raise
        _give_up_output()
        sys.stderr.write(f"The output cannot be written: {error.strerror}. Free some room, or write it elsewhere.\n")
        return FAILED
    return status


def quoted(path: str | Path, windows: bool = os.name == "nt") -> str:
    """Write a path as the system's shell reads it, for a command that is to be copied; spaces may be in it."""
    return subprocess.list2cmdline([str(path)]) if windows else shlex.quote(str(path))


def quiet_interrupts() -> None:
    """Let Ctrl-C while modules are still being imported end the program without a traceback."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)

    sys.excepthook = hook


def argument(text: str) -> str:
    """Return a command-line argument as the text that was typed, in whatever locale Python has read it."""
    return os.fsencode(text).decode("utf-8", "replace")


def _open_streams() -> None:
    """Put something in place of standard streams that were closed when the command began."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 (for good)


def _speak_utf8() -> None:
    """Write UTF-8 to pipes and files, and to a terminal in a locale that knows ASCII alone."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and (not stream.isatty() or stream.encoding.lower() in ("ascii", "646")):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "replace")


def _give_up_output() -> None:
    """Let what is still buffered go nowhere, so that the end of the program does not fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
