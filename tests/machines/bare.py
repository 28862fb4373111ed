"""A machine on which nothing was ever installed: an empty home, and a PATH without a compiler.

Maybe without a network too, and for another user, which needs root. Linux alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("sh", "bash", "env", "dirname", "ls", "uname", "grep", "cat", "tee", "curl", "sleep", "seq", "test", "ldd")
"""Commands that every Linux has, curl aside; no compiler, no make, no CMake."""
COMPILERS = ("cc", "c++", "gcc", "g++", "clang", "clang++", "make", "cmake", "ninja")
NOBODY = 65534
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


def python_of_everybody() -> Path:
    """A Python of this minor version that any user may run, and that can make virtual environments.

    Raises:
        LookupError: there is none.
    """
    for found in (
        Path("/usr/bin") / VERSION,
        Path("/usr/local/bin") / VERSION,
        Path(sys.base_prefix) / "bin" / VERSION,
    ):
        command = [*as_nobody(), str(found), "-c", "import ensurepip, ssl, sqlite3"]
        if found.is_file() and not subprocess.run(command, capture_output=True, check=False).returncode:
            return found
    raise LookupError(f"There is no {VERSION} here that another user may run (Debian: apt-get install python3-venv).")


def as_nobody() -> tuple[str, ...]:
    """A prefix that runs a command as another user, who owns nothing; none where we may not."""
    if os.geteuid() or not shutil.which("setpriv"):
        return ()
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def without_network() -> tuple[str, ...]:
    """A prefix that runs a command in a network namespace of its own, with loopback."""
    root = () if not os.geteuid() else ("--map-root-user",)
    return ("unshare", "--net", *root, "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


def owned_by_nobody(folder: Path) -> None:
    """Give a folder and all in it to the other user, where there is one."""
    if as_nobody():
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)


def environment(folder: Path, python: Path, **more: str) -> Mapping[str, str]:
    """What the user of such a machine has set, and the folders that belong to it, made in `folder`."""
    home, commands = folder / "home", folder / "bin"
    for made in (home, commands):
        made.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        if found := shutil.which(name):
            link(commands / name, Path(found))
    for name in (VERSION, "python3", "python"):
        link(commands / name, python)
    assert not [name for name in COMPILERS if shutil.which(name, path=str(commands))]
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(("PIP_", "SSL_", "HTTP"))}
    return kept | {"HOME": str(home), "PATH": str(commands), "LANG": "C.UTF-8"} | more


def link(place: Path, target: Path) -> None:
    """Make a link that may be there already."""
    if not place.is_symlink():
        place.symlink_to(target)
