"""Results in the form of OpenAI's chat API: one object, or the chunks of a stream.

Only what was verified is streamed, since a stream cannot take words back: sentences that the LLM writes one by one, as
soon as each is verified, and every other answer whole.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import AskError
from rag.answers.wording.compose import marked
from rag.render import to_json
from rag.serving.line import BusyError
from rag.types import Event, Finished, PassagesLeft, Result, SentenceVerified, Token
from rag.web.door.request import MODEL, DoorError

USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""Tokens are not counted: nothing is billed, and many answers need no LLM."""
SHARED = ("citations", "status", "reason", "kind", "verdict", "count", "short", "mode", "weights")
"""Fields of the result's JSON object that stand beside OpenAI's own."""
RETRACTED = "The answer could not be verified as it was begun. Ask again."


def extras(result: Result) -> dict[str, Any]:
    """Return what an answer carries beside OpenAI's fields: its citations, and what became of the question."""
    whole = to_json(result)
    return {name: whole[name] for name in SHARED}


def model_card(title: str) -> dict[str, Any]:
    """Return the served model as `/v1/models` lists it; `title` is the document's."""
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "local", "document": title}


def error_object(error: AskError) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and OpenAI's error object of an error."""
    if isinstance(error, BusyError):
        error = DoorError(str(error), 429, code="rate_limit_exceeded")
    elif not isinstance(error, DoorError):
        error = DoorError(str(error), 503)
    return error.status, {
        "error": {"message": str(error), "type": error.type, "param": error.param, "code": error.code}
    }


def _new_identity() -> Mapping[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}


def completion(result: Result) -> dict[str, Any]:
    """Return a whole answer as one object."""
    message = {"role": "assistant", "content": to_json(result)["answer"], "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_new_identity(), "object": "chat.completion", "choices": [choice], "usage": USAGE, **extras(result)}


@dataclass(slots=True)
class Chunks:
    """The chunks of one streamed answer; feed it the events in their order.

    The contents of all chunks together are the answer of `completion`.
    """

    include_usage: bool
    _identity: Mapping[str, Any] = field(default_factory=_new_identity)
    _said: str = ""
    _is_written: bool = False
    _is_sorted: bool = False

    def begin(self) -> dict[str, Any]:
        """Return the chunk that opens the answer."""
        return self._chunk({"role": "assistant", "content": ""})

    def after(self, event: Event) -> list[dict[str, Any]]:
        """Return the chunks that an event gives.

        Raises:
            DoorError: the answer is another than what was sent of it.
        """
        match event:
            case PassagesLeft():  # its items are put into the text's order at the end
                self._is_sorted = True
            case Token():
                self._is_written = True
            case SentenceVerified(sentence) if self._is_written and not self._is_sorted:
                return [self._chunk({"content": self._more(f"{' ' if self._said else ''}{marked(sentence)}")})]
            case Finished(result):
                return self._end(result)
        return []

    def _end(self, result: Result) -> list[dict[str, Any]]:
        text = to_json(result)["answer"]
        if not text.startswith(self._said):
            raise DoorError(RETRACTED, 500)
        rest = text[len(self._said) :]
        chunks = [self._chunk({"content": rest})] if rest else []
        chunks.append({**self._chunk({}, "stop"), **extras(result)})
        if self.include_usage:
            chunks.append({**self._chunk({}), "choices": [], "usage": USAGE})
        return chunks

    def _more(self, text: str) -> str:
        self._said += text
        return text

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        usage = {"usage": None} if self.include_usage else {}
        return {**self._identity, "object": "chat.completion.chunk", "choices": [choice], **usage}
