"""Entries of a manifest for tests."""

import datetime
from typing import Any

from rag.weights import EmbedderEntry, HeadEntry

DOCUMENT = "d" * 64


def entry(**fields: Any) -> HeadEntry:
    """Return an entry with some fields as given."""
    known: dict[str, Any] = {
        "file": "unwritten.safetensors",
        "sha256": "0" * 64,
        "documents": (DOCUMENT,),
        "embedder": EmbedderEntry(id="embedder", dimension=2),
        "llm": None,
        "features": {"dense": 0},
        "thresholds": {},
        "date": datetime.date(2026, 11, 26),
        "questions": 3,
        "auc": None,
    }
    return HeadEntry(**(known | fields))
