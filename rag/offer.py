"""When the small LLM is offered: before memory runs short, and where answers take long."""

from collections import deque
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from models import disk
from models.fetch import Store
from rag import terminal
from rag.settings import Settings

SMALL: Final = "llm-small"
"""Its name in the catalog of models."""
BESIDE: Final = 700_000_000
"""What the page, the embedder and the context take, in bytes (tests/machines/machine_memory.py)."""
COPIES: Final = 2
"""llama.cpp maps the LLM's file and keeps its matrices once more, as the processor's kernels want them."""
SLOW_MS: Final = 20_000
"""Milliseconds of a reply from which on somebody is thought to lose patience."""
JUDGED_BY: Final = 3
"""Replies of the LLM in a row, of which most have to be slow."""


def needed_bytes(llm: int) -> int:
    """Return the memory in bytes with which the chat runs well, from the size of the LLM's file in bytes.

    With less than that by one copy of the LLM it is slower; with less still the system ends it.
    """
    return COPIES * llm + BESIDE


def free_bytes() -> int:
    """Return the memory in bytes that programs can have without others being pushed out."""
    return int(psutil.virtual_memory().available)


class Offer:
    """Whether the small LLM is to be offered to whoever uses the one that the settings name."""

    def __init__(self, settings: Settings, store: Store, free: int | None = None) -> None:
        """Look at the memory as it is before the LLM is loaded; `free` in bytes, by default what this machine has."""
        small = store.catalog.model(SMALL)
        llm = settings.llm
        self.is_local = not settings.engine
        self.is_small = llm is not None and _bytes(llm) <= small.bytes
        self.needed = needed_bytes(store.catalog.model("llm").bytes if llm is None else _bytes(llm))
        self.needed_by_small = needed_bytes(small.bytes)
        self.free = free_bytes() if free is None else free
        self._replies: deque[float] = deque(maxlen=JUDGED_BY)

    def replied(self, milliseconds: float) -> None:
        """Note how long a reply took that the LLM was asked for."""
        self._replies.append(milliseconds)

    @property
    def is_short(self) -> bool:
        """Whether less memory was free than the LLM wants."""
        return self.is_local and self.free < self.needed

    @property
    def reason(self) -> str:
        """Why the small LLM is to be offered now, as in the page's strings: `memory`, `slow`, or "" for no reason."""
        if not self.is_local or self.is_small:
            return ""
        if self.is_short:
            return "memory"
        return "slow" if len(self._replies) == JUDGED_BY and median(self._replies) > SLOW_MS else ""

    def warning(self) -> str:
        """Return what a terminal says before memory runs short, in Russian and English; "" where there is enough."""
        if not self.is_short:
            return ""
        free, needed, small = (disk.size(one) for one in (self.free, self.needed, self.needed_by_small))
        name = "memory_of_small" if self.is_small else "memory"
        return terminal.said(name, free=free, needed=needed, small=small)


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
