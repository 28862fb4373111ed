"""From nothing to the first answer without a compiler: the steps of the workflow for other systems, run on this one.

Empty home, nothing but Python, a folder with spaces and Cyrillic letters. Where the publisher of llama.cpp's build
cannot be reached, the bundle's wheel (BUNDLE=FILE) is published on this machine in its place. ASK_CACHE spares the
download of the models.
"""

import functools
import hashlib
import http.server
import os
import re
import signal
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from models.setup.llama import WHEELS, published, reachable
from tests.machines import bare
from tests.machines.machine_bundle import BUNDLE
from tests.machines.machine_folder import copy_checkout
from tests.machines.running import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "systems.yml").read_text(encoding="utf-8"))
(JOB,) = WORKFLOW["jobs"].values()
SECONDS = 2400


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, and nothing said about who fetches them."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[str | None]:
    """The table of published builds with one that can be reached; None if the real one can."""
    build = published()
    if build and reachable(build[0]):
        yield None
        return
    if not BUNDLE.is_file():
        pytest.fail(f"No build of llama.cpp can be had: make {BUNDLE} first, its wheel is published in its place.")
    with tarfile.open(BUNDLE) as tar:
        (wheel,) = (one for one in tar.getmembers() if "/llama_cpp_python-" in one.name)
        wheel.name = Path(wheel.name).name
        tar.extract(wheel, tmp_path / "published", filter="data")
    file = tmp_path / "published" / wheel.name
    handler = functools.partial(Quiet, directory=file.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        changed = WHEELS.read_text(encoding="utf-8")
        for key in ("index", "base"):
            changed = re.sub(rf'^{key} = ".*"$', f'{key} = "{address}"', changed, flags=re.MULTILINE)
        build_of_this = f'name = "{file.name}"\nsha256 = "{hashlib.sha256(file.read_bytes()).hexdigest()}"'
        table = "wheels.linux-x86_64"
        yield re.sub(rf"(\[{table}\])\nname = .*\nsha256 = .*", rf"\1\n{build_of_this}", changed)
        server.shutdown()


def test_the_steps_of_the_workflow(tmp_path: Path, publisher: str | None) -> None:
    folder = tmp_path / JOB["defaults"]["run"]["working-directory"]
    copy_checkout(folder)
    if publisher:
        (folder / "models" / "setup" / WHEELS.name).write_text(publisher, encoding="utf-8")
    environment = dict(bare.environment(tmp_path, bare.python_of_everybody(), **JOB["env"]))
    if "ASK_CACHE" in os.environ:
        environment["ASK_CACHE"] = os.environ["ASK_CACHE"]
    for step in (one for one in JOB["steps"] if "run" in one):
        began, output = time.monotonic(), tmp_path / "step.log"
        with output.open("wb") as log:
            shell = subprocess.Popen(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                status = shell.wait(SECONDS)
            finally:
                kill(shell.pid)  # a step leaves its page behind
        said = output.read_text(encoding="utf-8", errors="replace")
        print(f"\n{step['name']}: {time.monotonic() - began:.0f} s")
        assert status == 0, f"{step['name']}:\n{said[-3000:]}"
        if step["name"] == "Set up":
            assert "runs on this processor: the build that its project publishes" in said
            size = sum(one.lstat().st_size for one in (folder / ".venv").rglob("*") if one.is_file())
            print(f".venv: {size / 1e9:.2f} GB")
        if step["name"].startswith("Again"):
            assert "1/5" not in said
            assert "3/5" not in said


def kill(session: int) -> None:
    """End what is left of a session of processes."""
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return
