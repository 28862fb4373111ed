"""Feedback (thumbs, «цитата неверна»: wrong citation): one line of JSON each, in the data folder of this machine.

A line holds the question, the answer, its sources, the versions that made it, the verdict and an optional note, and
nothing else: no address, no time, no identifier. `python -m eval.questions from-feedback` makes questions of them.
"""

import errno
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.errors import AskError

VERDICTS = ("like", "dislike", "wrong_citation")
MAX_TEXT = 20_000
MAX_SOURCES = 40
MAX_FILE = 8 * 2**20
"""Bytes at which a new feedback file is begun."""
_lock = threading.Lock()


class FeedbackError(AskError):
    """A feedback record is not one, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Source:
    """Words of a point that the answer cited."""

    point: int
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer."""

    verdict: str
    question: str
    answer: str
    sources: tuple[Source, ...]
    versions: Mapping[str, str]
    note: str | None = None


def parse(data: Mapping[str, Any], versions: Mapping[str, str]) -> Feedback:
    """Check what a browser (or a line of the file) says and return it as feedback.

    Raises:
        FeedbackError: an unknown verdict, or a field of the wrong kind or size.
    """
    verdict = data.get("verdict")
    if verdict not in VERDICTS:
        raise FeedbackError(f"Unknown verdict {verdict!r}: allowed are {', '.join(VERDICTS)}.")
    sources = data.get("sources", [])
    if not isinstance(sources, list) or len(sources) > MAX_SOURCES:
        raise FeedbackError(f"sources is not a list of at most {MAX_SOURCES} quotations.")
    note = _text(data, "note", required=False)
    return Feedback(
        verdict=str(verdict),
        question=_text(data, "question"),
        answer=_text(data, "answer"),
        sources=tuple(_source(source) for source in sources),
        versions=dict(versions),
        note=note or None,
    )


def append(path: Path, feedback: Feedback) -> None:
    """Add one line to the file, which is made, readable by its owner alone, if it does not exist.

    A file that has grown to `MAX_FILE` becomes the older one, in place of the one that was that before.

    Raises:
        FeedbackError: the file cannot be written.
    """
    line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _lock:
            _make_room(path)
            path.touch(mode=0o600)
            _append_whole(path, line.encode())
    except OSError as error:
        raise FeedbackError(
            f"{path} cannot be written: {error.strerror}. Free some space or mend its rights."
        ) from error


def read(path: Path) -> tuple[Feedback, ...]:
    """Return every line of a feedback file and of the older one beside it, oldest first.

    Raises:
        FeedbackError: the file cannot be read, or a line is not feedback; the message names the line.
    """
    before = older(path)
    return (*(_read(before) if before.is_file() else ()), *_read(path))


def older(path: Path) -> Path:
    """Return where the lines are kept that came before those of a feedback file."""
    return path.with_name(f"{path.stem}.1{path.suffix}")


def _read(path: Path) -> tuple[Feedback, ...]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a note may hold other line breaks
    except (OSError, UnicodeDecodeError) as error:
        raise FeedbackError(
            f"Cannot read {path}: {error}. Feedback is written by the page; give some first."
        ) from error
    return tuple(_parse_line(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _make_room(path: Path) -> None:
    if path.is_file() and path.stat().st_size >= MAX_FILE:
        path.replace(older(path))


def _append_whole(path: Path, line: bytes) -> None:
    """Append a line, or nothing of it: the next one must not be joined to half of this one."""
    with path.open("ab", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            if file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            os.truncate(path, size)
            raise


def _parse_line(line: str, where: str) -> Feedback:
    try:
        data = json.loads(line)
        return parse(data, data["versions"])
    except (ValueError, KeyError, TypeError, AttributeError, FeedbackError) as error:
        raise FeedbackError(f"{where} is not a line of feedback ({error}). Mend or remove it.") from error


def _text(data: Mapping[str, Any], key: str, required: bool = True) -> str:
    value = data.get(key) or ""
    if not isinstance(value, str) or len(value) > MAX_TEXT or (required and not value.strip()):
        raise FeedbackError(f"{key} is not a text of 1 to {MAX_TEXT} characters.")
    return value.strip()


def _source(source: object) -> Source:
    match source:
        case {"point": int(point), "quote": str(quote)} if len(quote) <= MAX_TEXT:
            return Source(point, quote)
    raise FeedbackError("A source is not a point's number and a quotation.")
