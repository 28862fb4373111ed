"""Where results come from: document, models, settings, code. It decides which earlier results are still true.

It knows nothing of questions or answers. Paths are named without their folders: a report is read on other
machines.
"""

import dataclasses
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from eval.core.records import RunMetadata
from eval.core.result_cache import code_digest
from models.fetch import path_if_ready

Plain = str | int | float | bool | None

_ROOT = Path(__file__).parents[2]
_NO_EFFECT = {"host", "port", "prefill_mb"}
"""Settings on which no answer depends: changing one asks nothing again."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The engine's identity. `models` holds names, `stamps` size and time of the model files that the settings name."""

    document: str
    code: str
    commit: str | None
    models: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Plain] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)

    @property
    def context(self) -> dict[str, object]:
        """Everything that an answer depends on beside the question; the commit is told by `code` already."""
        settings = {key: value for key, value in self.settings.items() if key not in _NO_EFFECT}
        return {
            "document": self.document,
            "code": self.code,
            "models": dict(self.models),
            "stamps": dict(self.stamps),
            "settings": settings,
            "machine": platform.machine(),
        }


def provenance_of(document: str, settings: object = None) -> Provenance:
    """The identity of an engine that answers from a document.

    Args:
        document: sha256 of the source text.
        settings: the engine's settings, a dataclass; None where there are none to tell.
    """
    values = (
        {entry.name: getattr(settings, entry.name) for entry in dataclasses.fields(settings)}
        if dataclasses.is_dataclass(settings) and not isinstance(settings, type)
        else {}
    )
    files = {key: value for key, value in values.items() if isinstance(value, Path) and value.is_file()}
    # Not told by the settings where they are the catalog's, whose digests are in `code`.
    defaults = {name: path for name in ("llm", "embedder") if name not in files and (path := path_if_ready(name))}
    return Provenance(
        document=document,
        code=code_digest(),
        commit=_commit(),
        models={key: path.stem if path.suffix == ".gguf" else path.name for key, path in {**files, **defaults}.items()},
        settings={key: _plain(value) for key, value in values.items()},
        # A model replaced by another of the same name still is another model.
        stamps={key: f"{path.stat().st_size} {path.stat().st_mtime_ns}" for key, path in files.items()},
    )


def run_metadata(origin: Provenance, selection: Mapping[str, str | int | None], wanted: int) -> RunMetadata:
    """The head of a report made now."""
    return RunMetadata(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=origin.commit,
        models=origin.models,
        document=origin.document,
        code=origin.code,
        settings=origin.settings,
        selection=selection,
        wanted=wanted,
    )


def _plain(value: object) -> Plain:
    if isinstance(value, Path):
        return value.name
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _commit() -> str | None:
    """The checkout's commit, with a + if tracked files differ from it; None without git. Writes nothing."""
    try:
        commit = _git("describe", "--always", "--abbrev=12", "--exclude=*")
        return commit and commit + "+" * bool(_git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None


def _git(*command: str) -> str:
    # `describe --dirty` would write the index anew; `status` leaves it where it is told to.
    done = subprocess.run(  # noqa: S603
        ["git", "--no-optional-locks", *command],  # noqa: S607
        cwd=_ROOT, capture_output=True, text=True, timeout=10, check=True,
    )  # fmt: skip
    return done.stdout.strip()
