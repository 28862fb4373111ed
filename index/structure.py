"""Text of numbered points to points and their paragraphs.

Decides where points begin; index/layout.py decides where paragraphs end. Knows nothing of chunks, vectors or
questions. Characters stay as they are: only white space, line breaks and the points' own numbers go.

The rule. A line may start a point if it begins with a number and a full stop ("1. text", "19.text") that make neither
a decimal (1.5), nor a section (3.1.), nor a date (6.08.2021). If it stands where a paragraph may begin (first of all,
after a paragraph gap, after the end of a sentence, after a line that ended early), it must carry the next number, or
the text is refused. Inside a sentence it starts a point only if it carries the next number and the line before does
not ask for one (ends in "п.", "пунктом", "in" and the like). Numbers of four digits, which are years, never start a
point out of turn.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.document import PREAMBLE, Chunk, Document, Section, chunk
from index.layout import Layout, Line, split
from models.errors import SourceError

_NUMBERED = re.compile(r"([0-9]{1,4})\.(?![0-9])(?! [0-9]{1,2} ?\. ?[0-9]) ?(.*)")
_FIRST_YEAR = 1000
# The line ends so that a number after it must belong to its sentence. «И т. п.» does end a sentence.
_ASKS_FOR_NUMBER = re.compile(
    r"(?:[(№]|(?<!\bт\.)(?<!\bт\. )\b(?:пп?|ст|гл|см)\."
    r"|\b(?:пункт\w*|стать\w*|points?|articles?|paragraphs?|sections?"
    r"|в|во|с|со|к|ко|на|от|до|из|по|и|или|in|on|of|to|by|at|and|or))$",
    re.IGNORECASE,
)


def read(path: Path) -> Document:
    """Reads and parses a UTF-8 file.

    Raises:
        SourceError: the file cannot be read or is not a text of numbered points; the message names file and line.
    """
    return replace(parse_bytes(read_bytes(path), str(path)), name=path.name)


def read_translation(path: Path, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Read the text of each chunk in another language, from a file of the same points and paragraphs.

    A translation stands paragraph for paragraph and sentence for sentence beside the original, which is what is cited.

    Raises:
        SourceError: the file cannot be read, or does not have the same points and paragraphs as `chunks`.
    """
    found = {piece.id: piece.text for piece in chunk(read(path))}
    wanted = [piece.id for piece in chunks]
    unpaired = sorted(set(wanted) ^ set(found))
    if unpaired:
        raise SourceError(
            f"{path} is no translation paragraph by paragraph: {unpaired[0]} (point.paragraph) is in one of the texts "
            "only. Give each paragraph a line, with an empty one before it, and each point its number."
        )
    return tuple(found[name] for name in wanted)


def read_bytes(path: Path) -> bytes:
    """The bytes of a source file.

    Raises:
        SourceError: the file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}). Name a UTF-8 text file.") from error


def parse_bytes(data: bytes, name: str = "the text") -> Document:
    """Parses the bytes of a UTF-8 file, with or without a byte order mark; `name` is what errors call it.

    Raises:
        SourceError: as `parse`, or bytes that are not UTF-8.
    """
    try:
        document = parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{name}, line {line}: the byte 0x{data[error.start]:02x} is not UTF-8. Save the text as UTF-8."
        ) from error
    except SourceError as error:
        raise SourceError(f"{name}, {error}") from error
    return replace(document, sha256=hashlib.sha256(data).hexdigest())


def parse(text: str) -> Document:
    """Splits a text into a preamble and points 1 to N; `sha256` is that of the text in UTF-8.

    Raises:
        SourceError: no text, no points, a point without text, or a number that is not the next one; the message
            names the line, what was met and what was expected.
    """
    lines = list(split(text.removeprefix("\ufeff")))
    if not lines:
        raise SourceError("line 1: the text is empty. Points such as «1. Text», «2. Text» are expected.")
    points = tuple(_points(lines, Layout.infer(lines)))
    if points[-1].number == PREAMBLE:
        raise SourceError(
            f"lines 1 to {lines[-1].number}: no line begins a point. Number the points: «1. Text», «2. Text»."
        )
    return Document(points, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())


def _points(lines: Sequence[Line], layout: Layout) -> Iterator[Section]:
    number, begun_at = PREAMBLE, lines[0].number
    before: Line | None = None
    body: list[Line] = []
    for line in lines:
        rest = _start(before, line, number + 1, layout)
        if rest is None:
            body.append(line)
        else:
            yield from _point(number, begun_at, body, layout)
            number, begun_at = number + 1, line.number
            body = [replace(line, text=rest)] if rest else []
        before = line
    yield from _point(number, begun_at, body, layout)


def _start(before: Line | None, line: Line, expected: int, layout: Layout) -> str | None:
    """What follows the number if the line starts the expected point, None if it is running text."""
    match = _NUMBERED.fullmatch(line.text)
    if match is None:
        return None
    number = int(match[1])
    asked = before is not None and _ASKS_FOR_NUMBER.search(before.text) is not None
    boundary = before is None or layout.gap(line) or layout.cut(before, line) or (before.ends_sentence and not asked)
    if number == expected and (boundary or not asked):
        return match[2]
    if number >= _FIRST_YEAR or not boundary:
        return None
    raise SourceError(
        f"line {line.number}: point {number} begins where point {expected} was expected: points count 1, 2, 3 … "
        f"without gaps or repeats. If «{match[1]}.» is no point here, join the line to the one above it."
    )


def _point(number: int, begun_at: int, body: Sequence[Line], layout: Layout) -> Iterator[Section]:
    if body:
        yield Section(number, tuple(layout.paragraphs(body)))
    elif number != PREAMBLE:
        raise SourceError(f"line {begun_at}: point {number} has no text. Write it after the number.")
