"""What a browser sends to the evaluators' actions, and what it gets: untrusted JSON, files as base64."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from models.errors import AskError
from rag.web.strings import known

Payload = dict[str, Any]
Action = Callable[[Payload], object]


def text_of(payload: Payload, key: str) -> str:
    """Return a field as text, empty if it is missing."""
    return str(payload.get(key) or "")


def bytes_of(payload: Payload) -> bytes:
    """Return the file that a browser sent in `data`.

    Raises:
        SheetError: it is not base64.
    """
    from eval.exchange.questions.errors import SheetError

    try:
        return base64.b64decode(text_of(payload, "data"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SheetError("arrived") from error


def as_file(name: str, content: bytes) -> Payload:
    """Return a file as a browser saves it."""
    return {"name": name, "data": base64.b64encode(content).decode()}


def or_error(action: Action) -> Action:
    """Return an action that gives the sentence of an AskError as `error`, in the payload's language where it can."""

    def guarded(payload: Payload) -> object:
        try:
            return action(payload)
        except AskError as error:
            from eval.core.messages import said

            return {"error": said(error, known(payload.get("language")))}

    return guarded
