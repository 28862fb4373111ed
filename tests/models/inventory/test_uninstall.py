"""What the program put on a machine goes after a yes, and nothing else does, in a home folder of its own."""

from pathlib import Path

import pytest

from models.folders import CACHE_VARIABLE, DATA_VARIABLE, data_dir
from models.inventory import uninstall


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with caches, data, a checkout, and files of others among them."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "кэш"))
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "мои данные"))
    checkout = tmp_path / "checkout"
    for name in ("кэш/models/llm.gguf", "кэш/passage-kv/a.kv", "кэш/чужое.txt", "checkout/.venv/bin/python",
                 "checkout/index/data/manifest.json", "checkout/index/source/text.txt"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * 2_000_000)
    data_dir()
    (tmp_path / "мои данные" / "feedback.jsonl").write_text("{}\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "own.gguf").write_text("another program's")
    (tmp_path / "кэш" / "models" / "link").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(uninstall, "ROOT", checkout)
    monkeypatch.setattr(uninstall, "parts", lambda before=uninstall.parts: before(checkout))
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


OTHERS = {"кэш/чужое.txt", "checkout/index/source/text.txt", "elsewhere/own.gguf"}
DATA = {"мои данные/feedback.jsonl", "мои данные/VERSION", "мои данные/.lock"}


def test_what_would_go_is_shown_and_stays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(home)
    assert uninstall.main(["--list"], ask=lambda _: pytest.fail("it asks")) == 0
    said = capsys.readouterr().out
    assert files(home) == before
    assert "can be fetched again, 4 MB" in said
    for path in ("кэш/models", "кэш/passage-kv", "мои данные/feedback.jsonl", "checkout/.venv", "checkout/index/data"):
        assert str(home / path) in said
    assert "чужое" not in said


@pytest.mark.parametrize("answer", ["", "no", "n"])
def test_whoever_does_not_say_yes_keeps_everything(home: Path, answer: str) -> None:
    before = files(home)
    assert uninstall.main([], ask=lambda _: answer) == 0
    assert files(home) == before


def test_nobody_at_the_terminal_is_a_no(home: Path) -> None:
    def gone(_: str) -> str:
        raise EOFError

    before = files(home)
    assert uninstall.main([], ask=gone) == 0
    assert files(home) == before


def test_data_that_exists_nowhere_else_takes_more_than_a_yes(home: Path) -> None:
    assert uninstall.main([], ask=lambda _: "y") == 0
    assert files(home) == OTHERS | DATA
    assert uninstall.main([], ask=lambda _: "delete") == 0
    assert files(home) == OTHERS
    assert not (home / "мои данные").exists()


def test_without_questions_data_goes_only_where_that_was_said(home: Path) -> None:
    assert uninstall.main(["--yes"], ask=lambda _: pytest.fail("it asks")) == 0
    assert files(home) == OTHERS | DATA
    assert uninstall.main(["--yes", "--data"], ask=lambda _: pytest.fail("it asks")) == 0
    assert files(home) == OTHERS


def test_a_second_time_there_is_nothing_to_remove(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uninstall.main(["--yes", "--data"])
    capsys.readouterr()
    assert uninstall.main(["--yes"]) == 0
    assert capsys.readouterr().out == "Nothing of the program is there.\n"


def test_what_cannot_be_removed_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(uninstall.shutil, "rmtree", refuses)
    assert uninstall.main(["--yes"]) == 1
    assert f"{home / 'кэш' / 'models'} stays (Permission denied). Remove it by hand." in capsys.readouterr().err
