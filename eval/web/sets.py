"""Sets of questions: the built-in ones, and own ones in the data folder, edited and checked on the page.

An own set is `questions/NAME.jsonl`, in the format of the built-in sets, so that `python -m eval.run` asks it too.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from eval.core.dataset import DEFAULT_QUESTIONS, HELD_OUT, Identifier, Question
from eval.core.documents import Documents
from eval.core.kinds.questions import KINDS_QUESTIONS
from eval.core.messages import LocalizedError
from eval.core.sets import AnyQuestion, AnyQuestions, kinds_of, load_questions
from eval.exchange.questions.errors import SheetError
from eval.exchange.questions.importing import from_cells
from eval.exchange.questions.rows import Imported
from eval.exchange.questions.template import page_row
from models.files import write_atomically

BUILT_IN: Mapping[str, Path] = {"questions": DEFAULT_QUESTIONS, "held_out": HELD_OUT, "kinds": KINDS_QUESTIONS}
OWN = "own-"
"""Stands before the names of own sets in a form, so that none hides a built-in one."""
MAX_ROWS = 20_000


class OwnSets:
    """The own sets of a folder.

    Args:
        folder: `questions` in the data folder; made when the first set is saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names of the own sets."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.jsonl")))

    def path(self, name: str) -> Path:
        """Return the file of a set, which need not exist.

        Raises:
            SheetError: it is no name.
        """
        try:
            return self._folder / f"{TypeAdapter(Identifier).validate_python(name)}.jsonl"
        except ValidationError as error:
            raise SheetError("set_name", name=name) from error

    def rows(self, name: str, language: str = "ru") -> tuple[list[dict[str, str]], str, bool]:
        """Return the cells of each question of a set, by column, its version, and whether they are of kinds.

        Raises:
            SheetError: there is no such set.
        """
        questions, path = self.questions(name), self.path(name)
        return [page_row(question, language) for question in questions], _version(path), bool(kinds_of(questions))

    def questions(self, name: str) -> AnyQuestions:
        """Return the questions of a set.

        Raises:
            SheetError: there is no such set.
        """
        path = self.path(name)
        if not path.exists():
            raise SheetError("set_none", name=name, known=", ".join(self.names()) or "–")
        return load_questions(path)

    def save(
        self, name: str, rows: Sequence[Any], version: str, documents: Documents, *, kinds: bool = False
    ) -> tuple[Imported, str]:
        """Check rows of cells; if all are right, keep them. Return what was read and the version that is kept now.

        Args:
            name: The name of the set.
            rows: Untrusted input of the browser: objects of texts by column.
            version: Of the set that was edited, empty for a new one.
            documents: What the questions may be about.
            kinds: Whether they are questions of kinds.

        Raises:
            SheetError: somebody else has changed the set meanwhile, or it has no or too many rows.
        """
        path = self.path(name)
        if not 1 <= len(rows) <= MAX_ROWS:
            raise SheetError("set_rows", count=len(rows), most=MAX_ROWS)
        imported = from_cells(rows, name, documents, kinds=kinds)
        if imported.problems:
            return imported, version
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(self._folder / ".lock"):
            if (_version(path) if path.exists() else "") != version:
                raise SheetError("set_changed", name=name)
            lines = (question.model_dump_json(exclude_unset=True) for question in imported.questions)
            write_atomically(path, "".join(line + "\n" for line in lines).encode())
        return imported, _version(path)

    def delete(self, name: str) -> None:
        """Delete a set; one that is not there is no error."""
        self.path(name).unlink(missing_ok=True)


def type_of(question: AnyQuestion) -> str:
    """Return what a form calls the sort of a question: its type, or its kind."""
    return question.type if isinstance(question, Question) else question.kind


def questions_of(sets: OwnSets, chosen: str) -> AnyQuestions:
    """Return the questions of a set by the name that a form has for it: a built-in one, or OWN and the own name.

    Raises:
        LocalizedError: there is no such set.
    """
    if chosen.startswith(OWN):
        return sets.questions(chosen.removeprefix(OWN))
    if chosen not in BUILT_IN:
        raise LocalizedError("set_unknown", name=chosen, known=", ".join(BUILT_IN))
    return load_questions(BUILT_IN[chosen])


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
