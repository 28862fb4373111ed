"""The engine's code in a folder of its own: as it stands here or at a commit, with some of its files replaced.

Only what an answer depends on is copied. `python -m rag.ask` in such a folder runs that code with this environment.
"""

import io
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

from eval.answers.process import ROOT
from eval.core.dataset import EvalError
from eval.core.result_cache import ENGINE
from index.build import DEFAULT_OUT


def copy_engine(target: Path, replaced: Mapping[str, str] | None = None, *, prompts: Path | None = None) -> Path:
    """Copy the engine's code as it stands here, and its index; return the folder.

    Args:
        target: The folder; what it held is removed.
        replaced: New texts of files by their paths, like "prompts/ru/system.txt".
        prompts: A folder to be taken in place of prompts/.

    Raises:
        EvalError: a file to be replaced, or the folder of prompts, does not exist.
    """
    shutil.rmtree(target, ignore_errors=True)
    for folder in ENGINE:
        source = prompts if prompts is not None and folder == "prompts" else ROOT / folder
        if not source.is_dir():
            raise EvalError(f"{source} is no folder of prompts. Give one like {ROOT / 'prompts'}.")
        shutil.copytree(source, target / folder, ignore=shutil.ignore_patterns("__pycache__", ".data*", "data-*"))
    for name, text in (replaced or {}).items():
        path = target / name
        if not path.is_file():
            raise EvalError(f"The engine has no file {name} to replace. Name one in {', '.join(ENGINE)}.")
        path.write_text(text, encoding="utf-8")
    return target


def engine_at(commit: str, target: Path) -> tuple[Path, str]:
    """Write the engine's code at a commit; return the folder and the commit's first digits.

    Raises:
        EvalError: there is no git or no such commit, or it has no engine.
    """
    try:
        name = _git("rev-parse", "--verify", "--short=12", f"{commit}^{{commit}}").decode().strip()
        packed = _git("archive", name, "--", *ENGINE)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise EvalError(
            f"Commit {commit!r} cannot be taken: {said.decode().strip()}. See git log for those there are."
        ) from error
    shutil.rmtree(target, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(target, filter="data")
    if DEFAULT_OUT.is_dir():  # where it is not the index of that commit, that commit builds its own
        shutil.copytree(DEFAULT_OUT, target / "index" / DEFAULT_OUT.name)
    return target, name


def _git(*words: str) -> bytes:
    command = ["git", "--no-optional-locks", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout  # noqa: S603
