"""The user cache: the one folder outside the checkout that this project writes to."""

import os
from pathlib import Path

from platformdirs import user_cache_path

CACHE_VARIABLE = "ASK_CACHE"


def cache_dir() -> Path:
    """`$ASK_CACHE` if set, else the platform's own place (on Linux ~/.cache/ask-declaration)."""
    moved = os.environ.get(CACHE_VARIABLE)
    return Path(moved).expanduser().absolute() if moved else user_cache_path("ask-declaration", appauthor=False)
