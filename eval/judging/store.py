"""Rounds and judgements in the data folder: nothing that a rater said is lost or overwritten.

A round is a folder `judging/NAME`: `round.json` with the answers, and `judgements.jsonl`, to which every press of a key
and every change of a note adds a line. The last line of a rater about an answer counts, field by field, so that two
open tabs do not undo each other. Several processes may write at once.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.core.dataset import Identifier
from eval.core.messages import LocalizedError
from eval.judging.tasks import Label, Rater, Round, from_feedback
from models.files import write_atomically
from rag.web.feedback import FeedbackError, read

FEEDBACK_ROUND = "feedback"
"""The round of what readers said of answers; it grows by itself."""
MAX_NOTE = 4000

Role = Literal["rater", "adjudicator"]


class Line(BaseModel):
    """One change of a judgement; what is None stays as it was, an empty label takes the label back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    rater: Rater
    role: Role = "rater"
    label: Label | Literal[""] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rater says of an answer now; the label is empty if there is only a note."""

    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A round with all that was said: by task and rater, and by task and adjudicator."""

    round: Round
    ratings: Mapping[str, Mapping[str, Judgement]]
    adjudicated: Mapping[str, Mapping[str, Judgement]]

    def done(self, rater: str) -> int:
        """Return how many answers a rater has given a label."""
        return sum(bool(by_rater.get(rater, Judgement()).label) for by_rater in self.ratings.values())

    @property
    def raters(self) -> tuple[str, ...]:
        """The names of the raters, sorted."""
        return tuple(sorted({name for said in self.ratings.values() for name, one in said.items() if one.label}))


class JudgingStore:
    """The rounds of a folder.

    Args:
        folder: `judging` in the data folder; made when the first round is.
        feedback: The file of the readers' feedback, if there is one.
    """

    def __init__(self, folder: Path, feedback: Path | None = None) -> None:
        self._folder, self._feedback = folder, feedback

    def names(self) -> tuple[str, ...]:
        """Return the names of the rounds, that of the readers' feedback last, if there is any."""
        self._sync_feedback()
        found = sorted(path.parent.name for path in self._folder.glob("*/round.json"))
        return tuple(sorted(found, key=lambda name: name == FEEDBACK_ROUND))

    def create(self, made: Round) -> None:
        """Keep a new round.

        Raises:
            EvalError: there is one of that name, or it has no answers.
        """
        if not made.tasks:
            raise LocalizedError("nothing_to_judge")
        with self._locked(made.name) as folder:
            if (folder / "round.json").exists():
                raise LocalizedError("round_taken", name=made.name)
            _write_round(folder, made)

    def load(self, name: str) -> Judged:
        """Return a round with its judgements.

        Raises:
            EvalError: there is no such round, or its files are damaged.
        """
        folder = self._of(name)
        try:
            made = Round.model_validate_json((folder / "round.json").read_bytes())
        except FileNotFoundError as error:
            raise LocalizedError("round_none", name=name, known=", ".join(self.names()) or "–") from error
        except (OSError, ValidationError) as error:
            raise LocalizedError("round_damaged", name=name, detail=str(error)) from error
        said: dict[str, dict[str, dict[str, Judgement]]] = {"rater": {}, "adjudicator": {}}
        for line in _lines(folder / "judgements.jsonl"):
            by_rater = said[line.role].setdefault(line.task, {})
            earlier = by_rater.get(line.rater, Judgement())
            by_rater[line.rater] = Judgement(
                earlier.label if line.label is None else line.label, earlier.note if line.note is None else line.note
            )
        return Judged(made, said["rater"], said["adjudicator"])

    def add(self, name: str, lines: Iterable[Line]) -> None:
        """Add judgements, on disk when this returns.

        Raises:
            EvalError: there is no such round, or no such answer in it.
        """
        added = tuple(lines)
        known = {task.id for task in self.load(name).round.tasks}
        if unknown := [line.task for line in added if line.task not in known]:
            raise LocalizedError("answer_none", name=name, task=unknown[0])
        with self._locked(name) as folder, (folder / "judgements.jsonl").open("ab+") as file:
            if file.tell() and not _ends_whole(folder / "judgements.jsonl"):
                file.write(b"\n")  # a line that a crash cut short is passed over when read
            file.write("".join(line.model_dump_json(exclude_none=True) + "\n" for line in added).encode())

    def export(self, name: str) -> bytes:
        """Return a round with its judgements as JSON that `import_round` reads."""
        judged, folder = self.load(name), self._of(name)
        lines = [line.model_dump(exclude_none=True) for line in _lines(folder / "judgements.jsonl")]
        data = {"round": judged.round.model_dump(mode="json"), "judgements": lines}
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()

    def import_round(self, data: bytes) -> str:
        """Add a round that `export` wrote, or its judgements to the same round here; return its name.

        Lines that are here already are not added again.

        Raises:
            EvalError: the data is none, or a round of that name here has other answers.
        """
        made, lines = _parsed(data)
        if made.name not in self.names():
            self.create(made)
        here = self.load(made.name)
        mine = {task.id for task in here.round.tasks}
        if not {task.id for task in made.tasks} <= mine:
            raise LocalizedError("round_differs", name=made.name)
        known = set(_lines(self._of(made.name) / "judgements.jsonl"))
        self.add(made.name, [line for line in lines if line not in known])
        return made.name

    def _sync_feedback(self) -> None:
        """Put what readers have said since into the round of feedback."""
        if self._feedback is None or not self._feedback.is_file():
            return
        try:
            tasks = {task.id: task for task in from_feedback(FEEDBACK_ROUND, read(self._feedback))}
        except FeedbackError:
            return  # the chat's own commands name the damaged line; the other rounds can be judged
        with self._locked(FEEDBACK_ROUND) as folder:
            path = folder / "round.json"
            earlier = Round.model_validate_json(path.read_bytes()).tasks if path.exists() else ()
            kept = {task.id: task for task in earlier}
            if tasks.keys() - kept.keys() or any(kept[key] != task for key, task in tasks.items()):
                _write_round(folder, Round(name=FEEDBACK_ROUND, tasks=tuple((kept | tasks).values())))

    def _of(self, name: str) -> Path:
        try:
            return self._folder / TypeAdapter(Identifier).validate_python(name)
        except ValidationError as error:
            raise LocalizedError("round_name", name=name) from error

    def _locked(self, name: str) -> "_Locked":
        return _Locked(self._of(name))


class _Locked:
    """The folder of a round, made if missing, that no other process changes meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = FileLock(folder / ".lock")

    def __enter__(self) -> Path:
        self._lock.acquire()
        return self._folder

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _write_round(folder: Path, made: Round) -> None:
    write_atomically(folder / "round.json", (made.model_dump_json(indent=1) + "\n").encode())


def _ends_whole(path: Path) -> bool:
    return path.read_bytes().endswith(b"\n")


def _lines(path: Path) -> tuple[Line, ...]:
    """Return the lines of a file of judgements; one that a crash cut short is left out."""
    found = []
    for text in path.read_bytes().splitlines() if path.exists() else ():
        try:
            found.append(Line.model_validate_json(text))
        except ValidationError:
            continue
    return tuple(found)


def _parsed(data: bytes) -> tuple[Round, tuple[Line, ...]]:
    try:
        whole: dict[str, Any] = json.loads(data)
        return Round.model_validate(whole["round"]), tuple(Line.model_validate(one) for one in whole["judgements"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LocalizedError("no_export", detail=str(error)) from error
