"""Where results come from: document, models, settings and code. Decides which earlier results may be reused.

Knows nothing of questions or answers. Paths are named without their folders, since a report is read on other machines.
"""

import dataclasses
import hashlib
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from eval.core.result_cache import code_digest
from eval.core.run_report import RunMetadata
from models import catalog
from models.disk import sha256
from models.fetch import path_if_ready

Plain = str | int | float | bool | None

_ROOT = Path(__file__).parents[2]
_DIGITS = 12
"""How many hexadecimal digits of a digest a report shows."""
NO_EFFECT = {"host", "port", "prefill_mb", "keep_answers"}
"""Settings that no answer depends on: changing one asks no question again."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The identity of an engine.

    Attributes:
        document: sha256 of the source text.
        code: sha256 of the engine's own files.
        commit: Commit of the checkout, with a + if files differ from it; None without git.
        models: Names of the models by their role.
        settings: The engine's settings, paths without their folders.
        stamps: Size and modification time of the model files that the settings name.
        machine: The processor and the build of llama.cpp.
        weights: First digits of the sha256 of each file of weights: the models' and the fitted ones.
    """

    document: str
    code: str
    commit: str | None
    models: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Plain] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)

    @property
    def context(self) -> dict[str, object]:
        """Everything that an answer depends on besides the question. `code` covers the commit."""
        settings = {key: value for key, value in self.settings.items() if key not in NO_EFFECT}
        return {
            "document": self.document,
            "code": self.code,
            "models": dict(self.models),
            "stamps": dict(self.stamps),
            "settings": settings,
            "machine": platform.machine(),
            "build": self.machine.get("llama_cpp"),
        }


def provenance_of(document: str, settings: object = None, root: Path = _ROOT, commit: str | None = None) -> Provenance:
    """Return the identity of an engine that answers from a document.

    Args:
        document: sha256 of the source text.
        settings: The engine's settings, a dataclass, or None.
        root: Folder with the engine's code.
        commit: What the code is named by; the commit of this checkout if None.
    """
    values = (
        {entry.name: getattr(settings, entry.name) for entry in dataclasses.fields(settings)}
        if dataclasses.is_dataclass(settings) and not isinstance(settings, type)
        else {}
    )
    files = {key: value for key, value in values.items() if isinstance(value, Path) and value.is_file()}
    if isinstance(folder := values.get("embedder"), Path) and folder.is_dir():
        files["embedder"] = folder
    # Default models come from the catalog, whose digests are part of `code`.
    defaults = {name: path for name in ("llm", "embedder") if name not in files and (path := path_if_ready(name))}
    return Provenance(
        document=document,
        code=code_digest() if root == _ROOT else code_digest(root),
        commit=commit or _commit(),
        models={key: path.stem if path.suffix == ".gguf" else path.name for key, path in {**files, **defaults}.items()},
        settings={key: _plain(value) for key, value in values.items()},
        # A file that was replaced under the same name is another model.
        stamps={key: _stamp(path) for key, path in files.items()},
        machine=_machine(),
        weights=_weights(files, defaults, root / "rag" / "weights"),
    )


def run_metadata(provenance: Provenance, selection: Mapping[str, str | int | None], wanted: int) -> RunMetadata:
    """Return the metadata of a report made now."""
    return RunMetadata(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=provenance.commit,
        models=provenance.models,
        document=provenance.document,
        code=provenance.code,
        settings=provenance.settings,
        selection=selection,
        wanted=wanted,
        machine=provenance.machine,
        weights=provenance.weights,
    )


def metadata_of_answers(
    answers: Path, document: str, selection: Mapping[str, str | int | None], wanted: int
) -> RunMetadata:
    """Return the metadata of a report on a file of answers, of which it is not known how they were made.

    `document` is the sha256 of the source text, `wanted` the number of questions.
    """
    return RunMetadata(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=None,
        models={"answers": answers.name},
        document=document,
        code="",
        settings={},
        selection=selection,
        wanted=wanted,
    )


@cache
def _machine() -> dict[str, str]:
    """Return the processor's name, and the version of llama.cpp's binding with a digest of its libraries."""
    try:
        build = version("llama-cpp-python")
    except PackageNotFoundError:
        return {"cpu": _processor()}
    spec = find_spec("llama_cpp")
    digest = hashlib.sha256()
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted((Path(folder) / "lib").glob("*")):
            digest.update(path.read_bytes())
    return {"cpu": _processor(), "llama_cpp": f"{build} {digest.hexdigest()[:_DIGITS]}"}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def _stamp(path: Path) -> str:
    """Return size and time of change of a file, or of each file in a folder."""
    found = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return "; ".join(f"{file.stat().st_size} {file.stat().st_mtime_ns}" for file in found)


def _digest(path: Path) -> str:
    """Return the first digits of the sha256 of a file, or of those of all files in a folder."""
    if path.is_file():
        return sha256(path)[:_DIGITS]
    whole = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        whole.update(f"{file.relative_to(path).as_posix()}\0{sha256(file)}\0".encode())
    return whole.hexdigest()[:_DIGITS]


def _weights(files: Mapping[str, Path], defaults: Mapping[str, Path], folder: Path) -> dict[str, str]:
    """Return the digests of the models that the settings name, of the catalog's, and of what was fitted on them.

    Commits from before there was a folder of weights have those beside the code: they are told by the commit.
    """
    known = catalog.load().models
    digests = {name: ".".join(file.sha256[:_DIGITS] for file in known[name].files) for name in defaults}
    digests |= {name: _digest(path) for name, path in files.items()}
    found = sorted(folder.iterdir()) if folder.is_dir() else ()
    fitted = (path for path in found if path.suffix in {".json", ".safetensors"})
    return digests | {path.name: _digest(path) for path in fitted}


def _plain(value: object) -> Plain:
    if isinstance(value, Path):
        return value.name
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _commit() -> str | None:
    """Return the checkout's commit, with a + if tracked files differ from it; None without git. Writes nothing."""
    try:
        commit = _git("describe", "--always", "--abbrev=12", "--exclude=*")
        return commit and commit + "+" * bool(_git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None


def _git(*command: str) -> str:
    # `describe --dirty` would rewrite git's index; `status` with --no-optional-locks does not.
    done = subprocess.run(  # noqa: S603
        ["git", "--no-optional-locks", *command],  # noqa: S607
        cwd=_ROOT, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=10, check=True,
    )  # fmt: skip
    return done.stdout.strip()
