"""A system to be asked: our engine with other models, settings, prompts, code or index, in a process of its own."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from eval.answers.checkout import copy_engine, engine_at
from eval.answers.process import ROOT, Command
from eval.core.dataset import EvalError
from eval.core.provenance import Provenance, provenance_of
from index.document import Document
from models import catalog
from models.fetch import path_if_ready
from rag.service import Service
from rag.settings import Settings

WORDS = ("-m", "rag.ask", "--jsonl")
_SETTINGS = ("llm", "embedder", "index", "threads", "context", "kv", "passages", "max_tokens", "prefill_mb")
_FILES = ("llm", "embedder", "index", "prompts")
KEYS = (*_SETTINGS, "prompts", "commit")


@dataclass(frozen=True, slots=True)
class Side:
    """How a system is started, the identity that its answers depend on, and the document it is about."""

    name: str
    command: Command
    provenance: Provenance
    document: Document


def parse(text: str) -> dict[str, str]:
    """Return the keys of a side: "llm=FILE,passages=2"; empty, or "this", for the system as it stands.

    Raises:
        EvalError: a key is unknown, stands twice or has no value.
    """
    found: dict[str, str] = {}
    for part in () if text.strip() in {"", "this"} else text.split(","):
        key, separator, value = (piece.strip() for piece in part.partition("="))
        if key not in KEYS or not separator or not value or key in found:
            raise EvalError(
                f"The side {text!r} cannot be read at {part.strip()!r}. Give key=value, separated by commas, each key "
                f"once: {', '.join(KEYS)}; or a finished run's report.json; or this."
            )
        found[key] = str(_place(key, value)) if key in _FILES else value
    if {"prompts", "commit"} <= found.keys():
        raise EvalError(f"The side {text!r} has both prompts and a commit. Commit the prompts, or leave one out.")
    return found


def _place(key: str, value: str) -> Path:
    """Return the place of a file; an LLM may be named as the catalog does."""
    if key == "llm" and value in catalog.load().models:
        if path := path_if_ready(value):
            return path
        raise EvalError(f"The model {value} is not here yet. Fetch it: python -m models.fetch {value}")
    return Path(value).expanduser().absolute()


def side(name: str, keys: dict[str, str], folder: Path) -> Side:
    """Return a system by its keys; code and logs of its own go to a folder.

    Raises:
        AskError: a value is not allowed, or there is no such file, commit or index.
    """
    environment = {f"ASK_{key.upper()}": value for key, value in keys.items() if key in _SETTINGS}
    settings = Settings.from_environment({**os.environ, **environment})
    root, commit = ROOT, None
    if "commit" in keys:
        root, commit = engine_at(keys["commit"], folder / "engine")
    elif "prompts" in keys:
        root = copy_engine(folder / "engine", prompts=Path(keys["prompts"]))
    return side_at(name, root, settings, folder, environment=environment, commit=commit)


def side_at(
    name: str,
    root: Path,
    settings: Settings,
    folder: Path,
    *,
    environment: dict[str, str] | None = None,
    commit: str | None = None,
) -> Side:
    """Return the system whose code is in a folder `root`; it logs to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    log.write_text("", encoding="utf-8")
    command = Command(name, (sys.executable, *WORDS), log, root, environment or {})
    document = Service(settings).document
    provenance = provenance_of(document.sha256, settings, root, commit)
    if root != ROOT and commit is None and provenance.commit:
        provenance = replace(provenance, commit=provenance.commit.removesuffix("+") + "+")
    return Side(name, command, provenance, document)
