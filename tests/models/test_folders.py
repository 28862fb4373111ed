"""The data folder: where it is, its version, and how feedback comes there from the cache folder."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models import folders
from models.errors import SettingsError
from models.folders import FEEDBACK, cache_dir, data_dir

ROOT = Path(__file__).parents[2]
LINES = "".join(f'{{"question": "Вопрос {n}?"}}\n' for n in range(500)).encode()


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("ASK_DATA", str(tmp_path / "data"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Feedback as earlier versions left it."""
    path = tmp_path / "cache" / FEEDBACK
    path.parent.mkdir()
    path.write_bytes(LINES)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


def test_the_folder_is_made_with_its_version(tmp_path: Path) -> None:
    assert data_dir() == tmp_path / "data"
    assert contents(tmp_path / "data") == {"VERSION": b"1\n"}
    if os.name == "posix":
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert not cache_dir().exists()


def test_without_the_variable_it_is_the_platforms_own_and_not_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ASK_DATA")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    folder = data_dir()
    assert folder.is_relative_to(tmp_path)
    assert "ask-declaration" in folder.parts
    assert not folder.is_relative_to(cache_dir())


def test_feedback_moves_from_the_cache_once(old: Path) -> None:
    assert contents(data_dir()) == {FEEDBACK: LINES, "VERSION": b"1\n"}
    assert not old.exists()
    if os.name == "posix":
        assert (data_dir() / FEEDBACK).stat().st_mode & 0o777 == 0o600
    (data_dir() / FEEDBACK).write_bytes(LINES + b"{}\n")
    assert contents(data_dir())[FEEDBACK] == LINES + b"{}\n"


def test_what_is_already_there_stays_after_it(old: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FEEDBACK).write_bytes(b'{"new": 1}\n')
    old.write_bytes(LINES.rstrip(b"\n"))  # its last line was cut short by one byte
    assert contents(data_dir())[FEEDBACK] == LINES + b'{"new": 1}\n'


@pytest.mark.parametrize("call", ["write_atomically", "replace", "unlink"])
def test_interrupted_anywhere_nothing_is_lost_or_doubled(monkeypatch: pytest.MonkeyPatch, old: Path, call: str) -> None:
    class Killed(BaseException): ...

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as harm:
        harm.setattr(*((folders, call) if call == "write_atomically" else (Path, call)), killed)
        with pytest.raises(Killed):
            data_dir()
    assert contents(data_dir()) == {FEEDBACK: LINES, "VERSION": b"1\n"}
    assert not old.exists()


def test_interrupted_before_the_version_is_written(monkeypatch: pytest.MonkeyPatch, old: Path) -> None:
    """Both copies are there, since the old one could not be removed; the second run does not add it again."""
    write = folders.write_atomically

    def no_version(path: Path, data: bytes) -> None:
        if path.name == "VERSION":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        write(path, data)

    with monkeypatch.context() as harm:
        harm.setattr(folders, "write_atomically", no_version)
        harm.setattr(Path, "unlink", refuse)
        with pytest.raises(SettingsError, match=r"cannot be used \(No space left .*VERSION\).*ASK_DATA"):
            data_dir()
    assert old.exists()
    assert contents(data_dir())[FEEDBACK] == LINES


def refuse(path: Path, *_: object, **__: object) -> None:
    raise PermissionError(errno.EROFS, "Read-only file system", str(path))


def test_an_old_folder_that_is_read_only_keeps_its_copy_and_is_read_once(
    monkeypatch: pytest.MonkeyPatch, old: Path
) -> None:
    with monkeypatch.context() as harm:
        harm.setattr(Path, "unlink", refuse)  # in the system's place: a test run by root may write anywhere
        for _ in range(2):
            assert contents(data_dir())[FEEDBACK] == LINES
    (data_dir() / FEEDBACK).write_bytes(b'{"mended": 1}\n')
    assert contents(data_dir())[FEEDBACK] == b'{"mended": 1}\n'
    assert old.read_bytes() == LINES


def test_two_processes_at_once(old: Path, tmp_path: Path) -> None:
    code = "from models.folders import data_dir, FEEDBACK; (data_dir() / FEEDBACK).open('ab').write(b'{}\\n')"
    started = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert contents(tmp_path / "data") == {FEEDBACK: LINES + b"{}\n" * 4, "VERSION": b"1\n"}
    assert not old.exists()


@pytest.mark.parametrize("text", ["2", "x", "-1", "1.5"])
def test_a_folder_of_a_later_version_is_refused(old: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "VERSION").write_text(text)
    with pytest.raises(SettingsError, match=rf"VERSION says {text!r}; .* ASK_DATA"):
        data_dir()
    assert old.read_bytes() == LINES


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(SettingsError, match=r"data cannot be used \(.*\)\. .*ASK_DATA"):
        data_dir()


@pytest.mark.parametrize("place", [cache_dir, data_dir])
def test_a_home_folder_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch, place: Callable[[], Path]) -> None:
    for name in ("ASK_CACHE", "ASK_DATA"):
        monkeypatch.setenv(name, "~nobody-of-this-name/x")
    with pytest.raises(SettingsError, match=r"^ASK_\w+='~nobody-of-this-name/x': there is no such home folder"):
        place()
