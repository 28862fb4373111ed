"""What is wrong with a row, a sheet or a file, in the language of who reads it; the sentences are messages.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from eval.core.dataset import EvalError

LANGUAGES = ("ru", "en")
Value = str | int
MAX_ROWS_NAMED = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of messages.toml by its key, and what is filled in; numbers as the language groups their digits."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return the sentence in one of `LANGUAGES`."""
        return _sentences()[self.key][language].format(
            **{name: _shown(one, language) for name, one in self.values.items()}
        )


class InvalidCellError(ValueError):
    """A cell means nothing; what is allowed is the message."""

    def __init__(self, key: str, **values: Value) -> None:
        self.message = Message(key, values)
        super().__init__(self.message.text("en"))


class SheetError(EvalError):
    """A file or a set cannot be used; `text` says why in a language, the error itself in English."""

    def __init__(self, key: str, **values: Value) -> None:
        self.message = Message(key, values)
        super().__init__(self.message.text("en"))

    def text(self, language: str) -> str:
        """Return the sentence in one of `LANGUAGES`."""
        return self.message.text(language)


def said(error: Exception, language: str) -> str:
    """Return what an error says, in a language where it can."""
    return error.text(language) if isinstance(error, SheetError) else str(error)


def _shown(value: Value, language: str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))
