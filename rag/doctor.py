"""Say what this machine has and what is missing: `python -m rag.doctor`, or `make doctor`.

The report is fit to be pasted into an issue: it names no user, no host, no folder of the user and no value of a proxy.
`--full` hashes every model file, which takes some seconds. The exit status is 0 where nothing is missing, else 1.
"""

import argparse
import getpass
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from models import console, disk
from models.errors import AskError
from models.fetch import DEFAULT_NAMES, Store, default_store
from models.folders import CACHE_VARIABLE, DATA_VARIABLE, data_place
from models.offline import SWITCHES
from rag.logfile import place
from rag.offer import Offer
from rag.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "llama-cpp-python", "onnxruntime", "faiss-cpu", "gradio", "numpy", "tokenizers", "sentence-transformers", "torch",
)  # fmt: skip
FEATURES = ("avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "amx_tile", "asimd", "asimddp", "i8mm")
"""What llama.cpp's kernels make use of."""
DISK_BYTES = 1_500_000_000
"""Room on the disk that a first start takes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the report, and what to do about it where something is wrong."""

    name: str
    value: str
    remedy: str = ""


def findings(settings: Settings, store: Store, *, full: bool = False) -> Iterator[Finding]:
    """Yield what there is to say, one thing after another; `full` hashes every model file."""
    yield Finding("program", _commit())
    yield Finding("system", f"{platform.system()} {platform.release()}, {platform.machine()}")
    yield Finding("Python", platform.python_version())
    for package in PACKAGES:
        yield _package(package)
    yield Finding("processor", _processor())
    yield Finding("threads", f"{settings.threads} of {os.cpu_count()} (ASK_THREADS)")
    yield _memory(settings, store)
    yield _disk(settings.cache)
    for name in DEFAULT_NAMES:
        yield _model(store, name, full=full)
    yield _asked("index", lambda: _index(settings))
    yield _asked("weights", lambda: _weights(settings, store))
    yield Finding("log", f"{place(data_place())}, {settings.log} (ASK_LOG)")
    yield _port(settings.port)
    proxies = [name for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") if {name, name.lower()} & set(os.environ)]
    yield Finding("proxies", ", ".join(proxies) or "none")
    off = [name for name, value in SWITCHES.items() if os.environ.get(name) != value]
    yield Finding("telemetry", f"on: {', '.join(off)}" if off else "off", "Start the program anew." if off else "")
    chosen = sorted(name for name in os.environ if name.startswith("ASK_"))
    yield Finding("variables set", ", ".join(chosen) or "none")


def _commit() -> str:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return "unknown version"
    done = subprocess.run(  # noqa: S603 (a fixed command)
        [git, "-C", str(ROOT), "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip() or "unknown version"


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", "Run `make setup`.")


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.is_file():
        return platform.processor() or "unknown"
    text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    model = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    flags = re.search(r"^(?:flags|Features)\s*: (.+)$", text, re.MULTILINE)
    known = set(flags[1].split()) if flags else set()
    return f"{model[1] if model else platform.machine()}; {' '.join(one for one in FEATURES if one in known)}"


def _memory(settings: Settings, store: Store) -> Finding:
    offer = Offer(settings, store)
    said = (
        f"{disk.size(offer.free)} free of {disk.size(psutil.virtual_memory().total)}, {disk.size(offer.needed)} wanted"
    )
    few = "Close other programs" + ("." if offer.is_small else ", or take the small LLM: `python app.py --small`.")
    return Finding("memory", said, few if offer.is_short else "")


def _disk(cache: Path) -> Finding:
    there = next(folder for folder in (cache, *cache.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    few = f"Free some room, or set {CACHE_VARIABLE} to a folder on a larger disk." if free < DISK_BYTES else ""
    state = "there" if cache.is_dir() else "not made yet"
    kept = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file()) if cache.is_dir() else 0
    return Finding("cache", f"{state}, {disk.size(kept)}; {disk.size(free)} free on its disk", few)


def _model(store: Store, name: str, *, full: bool) -> Finding:
    path = store.path_if_ready(name)
    if path is None:
        return Finding(f"model {name}", "missing or changed", f"Run `python -m models.fetch {name}`.")
    if full and not store.is_intact(name):
        return Finding(f"model {name}", "damaged", f"Run `python -m models.fetch --check {name}`.")
    how = "every byte compared" if full else "as it was when it was verified"
    return Finding(f"model {name}", f"{path.name}, {how}")


def _asked(name: str, ask: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ask())
    except AskError as error:
        return Finding(name, "cannot be used", str(error))


def _index(settings: Settings) -> str:
    from rag.service import Service

    document = Service(settings).document
    return f"{len(document.sections)} sections, sha256 {document.sha256[:16]}"


def _weights(settings: Settings, store: Store) -> str:
    from index.embed import fingerprint
    from index.store import load
    from rag.service import Service
    from rag.weights.selection import llm_sha256, select

    folder, llm = settings.embedder or store.path_if_ready("embedder"), settings.llm or store.path_if_ready("llm")
    if folder is None or llm is None:
        return "not known before the models are there"
    dimension = load(settings.index).vectors.d if settings.index.is_dir() else 384
    selected = select(Service(settings).document.sha256, fingerprint(folder), dimension)
    used = selected.in_use(llm_sha256(llm, settings.cache))
    return ", ".join([str(used.standing), *(f"not fitted on this {one}" for one in used.mismatches)])


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            another = f"If that is not this page, take another port: ASK_PORT={port + 1 if port < 65535 else 7860}."
            return Finding(f"port {port}", error.strerror or "taken", another)
    return Finding(f"port {port}", "free")


def without_names(text: str, settings: Settings) -> str:
    """Return a text with everything replaced that names the user, the host or their folders."""
    data = os.environ.get(DATA_VARIABLE)
    folders = [(settings.cache, "<cache>"), (ROOT, "<checkout>"), (settings.index, "<index>"), (Path.home(), "~")]
    if data:
        folders.append((Path(data), "<data>"))
    for folder, name in sorted(folders, key=lambda pair: -len(str(pair[0]))):
        text = text.replace(str(folder), name)
    for secret, name in ((socket.gethostname(), "<host>"), (_user(), "<user>")):
        if len(secret) > 2:
            text = re.sub(rf"(?<![\w.-]){re.escape(secret)}(?![\w.-])", name, text)
    return text


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m rag.doctor", description="Say what is here and what is missing.")
    parser.add_argument("--full", action="store_true", help="compare every byte of the models")
    options = parser.parse_args(arguments)
    try:
        settings = Settings.from_environment()
    except AskError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    remedies = []
    for one in findings(settings, default_store(), full=options.full):
        mark = "!" if one.remedy else " "
        sys.stdout.write(without_names(f"{mark} {one.name}: {one.value}\n", settings))
        sys.stdout.flush()
        if one.remedy:
            remedies.append(f"- {one.name}: {one.remedy}")
    sys.stdout.write(without_names("\n".join(["", *(remedies or ["Nothing is missing."]), ""]), settings))
    return 1 if remedies else 0


if __name__ == "__main__":
    sys.exit(console.run(main))
