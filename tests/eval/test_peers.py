"""The peers' reports, with a stand-in for their scripts: what their lines become, what is asked and written."""

import json
import signal
import sys

import pytest

from eval import peers as command
from eval.answers.read import marked_sections
from eval.bench.peers.common import CITE, label
from eval.core.dataset import EvalError, dump
from eval.core.lookups.records import load_report
from eval.core.sets import restricted
from eval.peers import as_answer
from eval.report.beside import beside
from tests.eval import kind_samples
from tests.eval.samples import question, unanswerable

PEER = """
import json, sys
job, mode = json.load(open(sys.argv[1])), sys.argv[2]
assert job["chunks"]
if mode == "build":
    print(json.dumps({"build_ms": 1}))
    raise SystemExit
for line in sys.stdin:
    asked = json.loads(line)
    answer = "I don't know." if asked["id"].startswith("u") else "Казахстана [2]."
    print(json.dumps({"id": asked["id"], "answer": answer, "sources": {"1": 5, "2": 1}, "retrieve_ms": 1,
        "first_ms": 2, "total_ms": 3}), flush=True)
"""


def line(answer: str) -> dict[str, object]:
    sources = {"1": 16, "2": 1, "3": 0}
    return {"id": "q", "answer": answer, "sources": sources, "retrieve_ms": 1.0, "first_ms": 2.0, "total_ms": 3.0}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Фонд [1]. Спорт [2].", "Фонд [п. 16]. Спорт [п. 1]."),
        ("Встреча [3]", "Встреча [преамбула]"),
        ("Оба [1, 2].", "Оба [п. 16][п. 1]."),
        ("Источник [Source 1]", "Источник [п. 16]"),
        ("Год [2021] и [так]", "Год [2021] и [так]"),
        ("Спорт [п. 2], а [пп. 1, 3] нет.", "Спорт [п. 2], а [пп. 1, 3] нет."),
        ("Встреча [преамбула]. Фонд [1].", "Встреча [преамбула]. Фонд [п. 16]."),
        ("Source 1:\nФонд\nледников,\n\nSource 3:\nВстреча", "Фонд\nледников, [п. 16]\nВстреча [преамбула]"),
        ("Как сказано в Source 2, спорт. Source 9 молчит.", "Как сказано в [п. 1], спорт. Source 9 молчит."),
    ],
)
def test_a_peers_marks_become_ours(said, answer):
    found = as_answer(line(said))
    assert found["answer"] == answer
    assert found["passages"] == [{"point": 16}, {"point": 1}, {"point": 0}]
    assert found["timings_ms"] == {"retrieve": 1.0, "first_token": 2.0, "total": 3.0}


def test_peers_are_asked_for_citations_that_are_read_as_ours():
    assert marked_sections(CITE) == ("16",)
    assert [marked_sections(f"[{label(point)}]") for point in (16, 0)] == [("16",), ("0",)]


@pytest.fixture
def standin(tmp_path, monkeypatch):
    """A peer's script replaced, and the arguments that ask it three questions."""
    script = tmp_path / "peer.py"
    script.write_text(PEER, encoding="utf-8")
    monkeypatch.setattr("eval.bench.job.PEERS", {"LangChain": str(script)})
    monkeypatch.setattr("eval.bench.job.PEER_PYTHON", sys.executable)
    monkeypatch.setattr("models.fetch.ensure", lambda name: tmp_path)
    items = [question(id="q1"), unanswerable(id="u1"), question(id="q2", gold=(5,), question="А это чья?")]
    dump(items, tmp_path / "q.jsonl")
    return ["--peers", "LangChain", "--questions", str(tmp_path / "q.jsonl"), "--out", str(tmp_path / "out")]


def test_a_report_for_each_peer(tmp_path, standin, capsys, monkeypatch):
    monkeypatch.setattr(command, "PEER_PYTHON", tmp_path / "q.jsonl")
    assert command.main(standin) == 0
    report = load_report(tmp_path / "out" / "langchain" / "q" / "report.json")
    right, refused, aside = (outcome.values for outcome in report.outcomes)
    assert (right["citation_precision"], right["hit_1"], right["hit_3"], right["total_ms"]) == (1, 0, 1, 3)
    assert refused["unanswerable_refused"] == 1
    assert (aside["citation_precision"], aside["hit_1"]) == (0, 1)
    assert report.refusals == {"i don't know": 1}
    assert report.run_metadata.models["system"] == "LangChain"
    answers = (tmp_path / "out" / "langchain" / "q" / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(one)["id"] for one in answers] == ["q1", "u1", "q2"]
    assert "«i don't know» 1" in capsys.readouterr().out


