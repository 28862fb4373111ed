"""The text that comes with the program, and how a document is told to be it: by its bytes, wherever they lie."""

import hashlib
from functools import cache
from pathlib import Path

from index.document import Document

SOURCE = Path(__file__).parent / "source" / "declaration.ru.txt"


def is_bundled(document: Document) -> bool:
    """Whether a document is the bundled one. Raises OSError where the bundled text is missing."""
    return document.sha256 == _sha256()


@cache
def _sha256() -> str:
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()
