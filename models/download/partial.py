"""An unfinished download: which of its parts are already correct, and the progress that is shown meanwhile.

The file itself is the only state: a part counts as present if its bytes have the right hash. So a download may stop at
any byte, be killed, or lose power, and the next one continues from what is really on the disk, whatever source it
comes from.
"""

import hashlib
import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from tqdm import tqdm

from models.catalog import File, Part
from models.disk import remove, sha256, sync

BLOCK: Final = 1 << 20
"""Bytes read or written at a time."""
LINE_SECONDS: Final = 10.0
"""Seconds between two lines of progress where there is no terminal to draw a bar on."""

_LINE: Final = "{desc}: {percentage:.0f}% {n_fmt}B of {total_fmt}B, {rate_fmt}, {remaining} left"

log = logging.getLogger(__name__)


def echo(text: str, *, show: bool) -> None:
    """Print a line on standard error, above any progress bar, or log it if `show` is false."""
    if show:
        tqdm.write(text, file=sys.stderr)
    else:
        log.info(text)


class Progress:
    """Show on standard error how many of `total` bytes have arrived; a context manager.

    A bar on a terminal, a line every `LINE_SECONDS` elsewhere, and nothing if `show` is false.
    """

    def __init__(self, title: str, total: int, show: bool) -> None:
        self._title, self._total, self._show = title, total, show
        self._bar: tqdm[None] | None = None
        self._first: int | None = None
        self._last = 0
        self._start_time = self._line_time = time.monotonic()

    def at(self, count: int) -> None:
        """Report that `count` bytes are there. Those of the first call were there before: they are no speed."""
        if self._first is None:
            self._first = count
            self._start_time = self._line_time = time.monotonic()
            if self._show and sys.stderr.isatty():
                self._bar = tqdm(desc=self._title, total=self._total, initial=count, unit="B", unit_scale=True)
        self._last = count
        if self._bar is not None:
            self._bar.update(count - self._bar.n)
        elif time.monotonic() - self._line_time >= LINE_SECONDS:
            self._line()

    def __enter__(self) -> Self:
        """Show nothing before the first count."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the bar, or print the last count if anything arrived."""
        if self._bar is not None:
            self._bar.close()
        elif self._first is not None and self._last != self._first:
            self._line()

    def _line(self) -> None:
        self._line_time = time.monotonic()
        if self._show:
            seconds, options = self._line_time - self._start_time, {"unit": "B", "unit_scale": True}
            options |= {"prefix": self._title, "initial": self._first or 0, "bar_format": _LINE}
            sys.stderr.write(tqdm.format_meter(self._last, self._total, seconds, **options) + "\n")


class DownloadError(Exception):
    """A source failed and the next one is to be tried.

    Args:
        message: what happened.
        offline: whether the source could not be reached, or no longer.
    """

    def __init__(self, message: str, *, offline: bool = False) -> None:
        super().__init__(message)
        self.offline = offline


@dataclass(frozen=True, slots=True)
class Span:
    """One part of a file with its place in it: bytes `start` to `end` (exclusive)."""

    part: Part
    start: int

    @property
    def end(self) -> int:
        """The byte after the last one."""
        return self.start + self.part.bytes


class Partial:
    """The unfinished `<name>.part` in the cache folder `root`."""

    def __init__(self, root: Path, file: File) -> None:
        self.file = file
        self.path = root / f"{file.name}.part"

    @property
    def reached(self) -> int:
        """Its length so far, whether the bytes are correct or not."""
        return self.path.stat().st_size if self.path.exists() else 0

    def missing(self) -> tuple[Span, ...]:
        """Return the spans that are absent or have a wrong hash. Reads the whole file: seconds for a gigabyte."""
        if not self.path.exists():
            return tuple(self._spans())
        with self.path.open("rb") as stream:
            return tuple(span for span in self._spans() if not _right(stream, span))

    def resume_at(self, missing: tuple[Span, ...]) -> int:
        """Return the byte from which a source that sends bytes in order has to continue.

        If the file ends inside the first missing span, it was being written in order up to there. Bytes lost in a
        crash are noticed when the whole file is hashed.
        """
        first = missing[0]
        return self.reached if first.start <= self.reached < first.end else first.start

    def open_at(self, start: int) -> IO[bytes]:
        """Open the file for writing from byte `start` on, keeping what comes before."""
        self.path.touch()
        stream = self.path.open("r+b")
        stream.seek(start)
        return stream

    def put(self, span: Span, source: IO[bytes]) -> None:
        """Copy the bytes of a span from `source` to their place, hashing them on the way.

        Raises:
            DownloadError: there are too few, or their hash is wrong; the span stays missing.
        """
        digest, left = hashlib.sha256(), span.part.bytes
        with self.open_at(span.start) as stream:
            while left and (block := source.read(min(BLOCK, left))):
                digest.update(block)
                stream.write(block)
                left -= len(block)
        if left or digest.hexdigest() != span.part.sha256:
            raise DownloadError(f"{span.part.member} is not the part of {self.file.name} that it should be")

    def finish(self, target: Path) -> None:
        """Check the whole file against the catalog and move it to its final place.

        Raises:
            DownloadError: its sha256 is wrong; it is removed.
        """
        found = sha256(self.path)
        if self.reached != self.file.bytes or found != self.file.sha256:
            remove(self.path)
            raise DownloadError(
                f"what arrived as {self.file.name} has the sha256 {found} where the catalog has "
                f"{self.file.sha256}; it was removed"
            )
        sync(self.path)
        self.path.replace(target)

    def _spans(self) -> Iterator[Span]:
        start = 0
        for part in self.file.parts:
            yield Span(part, start)
            start += part.bytes


def _right(stream: IO[bytes], span: Span) -> bool:
    digest, left = hashlib.sha256(), span.part.bytes
    stream.seek(span.start)
    while left and (block := stream.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return not left and digest.hexdigest() == span.part.sha256
