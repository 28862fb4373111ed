"""What is wrong with a row, a sheet or a file, in the language of who reads it; the sentences are messages.toml."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError

from eval.core import messages
from eval.core.messages import LocalizedError, Value

LANGUAGES = messages.LANGUAGES
MAX_ROWS_NAMED = 20
_COLUMNS = {
    "lang": "language",
    "type": "kind",
    "gold": "sections",
    "places": "sections",
    "expect": "answerable",
    "beside": "sections",
    "chunk": "sections",
    "split": "question",
    "forbidden": "question",
    "must": "sections",
    "may": "sections",
    "sides": "sections",
    "themes": "sections",
    "verdict": "short",
    "count": "short",
    "claims": "short",
}
"""The column of each field of a question that is called otherwise."""
_TOGETHER = {
    "expect is 'answered', so gold": ("answerable", "answered_without_sections"),
    "expect is 'refused', so gold": ("answerable", "refused_with_sections"),
    "only an answered question has a gold": ("answerable", "refused_with_sections"),
    "must and may share": ("sections", "section_twice"),
    "a section stands twice": ("sections", "section_twice"),
}
"""What the fields of a question say together: the column to look at first, and the message."""


class Message(messages.Message):
    """A sentence about cells, rows, files or sets."""

    sentences: ClassVar[Path] = Path(__file__).with_name("messages.toml")


class InvalidCellError(ValueError):
    """A cell means nothing; what is allowed is the message."""

    def __init__(self, key: str, **values: Value) -> None:
        self.message = Message(key, values)
        super().__init__(self.message.text("en"))


class SheetError(LocalizedError):
    """A file or a set cannot be used."""

    message_type: ClassVar[type[messages.Message]] = Message


class CellError(ValueError):
    """A cell of a row means nothing: its column, its text and why."""

    def __init__(self, column: str, value: str, why: Message) -> None:
        super().__init__(why.text("en"))
        self.column, self.value, self.why = column, value, why


def meaning(column: str, text: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 (what the column holds)
    """Return what `read` makes of a cell.

    Raises:
        CellError: it means nothing.
    """
    try:
        return read(text)
    except InvalidCellError as error:
        raise CellError(column, text, error.message) from error
    except ValidationError as error:
        raise CellError(column, text, Message("history_turns")) from error


def from_validation(error: ValidationError, text: Mapping[str, str]) -> CellError:
    """Return which cell a field of a question comes from, and what is wrong with it."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if not field:
        known = next((found for said, found in _TOGETHER.items() if said in first["msg"]), None)
        column, key = known or ("answerable" if "expect" in first["msg"] else "sections", "field")
        return CellError(column, text.get(column, ""), Message(key, {"detail": first["msg"]}))
    column = _COLUMNS.get(field, field)
    why = Message("id_letters") if column == "id" else Message("field", {"detail": first["msg"]})
    return CellError(column, text.get(column, "") or str(first.get("input", "")), why)
