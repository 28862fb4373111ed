"""The index in memory and on the disk: a document, its chunks, and their vectors in FAISS.

On the disk it is a folder of plain files: vectors.faiss, chunks.json, sections.json, translations.json, source.txt (a
copy of a plain text; text.json of any other file) and, written last, manifest.json with the sha256 of the others.
Loading checks everything before it is used, so that an index of another text, of another embedder or of an older
program is refused, and the command that rebuilds it named. Knows nothing of questions.
"""

from index.store.index import Index, require_writable
from index.store.load import load, read_document, read_translations, rename
from index.store.manifest import COPIES, FORMAT, SOURCE_COPY, TEXT_COPY

__all__ = [
    "COPIES", "FORMAT", "SOURCE_COPY", "TEXT_COPY", "Index", "load", "read_document", "read_translations", "rename",
    "require_writable",
]  # fmt: skip
