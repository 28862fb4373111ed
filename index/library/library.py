"""The library's folder: what is in it, what may be added, renaming and removing.

An entry is an index (index/store/) whose folder has the document's id as its name, so that the same text is never
there twice and a link to it stays good. An index appears and goes as a whole: it is made beside the others and moved.
"""

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from index.document import Document, Given
from index.language.words import fold
from index.material import kept_material
from index.profile import profile_of
from index.store import Index, load, read_document, rename
from models.errors import AskError, SourceError, StoreError
from models.folders import data_dir

FOLDER = "library"
_ID = re.compile(r"[0-9a-f]{12}")


class LibraryError(AskError):
    """A document is not in the library, or may not be added to it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a library takes: bytes of a file, how many documents, and bytes of them all on the disk."""

    file_bytes: int = 20 * 2**20
    documents: int = 100
    disk_bytes: int = 2 * 2**30


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the library: its id, the folder of its index, and the document itself."""

    id: str
    folder: Path
    document: Document


def document_id(document: Document) -> str:
    """Return the name by which links, programs and the library know a document: the beginning of its text's sha256."""
    return document.sha256[:12]


def names_of(document: Document) -> frozenset[str]:
    """Return what a document may be called by, folded: its title, and its file's name with and without ending."""
    titles = (naming.title for naming in profile_of(document).names.values())
    names = (*titles, document.given.title, document.name, Path(document.name).stem)
    return frozenset(fold(name) for name in names if name)


def _document(directory: Path) -> Document:
    """The document of an index; if that is of an earlier version or damaged, as its text is read today.

    Raises:
        StoreError: the text cannot be read either.
    """
    try:
        return read_document(directory)
    except StoreError:
        with suppress(SourceError):
            return kept_material(directory).document
        raise


class Library:
    """Documents in a folder; several processes may use it at once."""

    def __init__(self, folder: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> None:
        """Take the folder, which need not exist yet; by default that of the data folder.

        Raises:
            SettingsError: the data folder cannot be used.
        """
        self.folder, self.limits = folder or data_dir() / FOLDER, limits

    def entries(self) -> tuple[Entry, ...]:
        """Return the documents, in the order in which they were added; what cannot be read is left out."""
        found = []
        for path in sorted(self._folders(), key=lambda path: path.stat().st_mtime):
            with suppress(StoreError):
                found.append(Entry(path.name, path, _document(path)))
        return tuple(found)

    def __contains__(self, identifier: str) -> bool:
        """Whether there is a document of that id."""
        return bool(_ID.fullmatch(identifier)) and (self.folder / identifier).is_dir()

    def path(self, identifier: str) -> Path:
        """Return the folder of a document's index.

        Raises:
            LibraryError: there is no such document.
        """
        if identifier not in self:
            known = ", ".join(path.name for path in self._folders()) or "none"
            raise LibraryError(f"There is no document {identifier[:40]!r} here: the library has {known}. Add it first.")
        return self.folder / identifier

    def document(self, identifier: str) -> Document:
        """Return a document, without its vectors.

        Raises:
            LibraryError: there is no such document.
            StoreError: its index cannot be used.
        """
        return _document(self.path(identifier))

    def identify(self, name: str) -> str:
        """Return the id of the document that somebody names: by id, title, or file name with or without ending.

        Raises:
            LibraryError: there is none of that name, or several.
        """
        if name in self:
            return name
        entries = self.entries()
        found = [entry for entry in entries if fold(name.strip()) in names_of(entry.document)]
        if len(found) == 1:
            return found[0].id
        listed = (
            "; ".join(
                f"{entry.id} ({next(iter(profile_of(entry.document).names.values())).title})"
                for entry in found or entries
            )
            or "none"
        )
        if found:
            raise LibraryError(f"{len(found)} documents are called {name[:80]!r}: {listed}. Name one by its id.")
        raise LibraryError(
            f"There is no document {name[:80]!r} here: the library has {listed}. Name one by id, title or file, or add "
            "it: python -m index.build FILE."
        )

    def load(self, identifier: str, embedder_id: str) -> Index:
        """Return the index of a document for an embedder.

        Raises:
            LibraryError: there is no such document.
            StoreError: its index cannot be used, or another embedder made it.
        """
        return load(self.path(identifier), embedder_id)

    def check_room(self, size: int = 0) -> None:
        """Check that one more file of `size` bytes may be added.

        Raises:
            LibraryError: it is too large, or there are too many documents or bytes.
        """
        limits, folders = self.limits, list(self._folders())
        if size > limits.file_bytes:
            raise LibraryError(
                f"The file has {size / 2**20:.0f} MB: at most {limits.file_bytes / 2**20:.0f} MB are taken. Save the "
                "text without pictures, or a part of it."
            )
        if len(folders) >= limits.documents:
            raise LibraryError(f"The library has {len(folders)} documents, and at most so many. Remove one first.")
        used = sum(file.stat().st_size for folder in folders for file in folder.iterdir())
        if used + size > limits.disk_bytes:
            raise LibraryError(
                f"The library takes {used / 2**20:.0f} MB of the disk: at most {limits.disk_bytes / 2**20:.0f} MB are "
                "taken. Remove a document first."
            )

    def save(self, index: Index) -> Entry:
        """Add an index, or replace that of the same text.

        Raises:
            LibraryError: there is no room for one more.
            StoreError: it cannot be written.
        """
        identifier = document_id(index.document)
        with self._lock():
            if identifier not in self:
                self.check_room()
            index.save(self.folder / identifier)
        return Entry(identifier, self.folder / identifier, index.document)

    def rename(self, identifier: str, given: Given) -> None:
        """Note what a person says of a document.

        Raises:
            LibraryError: there is no such document.
            StoreError: its index cannot be used or written.
        """
        with self._lock():
            rename(self.path(identifier), given)

    def remove(self, identifier: str) -> None:
        """Remove a document with its index.

        Raises:
            LibraryError: there is no such document.
            StoreError: the folder cannot be removed.
        """
        with self._lock():
            path = self.path(identifier)
            gone = path.with_name(f".{identifier}.{uuid.uuid4().hex}.old")
            try:
                path.rename(gone)
            except OSError as error:
                raise StoreError(f"{path} cannot be removed: {error.strerror or error}.") from error
            shutil.rmtree(gone, ignore_errors=True)

    def _folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in sorted(self.folder.iterdir()) if _ID.fullmatch(path.name) and path.is_dir())

    def _lock(self) -> FileLock:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return FileLock(self.folder / ".lock")
