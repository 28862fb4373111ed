"""One archive for a machine that never had a network: the project, wheels, models, index, and a script that starts it.

    python app.py --setup --bundle ask-declaration.tar

It is for the same system and the same minor version of Python as the one that makes it, on any processor of the stated
baseline: llama.cpp comes as its project's build, else it is compiled for that baseline, never for this processor alone.
Set-up from it uses no network and needs no compiler: pip takes what is in the folder `wheels` and nothing else.
"""

import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from models.setup.environment import ROOT, Environment, SetupError
from models.setup.llama import build_variables, published, reachable
from models.setup.requirements import pin, pins

FOLDER: Final = "ask-declaration"
FILES: Final = ("app.py", "requirements.txt", "requirements-dev.txt", "LICENSE", "README.md", "README.ru.md")
FOLDERS: Final = ("models", "index", "rag", "eval", "prompts", "docs")
BASELINE: Final = "x86-64-v3 (AVX2, FMA, F16C: processors from about 2014 on)"
PORTABLE: Final = {"CMAKE_ARGS": "-DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON"}
_MODELS: Final = """
from models.fetch import DEFAULT_NAMES, default_store
store = default_store()
for name in DEFAULT_NAMES:
    model = store.catalog.model(name)
    print(model.folder or model.files[0].name, store.path_if_ready(name), sep=chr(9))
"""
"""Names in the cache and present places of the chat's models."""
COMPILED: Final = ROOT / ".setup-bundle"
"""Where what was compiled for the baseline is kept, for a bundle that is interrupted or made again."""
_IGNORED: Final = shutil.ignore_patterns("__pycache__", "out", "*.lock", "data-*", ".data*")

START: Final = """#!/bin/sh
# Makes the environment from the wheels in this folder at the first start, then serves http://127.0.0.1:7860.
cd "$(dirname "$0")" || exit 1
ASK_CACHE="$PWD/cache" exec "${PYTHON:-python%d.%d}" app.py "$@"
"""
START_WINDOWS: Final = """@echo off\r
cd /d "%%~dp0"\r
set "ASK_CACHE=%%~dp0cache"\r
py -%d.%d app.py %%*\r
"""


def make(environment: Environment, archive: Path, requirements: Path) -> None:
    """Write the archive; everything is set up in `environment`.

    Raises:
        SetupError: a wheel cannot be had or built.
    """
    with tempfile.TemporaryDirectory(dir=archive.absolute().parent, prefix=".bundle-") as place:
        folder = Path(place) / FOLDER
        folder.mkdir()
        for name in FILES:
            shutil.copy2(ROOT / name, folder / name)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=_IGNORED)
        _wheels(environment, folder / "wheels", requirements)
        _models(environment, folder / "cache" / "models")
        version = sys.version_info[:2]
        (folder / "start.sh").write_text(START % version, encoding="utf-8", newline="\n")
        (folder / "start.sh").chmod(0o755)
        (folder / "start.cmd").write_text(START_WINDOWS % version, encoding="utf-8", newline="")
        part = archive.with_name(f"{archive.name}.part")
        with tarfile.open(part, "w") as tar:  # models and wheels are compressed already
            tar.add(folder, FOLDER)
        part.replace(archive)


def _wheels(environment: Environment, folder: Path, requirements: Path) -> None:
    llama = pin(requirements, "llama-cpp-python")
    others = [one for one in pins(requirements, "chat") if one != llama]
    common = ("wheel", "--progress-bar=on", "--constraint", requirements)
    build = published()
    if build and reachable(build[0]):
        named = f"llama-cpp-python @ {build[1]}"
        done = environment.pip(*common, "--wheel-dir", folder, named)
    else:
        done = _compiled(environment, folder, llama, common)
    if not done:
        raise SetupError("llama.cpp could not be had for the bundle, see above.")
    if not environment.pip(*common, "--wheel-dir", folder, "--find-links", folder, *others):
        raise SetupError("A wheel could not be had for the bundle, see above.")


def _compiled(environment: Environment, folder: Path, llama: str, common: Sequence[str | Path]) -> bool:
    """Put a llama.cpp for the baseline into `folder`: the one that an earlier bundle had compiled, else a new one."""
    pattern = f"{llama.replace('-', '_').replace('==', '-')}-*.whl"
    if not list(COMPILED.glob(pattern)):
        options = ("--no-binary=llama-cpp-python", "--no-cache-dir", "--no-deps", "--wheel-dir", COMPILED, llama)
        if not environment.pip(*common, *options, environment=build_variables() | PORTABLE):
            return False
    folder.mkdir(exist_ok=True)
    for wheel in COMPILED.glob(pattern):
        _link(wheel, folder / wheel.name)
    return environment.pip(*common, "--wheel-dir", folder, "--find-links", folder, llama)


def _models(environment: Environment, folder: Path) -> None:
    """Link or copy the chat's models with their records, so that nothing is made again."""
    folder.mkdir(parents=True)
    for line in (environment.output("-c", _MODELS) or "").splitlines():
        name, _, found = line.partition("\t")
        path = Path(found)
        if path.is_dir():
            shutil.copytree(path, folder / name, copy_function=_link)
        else:
            _link(path, folder / name)
        record = path.with_name(f"{path.name}.receipt.json")
        if record.is_file():
            _link(record, folder / f"{name}.receipt.json")


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
