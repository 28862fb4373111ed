"""What an index is built from: a file of any kind, or the copy of one that lies in an index, of whatever version."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from index.document import Document, Given
from index.readers import wire
from index.readers.blocks import Format
from index.readers.read import read_file
from index.store import COPIES, SOURCE_COPY, TEXT_COPY, read_translations
from index.store.manifest import MANIFEST, GivenNames
from index.structure import parse_bytes, parse_source, read_bytes
from models.errors import SourceError, StoreError


@dataclass(frozen=True, slots=True)
class Material:
    """What an index is built from: the document, what is kept of its file and under which name, its translations."""

    document: Document
    copy: bytes
    copy_name: str
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_material(source: Path) -> Material:
    """Read and parse a file of any kind, or the copy that lies in an index, with the names and translations there.

    Raises:
        SourceError: it cannot be read, or has no text.
    """
    data = read_bytes(source)
    if source.name == TEXT_COPY:
        try:
            document = parse_source(wire.load(data), str(source))
        except ValueError as error:
            raise SourceError(
                f"{source} cannot be read: it is not what a reader made of a file ({error}). Give the file itself."
            ) from error
        return _as_known(Material(document, data, TEXT_COPY), source.parent)
    if source.suffix.lower() not in {"", f".{Format.TEXT}"}:
        text = read_file(source)
        document = replace(parse_source(text, str(source)), name=source.name, sha256=hashlib.sha256(data).hexdigest())
        return Material(document, wire.dump(text), TEXT_COPY)
    material = Material(replace(parse_bytes(data, str(source)), name=source.name), data, SOURCE_COPY)
    return _as_known(material, source.parent) if source.name == SOURCE_COPY else material


def kept_material(directory: Path) -> Material:
    """Read the copy that lies in an index, if it is what was indexed; the index may be of any version and embedder.

    Raises:
        SourceError: there is no such copy, it was changed, or it cannot be read.
    """
    known = _manifest(directory).get("sha256")
    sums = set(known.values()) if isinstance(known, dict) else set()
    for path in (directory / name for name in COPIES):
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() in sums:
            return read_material(path)
    raise SourceError(f"{directory} holds no text that can be indexed anew. Add the document's file again.")


def _as_known(material: Material, directory: Path) -> Material:
    """The material of a copy with what the index around it says of its document, as far as that can be read."""
    known = _manifest(directory)
    document = material.document
    with suppress(ValidationError):
        given = GivenNames.model_validate(known.get("given", {}))
        document = replace(document, given=Given(**given.model_dump()))
    if isinstance(name := known.get("name"), str) and name:
        document = replace(document, name=Path(name).name)
    if material.copy_name == TEXT_COPY:
        with suppress(KeyError, TypeError):
            document = replace(document, sha256=str(known["sha256"]["source"]))
    with suppress(StoreError):
        return Material(document, material.copy, material.copy_name, read_translations(directory))
    return replace(material, document=document)


def _manifest(directory: Path) -> dict[str, Any]:
    """What an index of any version says of itself; nothing where it cannot be read."""
    with suppress(OSError, ValueError):
        found = json.loads((directory / MANIFEST).read_bytes())
        if isinstance(found, dict):
            return found
    return {}
