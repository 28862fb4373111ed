"""What the evaluators' page lets a browser ask for, its words, and what the chat loads of the evaluation."""

import base64
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import HTTPException

from eval.core.dataset import EvalError, load
from eval.core.documents import Documents
from eval.core.kinds import report as kind_report
from eval.core.kinds.questions import KINDS
from eval.web.access import HERE, TOKEN_HEADER, page_strings
from eval.web.actions import (
    COMMITTED,
    COMMITTED_REPORT,
    choices,
    choose,
    committed,
    download,
    page_actions,
    reports,
    show,
)
from eval.web.page import for_holders
from eval.web.runs import Runs, as_json
from eval.web.sets import OwnSets
from models.errors import AskError
from rag.web.strings import LANGUAGES, strings
from tests.eval import kind_samples
from tests.eval.samples import DOCUMENT

ROOT = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


SETS = OwnSets(Path("/nowhere"))


def test_a_form_chooses_questions():
    wanted = choose({"split": "dev", "limit": "3", "type": "", "lang": "en"}, SETS)
    assert [(item.split, item.lang) for item in wanted.items] == [("dev", "en")] * 3
    chosen = {"questions": "questions", "split": "dev", "types": None, "langs": "en", "limit": 3}
    assert (wanted.folder, wanted.selection) == ("dev", chosen)
    assert choose(wanted.form, SETS) == wanted  # what a stopped run is resumed by


def test_sets_without_halves_are_asked_whole():
    wanted = choose({"set": "held_out", "limit": "2"}, SETS)
    assert (wanted.folder, wanted.selection["split"], len(wanted.items)) == ("held_out", "all", 2)


def test_a_form_chooses_questions_of_kinds():
    wanted = choose({"set": "kinds", "split": "dev", "type": "list", "lang": "ru", "limit": "2"}, SETS)
    assert [(one.kind, one.lang, one.split) for one in wanted.items] == [("list", "ru", "dev")] * 2
    chosen = {"questions": "kinds", "split": "dev", "kinds": "list", "langs": "ru", "limit": 2}
    assert (wanted.folder, wanted.selection) == ("kinds", chosen)
    assert len(wanted.known) > len(wanted.items)
    assert choose(wanted.form, SETS) == wanted
    found = choices(SETS, "kinds")
    assert set(found["types"]) == set(KINDS)
    assert found["halves"]


def test_an_own_set_of_kinds_is_asked_whole_in_a_folder_of_its_own(tmp_path):
    sets, documents = OwnSets(tmp_path), Documents(DOCUMENT)
    row = {"id": "a", "question": "Какие?", "sections": "1", "kind": "список", "answerable": "да"}
    sets.save("mine", [row], "", documents, kinds=True)
    wanted = choose({"set": "own-mine", "split": "test"}, sets)
    assert (wanted.folder, wanted.selection["split"], len(wanted.items)) == ("own-mine/kinds", "all", 1)
    rows, version, kinds = sets.rows("mine")
    assert kinds
    sets.save("mine", rows, version, documents)  # the same rows as look-ups
    assert (choose({"set": "own-mine"}, sets).folder, choices(sets, "own-mine")["types"]) == ("own-mine", ["list"])
    assert not choices(sets, "own-mine")["halves"]


@pytest.mark.parametrize(
    ("action", "asked", "ru", "en"),
    [
        ("start", {"limit": "0"}, "Число вопросов «0»", "“0” is no number of questions"),
        ("start", {"set": "x"}, "Набора «x» нет", "no set “x”"),
        ("start", {"set": "own-none"}, "Набора «none» нет. Есть: –", "no set “none”. There are: –"),
        ("start", {"split": "x"}, "Часть набора «x»", "The part “x”"),
        ("start", {"type": "x"}, "нет вида «x»", "no type “x”"),
        ("start", {"lang": "x"}, "нет языка «x»", "no language “x”"),
        ("start", {"set": "kinds", "lang": "x"}, "не осталось ни одного", "No question is left"),
        ("show", {"report": "x"}, "Отчёта «x» нет. Есть: spoilt/report.json", "no report “x”"),
        ("show", {"report": "spoilt/report.json"}, "не читается: он повреждён", "cannot be read: it is damaged"),
        ("download", {"report": "committed", "format": ".pdf"}, "такого формата нет", "no such format"),
    ],
)
def test_what_goes_wrong_is_said_in_the_language_of_the_page(tmp_path, action, asked, ru, en):
    (tmp_path / "spoilt").mkdir()
    (tmp_path / "spoilt" / "report.json").write_text('{"about": {}}', encoding="utf-8")
    actions = page_actions(SimpleNamespace(document=DOCUMENT), None, tmp_path, lambda: tmp_path)
    for language, said in (("ru", ru), ("en", en)):
        assert said in actions[action]({**asked, "language": language})["error"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"set": "../x"},
        {"set": "own-../x"},
        {"set": "own-none"},
        {"split": "../x"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "x"},
        {"lang": "xx"},
        {"type": "none"},
    ],
)
def test_a_form_with_anything_else_is_refused(wanted):
    with pytest.raises(EvalError):
        choose(wanted, SETS)


