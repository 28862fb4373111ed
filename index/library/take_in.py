"""From a file to an index for the library: read, recognised, and, once it is named, embedded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.document import Document, Given, chunk
from index.embed import Embedder
from index.readers.blocks import Remark, SourceText
from index.readers.read import read_file
from index.store import Index
from index.structure import parse_bytes

_SLICE = 64
"""Chunks that are embedded between two reports of progress."""

Progress = Callable[[float], None]
"""Is told the share that is done, from 0 to 1; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read: the source of its index, its document, its format, and what was mended on the way."""

    source: bytes
    document: Document
    format: str
    remarks: tuple[Remark, ...] = ()


def prepare(path: Path, name: str = "") -> Prepared:
    """Read a file, in a child process, and parse its text; `name` is what the file is called elsewhere.

    Raises:
        SourceError: it cannot be read, or its text has no sections.
    """
    text = read_file(path)
    source = _plain(text)
    name = name or path.name
    document = parse_bytes(source, name)
    return Prepared(source, replace(document, name=name), str(text.format), text.remarks)


def _plain(text: SourceText) -> bytes:
    """A file's text as lines: each block a paragraph of its own, after its number."""
    if text.lines:
        lines = ("\n" * line.blank + line.text for line in text.lines)
        return "\n".join(lines).encode()
    return "\n\n".join(f"{block.number} {block.text}".strip() for block in text.blocks).encode()


def build_index(prepared: Prepared, embedder: Embedder, given: Given, progress: Progress = lambda share: None) -> Index:
    """Embed a document.

    Raises:
        SourceError: as `prepare`.
    """
    texts = [piece.text for piece in chunk(prepared.document)]
    vectors = np.empty((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(texts), _SLICE):
        progress(start / len(texts))
        vectors[start : start + _SLICE] = embedder.passages(texts[start : start + _SLICE])
    progress(1.0)
    return Index.build(prepared.source, vectors, embedder.id, name=prepared.document.name, given=given)
