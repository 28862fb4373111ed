"""The manifest of an index on the disk: what it is of, what made it, and the checksums of its files."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from index.chunks import CHUNKING
from models.console import quoted
from models.errors import StoreError

FORMAT = 3
VECTORS, CHUNKS, TRANSLATIONS, SECTIONS = "vectors.faiss", "chunks.json", "translations.json", "sections.json"
SOURCE_COPY, TEXT_COPY, MANIFEST = "source.txt", "text.json", "manifest.json"
"""A plain text is kept as it is, of any other file what its reader made of it."""
COPIES = (SOURCE_COPY, TEXT_COPY)

_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(gt=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Checksums(_Strict):
    """The sha256 of each file; `source` is that of the document's own bytes, whatever copy of them is kept."""

    vectors: _Sha256
    chunks: _Sha256
    sections: _Sha256
    translations: _Sha256
    copy_: _Sha256 = Field(alias="copy")
    source: _Sha256


class GivenNames(_Strict):
    """What a person has said of the document (index/document.py)."""

    title: str = ""
    kind: str = ""
    date: str = ""


class Manifest(_Strict):
    """What an index says of itself."""

    format: int
    embedder: str
    dimension: _Count
    chunking: str
    points: _Count
    chunks: _Count
    sha256: Checksums
    name: str = ""
    given: GivenNames = GivenNames()


class BadIndexError(Exception):
    """What is wrong with an index, in half a sentence."""


def sha256(data: bytes) -> str:
    """Return the checksum of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_manifest(directory: Path) -> Manifest:
    """Return the manifest of an index.

    Raises:
        BadIndexError: there is none, or it is of another version.
    """
    file = directory / MANIFEST
    if not file.is_file():
        raise BadIndexError("there is none, or it was not finished")
    try:
        manifest = Manifest.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise BadIndexError(f"its {MANIFEST} is not as it should be ({where}: {first['msg']})") from error
    made = (manifest.format, manifest.chunking)
    if made != (FORMAT, CHUNKING):
        raise BadIndexError(f"it was made by another version (format and chunking {made}, not {(FORMAT, CHUNKING)})")
    return manifest


def check_origin(manifest: Manifest, embedder_id: str | None, expect_source: Path | None) -> None:
    """Check that an index is of the expected embedder and text, None for any. Raises BadIndexError if it is not."""
    if embedder_id is not None and manifest.embedder != embedder_id:
        raise BadIndexError(f"the embedder {manifest.embedder!r} made it, and {embedder_id!r} is in use")
    if expect_source is not None and manifest.sha256.source != sha256(expect_source.read_bytes()):
        raise BadIndexError(f"it is not of the text that is now in {expect_source}")


def unusable(directory: Path, error: Exception, source: Path | None = None) -> StoreError:
    """Return the error that names the command which rebuilds an index, from `source` or the index's own text."""
    text = quoted(source or _own_text(directory) or "FILE")
    command = f"python -m index.build --out {quoted(directory)} --source {text}"
    return StoreError(f"The index in {directory} cannot be used: {error}. Rebuild it: {command}")


def _own_text(directory: Path) -> Path | None:
    """The copy of its text that an index of any version holds, None unless it is as it was when the index was made."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads((directory / MANIFEST).read_bytes())["sha256"]
        for name in COPIES:
            if (directory / name).is_file():
                copy = directory / name
                return copy if sha256(copy.read_bytes()) in {known.get("copy"), known["source"]} else None
    return None
