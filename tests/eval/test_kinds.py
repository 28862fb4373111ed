"""The command line of the questions of kinds over a scripted engine, and its report."""

import json
from dataclasses import dataclass

import pytest

from eval import kinds as command
from eval.core.dataset import EvalError
from eval.core.kinds.questions import KindQuestion
from eval.core.kinds.report import assemble, clusters, load_report, save, score
from eval.core.run_report import RunMetadata
from eval.core.statistics.diff import diff
from models.errors import AskError
from tests.eval.samples import Scripted, answer, refusal, sentence

GOOD = answer(sentence("Казахстан", 1), points=(1, 2))
METADATA = RunMetadata("2026-01-01T00:00:00+00:00", None, {}, "d" * 64, "", {}, wanted=2)


def line(**changes: object) -> dict[str, object]:
    base = {"id": "q0", "lang": "ru", "kind": "list", "style": "plain", "question": "Вопрос 0?", "expect": "answered"}
    return {**base, "must": ["1"], "split": "dev", **changes}


def asked(**changes: object) -> KindQuestion:
    return KindQuestion.model_validate_json(json.dumps(line(**changes)))


def unanswerable(**changes: object) -> KindQuestion:
    return asked(must=[], expect="refused", sort="nonsense", **changes)


@dataclass(frozen=True)
class Status:
    stage: str = "ready"


@pytest.fixture
def service(monkeypatch):
    """The command line's service, replaced by a scripted engine; gives the list of those made."""
    made = []

    class Service(Scripted):
        def __init__(self, settings) -> None:
            super().__init__({f"Вопрос {n}?": GOOD for n in range(5)} | {"Вопрос 5?": refusal()})
            made.append(self)

        def start(self, *, prefill: bool = True) -> None:
            assert not prefill

        def status(self) -> Status:
            return Status()

        def close(self) -> None:
            pass

        def ask(self, question, history=(), cancel=None, kind=None):
            yield from super().ask(question, history, cancel)

    monkeypatch.setattr("rag.service.Service", Service)
    monkeypatch.setattr("eval.running.POLL_SECONDS", 0.001)
    monkeypatch.setattr("eval.core.provenance.code_digest", lambda: "c" * 64)
    monkeypatch.setattr("eval.core.provenance.path_if_ready", lambda name: None)
    return made


@pytest.fixture
def arguments(tmp_path):
    lines = [line(id=f"q{n}", question=f"Вопрос {n}?") for n in range(6)]
    lines.append(line(id="other", document="tax", must=["2.1"]))
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    (tmp_path / "k.jsonl").write_text(text, encoding="utf-8")
    return ["--questions", str(tmp_path / "k.jsonl"), "--out", str(tmp_path / "out")]


