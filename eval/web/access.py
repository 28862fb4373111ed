"""Who may call the evaluators' actions: the pages of this run, which alone know its token.

Beside the words of these pages. Imports nothing of the evaluation, since the chat imports it when it starts.
"""

import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TOKEN_HEADER = "X-Ask-Token"  # noqa: S105 (the name of a header)


def is_holder(headers: Mapping[str, str], token: str) -> bool:
    """Return whether a request carries the token."""
    return secrets.compare_digest(headers.get(TOKEN_HEADER, "").encode(), token.encode())


def page_strings(language: str) -> dict[str, Any]:
    """Return the evaluators' pages' own words in one of `LANGUAGES`; the others are the chat's."""
    return tomllib.loads((HERE / "strings" / f"{language}.toml").read_text(encoding="utf-8"))
