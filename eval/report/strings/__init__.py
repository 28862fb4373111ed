"""The words of a report, one file for each language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("ru", "en")


@cache
def strings(language: str) -> Mapping[str, Any]:
    """Return the words in one of `LANGUAGES`; tables within it translate names, and lack those that stay."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))
