"""Model files that other programs of the user have downloaded, used where they lie instead of fetched again.

Looked for where LM Studio, Ollama and huggingface_hub keep theirs, by size, and taken only with the right sha256. What
was found is noted in the cache folder with its size and time, so that a start of the program hashes nothing. Uses no
network.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from models.catalog import File
from models.disk import FileStat, sha256
from models.files import write_atomically


@dataclass(frozen=True, slots=True)
class _Note:
    """Where a file was found, and what it was like when it was hashed."""

    path: str
    stat: FileStat


def known(file: File, root: Path) -> Path | None:
    """Return the place that `find` noted in the folder `root`, if the file is still as it was. Instant."""
    try:
        data = json.loads(_note(file, root).read_text(encoding="utf-8"))
        path, stat = Path(data["path"]), FileStat(**data["stat"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return path if stat.sha256 == file.sha256 and stat.is_unchanged(path) else None


def find(file: File, root: Path) -> Path | None:
    """Return a place where the file lies already, and note it in the folder `root`; None if there is none.

    Reads the whole of each candidate of the right size: seconds for a gigabyte.
    """
    for path in candidates(file):
        try:
            before = path.stat()
            if before.st_size != file.bytes or sha256(path) != file.sha256:
                continue
        except OSError:  # another user's, or just removed
            continue
        note = _Note(str(path), FileStat(before.st_size, before.st_mtime_ns, file.sha256))
        write_atomically(_note(file, root), json.dumps(asdict(note), ensure_ascii=False, indent=1).encode())
        return path
    return None


def candidates(file: File, home: Path | None = None) -> Iterator[Path]:
    """Yield files of the right size in the folders of other programs."""
    for folder in _ollama(home or Path.home()):
        yield from _sized(file, [folder / "blobs" / f"sha256-{file.sha256}"])
    for folder in _hub(home or Path.home()):
        yield from _sized(file, folder.glob(f"models--*/blobs/{file.sha256}"))
    for folder in _lm_studio(home or Path.home()):
        yield from _sized(file, folder.rglob("*.gguf"))


def _ollama(home: Path) -> Iterator[Path]:
    if chosen := os.environ.get("OLLAMA_MODELS"):
        yield Path(chosen)
    yield home / ".ollama" / "models"
    yield Path("/usr/share/ollama/.ollama/models")  # where its service on Linux keeps them


def _hub(home: Path) -> Iterator[Path]:
    if chosen := os.environ.get("HF_HUB_CACHE"):
        yield Path(chosen)
    if chosen := os.environ.get("HF_HOME"):
        yield Path(chosen) / "hub"
    yield home / ".cache" / "huggingface" / "hub"


def _lm_studio(home: Path) -> Iterator[Path]:
    with suppress(OSError, ValueError):  # never installed, or an early version
        yield Path((home / ".lmstudio-home-pointer").read_text(encoding="utf-8").strip()) / "models"
    yield home / ".lmstudio" / "models"
    yield home / ".cache" / "lm-studio" / "models"


def _sized(file: File, paths: Iterator[Path] | list[Path]) -> Iterator[Path]:
    try:
        for path in paths:
            if path.is_file() and path.stat().st_size == file.bytes:
                yield path
    except OSError:
        return  # a folder that may not be read


def _note(file: File, root: Path) -> Path:
    return root / f"{file.name}.elsewhere.json"
