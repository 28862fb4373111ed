"""Where a llama-cpp-python that runs on this processor comes from. Imports the standard library alone.

Its own project's build for the CPU where that can be reached, else a wheel that pip compiled here before, else the
source, compiled. Whichever it is has to compute with a tiny model (models/setup/probe.py) before it counts.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from models.files import write_atomically
from models.setup.environment import WHEELS as BUNDLED
from models.setup.environment import Environment, SetupError

WHEELS: Final = Path(__file__).with_name("llama_wheels.toml")
REACH_SECONDS: Final = 5.0
PROBE_SECONDS: Final = 120.0
NO_AMX: Final = ("-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16")
"""What GCC 12 makes of ggml's AMX kernels dies of an illegal instruction on processors that have them (eval/LOG.md)."""

_NO_COMPILER: Final = (
    "llama.cpp has to be compiled here, since no build of it could be had that runs on this processor, and a C++ "
    "compiler is missing. On Debian and Ubuntu: sudo apt-get install build-essential; on macOS: xcode-select "
    "--install; on Windows: winget install Microsoft.VisualStudio.2022.BuildTools --override "
    '"--wait --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended". Then run the same command again.'
)
_MACHINES: Final = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Source:
    """One way to get llama-cpp-python: what pip installs, with which options, and what is said of it."""

    title: str
    requirement: str
    options: tuple[str, ...] = ()
    compiles: bool = False


@dataclass(frozen=True, slots=True)
class Installed:
    """What was installed from where, and the processor that it was seen to run on."""

    pin: str
    source: str
    processor: str


def published(file: Path = WHEELS, system: str = sys.platform, machine: str | None = None) -> tuple[str, str] | None:
    """Return the index and the address, with its sha256, of the build that the project publishes for this platform.

    None if there is none that is pinned, as for a Linux whose C library is not glibc.
    """
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    processor = (machine or platform.machine()).lower()
    name = {"win32": "windows", "darwin": "macos"}.get(system, system)
    wheel = tables["wheels"].get(f"{name}-{_MACHINES.get(processor, processor)}")
    if wheel is None or (name == "linux" and platform.libc_ver()[0] not in ("glibc", "")):
        return None
    return tables["index"], f"{tables['base']}{wheel['name']}#sha256={wheel['sha256']}"


def reachable(address: str, seconds: float = REACH_SECONDS) -> bool:
    """Tell whether an address answers, through the user's proxies."""
    try:
        with urllib.request.urlopen(address, timeout=seconds):  # noqa: S310 addresses of this project's files alone
            return True
    except (OSError, ValueError):
        return False


def processor() -> str:
    """Name what this processor can do, so that an environment that was copied to another one is noticed."""
    said = [platform.system(), platform.machine(), platform.processor()]
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        said += sorted({line for line in lines if line.startswith(("flags", "Features"))})
    except OSError:
        pass  # not Linux
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class LlamaCpp:
    """llama-cpp-python in an environment: installed if it is missing, and seen to run."""

    def __init__(
        self, environment: Environment, pin: str, constraints: Path, say: Callable[[str], None], compiled: bool = False
    ) -> None:
        """Take the pin `llama-cpp-python==X`, and a file of constraints on what it needs; `compiled`: compile here."""
        self._environment, self._pin, self._constraints, self._say = environment, pin, constraints, say
        self._compiled = compiled
        self._record = environment.folder / ".llama.json"

    def is_ready(self) -> bool:
        """Tell whether what is installed was already seen to run on this processor. Starts nothing."""
        known = self._known()
        return known is not None and (known.pin, known.processor) == (self._pin, processor())

    def ensure(self) -> None:
        """Install it from the first source that gives one which runs here.

        Raises:
            SetupError: there is none.
        """
        if self.is_ready() and not self._compiled:
            return
        known = self._known()
        if self._environment.has(self._pin) and not self._compiled:
            if self._runs():
                self._keep(known.source if known else "the one that is installed")
                return
            self._say("The llama.cpp in this environment does not run on this processor; another one is tried.")
        for source in self.sources():
            if source.compiles and not has_compiler():
                raise SetupError(_NO_COMPILER)
            if self._install(source) and self._runs():
                self._keep(source.title)
                return
            self._say(f"llama.cpp: {source.title} could not be had, or does not run on this processor.")
        raise SetupError(
            "llama.cpp could not be installed, see above. Without a network, pip cannot fetch it: connect once and run "
            "the same command again. Where the compiler fails, its last lines say why."
        )

    def sources(self) -> Iterator[Source]:
        """Yield the sources in the order in which they are tried; a later one is looked for only then."""
        if BUNDLED.is_dir():
            yield Source("the wheel of this bundle", self._pin, ("--only-binary=llama-cpp-python",))
        elif not self._compiled:
            build = published() if self._pin.endswith(f"=={_version()}") else None
            if build and reachable(build[0]):
                yield Source("the build that its project publishes", f"llama-cpp-python @ {build[1]}")
            if wheel := self._cached():
                yield Source("a wheel that was compiled here before", str(wheel))
        # Without its cache pip takes no wheel that was just found not to run; with it, the next clone finds this one.
        fresh = ("--no-binary=llama-cpp-python", *(["--no-cache-dir"] if self._cached() else []))
        yield Source("compiled on this machine", self._pin, fresh, compiles=True)

    def _cached(self) -> Path | None:
        """The newest wheel of the pin that pip compiled and kept."""
        listed = self._environment.output(
            "-m", "pip", "cache", "list", "llama_cpp_python", "--format=abspath", timeout=60
        )
        name = f"{self._pin.replace('-', '_').replace('==', '-')}-"
        wheels = [Path(line) for line in (listed or "").splitlines() if Path(line).name.startswith(name)]
        return wheels[-1] if wheels else None

    def _install(self, source: Source) -> bool:
        if source.compiles:
            self._say("llama.cpp is compiled, which takes 3 to 10 minutes")
        options: list[str | Path] = ["--progress-bar=on", "--constraint", self._constraints, *source.options]
        if self._environment.has(self._pin):
            options += ["--force-reinstall", "--no-deps"]
        return self._environment.pip("install", *options, source.requirement, environment=build_variables())

    def _runs(self) -> bool:
        return self._environment.succeeds("-m", "models.setup.probe", timeout=PROBE_SECONDS)

    def _keep(self, source: str) -> None:
        known = Installed(self._pin, source, processor())
        write_atomically(self._record, json.dumps(asdict(known), indent=1).encode())
        self._say(f"llama.cpp runs on this processor: {source}.")

    def _known(self) -> Installed | None:
        try:
            return Installed(**json.loads(self._record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def has_compiler() -> bool:
    """Tell whether a C++ compiler can be expected; Windows' own is found by CMake, not on the PATH."""
    return os.name == "nt" or any(shutil.which(name) for name in (os.environ.get("CXX") or "c++", "g++", "clang++"))


def build_variables() -> dict[str, str]:
    """Return the environment variables with which llama.cpp is compiled: without its image models and AMX."""
    compiler = shutil.which("c++")
    variables = {"CMAKE_ARGS": f"-DLLAVA_BUILD=OFF {os.environ.get('CMAKE_ARGS', '')}".strip()}
    if compiler:
        command = [compiler, *NO_AMX, "-E", "-x", "c++", "-"]
        known = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if not known.returncode:
            flags = " ".join(NO_AMX)
            variables |= {name: f"{flags} {os.environ.get(name, '')}".strip() for name in ("CFLAGS", "CXXFLAGS")}
    return variables


def _version() -> str:
    return str(tomllib.loads(WHEELS.read_text(encoding="utf-8"))["version"])
