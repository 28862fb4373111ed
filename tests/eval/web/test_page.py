"""What the evaluators' page lets a browser ask for, its words, and what the chat loads of the evaluation."""

import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import HTTPException

from eval.core.dataset import DEFAULT_QUESTIONS, EvalError, load
from eval.web.page import HERE, TOKEN_HEADER, Runs, choices, choose, for_holders, page_strings, reports, show
from models.errors import AskError
from rag.web.strings import LANGUAGES, strings

ROOT = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


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
    with pytest.raises(AskError, match="under way"):
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


def test_choices_are_those_of_the_set():
    items = load()
    assert choices() == {"types": sorted({i.type for i in items}), "langs": sorted({i.lang for i in items})}


def flat(language):
    return {k: v if isinstance(v, str) else " ".join(v.values()) for k, v in page_strings(language).items()}


def test_both_languages_have_the_same_words_and_placeholders():
    ru, en = (flat(language) for language in LANGUAGES)
    assert list(ru) == list(en)
    assert {key: set(PLACEHOLDER.findall(ru[key])) for key in ru} == {
        key: set(PLACEHOLDER.findall(en[key])) for key in en
    }


def test_every_word_that_the_page_asks_for_exists_and_its_own_are_all_asked_for():
    sources = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("page.*"))
    asked = set(re.findall(r'data-w(?:-\w+)?="([a-z_]+)"', sources))
    asked |= set(re.findall(r'\bword\("([a-z_]+)"', sources))
    own, shared = set(page_strings("ru")), set(strings("ru"))
    assert asked <= own | shared
    assert own & shared == set()
    assert {key for key in own if not re.search(rf"[\"']{key}[\"']", sources)} == set()


def test_russian_typography():
    for key, text in flat("ru").items():
        assert '"' not in text, key
        assert " - " not in text, key
        assert not re.search(r"[A-Za-z]", PLACEHOLDER.sub("", text)), key


WIRING = """
import sys
from pathlib import Path
from index.structure import parse
import app  # noqa: F401 (it starts the chat)
from rag.web.page import build
from eval.web import page
from types import SimpleNamespace

def loaded():
    return sorted(name for name in sys.modules if name.startswith(("eval.core", "eval.report")))

service = SimpleNamespace(document=parse("1. Текст."))
blocks = build(service, Path("feedback.jsonl"), {})
page.add_page(blocks, service)
assert any(route == "evaluation" for route, *_ in blocks.pages), blocks.pages
print("BEFORE", *loaded())
page._actions(service, None, Path("out"), None)["choices"]({})
print("AFTER", *loaded())
"""


def test_the_chat_is_wired_without_the_evaluation_until_its_page_asks():
    done = subprocess.run(
        [sys.executable, "-c", WIRING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    before, after = done.stdout.splitlines()[-2:]
    assert before == "BEFORE"
    assert "eval.core.dataset" in after.split()
