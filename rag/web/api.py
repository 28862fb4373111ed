"""The named endpoints for programs: /ask, /passages, /points, /documents, with gradio_client, curl, or as MCP tools.

The docstrings of the inner functions, with the document's title, are what `/gradio_api/info` and the MCP server
publish, so they are written for a reader who has never seen this project. Errors reach the caller as a sentence, never
as a traceback.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from models.errors import AskError
from rag.render import passage_json, to_json
from rag.types import Finished, Turn, Waiting
from rag.web.server.askers import OPEN
from rag.web.server.gradio_call import current_call, tell_rank
from rag.web.strings import string

if TYPE_CHECKING:
    from rag.service import Service
    from rag.web.shelf import Shelf

MAX_TOP = 100


def publish(service: "Service", shelf: "Shelf | None" = None) -> None:
    """Add the endpoints to the Blocks that is being built; without a shelf there is one document."""
    import gradio as gr

    def ask(question: str, history: list[dict[str, str]] | None = None, document: str | None = None) -> dict[str, Any]:
        """Answer a question from the document, or refuse.

        Args:
            question: The question, in Russian or English, at most 2,000 characters.
            history: Earlier exchanges as objects with "question" and "answer", oldest first; may be left out.
            document: The id of another document of the library; left out, the one named above is asked about.

        Returns:
            An object with status ("answered", "refused", or "talk" where nothing was asked of the document), kind,
            answer, its items, citations with their verbatim quotes, passages and times.
        """
        turns = [Turn(turn.get("question", ""), turn.get("answer", "")) for turn in history or []]
        with _errors_as_sentences():
            cancel = threading.Event()
            with OPEN.asking(current_call(), cancel.set):
                for event in service.ask(question, turns, cancel, **of(document)):
                    if isinstance(event, Waiting):
                        tell_rank(event.ahead)
                    if isinstance(event, Finished):
                        return to_json(event.result)
        raise gr.Error("The question was cancelled.", print_exception=False)

    def passages(question: str, top: int = 10, document: str | None = None) -> list[dict[str, Any]]:
        """Find the passages of the document that are nearest to a question, without answering it.

        Args:
            question: The question, in Russian or English.
            top: How many points to return, 1 to 100.
            document: The id of another document of the library.

        Returns:
            Passages, best first: point, chunk, score and text.
        """
        if not 1 <= top <= MAX_TOP:
            raise gr.Error(f"top is {top}: allowed are 1 to {MAX_TOP}.", print_exception=False)
        with _errors_as_sentences():
            return [passage_json(passage) for passage in service.retrieve(question, top, **of(document))]

    def points(number: int | None = None, document: str | None = None) -> list[dict[str, Any]]:
        """Read the text of the document: one section, or the whole of it, in the language that it is written in.

        Args:
            number: Place of a section in reading order, which in a text of points 1 to N is the point's number; 0 for
                the preamble if there is one; left out, every section is returned.
            document: The id of another document of the library.

        Returns:
            Sections in order: number, section (a stable id), label (as it is cited), heading (or null) and text.
        """
        with _errors_as_sentences():
            text = service.text(document) if document else service.document
            chosen = text.sections if number is None else [text.section(number)]
            return [
                {
                    "number": section.number,
                    "section": section.id,
                    "label": section.label(text.language),
                    "heading": section.heading or None,
                    "text": section.text,
                }
                for section in chosen
            ]

    def documents() -> list[dict[str, Any]]:
        """List the documents that can be asked about, that of the page first.

        Returns:
            Documents: id, title, kind and, where it is known, date.
        """
        with _errors_as_sentences():
            listed = shelf.listed() if shelf else []
            return [
                {"title": one["names"]["en"], **{key: one[key] for key in ("id", "kind", "date")}} for one in listed
            ]

    title = string("en", "document_title", service.document)
    for function in (ask, passages, points, *([documents] if shelf else [])):
        summary = (function.__doc__ or "").split("\n")[0]
        gr.api(
            function,
            api_name=function.__name__,
            api_description=f"{summary} The document: {title}.",
            concurrency_limit=None,
        )


class OfDocument(TypedDict, total=False):
    """The argument that names a document."""

    document: str


def of(document: str | None) -> OfDocument:
    """Return the argument that names a document; none for the first one."""
    return {"document": document} if document else {}


@contextmanager
def _errors_as_sentences() -> Iterator[None]:
    """Turn an AskError into Gradio's error, so that the caller gets its sentence."""
    import gradio as gr

    try:
        yield
    except AskError as error:
        raise gr.Error(str(error), print_exception=False) from error
