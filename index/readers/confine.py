"""What keeps a parser within bounds: run in the child process before any byte of the file is looked at.

Limits of time and memory where the system has them, and no network, program or written file through Python. Damage to
the system is what the child process as such prevents; a parser of untrusted files gets no more than it needs.
"""

import os
import sys
from typing import Final

from index.readers.faults import MAX_MEMORY_BYTES, MAX_SECONDS

_REFUSED: Final = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink", "shutil.", "urllib.",
    "webbrowser.", "ftplib.", "http.client.", "smtplib.",
)  # fmt: skip
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine() -> None:
    """Set the limits for the rest of this process's life."""
    sys.dont_write_bytecode = True
    try:
        import resource
    except ImportError:  # Windows: the parent process still limits time and output
        pass
    else:
        limits = [(resource.RLIMIT_CPU, MAX_SECONDS), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)]
        if sys.platform == "linux":  # macOS does not keep this one
            limits.append((resource.RLIMIT_AS, MAX_MEMORY_BYTES))
        for limit, value in limits:
            _, hard = resource.getrlimit(limit)
            allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (allowed, hard))  # the soft one of time says why it ends the process
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if writes or event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not allowed while a file is read")
