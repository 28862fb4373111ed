"""The child process that reads one file: `python -m index.readers FILE` writes its text to standard output as JSON.

Run by index/readers/read.py. The limits are set before the file is opened.
"""

import os
import sys
from pathlib import Path

from index.readers.confine import confine
from index.readers.faults import MAX_MEMORY_BYTES, MAX_SECONDS, Fault, ReadingError
from index.readers.parse import parse
from index.readers.wire import Reply, encode


def reply_to(data: bytes, path: Path) -> Reply:
    """Read a file's bytes; whatever a parser throws is a fault of the file."""
    try:
        return Reply(parse(data, path))
    except ReadingError as error:
        return Reply(fault=error.fault, values=error.values)
    except MemoryError:
        return Reply(fault=Fault.TOO_SLOW, values=limits())
    except Exception as error:  # parsers of damaged files raise anything
        return Reply(fault=Fault.BROKEN, values={"reason": f"{type(error).__name__} in its reader"})


def limits() -> dict[str, str]:
    """Return the values of the message that a file takes too long or too much memory."""
    return {"limit": str(MAX_SECONDS), "memory": str(MAX_MEMORY_BYTES // 2**30)}


def main() -> int:
    """Read the file that the command line names."""
    path = Path(sys.argv[1])
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no reply
        confine()
        out.write(encode(reply_to(path.read_bytes(), path)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
