"""A request of OpenAI's chat API, read strictly: what would change the answer and is not supported is refused.

A system message is taken in and read by nobody: what an answer rests on is the document, whoever asks. Settings of
sampling are ignored, since an answer is not sampled. Errors have the form of OpenAI's, so that its clients raise their
own exceptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import AskError
from rag.types import Turn

MODEL = "ask-document"
"""The one model that is served: the document behind the page."""
MAX_BODY = 256 * 1024
"""Longest request, in bytes."""
MAX_HISTORY = 6
"""Earlier exchanges that are read, the newest ones."""
MAX_SHOWN = 80

IGNORED = frozenset(
    "temperature top_p seed presence_penalty frequency_penalty logit_bias max_tokens max_completion_tokens user "
    "metadata store service_tier reasoning_effort verbosity prediction parallel_tool_calls safety_identifier "
    "prompt_cache_key prompt_cache_retention".split()
)
"""Fields that change nothing here: an answer is not sampled, is as long as its evidence, and is kept nowhere."""
ALLOWED: Mapping[str, tuple[object, ...]] = {
    "n": (1,),
    "stop": ("", []),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "functions": ([],),
    "function_call": ("none", "auto"),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
    "audio": (),
    "web_search_options": (),
}
"""Fields that would change the form of an answer, with the values beside null that ask for no change."""


class DoorError(AskError):
    """A request that is not served: the HTTP status, and OpenAI's `type`, `param` and `code`."""

    def __init__(self, message: str, status: int = 400, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.param, self.code = status, param, code

    @property
    def type(self) -> str:
        """OpenAI's name for the kind of error."""
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return "rate_limit_error"
        return "invalid_request_error" if self.status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"


class _Part(BaseModel):
    type: Literal["text"]
    text: str


class _Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        """The content as one text; parts are joined by line feeds."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class _StreamOptions(BaseModel):
    include_usage: bool = False


class _Request(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    model: str
    messages: list[_Message]
    document: str | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: a question with the exchanges before it, and how the answer is to be sent.

    `document` is what the caller calls the document that is asked; "" for the one behind the page.
    """

    question: str
    history: tuple[Turn, ...]
    stream: bool
    include_usage: bool
    document: str = ""


def parse(body: bytes) -> Asked:
    """Return what the body of a request asks.

    Raises:
        DoorError: it is not such a request, or asks for what is not supported; names the field.
    """
    try:
        request = _Request.model_validate_json(body)
    except ValidationError as error:
        raise _invalid(error) from error
    _check_fields(request.model_extra or {})
    if request.model != MODEL:
        raise no_such_model(request.model)
    spoken = [message for message in request.messages if message.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user":
        raise DoorError("messages has no question: the last message has to be one of role user.", param="messages")
    options = request.stream_options
    return Asked(
        question=spoken[-1].text,
        history=_turns(spoken[:-1])[-MAX_HISTORY:],
        stream=bool(request.stream),
        include_usage=options is not None and options.include_usage,
        document=request.document or "",
    )


def no_such_model(name: str) -> DoorError:
    """Return the error for a model that is not served."""
    message = f"The model {_shown(name)} does not exist: {MODEL!r} is served here, one document with one model."
    return DoorError(message, 404, "model", "model_not_found")


def _turns(messages: list[_Message]) -> tuple[Turn, ...]:
    """Pair each question with what was answered; an answer without a question is passed over."""
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user":
            turns.append(Turn(message.text, ""))
        elif turns:
            turns[-1] = Turn(turns[-1].question, f"{turns[-1].answer}\n{message.text}".strip())
    return tuple(turns)


def _check_fields(fields: Mapping[str, Any]) -> None:
    """Refuse a field that is unknown, or that asks for an answer of another form."""
    for name, value in fields.items():
        if name in IGNORED or value is None or value in ALLOWED.get(name, ()):
            continue
        if name not in ALLOWED:
            raise DoorError(f"There is no field {_shown(name)}. The README lists those that are read.", param=name)
        allowed = " or ".join(["null", *(ascii(one) for one in ALLOWED[name])])
        raise DoorError(
            f"{name} is {_shown(value)}: allowed is {allowed}. Leave it out: answers are the document's words alone.",
            param=name,
            code="unsupported_value",
        )


def _invalid(error: ValidationError) -> DoorError:
    """The first thing that is wrong with a body, as OpenAI would name it."""
    first = error.errors(include_url=False, include_context=False)[0]
    param = ".".join(str(part) for part in first["loc"]) or None
    value = "" if first["type"] in ("missing", "json_invalid") else f" (it is {_shown(first['input'])})"
    where = param or "The body"
    return DoorError(f"{where}: {first['msg']}{value}. See the README's example.", param=param)


def _shown(value: object) -> str:
    shown = ascii(value)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}..."