def test_ours_stand_beside_them_where_the_questions_are_the_same(tmp_path, standin, capsys, monkeypatch):
    monkeypatch.setattr(command, "PEER_PYTHON", tmp_path / "q.jsonl")
    assert command.main(standin) == 0
    ours = tmp_path / "out" / "langchain" / "q"
    assert command.main([*standin, "--ours", str(ours)]) == 0
    rows = (tmp_path / "out" / "q.md").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "|  | n | ours | LangChain |"
    figures = {row.split(" | ")[0].strip("| "): row.strip(" |").split(" | ")[1:] for row in rows[2:]}
    assert figures["Unanswerable refused"][0] == "1"
    assert figures["Hit@1"][1] == figures["Hit@1"][2]
    assert figures["Hit@1"][1].startswith("0.50 (")
    # Of a report on more questions, those that were asked stand beside.
    few = [*standin, "--limit", "2", "--out", str(tmp_path / "few")]
    assert command.main([*few, "--ours", str(ours)]) == 0
    table = (tmp_path / "few" / "q.md").read_text(encoding="utf-8")
    assert "| Hit@1 | 1 | 0.00 (0.00 to 0.79) | 0.00 (0.00 to 0.79) |" in table
    assert command.main([*standin, "--ours", str(tmp_path / "few" / "langchain" / "q")]) == 0
    assert "None of our reports is on the 3 questions of q" in capsys.readouterr().err


def test_a_report_on_kinds_is_cut_to_some_of_its_questions():
    whole = kind_samples.made()
    ids = [one.id for one in whole.outcomes if one.question.kind == "list"]
    part = restricted(whole, ids)
    assert [one.id for one in part.outcomes] == ids
    assert part.summary["all"] == whole.summary["kind=list"]


def test_a_stopped_run_goes_on_where_it_was(tmp_path, standin, capsys, monkeypatch):
    monkeypatch.setattr(command, "PEER_PYTHON", tmp_path / "q.jsonl")
    asked = []
    real = command.Asking.ask

    def ask(self, item, first=0):
        asked.append(item.id)
        if len(asked) == 2:
            signal.raise_signal(signal.SIGINT)
        return real(self, item, first)

    monkeypatch.setattr(command.Asking, "ask", ask)
    assert command.main(standin) == 130
    assert asked == ["q1", "u1"]
    kept = (tmp_path / "out" / "langchain" / "q" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(kept) == 2
    assert "goes on from here" in capsys.readouterr().err
    assert command.main(standin) == 0
    now = (tmp_path / "out" / "langchain" / "q" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert (now[:2], len(now)) == (kept, 3)  # what was answered was not asked again


def test_kinds_are_tabled_by_kind(tmp_path):
    table = beside({"ours": kind_samples.made(), "peer": kind_samples.made()})
    assert "| right, list | 2 | 0.50 (" in table
    assert "| **right, all** | 8 |" in table
    # of a verdict, a number, a refusal that was due and a question that failed: the refusal
    assert "| right, whatever is cited | 4 | 0.25 (" in table
    with pytest.raises(EvalError, match="not on the same questions"):
        beside({"ours": kind_samples.made(), "peer": kind_samples.made(7)})


def test_what_is_missing_is_said(tmp_path, standin, capsys, monkeypatch):
    monkeypatch.setattr(command, "PEER_PYTHON", tmp_path / "none")
    assert command.main(standin) == 1
    assert "make bench-peers" in capsys.readouterr().err
    assert command.main(["--peers", "Nobody"]) == 1
    assert "no peer Nobody" in capsys.readouterr().err


def test_few_questions_are_spread_over_the_set():
    assert command._spread(range(10), 4) == (0, 2, 5, 7)
    assert command._spread(range(3), 4) == (0, 1, 2)
