"""The stages of the set-up and their order; what is done already is not done again.

python app.py --setup                   # what the chat needs
python app.py --setup --with-training   # PyTorch too: for another embedder, and for fitting
python app.py --setup --with-tests      # everything, and what the tests need
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from models.errors import AskError
from models.setup import bundle
from models.setup.environment import ROOT, Environment, SetupError, require_python
from models.setup.llama import LlamaCpp, build_variables, reachable
from models.setup.requirements import pin, pins

REQUIREMENTS: Final = ROOT / "requirements.txt"
DEV_REQUIREMENTS: Final = ROOT / "requirements-dev.txt"
BENCH_REQUIREMENTS: Final = ROOT / "eval" / "bench" / "requirements.txt"
FOLDER: Final = ".venv"
BENCH_FOLDER: Final = ".venv-bench"
INDEX: Final = ROOT / "index" / "data" / "manifest.json"
TORCH_CPU_INDEX: Final = "https://download.pytorch.org/whl/cpu"
RECIPE: Final = "1"
"""Raise it if the same requirements are to be installed in another way, so that the stages run again."""

_FAILED: Final = "could not be installed, see above. Run the same command again: what has already arrived is kept."


def say(text: str) -> None:
    """Print a line at once, also where several processes write to one pipe."""
    print(text, flush=True)


def stage(title: str) -> None:
    """Print the heading of a stage."""
    say(f"\n==> {title}")


class Setup:
    """The set-up of one environment."""

    def __init__(self, environment: Environment, compiled: bool = False) -> None:
        """Take the environment to set up; `compiled`: compile llama.cpp here, and use no published build."""
        self.environment = environment
        pinned = pin(REQUIREMENTS, "llama-cpp-python")
        self._llama = LlamaCpp(environment, pinned, REQUIREMENTS, say, compiled)
        self._compiled = compiled

    def packages(self, training: bool = False, tests: bool = False) -> None:
        """Create the environment and install what is missing.

        Raises:
            SetupError: a stage failed.
        """
        require_python()
        if not self.environment.is_whole():
            stage(f"1/5 Virtual environment in {self.environment.folder.name}")
            self.environment.create()
        if self._compiled or not self._llama.is_ready():
            stage("2/5 llama.cpp, and whether it runs on this processor")
            self._llama.ensure()
        if not self._stamp("chat").exists():
            stage("3/5 Requirements of the chat")
            self._install(pins(REQUIREMENTS, "chat"))
            self._done("chat")
        if (training or tests) and not self._stamp("training").exists():
            stage("3/5 PyTorch, the CPU build, and what fitting needs")
            install_torch(self.environment, pin(REQUIREMENTS, "torch"))
            self._install(pins(REQUIREMENTS))
            self._done("training")
        if tests and not self._stamp("tests").exists():
            stage("Requirements of the tests")
            self._install(pins(DEV_REQUIREMENTS), "--quiet")
            system_packages()
            self._done("tests")

    def data(self, small: bool = False) -> None:
        """Fetch the models, with `small` the small LLM, and build the index, as far as they are missing.

        Raises:
            SetupError: a stage failed.
        """
        stage(f"4/5 Models, {'0.7' if small else '1.3'} GB to fetch the first time")
        self._module("models.fetch", *(("embedder", "llm-small") if small else ()))
        if not INDEX.is_file():
            stage("5/5 Index")
            self._module("index.build")

    def _module(self, name: str, *arguments: str) -> None:
        status = self.environment.run("-m", name, *arguments)
        if status:
            raise SetupError(f"python -m {name} failed, see above. Run the same command again to go on.")

    def _install(self, requirements: Sequence[str], *options: str) -> None:
        if not self.environment.pip("install", "--progress-bar=on", *options, *requirements):
            raise SetupError(f"The requirements {_FAILED}")

    def _stamp(self, part: str) -> Path:
        """The file that says that a part is installed; its name ends in the hash of what it was made from."""
        files = [REQUIREMENTS, DEV_REQUIREMENTS] if part == "tests" else [REQUIREMENTS]
        content = RECIPE.encode() + b"".join(file.read_bytes() for file in files)
        return self.environment.folder / f".{part}-{hashlib.sha256(content).hexdigest()[:12]}"

    def _done(self, part: str) -> None:
        for old in self.environment.folder.glob(f".{part}-*"):
            old.unlink()
        self._stamp(part).touch()


def install_torch(environment: Environment, pinned: str) -> None:
    """Install PyTorch's CPU build if there is none.

    From a wheel on this machine's disk, else from PyTorch's own index of CPU builds, else from the package index, which
    on Linux means gigabytes of CUDA.

    Raises:
        SetupError: no source gave it.
    """
    if environment.succeeds("-c", "import torch"):
        return
    if environment.succeeds("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", pinned):
        return
    if reachable(f"{TORCH_CPU_INDEX}/torch/"):
        done = environment.pip("install", "--progress-bar=on", "--no-deps", "--index-url", TORCH_CPU_INDEX, pinned)
    else:
        if sys.platform == "linux":
            say(
                "PyTorch's index of CPU builds cannot be reached: the package index gives a build with CUDA, "
                "several GB."
            )
        done = environment.pip("install", "--progress-bar=on", pinned)
    if not done:
        raise SetupError(f"PyTorch {_FAILED}")


def bench_peers(environment: Environment) -> Environment:
    """Install the systems that the bench measures beside ours, in an environment of their own.

    Raises:
        SetupError: they cannot be had.
    """
    require_python()
    if not environment.is_whole():
        environment.create()
    install_torch(environment, pin(REQUIREMENTS, "torch"))
    if not environment.pip("install", "--progress-bar=on", "-r", BENCH_REQUIREMENTS, environment=build_variables()):
        raise SetupError(f"The peers of the bench {_FAILED}")
    return environment


def system_packages() -> None:
    """Install the system's packages that the tests need, on Debian where that is possible without asking.

    Raises:
        SetupError: one is missing that they cannot do without.
    """
    if os.name == "nt":
        return
    missing = [name for name in ("chromium", "curl") if not shutil.which(name)]
    if missing and _debian(*missing):
        raise SetupError(f"The tests need {' and '.join(missing)}. Install them and run the same command again.")
    if (
        sys.platform == "linux"
        and not (shutil.which("strace") and shutil.which("ip"))
        and _debian("strace", "iproute2")
    ):
        say("Without them the tests do not check whether anything leaves this machine.")


def _debian(*names: str) -> int:
    return subprocess.run(["bash", ROOT / ".ci" / "system-packages", *names], check=False).returncode


def ensure(arguments: Sequence[str]) -> Environment:
    """Do what the command line of `python app.py --setup` asks for; return the environment.

    Raises:
        AskError: a stage failed.
    """
    parser = argparse.ArgumentParser(prog="python app.py --setup", description="Set up what is missing.")
    parser.add_argument("--with-training", action="store_true", help="PyTorch too: another embedder, and fitting")
    parser.add_argument("--with-tests", action="store_true", help="all that the tests need too")
    parser.add_argument("--packages", action="store_true", help="no models and no index")
    parser.add_argument("--small", action="store_true", help="the small LLM in place of the default one")
    parser.add_argument("--compile", action="store_true", help="compile llama.cpp for the processor of this machine")
    parser.add_argument("--bench", action="store_true", help="the peers of the bench alone, in their own environment")
    parser.add_argument("--bundle", type=Path, metavar="FILE", help="then make one archive for machines offline")
    options = parser.parse_args(arguments)
    if options.bench:
        return bench_peers(Environment(ROOT / BENCH_FOLDER))
    setup = Setup(Environment(ROOT / FOLDER), options.compile)
    other_embedder = bool(os.environ.get("ASK_EMBEDDER"))
    setup.packages(options.with_training or other_embedder, options.with_tests)
    if not options.packages:
        setup.data(options.small)
    if options.bundle:
        stage(f"Bundle for {bundle.BASELINE}, in {options.bundle}")
        bundle.make(setup.environment, options.bundle, REQUIREMENTS)
    return setup.environment


def main(arguments: Sequence[str]) -> int:
    """Run `python app.py --setup` and return the exit status."""
    try:
        ensure(arguments)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on from here.", file=sys.stderr)
        return 130
    return 0
