"""Texts of several genres with questions about them, and where they lie (training/data/documents.toml)."""

import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.core.dataset import DATA
from models import documents
from models.errors import AskError

SETS = Path(__file__).parent / "data" / "documents.toml"
FOLDERS = (SETS.parent / "documents", DATA / "documents")
"""Folders of the repository that hold texts and questions; `make documents` fetches further texts into the cache."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text by its name, its file, and the files of the questions about it."""

    name: str
    path: Path
    questions: tuple[Path, ...]

    def items(self) -> list[dict[str, Any]]:
        """Return the questions, as they stand in the files."""
        return [json.loads(line) for path in self.questions for line in path.read_text(encoding="utf-8").splitlines()]


def texts_there(sets: Path = SETS, folders: Sequence[Path] = FOLDERS) -> Iterator[Text]:
    """Yield the texts that a list names and that lie in one of the folders; say on standard error which do not.

    Raises:
        AskError: the questions about one of them are nowhere there.
    """
    for name, files in tomllib.loads(sets.read_text(encoding="utf-8")).items():
        text = _find(files["text"], folders)
        questions = {name: _find(name, folders) for name in files["questions"]}
        if text is None:
            print(
                f"{files['text']} is not there and left out: name its folder with --documents, or run make documents.",
                file=sys.stderr,
            )
            continue
        if missing := [name for name, path in questions.items() if path is None]:
            raise AskError(f"{missing[0]} is in none of {', '.join(map(str, folders))}. Put it into one of them.")
        yield Text(name, text, tuple(path for path in questions.values() if path))


def _find(name: str, folders: Sequence[Path]) -> Path | None:
    every = (*folders, documents.folder())
    return next((folder / name for folder in every if (folder / name).is_file()), None)
