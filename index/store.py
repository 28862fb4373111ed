"""The index in memory and on the disk: a text, its chunks, and their vectors in FAISS.

On the disk it is a folder of plain files: vectors.faiss, chunks.json, translations.json, source.txt (a copy of the
text) and, written last, manifest.json with the sha256 of the others. Loading checks everything before it is used, so
that an index of another text, of another embedder or of an older parser is refused, and the command that rebuilds it
named. Knows nothing of questions.
"""

import hashlib
import json
import shlex
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from index.document import CHUNKING, Chunk, Document, Given, Translations, chunk
from index.structure import parse_bytes
from models.errors import SourceError, StoreError
from models.files import replace_folder, require_replaceable, write_atomically

FORMAT = 2
_VECTORS, _CHUNKS, _TRANSLATIONS = "vectors.faiss", "chunks.json", "translations.json"
SOURCE_COPY, _MANIFEST = "source.txt", "manifest.json"

_NOTHING_GIVEN = Given()

_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(gt=0)]
_TranslationsFile = TypeAdapter(dict[str, tuple[str, ...]])


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Files(_Strict):
    """The sha256 of each file; `source` is the corpus hash."""

    vectors: _Sha256
    chunks: _Sha256
    translations: _Sha256
    source: _Sha256


class _Given(_Strict):
    """What a person has said of the document (index/document.py)."""

    title: str = ""
    kind: str = ""
    date: str = ""


class _Manifest(_Strict):
    format: int
    embedder: str
    dimension: _Count
    chunking: str
    points: _Count
    chunks: _Count
    sha256: _Files
    name: str = ""
    given: _Given = _Given()


class _BadIndexError(Exception):
    """What is wrong with an index, in half a sentence."""


