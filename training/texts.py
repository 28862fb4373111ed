"""Texts of several genres with questions about them, and where they lie (training/data/documents.toml)."""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.core.dataset import DATA
from models import documents
from models.errors import AskError

SETS = Path(__file__).parent / "data" / "documents.toml"
FOLDERS = (SETS.parent / "documents", DATA / "documents")
"""Folders of the repository that hold texts and questions; `make documents` fetches further texts into the cache."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text by its name, its file, and the file of the questions about it."""

    name: str
    path: Path
    questions: Path


def texts_there(sets: Path = SETS, folders: Sequence[Path] = FOLDERS) -> Iterator[Text]:
    """Yield the texts that a list names and that lie in one of the folders; say on standard error which do not.

    Raises:
        AskError: the questions about one of them are nowhere there.
    """
    for name, files in tomllib.loads(sets.read_text(encoding="utf-8")).items():
        text, questions = (_find(files[kind], folders) for kind in ("text", "questions"))
        if text is None:
            print(
                f"{files['text']} is not there and left out: name its folder with --documents, or run make documents.",
                file=sys.stderr,
            )
        elif questions is None:
            raise AskError(
                f"{files['questions']} is in none of {', '.join(map(str, folders))}. Put it into one of them."
            )
        else:
            yield Text(name, text, questions)


def _find(name: str, folders: Sequence[Path]) -> Path | None:
    every = (*folders, documents.folder())
    return next((folder / name for folder in every if (folder / name).is_file()), None)
