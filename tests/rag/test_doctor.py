"""The report of `python -m rag.doctor`: nothing personal in it, and a command for whatever is missing."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def doctor(**environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ASK_")}
    return subprocess.run(
        [sys.executable, "-m", "rag.doctor"], cwd=ROOT, env=inherited | environment,
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_the_report_names_no_user_and_no_folder_of_theirs(tmp_path: Path) -> None:
    home = tmp_path / "Дом Ёлка с пробелами"
    cache = home / "кэш"
    cache.mkdir(parents=True)
    done = doctor(
        HOME=str(home), USER="Ёлка", LOGNAME="Ёлка", ASK_CACHE=str(cache), https_proxy="http://Ёлка:secret@proxy:1",
        ASK_INDEX=str(home / "указатель Ёлка"),
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "Ёлка" not in said
    assert str(tmp_path) not in said
    assert str(ROOT) not in said
    assert "secret" not in said
    assert "Traceback" not in said
    assert done.returncode == 1
    assert "proxies: HTTPS_PROXY" in said
    for command in ("python -m models.fetch embedder", "python -m models.fetch llm", "python -m index.build"):
        assert command in said
    assert "variables set: ASK_CACHE, ASK_INDEX" in said
    assert "ask-declaration/log/page.log, info (ASK_LOG)" in said
    for name in ("Python", "processor", "threads", "memory", "cache", "port 7860", "telemetry: off", "weights"):
        assert name in said


def test_a_setting_that_is_not_allowed_is_one_sentence() -> None:
    done = doctor(ASK_THREADS="viele")
    assert done.returncode == 1
    assert done.stderr.startswith("ASK_THREADS='viele'")
