"""Two systems side by side, with a stand-in for the engine's process: what is asked, kept, judged and said."""

import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from eval import compare as command
from eval.answers import side as sides
from eval.answers.ask import Asking
from eval.answers.checkout import copy_engine, engine_at
from eval.answers.process import ROOT, Command
from eval.answers.side import parse
from eval.core.dataset import EvalError, dump
from eval.core.provenance import provenance_of
from rag.settings import Settings
from tests.eval.samples import question, unanswerable

ENGINE = """
import json, os, sys, time
for line in sys.stdin:
    asked = json.loads(line)
    with open(os.environ["STANDIN_LOG"], "a") as log:
        log.write(os.environ.get("ASK_PASSAGES", "-") + " " + asked["id"] + "\\n")
    time.sleep(float(os.environ.get("STANDIN_SECONDS", "0")))
    worse = os.environ.get("ASK_PASSAGES") == "1" and int(asked["id"][1:]) < 12
    weights = {"standing": "general" if os.environ.get("ASK_THREADS") == "1" else "fitted", "why": []}
    print(json.dumps({"id": asked["id"], "question": asked["question"], "status": "refused" if worse else "answered",
        "answer": "—" if worse else "Казахстана [п. 1].", "weights": weights,
        "passages": [{"point": 1, "text": "", "score": 1}], "timings_ms": {"total": time.monotonic() % 7}}), flush=True)
"""


@pytest.fixture
def standin(tmp_path, monkeypatch):
    """The engine's process replaced; gives a function that lists what was asked of it."""
    script, log = tmp_path / "engine.py", tmp_path / "asked.log"
    script.write_text(ENGINE, encoding="utf-8")
    monkeypatch.setattr(sides, "WORDS", (str(script),))
    monkeypatch.setenv("STANDIN_LOG", str(log))
    monkeypatch.delenv("ASK_PASSAGES", raising=False)
    # The checkout may be edited while the tests run.
    monkeypatch.setattr("eval.core.provenance.code_digest", lambda *_: "c" * 64)
    return lambda: log.read_text().split("\n")[:-1] if log.exists() else []


