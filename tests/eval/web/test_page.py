"""What the evaluators' page lets a browser ask for."""

import threading
import time
from types import SimpleNamespace

import pytest
from fastapi import HTTPException

from eval.core.dataset import DEFAULT_QUESTIONS, EvalError
from eval.web.page import TOKEN_HEADER, Runs, choose, for_holders, reports, show


def test_a_form_chooses_questions():
    items, split, selection = choose({"split": "dev", "limit": "3", "type": "", "lang": "en"}, DEFAULT_QUESTIONS)
    assert [(item.split, item.lang) for item in items] == [("dev", "en")] * 3
    assert (split, selection) == ("dev", {"split": "dev", "types": None, "langs": "en", "limit": 3})


@pytest.mark.parametrize(
    "wanted", [{"split": "../x"}, {"limit": "0"}, {"limit": "-1"}, {"limit": "x"}, {"lang": "xx"}, {"type": "none"}]
)
def test_a_form_with_anything_else_is_refused(wanted):
    with pytest.raises(EvalError):
        choose(wanted, DEFAULT_QUESTIONS)


@pytest.mark.parametrize("name", ["../secret.json", "/etc/passwd", "none.json", ""])
def test_only_reports_in_the_folder_are_shown(tmp_path, name):
    (tmp_path / "secret.json").write_text("{}")
    folder = tmp_path / "out" / "dev"
    folder.mkdir(parents=True)
    (folder / "report.json").write_text("{}")
    assert reports(tmp_path / "out") == ("dev/report.json",)
    with pytest.raises(EvalError):
        show(tmp_path / "out", name)


def test_one_run_at_a_time_and_a_failure_is_told(tmp_path):
    let_go = threading.Event()

    def ask(*_):
        let_go.wait(60)
        raise EvalError("Нет модели.")

    runs = Runs(SimpleNamespace(document=SimpleNamespace(sha256="0", sections=()), ask=ask), None, tmp_path)
    items, split, selection = choose({"limit": "1"}, DEFAULT_QUESTIONS)
    runs.start(items, split, selection)
    with pytest.raises(EvalError, match="under way"):
        runs.start(items, split, selection)
    let_go.set()
    while runs.now().running:
        time.sleep(0.01)
    assert "Нет модели." in runs.now().error


@pytest.mark.parametrize("shown", [None, "", "secre", "secrets", "SECRET", "секрет"])
def test_an_action_needs_the_token(shown):
    done = []
    action = for_holders("secret", "start", done.append)
    with pytest.raises(HTTPException, match=r"403.*reload /evaluation"):
        action({}, SimpleNamespace(headers={} if shown is None else {TOKEN_HEADER: shown}))
    assert done == []
    with pytest.raises(HTTPException, match="400"):
        action([], SimpleNamespace(headers={TOKEN_HEADER: "secret"}))
    action({"limit": "1"}, SimpleNamespace(headers={TOKEN_HEADER: "secret"}))
    assert (done, action.__name__) == ([{"limit": "1"}], "start")
