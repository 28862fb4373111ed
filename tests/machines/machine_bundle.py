"""The bundle on a machine that never had a network: another user, another path, no compiler, an older processor.

BUNDLE=FILE names it; `make test-machines` makes one if there is none.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.setup.bundle import FOLDER
from tests.machines import bare
from tests.machines.running import CITED, QUESTION, ROOT, Page

BUNDLE = Path(os.environ.get("BUNDLE", ROOT / "ask-declaration.tar"))
OPENS = 1200.0
ANSWERS = 900
OLDER = "Haswell"
"""A processor of the bundle's baseline and nothing newer, as qemu-user knows it."""
ASK = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.machines.running import ask
print(json.dumps(ask(int(sys.argv[1]), {QUESTION!r}, {ANSWERS}), ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """The bundle as another user has unpacked it."""
    if not BUNDLE.is_file():
        pytest.fail(f"There is no bundle {BUNDLE}. Make it: python app.py --setup --bundle {BUNDLE}")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:  # pytest's own is for its user alone
        Path(folder).chmod(0o755)
        there = Path(folder) / "Мои документы 1"
        with tarfile.open(BUNDLE) as tar:
            tar.extractall(there, filter="data")
        bare.owned_by_nobody(there)
        yield there / FOLDER


@pytest.fixture(scope="module")
def page(place: Path) -> Iterator[Page]:
    """The page, started by the bundle's script; the environment is made from its wheels."""
    try:
        python = bare.python_of_everybody()
    except LookupError as error:
        pytest.fail(str(error))
    environment = bare.environment(place.parent, python, PYTHON=bare.VERSION)
    bare.owned_by_nobody(place.parent / "home")
    variables = (f"{name}={value}" for name, value in environment.items())
    prefix = (*bare.without_network(), *bare.as_nobody(), "env", "-i", *variables)
    began = time.monotonic()
    with Page(place.parent.parent, command=("/bin/sh", place / "start.sh"), prefix=prefix, cwd=Path("/")) as page:
        page.wait_until_open(OPENS)
        print(f"\nopen after {time.monotonic() - began:.0f} s")
        yield page


def inside(page: Page, *command: str) -> str:
    """What a command prints in the network namespace of the page."""
    reach = ["nsenter", "--net", f"--target={page.process.pid}", *command]
    done = subprocess.run(reach, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_network_or_compiler_it_answers_and_cites(page: Page) -> None:
    assert "lo" in (links := inside(page, "ip", "-o", "link"))
    assert len(links.splitlines()) == 1, "there is no way out"
    assert "the wheel of this bundle" in page.said
    assert "Building wheel" not in page.said
    began = time.monotonic()
    said = inside(page, sys.executable, "-c", ASK, str(page.port))
    print(f"\nanswered after {time.monotonic() - began:.0f} s: {said}")
    assert CITED in said
    assert '"status": "answered"' in said


def test_everything_runs_as_the_other_user(page: Page) -> None:
    if not bare.as_nobody():
        pytest.skip("Not checked: another user can be taken by root alone")
    ids = Path(f"/proc/{page.process.pid}/status").read_text().partition("\nUid:")[2].split()[:3]
    assert ids == [str(bare.NOBODY)] * 3


def test_llama_runs_on_a_processor_of_the_baseline(page: Page, place: Path) -> None:
    """Newer instruction sets are masked by an emulator, on which one of them would be illegal."""
    emulator = shutil.which("qemu-x86_64")
    if emulator is None:
        pytest.skip("Not checked: qemu-x86_64 is missing (Debian: apt-get install qemu-user)")
    python = (place / ".venv" / "bin" / "python").resolve()
    library = next((place / ".venv" / "lib").glob("python3*/site-packages"))
    command = [emulator, "-cpu", OLDER, str(python), "-m", "models.setup.probe"]
    done = subprocess.run(
        command,
        cwd=place,
        env={"PYTHONPATH": str(library), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
