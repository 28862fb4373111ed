"""The file that grows while a download runs, and how much of it is already right.

It is its own journal: what is there is whatever hashes right, part by part. So a download may stop at any
byte, be killed, or lose power, and the next one goes on from what is really on the disk, whichever source it
comes from.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from models.catalog import File, Part
from models.disk import remove, sha256, sync

BLOCK: Final = 1 << 20
"""Bytes read or written at a time."""


class SourceError(Exception):
    """A source did not give what was asked of it, so that the next one is to be tried.

    `offline` says that it could not be reached, or ceased to be.
    """

    def __init__(self, message: str, *, offline: bool = False) -> None:
        super().__init__(message)
        self.offline = offline


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes `start` to `end` (exclusive) of a file, which are one of its parts."""

    part: Part
    start: int

    @property
    def end(self) -> int:
        """The byte after the last."""
        return self.start + self.part.bytes


class Partial:
    """The unfinished `<name>.part` in the cache folder `root`."""

    def __init__(self, root: Path, file: File) -> None:
        self.file = file
        self.path = root / f"{file.name}.part"

    @property
    def reached(self) -> int:
        """The byte that it reaches to, be what comes before right or wrong."""
        return self.path.stat().st_size if self.path.exists() else 0

    def missing(self) -> tuple[Span, ...]:
        """The spans that are not there or hash wrong. Reads what there is: seconds for a gigabyte."""
        if not self.path.exists():
            return tuple(self._spans())
        with self.path.open("rb") as stream:
            return tuple(span for span in self._spans() if not _right(stream, span))

    def resume_at(self, missing: tuple[Span, ...]) -> int:
        """The byte from which a source that sends bytes in order has to go on.

        Where the file ends inside the first missing span, it was being written in order up to there; whatever
        was lost of that is found when the whole is hashed.
        """
        first = missing[0]
        return self.reached if first.start <= self.reached < first.end else first.start

    def open_at(self, start: int) -> IO[bytes]:
        """Opens it for writing from byte `start` on, keeping what comes before."""
        self.path.touch()
        stream = self.path.open("r+b")
        stream.seek(start)
        return stream

    def put(self, span: Span, source: IO[bytes]) -> None:
        """Copies a span's bytes from `source` into their place.

        Raises:
            SourceError: there are fewer of them, or they hash wrong: the span stays missing.
        """
        digest, left = hashlib.sha256(), span.part.bytes
        with self.open_at(span.start) as stream:
            while left and (block := source.read(min(BLOCK, left))):
                digest.update(block)
                stream.write(block)
                left -= len(block)
        if left or digest.hexdigest() != span.part.sha256:
            raise SourceError(f"{span.part.member} is not the part of {self.file.name} that it should be")

    def finish(self, target: Path) -> None:
        """Checks the whole against the catalog and moves it to its final place.

        Raises:
            SourceError: its sha256 is wrong; it is removed.
        """
        found = sha256(self.path)
        if self.reached != self.file.bytes or found != self.file.sha256:
            remove(self.path)
            raise SourceError(
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