class TestCommand:
    def test_asks_keeps_and_reports(self, tmp_path, service, arguments, capsys):
        assert command.main(arguments) == 0
        report = load_report(tmp_path / "out" / "report.json")
        assert [outcome.values["right"] for outcome in report.outcomes] == [1, 1, 1, 1, 1, 0]
        assert "kind=list" in capsys.readouterr().out
        objects = (tmp_path / "out" / "objects.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(one)["id"] for one in objects] == [f"q{n}" for n in range(6)]
        assert command.main([*arguments, "--baseline", str(tmp_path / "out" / "report.json")]) == 0
        assert "6 same" in capsys.readouterr().out
        assert [len(one.asked) for one in service] == [6, 0]

    def test_the_answers_of_a_run_give_its_report(self, tmp_path, service, arguments):
        command.main(arguments)
        answers = str(tmp_path / "out" / "objects.jsonl")
        assert command.main([*arguments[:2], "--answers", answers, "--out", str(tmp_path / "judged")]) == 0
        ran, judged = (load_report(tmp_path / name / "report.json") for name in ("out", "judged"))
        assert judged.summary == ran.summary
        assert [one.values for one in judged.outcomes] == [one.values for one in ran.outcomes]
        assert judged.refusals == {"status": 1}

    @pytest.mark.parametrize(("bound", "status"), [(0.8, 0), (0.9, 3)])
    def test_aims(self, tmp_path, service, arguments, capsys, bound, status):
        aims = tmp_path / "aims.toml"
        aims.write_text(f'[[aim]]\nset = "kinds"\nfigure = "right"\nat_least = {bound}\n', encoding="utf-8")
        assert command.main([*arguments, "--aims", str(aims)]) == status
        assert ("MISSED" in capsys.readouterr().out) is bool(status)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--kinds", "talk"], "No question is left"),
            (["--document", "tax"], "need its index"),
            (["--document", "nothing"], "No question is left"),
            (["--aims", "none.toml"], "Cannot read the aims"),
            (["--baseline", "none.json"], "Cannot read the report"),
            (["--answers", "none.jsonl"], "Cannot read the answers"),
        ],
    )
    def test_what_is_wrong_is_said_before_anything_is_asked(self, service, arguments, capsys, options, message):
        assert command.main([*arguments, *options]) == 1
        assert message in capsys.readouterr().err
        assert [one for one in service if one.asked] == []

    def test_ctrl_c_keeps_what_is_done(self, tmp_path, service, arguments, capsys, monkeypatch):
        import signal

        from rag.service import Service

        class Interrupted(Service):
            def ask(self, question, history=(), cancel=None, kind=None):
                if len(self.asked) == 1:
                    signal.raise_signal(signal.SIGINT)
                yield from super().ask(question, history, cancel)

        monkeypatch.setattr("rag.service.Service", Interrupted)
        assert command.main(arguments) == 130
        assert "Stopped" in capsys.readouterr().err
        assert (
            len(load_report(tmp_path / "out" / "report.json").outcomes) == 1
        )  # the second one is stopped in the middle

    def test_a_failure_counts_as_wrong_and_is_asked_again(self, tmp_path, service, arguments, monkeypatch):
        from rag.service import Service

        class Failing(Service):
            def ask(self, question, history=(), cancel=None, kind=None):
                if question == "Вопрос 0?":
                    raise AskError("No memory.")
                yield from super().ask(question, history, cancel)

        with monkeypatch.context() as patched:
            patched.setattr("rag.service.Service", Failing)
            assert command.main(arguments) == 0
        report = load_report(tmp_path / "out" / "report.json")
        assert (report.outcomes[0].given["status"], report.outcomes[0].values["right"]) == ("error", 0)
        assert report.summary["all"]["right"].n == 6
        assert command.main(arguments) == 0
        assert [len(one.asked) for one in service] == [5, 1]


class TestReport:
    def test_an_unanswerable_question_is_in_the_cluster_of_its_pair(self):
        questions = [
            asked(id="a", must=["16", "18"]),
            unanswerable(id="b", pair="a"),
            asked(id="c", kind="compare", must=[], sides=[["9"], ["11"]]),
            asked(id="d", kind="quote", must=[], may=["9"], document="tax"),
            unanswerable(id="e"),
        ]
        assert clusters(questions) == {
            "a": "declaration 16",
            "b": "declaration 16",
            "c": "declaration 9",
            "d": "tax 9",
            "e": "question e",
        }

    def test_a_failure_has_the_worst_value_of_each_metric_that_applies(self):
        values = score(asked(short=["да"]), {"status": "error", "answer": "No memory."})
        assert values["right"] == values["precision"] == values["recall"] == values["short"] == values["kind"] == 0
        assert (values["misleading"], values["answerable_refused"], values["coverage"]) == (None, 1, None)
        assert score(unanswerable(), {"status": "error"})["unanswerable_refused"] == 0

    def test_it_is_read_back_as_it_was(self, tmp_path):
        cited = {"status": "answered", "answer": "а", "citations": [{"point": 1, "quote": "б"}], "count": None}
        made = assemble(METADATA, [(asked(), cited), (unanswerable(id="u"), {"status": "refused", "answer": "в"})])
        save(made, tmp_path / "report.json")
        assert load_report(tmp_path / "report.json") == made
        (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
        with pytest.raises(EvalError, match="not a report"):
            load_report(tmp_path / "bad.json")

    def test_more_misleading_answers_are_worse(self):
        shown = {"status": "answered", "answer": "а", "items": [{"text": "а", "citations": [{"point": 1}]}]}
        aside = {**shown, "items": [*shown["items"], {"text": "б", "citations": [{"point": 7}]}]}
        before, after = (assemble(METADATA, [(asked(must=["1", "2"]), given)]) for given in (shown, aside))
        assert diff(after, before).changes[0].moved["misleading"] == (0, 1)
        assert diff(after, before).changes[0].kind == "worse"
        assert diff(before, after).changes[0].kind == "better"
