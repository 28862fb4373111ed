"""A virtual environment, and what is started in it. Imports the standard library alone."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from models.errors import AskError

ROOT: Final = Path(__file__).parents[2]
"""The checkout, where every command of the set-up runs."""
WHEELS: Final = ROOT / "wheels"
"""Where a bundle has all that pip may take (models/setup/bundle.py); in a clone there is none."""
OLDEST: Final = (3, 11)
NEWEST: Final = (3, 13)

_NO_VENV: Final = (
    "Python's venv module is missing or failed. On Debian and Ubuntu: sudo apt-get install python3-venv; on Windows "
    "and macOS: install Python from python.org. Then run the same command again."
)


class SetupError(AskError):
    """A stage of the set-up failed; the message says what to do."""


def require_python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> None:
    """Check that a version of Python is one that all packages are built for.

    Raises:
        SetupError: it is not.
    """
    if not OLDEST <= version[:2] <= NEWEST:
        said = ".".join(map(str, version))
        raise SetupError(
            f"Python 3.11 to 3.13 is needed, this is {said}. Run: make PYTHON=python3.12, or start app.py with another "
            "Python: python3.12 app.py, on Windows py -3.12 app.py"
        )


class Environment:
    """A virtual environment in `folder`, whether it is there already or not."""

    def __init__(self, folder: Path, windows: bool = os.name == "nt") -> None:
        self.folder = folder
        self.python = folder / "Scripts" / "python.exe" if windows else folder / "bin" / "python"

    def is_whole(self) -> bool:
        """Tell whether its Python starts and has pip: an interrupted creation leaves one without."""
        return self.python.is_file() and self.succeeds("-c", "import pip")

    def create(self) -> None:
        """Create it with the running Python, in place of a half one.

        Raises:
            SetupError: it cannot be created; nothing is left that would be taken for one.
        """
        if subprocess.run([sys.executable, "-m", "venv", "--clear", self.folder], check=False).returncode:
            raise SetupError(_NO_VENV)

    def run(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> int:
        """Run its Python and return the exit status; what is printed is shown."""
        return subprocess.run(
            self._command(arguments), env=self._variables(environment), cwd=ROOT, check=False
        ).returncode

    def output(self, *arguments: str | Path, timeout: float | None = None) -> str | None:
        """Run its Python and return what it prints; None if it fails, dies or takes longer than `timeout` seconds."""
        try:
            done = subprocess.run(
                self._command(arguments),
                env=self._variables(),
                cwd=ROOT,
                timeout=timeout,
                capture_output=True,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return None if done.returncode else done.stdout.decode("utf-8", "replace")

    def succeeds(self, *arguments: str | Path, timeout: float | None = None) -> bool:
        """Run its Python silently and tell whether it ended well."""
        return self.output(*arguments, timeout=timeout) is not None

    def pip(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> bool:
        """Run its pip, with what it prints shown, and tell whether it succeeded."""
        return not self.run("-m", "pip", "--disable-pip-version-check", *arguments, environment=environment)

    def has(self, requirement: str) -> bool:
        """Tell whether exactly the release that a pin NAME==VERSION names is installed."""
        name, _, version = requirement.partition("==")
        code = "import importlib.metadata as m, sys; sys.exit(m.version(sys.argv[1]).partition('+')[0] != sys.argv[2])"
        return self.succeeds("-c", code, name, version)

    def _command(self, arguments: Sequence[str | Path]) -> list[str | Path]:
        return [self.python, *arguments]

    @staticmethod
    def _variables(more: Mapping[str, str] | None = None) -> dict[str, str]:
        # On Windows a pipe has the encoding of the system's language, which not every path or sentence fits into.
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS.as_uri()} if WHEELS.is_dir() else {}
        return {**os.environ, "PYTHONUTF8": "1", **offline, **(more or {})}
