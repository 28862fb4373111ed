"""From a file to an index for the library: read, recognised, and, once it is named, embedded; made anew if need be."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.chunks import chunk
from index.document import Document, Given
from index.embed import Embedder
from index.library.library import Library
from index.material import Material, kept_material, read_material
from index.readers import wire
from index.readers.blocks import Remark
from index.readers.plain.text import read_text
from index.store import TEXT_COPY, Index
from models.errors import SourceError, StoreError

log = logging.getLogger(__name__)

_SLICE = 64
"""Chunks that are embedded between two reports of progress."""

Progress = Callable[[float], None]
"""Is told the share that is done, from 0 to 1; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read: what an index is built from, its format, and what was mended on the way."""

    material: Material
    format: str
    remarks: tuple[Remark, ...] = ()

    @property
    def document(self) -> Document:
        """The document that was recognised."""
        return self.material.document


def prepare(path: Path, name: str = "") -> Prepared:
    """Read a file, in a child process, and parse its text; `name` is what the file is called elsewhere.

    Raises:
        SourceError: it cannot be read, or has no text.
    """
    material = read_material(path)
    material = replace(material, document=replace(material.document, name=name or path.name))
    remarks: tuple[Remark, ...] = ()
    with suppress(ValueError, SourceError):
        kept = material.copy
        remarks = (wire.load(kept) if material.copy_name == TEXT_COPY else read_text(kept)).remarks
    return Prepared(material, path.suffix.lower().lstrip(".") or "txt", remarks)


def build_index(prepared: Prepared, embedder: Embedder, given: Given, progress: Progress = lambda share: None) -> Index:
    """Embed a document.

    Raises:
        SourceError: as `prepare`.
    """
    texts = [piece.in_context for piece in chunk(prepared.document)]
    vectors = np.empty((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(texts), _SLICE):
        progress(start / len(texts))
        vectors[start : start + _SLICE] = embedder.passages(texts[start : start + _SLICE])
    progress(1.0)
    document = prepared.document
    return Index.build(
        prepared.material.copy,
        vectors,
        embedder.id,
        name=document.name,
        given=given,
        document=replace(document, given=given),
        copy=prepared.material.copy_name,
    )


def load_or_renew(library: Library, identifier: str, embedder: Embedder) -> Index:
    """Return a document's index; one of an earlier version or another embedder is made anew from its text, and kept.

    Raises:
        LibraryError: there is no such document.
        StoreError: the index cannot be used, and its text cannot be read either; or it cannot be written.
    """
    try:
        return library.load(identifier, embedder.id)
    except StoreError as error:
        try:
            material = kept_material(library.path(identifier))
        except SourceError:
            raise error from None
        log.warning("The index of %s is made anew from its text: %s", identifier, error)
        index = build_index(Prepared(material, ""), embedder, material.document.given)
        library.save(index)
        return index
