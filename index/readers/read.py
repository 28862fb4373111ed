"""Read a file of any kind in a child process: a damaged or hostile file ends the child, and nothing else.

The child has limits of time, memory and output, and may neither write files nor use the network
(index/readers/confine.py).
"""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Final

from index.readers.blocks import SourceText
from index.readers.faults import MAX_CHARACTERS, MAX_FILE_BYTES, MAX_MEMORY_BYTES, MAX_SECONDS, Fault, ReadingError
from index.readers.sniff import format_of
from index.readers.wire import decode

_ROOT: Final = Path(__file__).resolve().parents[2]
# Of the child's reply: a Cyrillic letter takes two bytes, and each block its names.
_MAX_REPLY: Final = 8 * MAX_CHARACTERS


def read_file(path: Path, max_seconds: float = 2 * MAX_SECONDS) -> SourceText:
    """Read a .txt, .md, .html, .docx or .pdf file.

    Raises:
        ReadingError: the file cannot be opened, is of another kind, empty, damaged, protected, a scan, or beyond a
            limit; the message says what to do.
    """
    format_of(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ReadingError(Fault.MISSING, path.name, reason="no file")
        path.open("rb").close()
    except OSError as error:
        raise ReadingError(Fault.MISSING, path.name, reason=str(error.strerror)) from error
    if size > MAX_FILE_BYTES:
        limit = str(MAX_FILE_BYTES // 2**20)
        raise ReadingError(Fault.TOO_LARGE, path.name, size=f"{size / 2**20:.0f}", limit=limit)
    return decode(_reply(path, max_seconds), path.name)


def _reply(path: Path, max_seconds: float) -> bytes:
    """Run the child; return what it says."""
    command = [sys.executable, "-B", "-m", "index.readers", str(path.resolve())]
    late = False
    with subprocess.Popen(  # noqa: S603
        command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:

        def stop() -> None:
            nonlocal late
            late = True
            child.kill()

        timer = Timer(max_seconds, stop)
        timer.start()
        try:
            assert child.stdout is not None
            reply = child.stdout.read(_MAX_REPLY + 1)
            if len(reply) <= _MAX_REPLY:
                child.wait()
        finally:
            timer.cancel()
            child.kill()
    if late or child.returncode == -getattr(signal, "SIGXCPU", 0):
        memory = str(MAX_MEMORY_BYTES // 2**30)
        raise ReadingError(Fault.TOO_SLOW, path.name, limit=f"{max_seconds:g}", memory=memory)
    if len(reply) > _MAX_REPLY:
        raise ReadingError(Fault.TOO_MUCH_TEXT, path.name, limit=str(MAX_CHARACTERS // 10**6))
    return reply
