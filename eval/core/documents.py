"""The documents that questions may be about: the first one, and those of the library, by what people call them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from eval.core.messages import LocalizedError
from index.document import Document
from index.language.words import fold
from index.library.library import Library, document_id

MIN_PART = 4
"""Letters of a part of a title by which a document may be named."""


class UnknownDocumentError(LocalizedError):
    """No document, or more than one, has that name; `known` are the titles of those that there are."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, "; ".join(known)
        super().__init__("document_unknown", name=name, known=self.known)


@dataclass(frozen=True)
class Documents:
    """The documents at hand.

    Attributes:
        first: The one that is asked about where no name is given.
        further: Returns the others; asked when a name is first looked up.
    """

    first: Document
    further: Callable[[], Iterable[Document]] = tuple

    def find(self, name: str | None) -> Document:
        """Return a document by its id, its title in any language, the name of its file, or a part of a title.

        Raises:
            UnknownDocumentError: there is none of that name, or several.
        """
        if not name or not name.strip():
            return self.first
        wanted = _plain(name)
        found = [one for one, names in self._named.values() if wanted in names]
        if not found and len(wanted) >= MIN_PART:
            found = [one for one, names in self._named.values() if any(wanted in known for known in names)]
        if len(found) != 1:
            raise UnknownDocumentError(name, (title(one) for one, _ in self._named.values()))
        return found[0]

    def id_of(self, name: str | None) -> str:
        """Return the id of a document as the engine takes it; empty for the first one. Raises as `find`."""
        found = self.find(name)
        return "" if found == self.first else document_id(found)

    @cached_property
    def _named(self) -> Mapping[str, tuple[Document, frozenset[str]]]:
        every = {one.sha256: one for one in (*self.further(), self.first)}
        return {key: (one, names_of(one)) for key, one in every.items()}


def documents_of(first: Document, library: Callable[[], Library]) -> Documents:
    """Return a document with those of a library, which is opened when another one is first named."""
    return Documents(first, lambda: (entry.document for entry in library().entries()))


def texts_of(document: Document) -> dict[int, str]:
    """Return the text of every section by its number, the preamble as 0."""
    return {section.number: section.text for section in document.sections}


def title(document: Document) -> str:
    """Return what a document is called, in its own language where that is one of the page's."""
    from index.profile import profile_of

    names = profile_of(document).names
    return (names.get(document.language) or next(iter(names.values()))).title


def names_of(document: Document) -> frozenset[str]:
    """Return everything that a document is called, as `find` compares it."""
    from index.profile import profile_of

    names = profile_of(document).names.values()
    said = [document_id(document), document.given.title, *(one.title for one in names)]
    if document.name:
        said += [document.name, PurePath(document.name).stem]
    return frozenset(filter(None, map(_plain, said)))


def _plain(name: str) -> str:
    return " ".join(fold(name).strip(" «»\"'").split())
