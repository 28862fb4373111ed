"""The loop over a scripted engine: order, ranking, stopping, going on, and when results are asked for again."""

import json
import re
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eval import run as command
from eval.core.dataset import EvalError, dump
from eval.core.lookups.loop import Plan, run
from eval.core.lookups.metrics import Failure
from eval.core.provenance import Provenance, provenance_of, run_metadata
from eval.core.result_cache import ResultCache, code_digest, fingerprint
from models.errors import AskError
from rag.types import Turn
from tests.eval.samples import DOCUMENT, Scripted, answer, lemmas, question, refusal, sentence, unanswerable

GOOD = answer(sentence("Казахстан", 1), points=(1, 2, 0, 3, 4))
ITEMS = tuple(question(id=f"q{n}", question=f"Вопрос {n}?") for n in range(4))
PROVENANCE = Provenance(document="d" * 64, code="c" * 64, commit=None, models={"llm": "model"}, settings={"threads": 2})


def engine(**changes) -> Scripted:
    return Scripted({item.question: GOOD for item in ITEMS}, **changes)


def evaluate(asked: Scripted, items=ITEMS, **options):
    return run(asked, items, lemmas=lemmas, **{"plan": Plan(PROVENANCE), **options})


class TestLoop:
    def test_asks_in_order_and_reports_each(self):
        scripted, seen = engine(), []
        report = evaluate(scripted, on_progress=seen.append)
        assert [question for question, _ in scripted.asked] == [item.question for item in ITEMS]
        assert [(p.done, p.total, p.reused, p.outcome.observation.item.id) for p in seen] == [
            (n + 1, 4, False, f"q{n}") for n in range(4)
        ]
        assert report.complete
        assert report.outcomes == tuple(p.outcome for p in seen)
        assert report.summary["all"]["facts"].value == 1

    def test_two_runs_are_equal(self):
        first, second = evaluate(engine()), evaluate(engine())
        assert replace(first, run_metadata=second.run_metadata) == second

    def test_history_is_handed_over(self):
        item = question(question="А кто?", history=({"question": "Что?", "answer": "Агентство."},))
        scripted = Scripted({"А кто?": GOOD})
        evaluate(scripted, [item])
        assert scripted.asked == [("А кто?", (Turn("Что?", "Агентство."),))]

    def test_points_are_ranked_as_the_answer_found_them_then_by_retrieval(self):
        few = answer(sentence("Казахстан", 1), points=(2, 2, 1))
        scripted = Scripted({"Чья это инициатива?": few}, further=(1, 5, 2, 6))
        (outcome,) = evaluate(scripted, [question()]).outcomes
        assert outcome.observation.ranked == (2, 1, 5, 6)
        assert scripted.retrieved == ["Чья это инициатива?"]

    @pytest.mark.parametrize(
        ("item", "result"),
        [
            (question(), GOOD),
            (question(history=({"question": "Что?", "answer": "Агентство."},)), refusal(points=(1,))),
            (unanswerable(), refusal(points=(1,))),
        ],
    )
    def test_no_retrieval_where_it_is_not_needed(self, item, result):
        scripted = Scripted({item.question: result}, further=(7,))
        (outcome,) = evaluate(scripted, [item]).outcomes
        assert scripted.retrieved == []
        assert 7 not in outcome.observation.ranked

    def test_an_error_of_the_engine_is_not_swallowed(self):
        with pytest.raises(KeyError):
            evaluate(Scripted({}))

    def test_a_failure_among_answers_is_counted_and_asked_again(self, tmp_path):
        class Failing(Scripted):
            def ask(self, question, history=(), cancel=None, *, document=""):
                if question == "Вопрос 0?":
                    raise AskError("No memory.")
                yield from super().ask(question, history, cancel)

        file = tmp_path / "results.jsonl"
        plan = Plan(PROVENANCE, result_cache=ResultCache(file))
        report = evaluate(Failing({item.question: GOOD for item in ITEMS}), plan=plan)
        assert report.complete
        assert report.outcomes[0].observation.result == Failure("Вопрос 0?", "No memory.")
        assert report.summary["all"]["hit_1"].n == 4
        assert report.summary["all"]["hit_1"].value == 3 / 4
        scripted = engine()
        evaluate(scripted, plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        assert [asked for asked, _ in scripted.asked] == ["Вопрос 0?"]

    def test_a_failure_of_the_engine_names_the_question(self):
        class Failing(Scripted):
            def ask(self, question, history=(), cancel=None, *, document=""):
                raise AskError("No memory.")

        with pytest.raises(EvalError, match=r"Question q0: No memory\."):
            evaluate(Failing({}))


class TestStop:
    def test_between_questions(self):
        done = []
        report = evaluate(engine(), on_progress=done.append, should_stop=lambda: len(done) == 2)
        assert len(report.outcomes) == 2
        assert not report.complete
        assert report.run_metadata.wanted == 4

    def test_in_the_middle_of_an_answer(self):
        scripted, calls = engine(), []

        def stop() -> bool:
            calls.append(len(scripted.asked))
            return len(scripted.asked) == 3

        report = evaluate(scripted, should_stop=stop)
        assert len(scripted.asked) == 3
        assert len(report.outcomes) == 2

    def test_at_once(self):
        scripted = engine()
        assert evaluate(scripted, should_stop=lambda: True).outcomes == ()
        assert scripted.asked == []


class TestGoingOn:
    def test_goes_on_where_it_was(self, tmp_path):
        file, done = tmp_path / "out" / "results.jsonl", []
        plan = Plan(PROVENANCE, result_cache=ResultCache(file))
        evaluate(engine(), plan=plan, on_progress=done.append, should_stop=lambda: len(done) == 2)
        scripted, seen = engine(), []
        report = evaluate(scripted, plan=Plan(PROVENANCE, result_cache=ResultCache(file)), on_progress=seen.append)
        assert [question for question, _ in scripted.asked] == ["Вопрос 2?", "Вопрос 3?"]
        assert [p.reused for p in seen] == [True, True, False, False]
        assert report.outcomes == evaluate(engine()).outcomes

    @pytest.mark.parametrize("left", [0, 1, 40, -1])
    def test_killed_while_it_writes_a_result_it_asks_that_one_again(self, tmp_path, left):
        """A kill leaves the beginning of the last line, or all of it without its end."""
        file = tmp_path / "results.jsonl"
        evaluate(engine(), plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        *whole, last = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join(whole) + last[:left])
        scripted = engine()
        report = evaluate(scripted, plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        assert [question for question, _ in scripted.asked] == [ITEMS[-1].question]
        assert report.outcomes == evaluate(engine()).outcomes
        assert len(file.read_bytes().splitlines()) == len(ITEMS)

    def test_everything_is_there_even_if_stopped(self, tmp_path):
        file = tmp_path / "results.jsonl"
        evaluate(engine(), plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        report = evaluate(engine(), plan=Plan(PROVENANCE, result_cache=ResultCache(file)), should_stop=lambda: True)
        assert report.complete

    @pytest.mark.parametrize(
        "other",
        [
            replace(PROVENANCE, document="e" * 64),
            replace(PROVENANCE, code="e" * 64),
            replace(PROVENANCE, models={"llm": "other"}),
            replace(PROVENANCE, stamps={"llm": "1 2"}),
            replace(PROVENANCE, settings={"threads": 4}),
            replace(PROVENANCE, machine={"llama_cpp": "other"}),
        ],
    )
    def test_stale_results_are_asked_again(self, tmp_path, other):
        file = tmp_path / "results.jsonl"
        evaluate(engine(), plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        scripted = engine()
        evaluate(scripted, plan=Plan(other, result_cache=ResultCache(file)))
        assert len(scripted.asked) == 4

    @pytest.mark.parametrize(
        ("changes", "again"),
        [
            ({"question": "Иначе?"}, True),
            ({"history": ({"question": "А?", "answer": "Б."},)}, True),
            ({"id": "other"}, True),
            ({"gold": (2,), "facts": (("спорт",),), "reference": "Спорт.", "split": "test"}, False),
            ({"expect": "either"}, False),
        ],
    )
    def test_only_what_the_engine_is_given_counts(self, changes, again):
        before = fingerprint(question(), PROVENANCE.context)
        assert (fingerprint(question(**changes), PROVENANCE.context) != before) is again

    def test_a_reused_result_is_judged_anew(self, tmp_path):
        file = tmp_path / "results.jsonl"
        evaluate(engine(), [ITEMS[0]], plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        moved = ITEMS[0].model_copy(update={"gold": (2,)})
        (outcome,) = evaluate(engine(), [moved], plan=Plan(PROVENANCE, result_cache=ResultCache(file))).outcomes
        assert outcome.observation.item.gold == (2,)
        assert outcome.values["citation_precision"] == 0

    def test_host_port_and_commit_do_not_count(self):
        told = {**PROVENANCE.settings, "port": 1, "host": "x"}
        assert replace(PROVENANCE, settings=told, commit="abc").context == PROVENANCE.context


class TestResultCache:
    def filled(self, path: Path) -> Path:
        evaluate(engine(), plan=Plan(PROVENANCE, result_cache=ResultCache(path)))
        return path

    def test_a_torn_last_line_is_cut_off(self, tmp_path):
        file = self.filled(tmp_path / "r.jsonl")
        whole = file.read_bytes()
        file.write_bytes(whole[:-40])
        scripted = engine()
        evaluate(scripted, plan=Plan(PROVENANCE, result_cache=ResultCache(file)))
        assert len(scripted.asked) == 1
        assert file.read_bytes() == whole

    def test_a_damaged_line_is_named(self, tmp_path):
        file = self.filled(tmp_path / "r.jsonl")
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join([lines[0], b"{}\n", *lines[2:]]))
        with pytest.raises(EvalError, match=r"Line 2 .*--fresh"):
            ResultCache(file)

    def test_fresh_forgets(self, tmp_path):
        file = self.filled(tmp_path / "r.jsonl")
        ResultCache(file, fresh=True)
        assert file.read_bytes() == b""

    def test_code_digest(self, tmp_path):
        folder = tmp_path / "rag"
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "web").mkdir()
        (folder / "a.py").write_text("1")
        before = code_digest(tmp_path, ("rag",))
        (folder / "__pycache__" / "a.pyc").write_text("x")
        (folder / "web" / "page.css").write_text("x")
        assert code_digest(tmp_path, ("rag",)) == before
        (folder / "a.py").write_text("2")
        changed = code_digest(tmp_path, ("rag",))
        (folder / "a.py").rename(folder / "b.py")
        assert len({before, changed, code_digest(tmp_path, ("rag",))}) == 3


class TestProvenance:
    def test_paths_are_named_without_folders_and_models_stamped(self, tmp_path, monkeypatch):
        @dataclass(frozen=True)
        class Settings:
            llm: Path
            index: Path
            threads: int = 2

        monkeypatch.setattr("eval.core.provenance.path_if_ready", lambda name: None)
        model = tmp_path / "model.gguf"
        model.write_bytes(b"123")
        found = provenance_of("d", Settings(model, tmp_path))
        assert found.models == {"llm": "model"}
        assert found.settings == {"llm": "model.gguf", "index": tmp_path.name, "threads": 2}
        assert str(tmp_path) not in json.dumps(found.context, default=str)
        before = found.stamps
        model.write_bytes(b"1234")
        assert provenance_of("d", Settings(model, tmp_path)).stamps != before

    def test_the_machine_and_every_file_of_weights_are_named(self, tmp_path, monkeypatch):
        import hashlib

        @dataclass(frozen=True)
        class Settings:
            llm: Path

        monkeypatch.setattr("eval.core.provenance.path_if_ready", lambda name: Path("/x") / name)
        model = tmp_path / "model.gguf"
        model.write_bytes(b"123")
        found = provenance_of("d", Settings(model))
        assert found.machine["cpu"]
        assert re.fullmatch(r"[\d.]+ [0-9a-f]{12}", found.machine["llama_cpp"])
        assert found.weights["llm"] == hashlib.sha256(b"123").hexdigest()[:12]
        assert {"embedder", "manifest.json", "gate.safetensors"} <= set(found.weights)
        made = run_metadata(found, {}, 0)
        assert (made.machine, made.weights) == (found.machine, found.weights)

    def test_an_embedder_of_ones_own_is_named_and_stamped(self, tmp_path, monkeypatch):
        @dataclass(frozen=True)
        class Settings:
            embedder: Path

        monkeypatch.setattr("eval.core.provenance.path_if_ready", lambda name: Path("/x") / name)
        folder = tmp_path / "own-embedder"
        (folder / "onnx").mkdir(parents=True)
        (folder / "onnx" / "model.onnx").write_bytes(b"1")
        before = provenance_of("d", Settings(folder))
        assert before.models["embedder"] == "own-embedder"
        (folder / "onnx" / "model.onnx").write_bytes(b"12")
        after = provenance_of("d", Settings(folder))
        assert before.stamps != after.stamps
        assert before.weights["embedder"] != after.weights["embedder"]

    def test_default_models_are_named_by_the_cache(self, monkeypatch):
        monkeypatch.setattr("eval.core.provenance.path_if_ready", lambda name: Path("/x") / f"{name}-q4.gguf")
        assert provenance_of("d").models == {"llm": "llm-q4", "embedder": "embedder-q4"}


@dataclass(frozen=True)
class Status:
    stage: str
    done: float | None = None
    detail: str = ""


@pytest.fixture
def service(monkeypatch):
    """The command line's service, replaced by the scripted engine; gives the list of those made."""
    made = []

    class Service(Scripted):
        stages = ("models", "llm", "ready")

        def __init__(self, settings) -> None:
            super().__init__({item.question: GOOD for item in ITEMS})
            self.settings, self.closed = settings, False
            self.waiting = list(self.stages)
            made.append(self)

        def start(self, *, prefill: bool = True) -> None:
            pass

        def status(self) -> Status:
            stage = self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]
            return Status(stage, detail="The model is missing.")

        def close(self) -> None:
            self.closed = True

    monkeypatch.setattr("rag.service.Service", Service)
    monkeypatch.setattr("eval.running.POLL_SECONDS", 0.001)
    # The checkout may be edited, and the cache filled, while the tests run.
    monkeypatch.setattr("eval.core.provenance.code_digest", lambda: "c" * 64)
    monkeypatch.setattr("eval.core.provenance.path_if_ready", lambda name: None)
    made.append(Service)
    return made


class TestCommandLine:
    def questions(self, folder: Path) -> str:
        dump(ITEMS, folder / "q.jsonl")
        return str(folder / "q.jsonl")

    def test_writes_everything_and_goes_on(self, tmp_path, service, capsys):
        arguments = ["--questions", self.questions(tmp_path), "--out", str(tmp_path / "out"), "--index", str(tmp_path)]
        assert command.main(arguments) == 0
        assert {path.name for path in (tmp_path / "out").iterdir()} == {
            *("results.jsonl", "answers.jsonl", "history.jsonl", "report.json", "report.html")
        }
        assert "Key-fact recall" in capsys.readouterr().out
        report = command.load_report(tmp_path / "out" / "report.json")
        assert report.run_metadata.selection["split"] == "dev"
        assert report.run_metadata.settings["index"] == tmp_path.name
        assert report.run_metadata.document == DOCUMENT.sha256
        assert command.main([*arguments, "--baseline", str(tmp_path / "out" / "report.json")]) == 0
        assert "Against the baseline: 4 same" in capsys.readouterr().out
        assert [len(one.asked) for one in service[1:]] == [4, 0]
        assert all(one.closed for one in service[1:])
        assert command.main([*arguments, "--fresh"]) == 0
        assert len(service[-1].asked) == 4

    def test_a_sheet_is_asked_as_it_is_whole_in_a_folder_of_its_name(self, tmp_path, service, capsys, monkeypatch):
        monkeypatch.setattr(command, "DEFAULT_OUT", tmp_path / "out")
        sheet = tmp_path / "mine.csv"
        rows = (f"{item.question};{', '.join(map(str, item.gold))};{'да' if item.gold else 'нет'}" for item in ITEMS)
        sheet.write_text("\n".join(("Вопрос;Пункты;Есть ответ", *rows)), encoding="utf-8")
        assert command.main(["--questions", str(sheet)]) == 0
        report = command.load_report(tmp_path / "out" / "mine" / "report.json")
        assert (len(report.outcomes), report.run_metadata.selection["split"]) == (len(ITEMS), "all")
        sheet.write_text("Вопрос;Пункты;Есть ответ\nЧто?;99;да\n", encoding="utf-8")
        assert command.main(["--questions", str(sheet)]) == 1
        assert "mine.csv, строка 2, столбец «Пункты»" in capsys.readouterr().err
        sheet.write_text("Вопрос;Вид;Краткий ответ\nЕсть ли?;да-нет;да\n", encoding="utf-8")
        assert command.main(["--questions", str(sheet)]) == 1
        assert "python -m eval.kinds" in capsys.readouterr().err
        assert command.main(["--questions", str(tmp_path / "none.xlsx")]) == 1
        assert "none.xlsx" in capsys.readouterr().err

    @pytest.mark.parametrize(("bound", "status"), [(1.0, 0), (0.0, 3)])
    def test_aims_decide_the_exit_status(self, tmp_path, service, capsys, bound, status):
        aims, side = tmp_path / "aims.toml", "at_least" if bound else "at_most"
        aims.write_text(f'[[aim]]\nset = "lookups"\nfigure = "facts"\n{side} = {bound}\n', encoding="utf-8")
        arguments = ["--questions", self.questions(tmp_path), "--out", str(tmp_path / "out"), "--aims", str(aims)]
        assert command.main(arguments) == status
        assert ("MISSED" in capsys.readouterr().out.split("bound")[-1]) is bool(status)

    def test_the_answers_of_a_run_give_its_report(self, tmp_path, service, capsys):
        questions = self.questions(tmp_path)
        assert command.main(["--questions", questions, "--out", str(tmp_path / "out")]) == 0
        answers = str(tmp_path / "out" / "answers.jsonl")
        judged = ["--questions", questions, "--answers", answers, "--out", str(tmp_path / "judged")]
        assert command.main(judged) == 0
        assert len(service[-1].asked) == 0
        before, after = (command.load_report(tmp_path / name / "report.json") for name in ("out", "judged"))
        assert (after.summary, after.verdicts, after.gate) == (before.summary, before.verdicts, before.gate)
        assert after.run_metadata.models == {"answers": "answers.jsonl"}
        assert (tmp_path / "judged" / "report.html").is_file()
        capsys.readouterr()
        refused = tmp_path / "peer.jsonl"
        refused.write_text("".join(f'{{"id": "{item.id}", "answer": "I don\'t know."}}\n' for item in ITEMS))
        assert command.main(["--questions", questions, "--answers", str(refused), "--out", str(tmp_path / "p")]) == 0
        assert "«i don't know» 4" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--aims", "none.toml"], "Cannot read the aims"),
            (["--answers", "none.jsonl"], "Cannot read the answers"),
            (["--types", "lists"], "no type “lists”"),
            (["--split", "test"], "No question is left"),
            (["--baseline", "none.json"], "Cannot read the report"),
        ],
    )
    def test_what_is_wrong_is_said_before_anything_loads(self, tmp_path, service, capsys, options, message):
        arguments = ["--questions", self.questions(tmp_path), "--out", str(tmp_path / "out"), *options]
        assert command.main(arguments) == 1
        assert message in capsys.readouterr().err
        assert len(service) == 1

    def test_a_failure_to_load_is_said(self, tmp_path, service, capsys):
        service[0].stages = ("models", "failed")
        assert command.main(["--questions", self.questions(tmp_path), "--out", str(tmp_path / "out")]) == 1
        assert "The model is missing." in capsys.readouterr().err
        assert service[-1].closed

    def test_interrupt_keeps_what_is_done(self, tmp_path, service, capsys, monkeypatch):
        import signal

        class Interrupted(service[0]):
            def ask(self, question, history=(), cancel=None, *, document=""):
                if len(self.asked) == 1:
                    signal.raise_signal(signal.SIGINT)
                yield from super().ask(question, history, cancel)

        monkeypatch.setattr("rag.service.Service", Interrupted)
        before = signal.getsignal(signal.SIGINT)
        arguments = ["--questions", self.questions(tmp_path), "--out", str(tmp_path / "out")]
        assert command.main(arguments) == command.INTERRUPTED
        assert signal.getsignal(signal.SIGINT) is before
        assert len((tmp_path / "out" / "results.jsonl").read_text(encoding="utf-8").splitlines()) == 1
        assert "Stopped" in capsys.readouterr().err
        assert not command.load_report(tmp_path / "out" / "report.json").complete

    def test_a_second_interrupt_is_not_waited_for(self, tmp_path, service, monkeypatch):
        import signal

        class Stuck(service[0]):
            def ask(self, question, history=(), cancel=None, *, document=""):
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
                yield from ()

        monkeypatch.setattr("rag.service.Service", Stuck)
        with pytest.raises(KeyboardInterrupt):
            command.main(["--questions", self.questions(tmp_path), "--out", str(tmp_path / "out")])
        assert service[-1].closed

    @pytest.mark.parametrize("limit", ["0", "-1", "x"])
    def test_limit(self, limit):
        with pytest.raises(SystemExit):
            command.main(["--limit", limit])


def test_stop_flag_reaches_the_engine_from_another_thread():
    stop, entered = threading.Event(), threading.Event()

    class Slow(Scripted):
        def ask(self, question, history=(), cancel=None, *, document=""):
            entered.set()
            while not cancel.is_set():
                stop.wait(0.01)
            yield from ()

    reports = []
    worker = threading.Thread(target=lambda: reports.append(evaluate(Slow({}), should_stop=stop.is_set)))
    worker.start()
    assert entered.wait(5)
    stop.set()
    worker.join(5)
    assert reports[0].outcomes == ()
