"""Many askers at once: what is asked, what is measured, and when two answers are equal; with a version made up here."""

import json
from pathlib import Path

import pytest

from eval.answers.process import Command
from eval.bench import load
from eval.bench.load_scripts import lookups, mixed, unequal, various

RENDER = "def to_json(result, identifier):\n    return {'id': identifier, **result}\n"
SETTINGS = "class Settings:\n    @classmethod\n    def from_environment(cls):\n        return cls()\n"
SERVICE = """
import os, threading, time
from types import SimpleNamespace

class Token: pass
class Waiting: pass
class Finished:
    def __init__(self, result): self.result = result

class Service:
    def __init__(self, settings): self.llm, self.times = threading.Lock(), 0
    def start(self): print("what a library prints")
    def status(self): return SimpleNamespace(stage="ready")
    def close(self): pass
    def ask(self, question):
        yield Waiting()
        with self.llm:
            time.sleep(SECONDS)
            self.times += 1
            yield Token()
        text = f"{question} {self.times * VARIES}"
        yield Finished({"question": question, "status": "answered", "reason": None, "verdict": None, "count": None,
                        "answer": text, "citations": [{"section": "1", "quote": "слова", "start": 0}]})
"""


def version(folder: Path, seconds: float, varies: int = 0) -> Command:
    """A version of the program that takes so long for an answer, one after another."""
    (folder / "rag").mkdir(parents=True)
    service = SERVICE.replace("SECONDS", str(seconds)).replace("VARIES", str(varies))
    for name, text in {"__init__": "", "render": RENDER, "settings": SETTINGS, "service": service}.items():
        (folder / "rag" / f"{name}.py").write_text(text, encoding="utf-8")
    return Command(folder.name, (), folder / "log.txt", folder)


def test_two_versions_are_asked_the_same_in_turns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = load.beside((version(tmp_path / "slow", 0.02), version(tmp_path / "quick", 0.002)), "mixed", 2)
    assert (found["questions"], found["askers"]) == (30, 10)
    assert found["times_as_many_answers"] > 2
    assert len(found["by_round"]) == 2
    assert found["slow"]["seconds"] >= 0.6
    assert 0 < found["slow"]["first_word_s_median"] <= found["slow"]["whole_s_p95"]
    turns = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert turns == [f"round {number}, mixed, {name}" for number in (1, 2) for name in ("slow", "quick")]


@pytest.mark.parametrize(("varies", "equal"), [(0, 1.0), (1, 0.0)])
def test_answers_under_load_are_compared_with_those_of_an_idle_machine(
    tmp_path: Path, varies: int, equal: float
) -> None:
    found = load.equal(version(tmp_path / "this", 0.0, varies), 40)
    assert (found["n"], found["equal"], found["crossed"]) == (40, equal, 0)
    assert len(found["unequal"]) == 40 * varies


def test_what_is_equal_is_status_verdict_citations_and_text() -> None:
    one = {"id": "a", "question": "?", "status": "answered", "answer": "Да.", "citations": [], "timings_ms": 1}
    assert unequal([one], [{**one, "timings_ms": 2, "kind": "other"}]) == []
    other = {**one, "answer": "Нет.", "citations": [{"section": "1", "quote": "слова", "start": 5}]}
    assert unequal([one], [other]) == [
        {"id": "a", "question": "?", "answer": ["Да.", "Нет."], "citations": [[], [["1", "слова"]]]}
    ]


def test_what_is_asked() -> None:
    for turn in range(3):
        asked = mixed(turn)
        assert len(asked) == 30
        assert [one["question"] for one in asked[20:]] == [one["question"] for one in asked[:10]]
        assert len({one["id"] for one in asked}) == 30
    assert not {one["id"] for one in mixed(0)} & {one["id"] for one in mixed(1)}
    assert len({one["id"] for one in lookups()}) == 30
    assert len({one["id"] for one in various(300)}) == 300


def test_the_command_wants_something_to_do_and_saves_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        load.main([])
    monkeypatch.setattr(load, "equal", lambda command, count: {"equal": 0.5, "crossed": 0})
    out = tmp_path / "out" / "load.json"
    assert load.main(["--equal", "3", "--out", str(out)]) == 1
    assert json.loads(out.read_text()) == {"equal": {"equal": 0.5, "crossed": 0}}
