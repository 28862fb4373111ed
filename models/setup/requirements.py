"""The pins of requirements.txt, and which of them the chat needs. Imports the standard library alone.

The file stays one that `pip install -r` takes whole. A comment `# [training]` begins what only another embedder or
fitting needs, PyTorch among it; `# [chat]` what the chat needs.
"""

import re
from pathlib import Path

_PART = re.compile(r"#\s*\[(\w+)\]")


def pins(file: Path, part: str | None = None) -> list[str]:
    """Return the pins `NAME==VERSION` of a part of a requirements file, or of all parts, in their order."""
    found, current = [], "chat"
    for raw in file.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if begins := _PART.match(line):
            current = begins[1]
        elif line and not line.startswith(("#", "-")) and part in (None, current):
            found.append(line.partition("#")[0].strip())
    return found


def pin(file: Path, name: str) -> str:
    """Return the pin of one package.

    Raises:
        KeyError: the file has none.
    """
    for one in pins(file):
        if one.partition("==")[0].lower() == name.lower():
            return one
    raise KeyError(name)
