"""What the terminal says beside the page, in Russian and English; the sentences are terminal.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def _sentences() -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name("terminal.toml").read_text(encoding="utf-8"))


def said(name: str, **values: object) -> str:
    """Return a sentence of terminal.toml in both languages, with a line break at its end.

    Args:
        name: of a sentence.
        values: what its placeholders stand for.

    Raises:
        KeyError: there is no such sentence, or a placeholder has no value.
    """
    return _sentences()[name].format(**values)
