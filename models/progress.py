"""Progress of a long download: a bar with an estimate on a terminal, a line now and then elsewhere.

Knows nothing of what is being counted; it is told the number of bytes that are there.
"""

import logging
import sys
import time
from types import TracebackType
from typing import Final, Self

from tqdm import tqdm

LINE_SECONDS: Final = 10.0
"""Time between two lines where there is no terminal to draw a bar on."""

_LINE: Final = "{desc}: {percentage:.0f}% {n_fmt}B of {total_fmt}B, {rate_fmt}, {remaining} left"

log = logging.getLogger(__name__)


def say(text: str, *, show: bool) -> None:
    """Says something to the person who waits, or to the log if `show` is false."""
    if show:
        tqdm.write(text, file=sys.stderr)
    else:
        log.info(text)


class Progress:
    """Shows on standard error how many of `total` bytes are there; a context manager.

    With `show` false it draws nothing, and its notes go to the log.
    """

    def __init__(self, title: str, total: int, show: bool) -> None:
        self._title = title
        self._total = total
        self._show = show
        self._bar: tqdm[None] | None = None
        self._first: int | None = None
        self._last = 0
        self._began = self._spoke = time.monotonic()

    def at(self, count: int) -> None:
        """`count` bytes are there. What the first call says was there before, and does not count as speed."""
        if self._first is None:
            self._first = count
            self._began = self._spoke = time.monotonic()
            if self._show and sys.stderr.isatty():
                self._bar = tqdm(
                    desc=self._title, total=self._total, initial=count, unit="B", unit_scale=True, leave=True
                )
        self._last = count
        if self._bar is not None:
            self._bar.update(count - self._bar.n)
        elif time.monotonic() - self._spoke >= LINE_SECONDS:
            self._line()

    def note(self, text: str) -> None:
        """`say`, above the bar."""
        say(text, show=self._show)

    def __enter__(self) -> Self:
        """Nothing is shown before the first count."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the bar, or says the last count if there was any progress."""
        if self._bar is not None:
            self._bar.close()
        elif self._first is not None and self._last != self._first:
            self._line()

    def _line(self) -> None:
        self._spoke = time.monotonic()
        if self._show:
            text = tqdm.format_meter(
                self._last,
                self._total,
                self._spoke - self._began,
                prefix=self._title,
                unit="B",
                unit_scale=True,
                initial=self._first or 0,
                bar_format=_LINE,
            )
            sys.stderr.write(text + "\n")
