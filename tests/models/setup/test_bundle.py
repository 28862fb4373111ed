"""A bundle: what a machine without a network gets, and that it asks no other place."""

import shutil
import tarfile
from pathlib import Path

import pytest

from models.setup import bundle, environment
from models.setup.environment import Environment

ROOT = Path(__file__).parents[3]
PATHS = {"wheels/one-1.0-py3-none-any.whl", "cache/models/one.gguf", "cache/models/one.gguf.receipt.json"}


class Machine(Environment):
    """An environment whose pip makes one wheel, and whose cache has one model."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "one.gguf").write_bytes(b"weights")
        (folder / "one.gguf.receipt.json").write_text("{}")

    def pip(self, *arguments: object, **_: object) -> bool:
        wheels = Path(str(arguments[arguments.index("--wheel-dir") + 1]))
        wheels.mkdir(exist_ok=True)
        (wheels / "one-1.0-py3-none-any.whl").touch()
        return True

    def output(self, *_: object, **__: object) -> str:
        return f"one.gguf\t{self.folder / 'one.gguf'}\n"


def test_a_bundle_is_whole_and_nothing_of_it_is_left_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "reachable", lambda _: False)
    (tmp_path / "machine").mkdir()
    archive = tmp_path / "Мои документы 1" / "bundle.tar"
    archive.parent.mkdir()
    bundle.make(Machine(tmp_path / "machine"), archive, ROOT / "requirements.txt")
    assert list(archive.parent.iterdir()) == [archive]
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "there", filter="data")
    folder = tmp_path / "there" / bundle.FOLDER
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files >= PATHS | {"app.py", "start.sh", "start.cmd", "models/catalog.toml", "rag/service.py"}
    assert not any("__pycache__" in name for name in files)
    assert (folder / "start.sh").stat().st_mode & 0o100
    assert b"\r\n" in (folder / "start.cmd").read_bytes()
    assert shutil.which("sh") is None or b"\r" not in (folder / "start.sh").read_bytes()


def test_where_wheels_lie_beside_it_pip_takes_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = tmp_path / "Мои документы 1" / "wheels"
    monkeypatch.setattr(environment, "WHEELS", wheels)
    assert "PIP_NO_INDEX" not in Environment._variables()
    wheels.mkdir(parents=True)
    variables = Environment._variables()
    assert variables["PIP_NO_INDEX"] == "1"
    assert variables["PIP_FIND_LINKS"].startswith("file:///")
    assert " " not in variables["PIP_FIND_LINKS"]  # pip would read two places
