"""The documents that a service answers from: the first one, which the settings name, and those of the library.

The first is opened at the start and stays. Every other is opened at its first question, over the one embedder and the
one LLM.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from functools import cached_property

from index.build import DEFAULT_OUT, DEFAULT_SOURCE, ensure_bundled_index
from index.document import Document, Given
from index.embed import Embedder
from index.language.words import fold
from index.library.library import Entry, Library, document_id, names_of
from index.library.take_in import Prepared, Progress, build_index, load_or_renew
from index.store import load, read_document
from index.structure import read
from rag.query.context import QueryContext
from rag.serving.opened import OpenDocuments, Opened, open_index
from rag.settings import Settings
from rag.types import Kind, Passage, Result, Turn


class Documents:
    """Opens, adds, renames and removes documents, each by its id; the first one is "" too."""

    def __init__(self, settings: Settings, llm_sha256: Callable[[], str]) -> None:
        """Take the settings, and what tells the hash of the LLM once it is loaded."""
        self._settings, self._llm_sha256 = settings, llm_sha256
        self._others = OpenDocuments(self._open)
        self.to_prepare: queue.SimpleQueue[Opened | None] = queue.SimpleQueue()
        """Documents of the library as they are opened; None at the end."""
        self.embedder: Embedder
        self._first: Opened | None = None
        self._encoding = threading.Lock()

    @cached_property
    def document(self) -> Document:
        """The first document, at once, without models. Raises StoreError if there is no such index."""
        # The bundled text's own index is built anew where it is missing or stale, so it is no witness.
        directory = self._settings.index
        return read(DEFAULT_SOURCE) if directory == DEFAULT_OUT else read_document(directory)

    @cached_property
    def library(self) -> Library:
        """The documents that were added on this machine. Raises SettingsError if the data folder cannot be used."""
        return Library()

    def open_first(self, embedder: Embedder) -> Opened:
        """Open the first document, and keep the embedder for the others. Raises AskError if it cannot be opened."""
        directory = self._settings.index
        index = ensure_bundled_index(embedder) if directory == DEFAULT_OUT else load(directory, embedder.id)
        opened = open_index(index, embedder, self._settings, self._llm_sha256)
        self.take(opened, embedder)
        return opened

    def take(self, first: Opened, embedder: Embedder) -> None:
        """Use a first document that is open, and its embedder."""
        self._first, self.embedder = first, embedder

    def text(self, identifier: str) -> Document:
        """Return a document by its id, at once, without models. Raises AskError if there is none, or it is damaged."""
        return self.document if self._is_first(identifier) else self.library.document(identifier)

    def identify(self, name: str) -> str:
        """Return the id of a document by what somebody calls it; "" for the first one.

        Raises:
            AskError: there is none of that name, or several.
        """
        if self._is_first(name) or fold(name.strip()) in names_of(self.document):
            return ""
        return self.library.identify(name)

    def get(self, identifier: str) -> Opened:
        """Return a document that can be asked about, opened if it is not. Raises AskError if it cannot be opened."""
        return self.first if self._is_first(identifier) else self._others.get(identifier)

    @property
    def first(self) -> Opened:
        """The first document, once it is open."""
        assert self._first is not None, "nothing asks before it is open"
        return self._first

    def peek(self, identifier: str) -> Opened | None:
        """Return a document if it is open."""
        return self._first if self._is_first(identifier) else self._others.peek(identifier)

    def find(self, opened: Opened, question: str, top: int) -> tuple[Passage, ...]:
        """Return the best passages of `top` points of a document, one question at a time."""
        with self._encoding:
            return opened.retriever.retrieve(question, top).passages

    def retrieve(
        self, opened: Opened, question: str, history: Sequence[Turn] = (), kind: Kind | None = None
    ) -> QueryContext | Result:
        """Return a question with its passages, or the result at once, one question at a time."""
        with self._encoding:
            return opened.pipeline.retrieve(question, history, kind)

    def add(self, prepared: Prepared, given: Given, progress: Progress) -> Entry:
        """Embed a document and put it into the library. Raises AskError if it cannot be embedded or kept."""
        entry = self.library.save(build_index(prepared, self.embedder, given, progress))
        self._others.close(entry.id)
        return entry

    def rename(self, identifier: str, given: Given) -> None:
        """Note what a person says of a document of the library. Raises AskError if that cannot be kept."""
        self.library.rename(identifier, given)
        self._others.close(identifier)

    def remove(self, identifier: str) -> None:
        """Remove a document from the library. Raises AskError if there is none of that id, or it stays."""
        self.library.remove(identifier)
        self._others.close(identifier)

    def _is_first(self, identifier: str) -> bool:
        return not identifier or identifier == document_id(self.document)

    def _open(self, identifier: str) -> Opened:
        index = load_or_renew(self.library, identifier, self.embedder)
        opened = open_index(index, self.embedder, self._settings, self._llm_sha256)
        self.to_prepare.put(opened)
        return opened
