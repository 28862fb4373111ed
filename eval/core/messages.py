"""What goes wrong in the evaluation, in the language of who reads it: a key, what is filled in, and sentences as data.

The sentences of this package are messages.toml; those about spreadsheets are eval/exchange/questions/messages.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar

from models.errors import AskError

LANGUAGES = ("ru", "en")
Value = str | int


class EvalError(AskError):
    """A question set, a report or a results file cannot be used."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence by its key, and what is filled in; numbers as the language groups their digits."""

    sentences: ClassVar[Path] = Path(__file__).with_suffix(".toml")

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return the sentence in one of `LANGUAGES`."""
        return sentences(self.sentences)[self.key][language].format(
            **{name: _shown(one, language) for name, one in self.values.items()}
        )


class LocalizedError(EvalError):
    """An error whose `text` says it in a language of the pages; the error itself says it in English."""

    message_type: ClassVar[type[Message]] = Message

    def __init__(self, key: str, **values: Value) -> None:
        self.message = self.message_type(key, values)
        super().__init__(self.message.text("en"))

    def text(self, language: str) -> str:
        """Return the sentence in one of `LANGUAGES`."""
        return self.message.text(language)


def said(error: Exception, language: str) -> str:
    """Return what an error says, in a language where it can."""
    return error.text(language) if isinstance(error, LocalizedError) else str(error)


@cache
def sentences(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of a file by key and language."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _shown(value: Value, language: str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")
