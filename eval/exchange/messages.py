"""What is wrong with a row, a sheet or a file, in the language of who reads it; the sentences are messages.toml."""

from pathlib import Path
from typing import ClassVar

from eval.core import messages
from eval.core.messages import LocalizedError, Value

LANGUAGES = messages.LANGUAGES
MAX_ROWS_NAMED = 20


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
