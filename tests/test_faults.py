"""Faults of streams, locale and folders, by real processes: each ends with a sentence, none with a traceback."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index import build as index_build
from index.vectors import require_agreement, require_unit
from models.console import quoted
from models.errors import ModelError, StoreError
from rag.settings import Settings
from tests.index.samples import TrigramEmbedder

ROOT = Path(__file__).parents[1]
SENTENCE = "The output cannot be written: No space left on device."
QUICK = ("models.fetch", "--list")


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which $PY is this Python."""
    return subprocess.run(
        ["bash", "-c", line], cwd=ROOT, env={**os.environ, "PY": sys.executable, **environment},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", ["models.fetch --list", "rag.doctor"])
def test_a_full_disk_behind_standard_output(command: str) -> None:
    done = shell(f'"$PY" -m {command} > /dev/full')
    assert done.returncode == 1
    assert SENTENCE in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    done = shell(f'"$PY" -m {" ".join(QUICK)} {closed}')
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_reader_that_goes_is_no_fault() -> None:
    done = shell(f'set -o pipefail; "$PY" -m {" ".join(QUICK)} | true')
    assert done.returncode in (0, 130)
    assert done.stderr == ""


@pytest.mark.parametrize("utf8", ["0", "1"])
def test_a_locale_of_ascii_alone(utf8: str) -> None:
    code = "import sys; from models.console import argument, run; run(lambda: print(argument(sys.argv[1])) or 0)"
    done = shell(f'"$PY" -c "{code}" "Ёлки, «ледники»"', LC_ALL="C", PYTHONUTF8=utf8, PYTHONCOERCECLOCALE="0")
    assert (done.stdout, done.stderr) == ("Ёлки, «ледники»\n", "")


@pytest.mark.parametrize("module", ["rag.ask", "app", "index.build"])
def test_ctrl_c_while_modules_are_imported(module: str) -> None:
    watched = f"import models, runpy, sys; sys.argv = ['x', '--help']; print(flush=True); runpy.run_module('{module}')"
    process = subprocess.Popen(
        [sys.executable, "-c", watched], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert process.returncode in (-signal.SIGINT, 130, 0)


def test_an_index_that_cannot_be_written_is_told_before_anything_is_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(index_build, "_embedder", lambda: pytest.fail("it was not needed yet"))
    (tmp_path / "file").touch()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").touch()
    for out in (tmp_path / "file" / "index", tmp_path / "file", tmp_path / "other"):
        assert index_build.main(["--out", str(out)]) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"The index cannot be written to {out}")
        assert "--out" in said
    assert (tmp_path / "other" / "mine.txt").exists()


def test_a_folder_in_place_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert index_build.main(["--source", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path) in said
    assert len(said.strip().splitlines()) == 1
    with pytest.raises(Exception, match="there is no such file"):
        Settings.from_environment({"ASK_LLM": str(tmp_path)})


def test_an_index_of_another_document_is_rebuilt_from_its_own_text(tmp_path: Path) -> None:
    source = tmp_path / "rules.txt"
    source.write_text("1. Книги выдают на 14 дней.\n\n2. Шуметь нельзя.\n", encoding="utf-8")
    embedder = TrigramEmbedder()
    index_build.build(source, tmp_path / "index", embedder)
    (tmp_path / "index" / "vectors.faiss").write_bytes(b"damaged")
    with pytest.raises(StoreError, match=re.escape(f"--source {quoted(tmp_path / 'index' / 'source.txt')}")):
        index_build.load(tmp_path / "index", embedder.id)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 3.0, 0.0])
def test_vectors_that_are_none_are_refused_with_a_remedy(bad: float) -> None:
    good = np.eye(3, dtype=np.float32)
    assert require_unit(good) is good
    assert require_unit(np.empty((0, 3), np.float32)).shape == (0, 3)
    damaged = good.copy()
    damaged[1, 1] = bad
    with pytest.raises(ModelError, match=r"damaged.*models.fetch --check embedder"):
        require_unit(damaged)


def test_an_embedder_that_no_longer_makes_the_vectors_of_the_index_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "rules.txt"
    source.write_text("1. Книги выдают на 14 дней.\n\n2. Шуметь нельзя.\n", encoding="utf-8")
    embedder = TrigramEmbedder()
    index = index_build.build(source, tmp_path / "index", embedder)
    first = [index.chunks[0].in_context]
    require_agreement(embedder.passages(first)[0], index.vector(0))

    class Damaged(TrigramEmbedder):
        def passages(self, texts, progress=False):
            return np.roll(super().passages(texts, progress), 1, axis=1)

    with pytest.raises(ModelError, match="do not agree"):
        require_agreement(Damaged().passages(first)[0], index.vector(0))
