"""The document that comes with the program: its text, its working translations, and how an index of it is known."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from index.chunks import Chunk, Translations
from index.document import Document
from index.structure import read_translation

SOURCE = Path(__file__).parent / "source" / "declaration.ru.txt"
TRANSLATIONS = SOURCE.parent / "translations"
"""A file for each language, named by its BCP 47 tag."""


def is_bundled(document: Document) -> bool:
    """Return whether a document has the bytes of the bundled one, wherever they lie.

    Raises:
        OSError: the bundled text is missing.
    """
    return document.sha256 == _sha256()


@cache
def _sha256() -> str:
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()


def bundled_translations(chunks: Sequence[Chunk]) -> Translations:
    """Return the translations of the bundled document, by language."""
    return {path.stem: read_translation(path, chunks) for path in sorted(TRANSLATIONS.glob("*.txt"))}