@pytest.mark.parametrize("name", ["../secret.json", "/etc/passwd", "none.json", ""])
def test_only_reports_in_the_folder_are_shown(tmp_path, name):
    (tmp_path / "secret.json").write_text("{}")
    folder = tmp_path / "out" / "dev"
    folder.mkdir(parents=True)
    (folder / "report.json").write_text('{\n "about": {}}')
    (folder / "comparison.json").write_text('{"a": "this"}')
    assert reports(tmp_path / "out") == ("dev/report.json",)
    with pytest.raises(EvalError):
        show(tmp_path / "out", name)


def test_the_committed_report_is_small_has_no_traces_and_says_where_it_is_from(tmp_path):
    assert COMMITTED_REPORT.stat().st_size <= 300_000
    known = committed()
    assert known["made"][:2] == "20"
    assert re.fullmatch(r"[0-9a-f]{12}", known["commit"])  # of a checkout without changes
    assert known["split"] == "dev"
    shown = show(tmp_path, COMMITTED, "", "ru")
    assert known["commit"] in shown
    assert "Отрывки" not in shown
    assert "Самые медленные вопросы" in shown
    assert "Hit@1" in show(tmp_path, COMMITTED, COMMITTED)


def test_a_report_on_kinds_is_shown_compared_with_one_of_its_set_and_downloaded(tmp_path):
    kind_report.save(kind_samples.made(), tmp_path / "kinds.json")
    kind_report.save(kind_samples.made(7), tmp_path / "before.json")
    assert set(reports(tmp_path)) == {"kinds.json", "before.json"}
    shown = show(tmp_path, "kinds.json", "before.json", "ru")
    assert "вердикт «no», ожидался «yes»" in shown
    assert "Надёжность вероятности" in shown
    assert 'data-open="q-claim"' in shown
    assert "<b>фонды</b>" not in shown
    assert base64.b64decode(download(tmp_path, "kinds.json", ".xml")["data"]).startswith(b"<?xml")
    with pytest.raises(EvalError, match="no figure in common"):
        show(tmp_path, "kinds.json", COMMITTED)


def test_one_run_at_a_time_and_a_failure_is_told(tmp_path):
    let_go = threading.Event()

    def ask(*_, **__):
        let_go.wait(60)
        raise EvalError("Нет модели.")

    document = DOCUMENT
    runs = Runs(SimpleNamespace(document=document, ask=ask, asking=0), None, tmp_path)
    wanted = choose({"limit": "1"}, SETS)
    runs.start(wanted)
    with pytest.raises(AskError, match="under way"):
        runs.start(wanted)
    let_go.set()
    while runs.now().running:
        time.sleep(0.01)
    assert as_json(runs.now(), "ru")["error"].endswith("Нет модели.")


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
    found = choices(SETS)
    assert (found["types"], found["langs"]) == (sorted({i.type for i in items}), sorted({i.lang for i in items}))
    assert found["sets"] == ["questions", "held_out", "kinds"]
    assert choices(SETS, "own-gone") == found


def flat(language):
    return {k: v if isinstance(v, str) else " ".join(v.values()) for k, v in page_strings(language).items()}


def test_both_languages_have_the_same_words_and_placeholders():
    ru, en = (flat(language) for language in LANGUAGES)
    assert list(ru) == list(en)
    assert {key: set(PLACEHOLDER.findall(ru[key])) for key in ru} == {
        key: set(PLACEHOLDER.findall(en[key])) for key in en
    }


def test_every_word_that_the_page_asks_for_exists_and_its_own_are_all_asked_for():
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in [one for end in ("html", "js", "py") for one in HERE.glob(f"*.{end}")]
    )
    asked = set(re.findall(r'data-w(?:-\w+)?="([a-z_]+)"', sources))
    asked |= set(re.findall(r'\bword\("([a-z_]+)"', sources))
    own, shared = set(page_strings("ru")), set(strings("ru"))
    assert asked <= own | shared
    assert own & shared == set()
    begun = tuple(re.findall(r"[\"`]((?:eval|sets|judge)_[a-z]+_)(?:\"|\$\{)", sources))  # the rest is put together
    assert {k for k in own if not re.search(rf"[\"']{k}[\"']", sources) and not k.startswith(begun)} == set()


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
from eval.web.actions import page_actions
page_actions(service, None, Path("out"), lambda: Path("data"))["choices"]({})
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