@pytest.fixture
def arguments(tmp_path):
    """Options that ask 20 questions about 5 points, four about each."""
    items = [question(id=f"q{n}", question=f"Вопрос {n}?", gold=(1 + n // 4,)) for n in range(20)]
    dump(items, tmp_path / "q.jsonl")
    return ["--questions", str(tmp_path / "q.jsonl"), "--out", str(tmp_path / "out")]


def compared(folder: Path) -> dict:
    return json.loads((folder / "out" / "comparison.json").read_text(encoding="utf-8"))


class TestCommand:
    def test_the_same_against_itself_finds_nothing(self, tmp_path, standin, arguments, capsys):
        assert command.main(["--a", "this", "--b", "this", *arguments]) == 0
        said = capsys.readouterr().out
        assert "none of" in said
        assert "Questions, B against A: 20 same" in said
        assert "Warning" not in said
        assert len(standin()) == 40
        found = compared(tmp_path)
        assert {one["change"] for one in found["questions"]} == {"same"}
        assert {one["p_corrected"] for one in found["figures"]} <= {1.0, None}

    def test_a_difference_is_found_and_shown(self, tmp_path, standin, arguments, capsys):
        assert command.main(["--a", "this", "--b", "passages=1", *arguments]) == 0
        said, asked = capsys.readouterr().out, standin()
        assert "setting passages differs: 3 in A, 1 in B" in said
        assert "12 worse, 8 same" in said
        assert [line.split()[0] for line in asked].count("1") == 20
        (refused,) = (one for one in compared(tmp_path)["figures"] if one["key"] == "answerable_refused")
        assert (refused["a"]["value"], refused["b"]["value"], refused["difference"]["value"]) == (0, 0.6, 0.6)
        worse = compared(tmp_path)["questions"][0]
        assert (worse["change"], worse["a"], worse["b"]) == ("worse", "Казахстана.", "—")
        assert (tmp_path / "out" / "report.html").is_file()

    def test_it_resumes(self, tmp_path, standin, arguments):
        assert command.main(["--a", "this", "--b", "passages=1", *arguments, "--limit", "5"]) == 0
        assert len(standin()) == 10
        assert command.main(["--a", "this", "--b", "passages=1", *arguments]) == 0
        assert len(standin()) == 40
        assert command.main(["--a", "this", "--b", "passages=2", *arguments, "--limit", "5"]) == 0
        assert len(standin()) == 45
        assert command.main(["--a", "this", "--b", "passages=2", *arguments, "--limit", "5", "--fresh"]) == 0
        assert len(standin()) == 55

    def test_first_it_says_unequal_weights_and_how_long_it_takes(self, tmp_path, standin, arguments, capsys):
        assert command.main(["--a", "this", "--b", "threads=1", *arguments]) == 0
        said = capsys.readouterr()
        first = said.err.index(
            "20 questions are to be asked of 2 sides, 4 of them first to tell how long the rest takes"
        )
        unequal = said.err.index("do not use weights of equal standing")
        assert first < unequal < said.err.index("still to be asked")
        assert re.search(r"16 questions are still to be asked of 2 sides: about \d s", said.err)
        assert "Warning: the sides do not use weights of equal standing: A fitted, B general." in said.out

    @pytest.mark.parametrize(
        ("count", "first"),
        [
            (0, []),
            (1, [0]),
            (2, [0, 1]),
            (10, [0, 5]),
            (15, [0, 5, 10]),
            (20, [0, 5, 10, 15]),
            (400, [0, 100, 200, 300]),
        ],
    )
    def test_few_questions_are_timed_with_fewer(self, count, first):
        assert command.sampled(range(count)) == first

    def test_finished_runs_are_compared_without_asking(self, tmp_path, standin, arguments, capsys):
        command.main(["--a", "this", "--b", "passages=1", *arguments])
        asked = len(standin())
        capsys.readouterr()
        a, b = (str(tmp_path / "out" / name / "report.json") for name in "ab")
        assert command.main(["--a", a, "--b", b, "--out", str(tmp_path / "again")]) == 0
        assert "12 worse, 8 same" in capsys.readouterr().out
        assert len(standin()) == asked
        assert command.main(["--a", a, "--b", "passages=1", *arguments]) == 0
        assert len(standin()) == asked

    def test_kinds(self, tmp_path, standin, capsys):
        line = {"lang": "ru", "kind": "list", "style": "plain", "expect": "answered", "must": ["1"], "split": "dev"}
        text = "".join(json.dumps({**line, "id": f"q{n}", "question": f"Что {n}?"}) + "\n" for n in range(14))
        (tmp_path / "k.jsonl").write_text(text, encoding="utf-8")
        options = ["--questions", str(tmp_path / "k.jsonl"), "--out", str(tmp_path / "out")]
        assert command.main(["--a", "this", "--b", "passages=1", *options]) == 0
        (right,) = (one for one in compared(tmp_path)["figures"] if one["key"] == "right")
        assert (right["a"]["value"], round(right["b"]["value"], 3), right["a"]["n"]) == (1, 0.143, 14)
        assert "12 worse, 2 same" in capsys.readouterr().out

    def test_ctrl_c_keeps_what_is_done(self, tmp_path, standin, arguments, capsys, monkeypatch):
        monkeypatch.setenv("STANDIN_SECONDS", "0.05")

        def interrupt() -> None:
            while len(standin()) < 12:
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt).start()
        assert command.main(["--a", "this", "--b", "passages=1", *arguments]) == 130
        assert "Stopped" in capsys.readouterr().err
        assert 12 <= len(standin()) < 40
        assert command.main(["--a", "this", "--b", "passages=1", *arguments]) == 0
        assert len(standin()) == 40

    @pytest.mark.parametrize(
        ("side", "message"),
        [
            ("speed=2", "key=value"),
            ("llm", "key=value"),
            ("passages=9", "ASK_PASSAGES"),
            ("passages=1,passages=2", "each key"),
            ("llm=none.gguf", "no such file"),
            ("llm=llm-small", "python -m models.fetch llm-small"),
            ("prompts=none", "no folder of prompts"),
            ("commit=nowhere", "cannot be taken"),
            ("commit=HEAD,prompts=prompts", "both prompts and a commit"),
            ("none.json", "Cannot read the report"),
        ],
    )
    def test_what_is_wrong_is_said_before_anything_is_asked(
        self, standin, arguments, capsys, monkeypatch, side, message
    ):
        monkeypatch.setattr(sides, "path_if_ready", lambda name: None)  # whatever was fetched on this machine
        assert command.main(["--a", "this", "--b", side, *arguments]) == 1
        assert message in capsys.readouterr().err
        assert standin() == []

    def test_a_side_that_fails_is_named_with_its_log(self, tmp_path, standin, arguments, capsys, monkeypatch):
        broken = tmp_path / "broken.py"
        broken.write_text("raise SystemExit('no model')", encoding="utf-8")
        monkeypatch.setattr(sides, "WORDS", (str(broken),))
        assert command.main(["--a", "this", "--b", "this", *arguments]) == 1
        assert "no model" in capsys.readouterr().err


def test_sides():
    assert parse("this") == parse("") == {}
    assert parse(" passages=1, commit=HEAD") == {"passages": "1", "commit": "HEAD"}
    assert parse("llm=x.gguf") == {"llm": str(Path("x.gguf").absolute())}


def test_a_fetched_model_is_named_as_the_catalog_does(monkeypatch):
    monkeypatch.setattr(sides, "path_if_ready", lambda name: Path("/models") / f"{name}.gguf")
    assert parse("llm=llm-small") == {"llm": "/models/llm-small.gguf"}


def test_history_goes_along_and_errors_are_asked_again(tmp_path):
    script = "import sys, json\nfor line in sys.stdin: print(json.dumps({**json.loads(line), 'status': 'error', " \
             "'answer': ''}), flush=True)"  # fmt: skip
    item = unanswerable(history=({"question": "Что?", "answer": "То."},))
    for _ in range(2):
        with Asking([Command("x", (sys.executable, "-c", script))], [tmp_path / "r.jsonl"], [{}]) as asking:
            assert asking.kept(item) == [None]
            assert asking.ask(item)[0]["history"] == [{"question": "Что?", "answer": "То."}]


class TestCheckout:
    def test_a_copy_with_a_file_replaced(self, tmp_path):
        folder = copy_engine(tmp_path / "e", {"prompts/ru/system.txt": "Иначе."})
        assert (folder / "prompts" / "ru" / "system.txt").read_text(encoding="utf-8") == "Иначе."
        assert (folder / "rag" / "ask.py").read_bytes() == (ROOT / "rag" / "ask.py").read_bytes()
        with pytest.raises(EvalError, match="no file prompts/none"):
            copy_engine(tmp_path / "e", {"prompts/none": ""})

    def test_a_commit(self, tmp_path):
        folder, name = engine_at("HEAD", tmp_path / "e")
        assert len(name) == 12
        assert (folder / "rag" / "ask.py").is_file()
        assert not (folder / "eval").exists()

    def test_a_commit_from_before_there_was_a_folder_of_weights(self, tmp_path):
        folder, name = engine_at("HEAD", tmp_path / "e")
        shutil.rmtree(folder / "rag" / "weights")
        assert set(provenance_of("0" * 64, Settings.from_environment({}), folder, name).weights) == {"embedder", "llm"}
