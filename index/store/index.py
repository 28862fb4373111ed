"""An index in memory: a document, its chunks, and their vectors in FAISS; saving it as a folder of plain files."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from index.chunks import CHUNKING, Chunk, Translations, chunk
from index.document import Document, Given, Section
from index.store.manifest import (
    CHUNKS,
    COPIES,
    FORMAT,
    MANIFEST,
    SECTIONS,
    SOURCE_COPY,
    TRANSLATIONS,
    VECTORS,
    Checksums,
    GivenNames,
    Manifest,
    sha256,
)
from index.structure import parse_bytes
from models.errors import StoreError
from models.files import replace_folder, require_replaceable

_NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class StoredSections:
    """What a file of sections holds: enough to make the same document again without parsing."""

    sections: tuple[Section, ...]
    language: str
    notes: tuple[str, ...]


SECTIONS_FILE = TypeAdapter(StoredSections)


@dataclass(frozen=True, slots=True)
class Index:
    """A text, its chunks, their translations, and a vector of each.

    `source` is what is kept of the file, under the name `copy`: its bytes if it is a plain text, else what its reader
    made of it. `embedder_id` names the embedder that made the vectors.
    `translations` holds, by language, the text of each chunk in that language. `vectors` is a `faiss.IndexFlatIP`: a
    row for each chunk, then as many for each translation, always in the order of `chunks`.
    """

    source: bytes
    document: Document
    chunks: tuple[Chunk, ...]
    vectors: Any
    embedder_id: str
    translations: Translations = field(default_factory=dict)
    copy: str = SOURCE_COPY

    @classmethod
    def build(
        cls,
        source: bytes,
        vectors: NDArray[np.float32],
        embedder_id: str,
        translations: Translations | None = None,
        name: str = "",
        given: Given = _NOTHING_GIVEN,
        *,
        document: Document | None = None,
        copy: str = SOURCE_COPY,
    ) -> Self:
        """Put an index together from a text, its translations and the vectors of both, float32, (rows, dimension).

        `name` is that of the text's file, without its folder, `given` what a person has said of it. `document` is what
        `source` was parsed to, if it was parsed already; else it is a plain text.

        Raises:
            SourceError: the text has no sections.
            ValueError: there is not exactly one vector of finite numbers for each chunk and each translation of one.
        """
        import faiss

        document = replace(document or parse_bytes(source), name=name, given=given)
        chunks = chunk(document)
        translations = dict(translations or {})
        if any(len(texts) != len(chunks) for texts in translations.values()):
            raise ValueError(f"a translation of {len(chunks)} chunks has as many texts")
        rows = len(chunks) * (1 + len(translations))
        if vectors.ndim != 2 or len(vectors) != rows:
            raise ValueError(
                f"{len(chunks)} chunks and {len(translations)} translations need {rows} vectors, not an array of shape "
                f"{vectors.shape}"
            )
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds a number that is not finite")
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors, np.float32))
        return cls(source, document, chunks, flat, embedder_id, translations, copy)

    def similarities(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return inner products of a vector, (dimension,), with all rows: (1 + translations, chunks), the text first.

        Raises:
            ValueError: a vector of another dimension.
        """
        if vector.shape != (self.vectors.d,):
            raise ValueError(f"a vector of shape ({self.vectors.d},) is needed, not {vector.shape}")
        scores, rows = self.vectors.search(np.ascontiguousarray(vector[None], np.float32), self.vectors.ntotal)
        found = np.empty(self.vectors.ntotal, np.float32)
        found[rows[0]] = scores[0]
        return found.reshape(-1, len(self.chunks))

    def vector(self, row: int, language: str | None = None) -> NDArray[np.float32]:
        """Return the vector of the chunk at a place in `chunks`, or of its translation, (dimension,)."""
        version = 0 if language is None else 1 + list(self.translations).index(language)
        vector: NDArray[np.float32] = self.vectors.reconstruct(version * len(self.chunks) + row)
        return vector

    def save(self, directory: Path) -> None:
        """Write the index to a folder; the index that was there stays until the new one is whole.

        Raises:
            StoreError: the folder cannot be written, or holds anything else than an index.
        """
        import faiss

        document = self.document
        files = {
            VECTORS: faiss.serialize_index(self.vectors).tobytes(),
            CHUNKS: dump(self.chunks),
            SECTIONS: SECTIONS_FILE.dump_json(StoredSections(document.sections, document.language, document.notes)),
            TRANSLATIONS: json.dumps(self.translations, ensure_ascii=False, indent=1).encode(),
            self.copy: self.source,
        }
        manifest = Manifest(
            format=FORMAT,
            embedder=self.embedder_id,
            dimension=self.vectors.d,
            chunking=CHUNKING,
            points=len(document.numbers),
            chunks=len(self.chunks),
            sha256=Checksums(
                vectors=sha256(files[VECTORS]),
                chunks=sha256(files[CHUNKS]),
                sections=sha256(files[SECTIONS]),
                translations=sha256(files[TRANSLATIONS]),
                copy=sha256(self.source),
                source=document.sha256,
            ),
            name=document.name,
            given=GivenNames(**asdict(document.given)),
        )
        files[MANIFEST] = manifest.model_dump_json(indent=1, by_alias=True).encode()
        try:
            replace_folder(directory, files, replaceable=COPIES)
        except OSError as error:
            raise _unwritable(directory, error) from error


def dump(chunks: tuple[Chunk, ...]) -> bytes:
    """Return chunks as JSON, always the same bytes for the same chunks."""
    stored = [
        {
            "point": chunk.section.number,
            "ordinal": chunk.ordinal,
            "piece": chunk.piece,
            "start": chunk.start,
            "end": chunk.end,
            "text": chunk.text,
        }
        for chunk in chunks
    ]
    return json.dumps(stored, ensure_ascii=False, indent=1).encode()


def require_writable(directory: Path) -> None:
    """Check that an index can be written to a folder, before seconds go into making it.

    Raises:
        StoreError: it cannot, or the folder holds anything else than an index.
    """
    try:
        require_replaceable(directory, (VECTORS, CHUNKS, SECTIONS, TRANSLATIONS, MANIFEST, *COPIES))
    except OSError as error:
        raise _unwritable(directory, error) from error


def _unwritable(directory: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The index cannot be written to {directory}: {error.strerror or error}. Name another folder with --out."
    )