@dataclass(frozen=True, slots=True)
class Index:
    """A text, its chunks, their translations, and a vector of each.

    `source` is what `document` was parsed from, its `name` that of the file; `embedder_id` names the embedder that
    made the vectors.
    `translations` holds, by language, the text of each chunk in that language. `vectors` is a `faiss.IndexFlatIP`: a
    row for each chunk, then as many for each translation, always in the order of `chunks`.
    """

    source: bytes
    document: Document
    chunks: tuple[Chunk, ...]
    vectors: Any
    embedder_id: str
    translations: Translations = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        source: bytes,
        vectors: NDArray[np.float32],
        embedder_id: str,
        translations: Translations | None = None,
        name: str = "",
        given: Given = _NOTHING_GIVEN,
    ) -> Self:
        """Put an index together from a text, its translations and the vectors of both, float32, (rows, dimension).

        `name` is that of the text's file, without its folder, `given` what a person has said of it.

        Raises:
            SourceError: the text is not one of numbered points.
            ValueError: there is not exactly one vector of finite numbers for each chunk and each translation of one.
        """
        import faiss

        document = replace(parse_bytes(source), name=name, given=given)
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
        return cls(source, document, chunks, flat, embedder_id, translations)

    def similarities(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Inner products of a vector, (dimension,), with all rows: (1 + translations, chunks), the text itself first.

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
        """The vector of the chunk at a place in `chunks`, or of its translation, (dimension,)."""
        version = 0 if language is None else 1 + list(self.translations).index(language)
        vector: NDArray[np.float32] = self.vectors.reconstruct(version * len(self.chunks) + row)
        return vector

    def save(self, directory: Path) -> None:
        """Write the index to a folder; the index that was there stays until the new one is whole.

        Raises:
            StoreError: the folder cannot be written, or holds anything else than an index.
        """
        import faiss

        files = {
            _VECTORS: faiss.serialize_index(self.vectors).tobytes(),
            _CHUNKS: _dump(self.chunks),
            _TRANSLATIONS: json.dumps(self.translations, ensure_ascii=False, indent=1).encode(),
            SOURCE_COPY: self.source,
        }
        manifest = _Manifest(
            format=FORMAT,
            embedder=self.embedder_id,
            dimension=self.vectors.d,
            chunking=CHUNKING,
            points=len(self.document.numbers),
            chunks=len(self.chunks),
            sha256=_Files(
                vectors=_sha256(files[_VECTORS]),
                chunks=_sha256(files[_CHUNKS]),
                translations=_sha256(files[_TRANSLATIONS]),
                source=_sha256(files[SOURCE_COPY]),
            ),
            name=self.document.name,
            given=_Given(**asdict(self.document.given)),
        )
        files[_MANIFEST] = manifest.model_dump_json(indent=1).encode()
        try:
            replace_folder(directory, files)
        except OSError as error:
            raise _unwritable(directory, error) from error


def require_writable(directory: Path) -> None:
    """Check that an index can be written to a folder, before seconds go into making it.

    Raises:
        StoreError: it cannot, or the folder holds anything else than an index.
    """
    try:
        require_replaceable(directory, (_VECTORS, _CHUNKS, _TRANSLATIONS, SOURCE_COPY, _MANIFEST))
    except OSError as error:
        raise _unwritable(directory, error) from error


def _unwritable(directory: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The index cannot be written to {directory}: {error.strerror or error}. Name another folder with --out."
    )


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
        manifest = _read_manifest(directory)
        _check_origin(manifest, embedder_id, expect_source)
        return _read_index(directory, manifest)
    except (_BadIndexError, SourceError, OSError) as error:
        raise _unusable(directory, error, expect_source) from error


def read_document(directory: Path) -> Document:
    """The document of an index, without its vectors and chunks.

    A document that was indexed before names were kept has the name of the index's folder.

    Raises:
        StoreError: as `load`, if manifest or text cannot be used.
    """
    try:
        manifest = _read_manifest(directory)
        data = (directory / SOURCE_COPY).read_bytes()
        if _sha256(data) != manifest.sha256.source:
            raise _BadIndexError(f"{SOURCE_COPY} was changed after the index was made")
        return _named(parse_bytes(data), manifest, directory)
    except (_BadIndexError, SourceError, OSError) as error:
        raise _unusable(directory, error) from error


def rename(directory: Path, given: Given) -> None:
    """Note in an index what a person says of its document, in place of what was said before.

    Raises:
        StoreError: as `load`, if the manifest cannot be used, or it cannot be written.
    """
    try:
        manifest = _read_manifest(directory).model_copy(update={"given": _Given(**asdict(given))})
        write_atomically(directory / _MANIFEST, manifest.model_dump_json(indent=1).encode())
    except (_BadIndexError, OSError) as error:
        raise _unusable(directory, error) from error


def read_translations(directory: Path) -> Translations:
    """The translations that an index holds, whatever embedder made its vectors.

    Raises:
        StoreError: as `load`, if manifest, text and translations cannot be used.
    """
    try:
        manifest = _read_manifest(directory)
        data = (directory / _TRANSLATIONS).read_bytes()
        if _sha256(data) != manifest.sha256.translations:
            raise _BadIndexError(f"{_TRANSLATIONS} was changed after the index was made")
        return _read_translations(data, manifest.chunks)
    except (_BadIndexError, OSError) as error:
        raise _unusable(directory, error) from error


def _unusable(directory: Path, error: Exception, source: Path | None = None) -> StoreError:
    """The error that names the command which rebuilds an index: from `source`, else from the index's own text."""
    text = shlex.quote(str(source or _own_text(directory) or "FILE"))
    command = f"python -m index.build --out {shlex.quote(str(directory))} --source {text}"
    return StoreError(f"The index in {directory} cannot be used: {error}. Rebuild it: {command}")


def _own_text(directory: Path) -> Path | None:
    """The copy of its text that an index of any version holds, None unless it is as it was when the index was made."""
    copy = directory / SOURCE_COPY
    with suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads((directory / _MANIFEST).read_bytes())["sha256"]["source"] == _sha256(copy.read_bytes()):
            return copy
    return None


def _named(document: Document, manifest: _Manifest, directory: Path) -> Document:
    """A document with the name of its file, else of the index's folder, and what a person has said of it."""
    name = Path(manifest.name).name or directory.resolve().name
    return replace(document, name=name, given=Given(**manifest.given.model_dump()))


def _read_manifest(directory: Path) -> _Manifest:
    file = directory / _MANIFEST
    if not file.is_file():
        raise _BadIndexError("there is none, or it was not finished")
    try:
        manifest = _Manifest.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise _BadIndexError(f"its {_MANIFEST} is not as it should be ({where}: {first['msg']})") from error
    made = (manifest.format, manifest.chunking)
    if made != (FORMAT, CHUNKING):
        raise _BadIndexError(f"it was made by another version (format and chunking {made}, not {(FORMAT, CHUNKING)})")
    return manifest


def _check_origin(manifest: _Manifest, embedder_id: str | None, expect_source: Path | None) -> None:
    if embedder_id is not None and manifest.embedder != embedder_id:
        raise _BadIndexError(f"the embedder {manifest.embedder!r} made it, and {embedder_id!r} is in use")
    if expect_source is not None and manifest.sha256.source != _sha256(expect_source.read_bytes()):
        raise _BadIndexError(f"it is not of the text that is now in {expect_source}")


def _read_index(directory: Path, manifest: _Manifest) -> Index:
    import faiss

    data: dict[str, bytes] = {}
    for name, sha256 in (
        (_VECTORS, manifest.sha256.vectors),
        (_CHUNKS, manifest.sha256.chunks),
        (_TRANSLATIONS, manifest.sha256.translations),
        (SOURCE_COPY, manifest.sha256.source),
    ):
        data[name] = (directory / name).read_bytes()
        if _sha256(data[name]) != sha256:
            raise _BadIndexError(f"{name} was changed after the index was made")
    document = _named(parse_bytes(data[SOURCE_COPY]), manifest, directory)
    chunks = chunk(document)
    if _dump(chunks) != data[_CHUNKS] or manifest.points != len(document.numbers):
        raise _BadIndexError("its text is now cut in another way than when it was made")
    try:
        vectors = faiss.deserialize_index(np.frombuffer(data[_VECTORS], np.uint8))
    except RuntimeError as error:
        raise _BadIndexError(f"FAISS cannot read {_VECTORS}") from error
    if manifest.chunks != len(chunks):
        raise _BadIndexError(f"it counts {manifest.chunks} chunks where its text has {len(chunks)}")
    translations = _read_translations(data[_TRANSLATIONS], len(chunks))
    wanted = (len(chunks) * (1 + len(translations)), manifest.dimension)
    if not isinstance(vectors, faiss.IndexFlatIP) or (vectors.ntotal, vectors.d) != wanted:
        raise _BadIndexError(f"{_VECTORS} is no flat inner-product index of {wanted[0]} x {wanted[1]}")
    return Index(data[SOURCE_COPY], document, chunks, vectors, manifest.embedder, translations)


def _read_translations(data: bytes, count: int) -> Translations:
    try:
        translations = _TranslationsFile.validate_json(data)
    except ValidationError as error:
        raise _BadIndexError(f"its {_TRANSLATIONS} is not as it should be ({error.errors()[0]['msg']})") from error
    if any(len(texts) != count for texts in translations.values()):
        raise _BadIndexError(f"its {_TRANSLATIONS} does not have {count} texts a language")
    return translations


def _dump(chunks: tuple[Chunk, ...]) -> bytes:
    """Chunks as JSON, always the same bytes for the same chunks."""
    stored = [
        {
            "point": chunk.section.number,
            "ordinal": chunk.ordinal,
            "start": chunk.start,
            "end": chunk.end,
            "text": chunk.text,
        }
        for chunk in chunks
    ]
    return json.dumps(stored, ensure_ascii=False, indent=1).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
