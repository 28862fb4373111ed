"""Remove from this machine what the program has put there, after showing it: `make uninstall`.

    python -m models.inventory.uninstall            # shows each part with its size, and asks
    python -m models.inventory.uninstall --list     # shows alone
    python -m models.inventory.uninstall --yes      # asks nothing, and leaves what exists nowhere else
    python -m models.inventory.uninstall --yes --data    # that too

Only files that the program makes are removed, by name: whoever keeps other files in the same folders keeps them. The
checkout itself stays; delete its folder afterwards. Models that another program keeps are that program's own.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models import console
from models.disk import size
from models.errors import AskError
from models.folders import FEEDBACK, cache_dir, data_place
from models.setup.environment import ROOT

CACHED = ("models", "passage-kv", "llm-sha256")
KEPT = (FEEDBACK, "questions", "judging", "library", "log", "VERSION", ".lock")
MADE = ("index/data", "index/data-*", "index/.data*", ".setup-bundle", ".venv-bench", ".venv")
"""In the checkout; the environment last, since this program runs in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be removed as a whole: its name, its folder, and the files there that are removed."""

    title: str
    folder: Path
    paths: tuple[Path, ...]
    lost: bool = False
    """Whether it exists nowhere else."""

    @property
    def bytes(self) -> int:
        """Size of the files, in bytes; links count as nothing."""
        return sum(_bytes(path) for path in self.paths)


def parts(root: Path = ROOT) -> tuple[Part, ...]:
    """Return what is there of the program outside of its checkout, and what it made inside.

    Raises:
        SettingsError: ASK_CACHE or ASK_DATA names a home folder that does not exist.
    """
    cache, data = cache_dir(), data_place()
    found = (
        Part("models and prefilled passages, which can be fetched again", cache, _there(cache, CACHED)),
        Part("feedback, added documents, own questions, judgements and the log", data, _there(data, KEPT), lost=True),
        Part("index and packages, which `make run` makes again", root, _there(root, MADE)),
    )
    return tuple(part for part in found if part.paths)


def remove(part: Part) -> list[str]:
    """Remove a part, and its folder outside the checkout if nothing is left in it; return what could not be removed."""
    failed = []
    for path in part.paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            failed.append(f"{path} stays ({error.strerror or error}). Remove it by hand.")
    if part.folder.is_dir() and not any(part.folder.iterdir()):
        part.folder.rmdir()
    return failed


def main(arguments: Sequence[str] | None = None, ask: Callable[[str], str] = input) -> int:
    """Run the command line and return the exit status: 0 unless something that was to go stays."""
    parser = argparse.ArgumentParser(
        prog="python -m models.inventory.uninstall", description="Remove what was installed."
    )
    parser.add_argument("--list", action="store_true", help="show what would be removed, and end")
    parser.add_argument("--yes", action="store_true", help="remove what can be made again, without asking")
    parser.add_argument("--data", action="store_true", help="with --yes: remove what exists nowhere else, too")
    options = parser.parse_args(arguments)
    try:
        found = parts()
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    if not found:
        print("Nothing of the program is there.")
        return 0
    failed: list[str] = []
    for part in found:
        print("\n".join(_shown(part)))
        if options.list:
            continue
        if (not part.lost or options.data) if options.yes else _agreed(part, ask):
            failed += remove(part)
            print("  removed" if not failed else "")
        else:
            print("  left as it is")
    if not options.list:
        print(f"The checkout itself stays: {ROOT}. Conversations are in the browser; delete them there.")
    for line in failed:
        print(line, file=sys.stderr)
    return int(bool(failed))


def _agreed(part: Part, ask: Callable[[str], str]) -> bool:
    """Whether the person at the terminal says so; nobody there is a no, and what exists nowhere else takes a word."""
    wanted = "delete" if part.lost else "y"
    try:
        return ask(f"  Remove it? Type {wanted} to remove, Enter to keep: ").strip().lower() == wanted
    except EOFError:
        return False


def _shown(part: Part) -> Iterator[str]:
    yield f"\n{part.title}, {size(part.bytes)}:"
    for path in part.paths:
        yield f"  {path}"


def _there(folder: Path, patterns: Sequence[str]) -> tuple[Path, ...]:
    """What of a folder is there, by patterns below it, in their order."""
    return tuple(path for pattern in patterns for path in sorted(folder.glob(pattern)))


def _bytes(path: Path) -> int:
    if path.is_symlink():
        return 0
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(one.lstat().st_size for one in files if one.is_file() and not one.is_symlink())


if __name__ == "__main__":
    sys.exit(console.run(main))
