"""The documents of this machine's user: each a folder of the data folder, named by the hash of its text."""

from index.library.library import DEFAULT_LIMITS, Entry, Library, LibraryError, Limits, document_id
from index.library.take_in import Prepared, build_index, prepare

__all__ = [
    "DEFAULT_LIMITS", "Entry", "Library", "LibraryError", "Limits", "Prepared", "build_index", "document_id", "prepare",
]  # fmt: skip
