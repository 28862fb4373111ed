"""The page's log: what is in it, that it stays small and private, and that a disk that takes nothing costs only it."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag import logfile
from rag.settings import Settings
from rag.types import Finished
from tests.rag.scripted_service import QUESTION, Slow, Small

Begin = Callable[[str], Path]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Begins a log, and ends it with the test."""
    root, added = logging.getLogger(), []
    levels = {name: logging.getLogger(name).level for name in logfile.OURS}

    def begin(level: str) -> Path:
        added.extend(logfile.begin(tmp_path, level))
        return logfile.place(tmp_path)

    yield begin
    for handler in added:
        root.removeHandler(handler)
        handler.close()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def ask(folder: Path) -> None:
    llm = Slow()
    llm.may_go_on.set()
    service = Small(llm, Settings(cache=folder, keep_answers=0))
    service.start(prefill=False)
    try:
        service.wait()
        *_, last = service.ask(QUESTION)
        assert isinstance(last, Finished)
        try:
            raise ValueError(f"cannot read {QUESTION}")
        except ValueError:
            logging.getLogger("rag.web.chat").exception("A question failed")
    finally:
        service.close()


@pytest.mark.parametrize(
    ("level", "replies", "questions"), [("info", True, False), ("debug", True, True), ("warning", False, False)]
)
def test_what_is_in_it(begin: Begin, tmp_path: Path, level: str, replies: bool, questions: bool) -> None:
    file = begin(level)
    ask(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert ("of kind lookup, in " in text) == replies
    assert ("Questions can be asked" in text) == replies
    assert (QUESTION in text) == questions
    assert "ERROR   rag.web.chat: A question failed" in text
    assert "test_logfile.py" in text, "where it arose"
    assert "ValueError" in text


def test_off_writes_nothing(begin: Begin, tmp_path: Path) -> None:
    file = begin("off")
    ask(tmp_path)
    assert not file.parent.exists()


def test_it_stays_small_and_keeps_the_newest_lines(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfile, "MAX_BYTES", 10_000)
    file = begin("info")
    for number in range(2_000):
        logging.getLogger("rag.some").info("line %d", number)
    sizes = [path.stat().st_size for path in file.parent.iterdir()]
    assert len(sizes) == 1 + logfile.OLDER_FILES
    assert max(sizes) <= 10_000
    assert file.read_text(encoding="utf-8").endswith("line 1999\n")
    assert file.parent.stat().st_mode & 0o077 == 0


def test_warnings_still_reach_the_terminal_and_others_chatter_reaches_neither(
    begin: Begin, capfd: pytest.CaptureFixture[str]
) -> None:
    file = begin("info")
    logging.getLogger("rag.some").warning("the engine is gone")
    logging.getLogger("httpx").info("GET /")
    assert "the engine is gone" in capfd.readouterr().err
    text = file.read_text(encoding="utf-8")
    assert "WARNING rag.some: the engine is gone" in text
    assert "GET /" not in text


def test_a_log_that_cannot_be_written_is_said_once(begin: Begin, tmp_path: Path, capsys) -> None:
    logfile.place(tmp_path).mkdir(parents=True)  # a folder in place of the file
    begin("info")
    for _ in range(3):
        logging.getLogger("rag.some").info("a line")
    said = capsys.readouterr().err
    assert said.count("cannot be written (Is a directory); the page goes on without.") == 1
    assert "Traceback" not in said


def test_a_data_folder_that_takes_no_folder_is_said(tmp_path: Path, capsys) -> None:
    (tmp_path / "log").touch()
    assert logfile.begin(tmp_path, "info") == []
    assert "cannot be written (File exists); the page goes on without." in capsys.readouterr().err


def test_a_level_that_there_is_not_is_told() -> None:
    with pytest.raises(Exception, match="ASK_LOG='loud': allowed are off, warning, info, debug"):
        Settings.from_environment({"ASK_LOG": "loud"})
