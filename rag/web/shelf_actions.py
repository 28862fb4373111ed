"""What the page's script calls to list, open, add, rename and remove documents; errors come back as sentences."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from index.document import Document
from index.library.library import document_id
from index.profile import profile_of, references
from models.errors import AskError
from rag.web.naming import fills
from rag.web.questions import first_suggestions
from rag.web.shelf import Shelf, given
from rag.web.strings import LANGUAGES
from rag.web.views.document_view import document_view
from rag.web.views.guide import guide

Payload = dict[str, Any]


def actions(shelf: Shelf) -> tuple[Callable[[Payload], Payload], ...]:
    """Return the actions on a shelf."""

    def documents(payload: Payload) -> Payload:
        return {"documents": shelf.listed()}

    def open_document(payload: Payload) -> Payload:
        document = shelf.text(str(payload.get("document") or ""))
        return facts(document) | {"text": document_view(document), "guide": guide(document)}

    def add_document(payload: Payload) -> Payload:
        return {"job": shelf.add(str(payload.get("token") or ""), given(payload))}

    def job(payload: Payload) -> Payload:
        return asdict(shelf.job(str(payload.get("job") or "")))

    def rename_document(payload: Payload) -> Payload:
        shelf.rename(str(payload.get("document") or ""), given(payload))
        return {}

    def remove_document(payload: Payload) -> Payload:
        shelf.remove(str(payload.get("document") or ""))
        return {}

    return tuple(map(_said, (documents, open_document, add_document, job, rename_document, remove_document)))


def _said(action: Callable[[Payload], Payload]) -> Callable[[Payload], Payload]:
    """An action whose failures are sentences in place of exceptions; it keeps its name, by which it is called."""

    def said(payload: Payload) -> Payload:
        try:
            return action(payload if isinstance(payload, dict) else {})
        except AskError as error:
            return {"error": str(error)}

    said.__name__ = action.__name__
    return said


def facts(document: Document) -> dict[str, Any]:
    """Return what a document's page needs of it besides its HTML."""
    return {
        "id": document_id(document),
        "names": {language: dict(fills(language, document)) for language in LANGUAGES},
        "references": references_of(document),
        "starters": {
            language: [{"kind": one.kind, "text": one.text} for one in first_suggestions(language, document)]
            for language in LANGUAGES
        },
    }


def references_of(document: Document) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the fixed parts of a document's references by language of the page and format."""
    profile = profile_of(document)
    return {
        language: {name: asdict(one) for name, one in references(profile, language).items()} for language in LANGUAGES
    }
