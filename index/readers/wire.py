"""What the child process says to its parent: JSON, checked on arrival, since a parser's process is not trusted."""

from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from index.readers.blocks import SourceText
from index.readers.faults import Fault, ReadingError


@dataclass(frozen=True, slots=True)
class Reply:
    """A file's text, or why there is none."""

    text: SourceText | None = None
    fault: Fault | None = None
    values: dict[str, str] = field(default_factory=dict)


_REPLY = TypeAdapter(Reply)
_TEXT = TypeAdapter(SourceText)


def encode(reply: Reply) -> bytes:
    """Return a reply as JSON in UTF-8."""
    return _REPLY.dump_json(reply)


def decode(data: bytes, name: str) -> SourceText:
    """Return the text of a reply; `name` is that of the file.

    Raises:
        ReadingError: the reply is a fault, or none at all.
    """
    try:
        reply = _REPLY.validate_json(data, strict=True)
        if reply.text is not None:
            return reply.text
        if reply.fault is not None:
            raise ReadingError(reply.fault, name, **reply.values)
    except (ValidationError, KeyError, TypeError):
        pass
    raise ReadingError(Fault.BROKEN, name, reason="its reader stopped without a word")


def dump(text: SourceText) -> bytes:
    """Return a text as JSON in UTF-8, to be kept."""
    return _TEXT.dump_json(text)


def load(data: bytes) -> SourceText:
    """Return a text that was kept.

    Raises:
        ValueError: it is no such JSON.
    """
    return _TEXT.validate_json(data, strict=True)
