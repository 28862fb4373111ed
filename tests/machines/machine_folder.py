"""The tests that need no model and no browser, in a checkout in a folder with spaces and Cyrillic letters.

TESTS="tests/models tests/index" runs some of them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.machines.running import ROOT

TESTS = os.environ.get("TESTS", "tests").split()


def test_in_a_folder_as_windows_users_have_them(tmp_path: Path) -> None:
    folder = tmp_path / "Мои документы 1"
    copy_checkout(folder)
    shutil.copytree(ROOT / "index" / "data", folder / "index" / "data")
    for command in (("init",), ("add", "."), ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "all")):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)  # as a clone is one
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "not real and not browser",
        f"--basetemp={tmp_path / 'База 2'}",
    ]
    done = subprocess.run([*command, *TESTS], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    print("\n" + "\n".join(done.stdout.splitlines()[-30:]))
    assert done.returncode == 0, done.stdout[-5000:]


def copy_checkout(folder: Path) -> None:
    """Copy what is or will be committed into a folder."""
    files = subprocess.check_output(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT)
    for name in filter(None, files.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
