"""An index from the disk, checked before it is used."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from index.chunks import Translations, chunk
from index.document import Document, Given
from index.store.index import SECTIONS_FILE, Index, dump
from index.store.manifest import (
    CHUNKS,
    COPIES,
    MANIFEST,
    SECTIONS,
    SOURCE_COPY,
    TRANSLATIONS,
    VECTORS,
    BadIndexError,
    GivenNames,
    Manifest,
    check_origin,
    read_manifest,
    sha256,
    unusable,
)
from models.errors import SourceError
from models.files import write_atomically

_TRANSLATIONS_FILE = TypeAdapter(dict[str, tuple[str, ...]])


def load(directory: Path, embedder_id: str | None = None, expect_source: Path | None = None) -> Index:
    """Read an index and check it.

    Args:
        directory: where `Index.save` wrote it.
        embedder_id: the embedder that is going to make the vectors of questions; None if that does not matter.
        expect_source: the text that the index must be of; None if any will do.

    Raises:
        StoreError: the index is missing, incomplete, damaged, of another version, of another embedder or of another
            text; the message names the command that rebuilds it.
    """
    try:
        manifest = read_manifest(directory)
        check_origin(manifest, embedder_id, expect_source)
        return _read_index(directory, manifest)
    except (BadIndexError, SourceError, OSError) as error:
        raise unusable(directory, error, expect_source) from error


def read_document(directory: Path) -> Document:
    """Return the document of an index, without its vectors and chunks.

    A document that was indexed before names were kept has the name of the index's folder.

    Raises:
        StoreError: as `load`, if manifest or sections cannot be used.
    """
    try:
        manifest = read_manifest(directory)
        return _document(_checked(directory, SECTIONS, manifest.sha256.sections), manifest, directory)
    except (BadIndexError, SourceError, OSError) as error:
        raise unusable(directory, error) from error


def rename(directory: Path, given: Given) -> None:
    """Note in an index what a person says of its document, in place of what was said before.

    Raises:
        StoreError: as `load`, if the manifest cannot be used, or it cannot be written.
    """
    try:
        manifest = read_manifest(directory).model_copy(update={"given": GivenNames(**asdict(given))})
        write_atomically(directory / MANIFEST, manifest.model_dump_json(indent=1, by_alias=True).encode())
    except (BadIndexError, OSError) as error:
        raise unusable(directory, error) from error


def read_translations(directory: Path) -> Translations:
    """Return the translations that an index holds, whatever embedder made its vectors.

    Raises:
        StoreError: as `load`, if manifest, text and translations cannot be used.
    """
    try:
        manifest = read_manifest(directory)
        data = _checked(directory, TRANSLATIONS, manifest.sha256.translations)
        return _read_translations(data, manifest.chunks)
    except (BadIndexError, OSError) as error:
        raise unusable(directory, error) from error


def _read_index(directory: Path, manifest: Manifest) -> Index:
    import faiss

    sums = manifest.sha256
    sections, chunk_data = _checked(directory, SECTIONS, sums.sections), _checked(directory, CHUNKS, sums.chunks)
    copy = next((name for name in COPIES if (directory / name).is_file()), SOURCE_COPY)
    source = _checked(directory, copy, sums.copy_)
    document = _document(sections, manifest, directory)
    chunks = chunk(document)
    if dump(chunks) != chunk_data or manifest.points != len(document.numbers):
        raise BadIndexError("its text is now cut in another way than when it was made")
    try:
        vectors = faiss.deserialize_index(np.frombuffer(_checked(directory, VECTORS, sums.vectors), np.uint8))
    except RuntimeError as error:
        raise BadIndexError(f"FAISS cannot read {VECTORS}") from error
    if manifest.chunks != len(chunks):
        raise BadIndexError(f"it counts {manifest.chunks} chunks where its text has {len(chunks)}")
    translations = _read_translations(_checked(directory, TRANSLATIONS, sums.translations), len(chunks))
    wanted = (len(chunks) * (1 + len(translations)), manifest.dimension)
    if not isinstance(vectors, faiss.IndexFlatIP) or (vectors.ntotal, vectors.d) != wanted:
        raise BadIndexError(f"{VECTORS} is no flat inner-product index of {wanted[0]} x {wanted[1]}")
    return Index(source, document, chunks, vectors, manifest.embedder, translations, copy)


def _checked(directory: Path, name: str, known: str) -> bytes:
    """The bytes of a file of an index, if they are those that it was saved with."""
    data = (directory / name).read_bytes()
    if sha256(data) != known:
        raise BadIndexError(f"{name} was changed after the index was made")
    return data


def _document(data: bytes, manifest: Manifest, directory: Path) -> Document:
    """The document of stored sections, with the name of its file, else of the index's folder."""
    try:
        stored = SECTIONS_FILE.validate_json(data)
    except ValidationError as error:
        raise BadIndexError(f"its {SECTIONS} is not as it should be ({error.errors()[0]['msg']})") from error
    name = Path(manifest.name).name or directory.resolve().name
    document = Document(stored.sections, manifest.sha256.source, name, language=stored.language, notes=stored.notes)
    return replace(document, given=Given(**manifest.given.model_dump()))


def _read_translations(data: bytes, count: int) -> Translations:
    try:
        translations = _TRANSLATIONS_FILE.validate_json(data)
    except ValidationError as error:
        raise BadIndexError(f"its {TRANSLATIONS} is not as it should be ({error.errors()[0]['msg']})") from error
    if any(len(texts) != count for texts in translations.values()):
        raise BadIndexError(f"its {TRANSLATIONS} does not have {count} texts a language")
    return translations
