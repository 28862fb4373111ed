"""Results kept on disk, so that a stopped run resumes where it was.

Each finished question is one line of results.jsonl, keyed by a fingerprint of everything that its result depends on:
the question, the document, the models, the settings, and the engine's code and prompts. A result is never reused after
any of these changed. Judgements are not kept but computed again from the results, so that a change of gold points,
facts or metrics asks no question again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter

from eval.core.dataset import EvalError, Exchange
from eval.core.lookups.records import from_stored, to_stored
from rag.types import Result

ENGINE = ("models", "index", "rag", "prompts")
"""Folders whose files an answer depends on."""
_ROOT = Path(__file__).parents[2]
_LEFT_OUT = {"__pycache__", "data", "web"}
"""Caches, the built index (represented by the document's digest) and the page: no answer depends on them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the fingerprint, the question's id (for readers of the file), the result and the ranked points."""

    fingerprint: str
    id: str
    result: Result
    ranked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """One line: the fingerprint, the question's id, and the answer as an object of `rag.ask --jsonl`."""

    fingerprint: str
    id: str
    object: Mapping[str, Any]


class _Keyed(Protocol):
    @property
    def fingerprint(self) -> str: ...


Line = TypeVar("Line", bound=_Keyed)


class LineCache(Generic[Line]):
    """Entries by fingerprint, each appended to a file as it arrives; an incomplete last line is removed.

    Args:
        path: The file; it and its folder are created if missing.
        schema: What a line holds.
        fresh: Delete the earlier results.

    Raises:
        EvalError: a line other than the last is damaged.
    """

    def __init__(self, path: Path, schema: type[Line], fresh: bool = False) -> None:
        self._path = path
        self._adapter = TypeAdapter(schema)
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh or not path.exists():
            path.write_bytes(b"")
        self._entries = {entry.fingerprint: entry for entry in self._read()}

    def get(self, fingerprint: str) -> Line | None:
        """Return the entry of a fingerprint, or None."""
        return self._entries.get(fingerprint)

    def add(self, entry: Line) -> None:
        """Add an entry, in memory and in the file."""
        with self._path.open("ab") as file:
            data = self._to_stored(self._adapter.dump_python(entry, mode="json"))
            file.write(json.dumps(data, ensure_ascii=False).encode() + b"\n")
        self._entries[entry.fingerprint] = entry

    def _to_stored(self, data: Any) -> Any:  # noqa: ANN401 (any JSON)
        return data

    def _from_stored(self, data: Any) -> Any:  # noqa: ANN401 (any JSON)
        return data

    def _read(self) -> list[Line]:
        entries, data = [], self._path.read_bytes()
        good = 0
        for number, line in enumerate(data.splitlines(keepends=True), 1):
            if not line.endswith(b"\n"):
                break
            try:
                entries.append(self._adapter.validate_json(json.dumps(self._from_stored(json.loads(line)))))
            except ValueError as error:
                raise EvalError(
                    f"Line {number} of {self._path} is damaged. Start over with --fresh, or delete the line."
                ) from error
            good += len(line)
        if good < len(data):
            # Killed while writing: the line is lost, and the next one must not be appended to it.
            with self._path.open("r+b") as file:
                file.truncate(good)
        return entries


class ResultCache(LineCache[Entry]):
    """The results of the engine, with the names that they have in reports."""

    def __init__(self, path: Path, fresh: bool = False) -> None:
        super().__init__(path, Entry, fresh)

    def _to_stored(self, data: Any) -> Any:  # noqa: ANN401 (any JSON)
        return to_stored(data)

    def _from_stored(self, data: Any) -> Any:  # noqa: ANN401 (any JSON)
        return from_stored(data)


class Asked(Protocol):
    """A question of any set."""

    @property
    def id(self) -> str:
        """The question's id."""

    @property
    def question(self) -> str:
        """The question."""

    @property
    def history(self) -> Sequence[Exchange]:
        """The exchanges before it, oldest first."""


def fingerprint(item: Asked, context: Mapping[str, object]) -> str:
    """Return the key of a result: sha256 of what the engine is given and of `context`."""
    asked = {
        "id": item.id,
        "question": item.question,
        "history": [turn.model_dump() for turn in item.history],
    }
    whole = json.dumps({"asked": asked, "context": context}, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()


def code_digest(root: Path = _ROOT, folders: tuple[str, ...] = ENGINE) -> str:
    """Return the sha256 of the names and contents of the engine's own files."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and not _LEFT_OUT & set(name.parts) and path.suffix != ".pyc":
                content = path.read_bytes()
                digest.update(f"{name.as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
