"""Runs that step aside for people, are stopped and resumed, and leave a history."""

import json
import threading
import time
from unittest.mock import Mock

import pytest

from eval.core.history import past_runs
from eval.core.kinds.questions import KindQuestion
from eval.core.kinds.report import KindReport
from eval.core.messages import LocalizedError
from eval.core.sets import load_report
from eval.report.trend import trend_page
from eval.web.runs import UNFINISHED, Runs, Wanted, as_json
from eval.web.yielding import Yielding
from index.library.library import Library
from rag.settings import Settings
from rag.types import Finished, PassagesFound
from tests.eval.samples import DOCUMENT, answer, question, sentence
from tests.rag.scripted_service import QUESTION, Slow, Small

GOOD = answer(sentence("Инициативу поддержали Казахстана", 1))
WAIT_SECONDS = 20


def until(holds):
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < WAIT_SECONDS
        time.sleep(0.005)


class Service:
    """Answers one question at a time, each when it is let or free; counts who asks, as rag.service.Service does."""

    def __init__(self):
        self.document, self.asking, self.asked = DOCUMENT, 0, []
        self.let, self.free = threading.Event(), ""
        self.let.set()

    def retrieve(self, question, top=10, document=""):
        return ()

    def ask(self, question, history=(), cancel=None, kind=None, document=""):
        self.asking += 1
        try:
            self.asked.append(question)
            yield PassagesFound(GOOD.passages)
            while not (self.let.is_set() or question == self.free):
                if cancel is not None and cancel.is_set():
                    return
                time.sleep(0.002)
            yield Finished(GOOD)
        finally:
            self.asking -= 1


def wanted(count=3):
    items = tuple(question(id=f"q{at}", question=f"Вопрос {at}?") for at in range(count))
    return Wanted(items, "dev", {"questions": "questions", "split": "dev"}, {"limit": str(count)})


@pytest.fixture
def service():
    return Service()


def test_a_question_of_the_run_is_stopped_for_a_reader_and_asked_anew(service):
    engine = Yielding(service)
    service.let.clear()
    events = []
    run = threading.Thread(target=lambda: events.extend(engine.ask("Прогон?")))
    run.start()
    until(lambda: service.asked == ["Прогон?"])
    reader = service.ask("Читатель?")
    next(reader)
    until(lambda: service.asking == 1)  # the run has let go, while the reader's question is under way
    until(lambda: engine.waits)
    assert service.asked == ["Прогон?", "Читатель?"]
    service.let.set()
    assert [type(event) for event in reader] == [Finished]
    run.join(WAIT_SECONDS)
    assert service.asked == ["Прогон?", "Читатель?", "Прогон?"]
    assert [type(event) for event in events] == [PassagesFound, Finished]


def test_beside_the_real_queue_a_reader_waits_for_no_question_of_the_run(tmp_path):
    llm = Slow()
    queue = Small(llm, Settings(cache=tmp_path))
    queue.start(prefill=False)
    queue.wait()
    try:
        events = []
        run = threading.Thread(target=lambda: events.extend(Yielding(queue).ask(QUESTION)))
        run.start()
        until(lambda: len(llm.reading) == 1)
        reader = threading.Thread(target=lambda: list(queue.ask(f"{QUESTION} Читатель")))
        reader.start()
        until(lambda: len(llm.reading) == 2)  # at once, though nobody has let the run's question go on
        assert "Читатель" in llm.reading[1]
        llm.may_go_on.set()
        reader.join(WAIT_SECONDS)
        run.join(WAIT_SECONDS)
        assert ["Читатель" in one for one in llm.reading] == [False, True, False]
        assert isinstance(events[-1], Finished)
    finally:
        llm.may_go_on.set()
        queue.close()


def test_a_run_that_waits_for_readers_can_be_stopped(service):
    engine, cancel = Yielding(service), threading.Event()
    service.let.clear()
    reader = service.ask("Читатель?")
    next(reader)
    run = threading.Thread(target=lambda: list(engine.ask("Прогон?", (), cancel)))
    run.start()
    until(lambda: engine.waits)
    cancel.set()
    run.join(WAIT_SECONDS)
    assert not run.is_alive()
    assert service.asked == ["Читатель?"]
    reader.close()


def test_stopped_resumed_also_after_a_restart_and_noted_in_the_history(service, tmp_path):
    runs = Runs(service, None, tmp_path)
    assert (runs.now().resumable, past_runs(tmp_path)) == (None, ())
    service.let.clear()
    runs.start(wanted())
    until(lambda: service.asked == ["Вопрос 0?"])
    service.free = "Вопрос 0?"
    until(lambda: len(service.asked) > 1)
    runs.stop()
    until(lambda: not runs.now().running)
    done = runs.now().done
    assert done == 1
    assert runs.now().resumable == {"limit": "3"}

    service.let.set()
    again = Runs(service, None, tmp_path)  # the program was started anew
    assert (again.now().resumable, again.now().left_at, again.now().total) == ({"limit": "3"}, done, 3)
    before = len(service.asked)
    again.start(wanted())
    until(lambda: not again.now().running)
    assert again.now().failure is None
    assert len(service.asked) - before == 3 - done  # the finished questions are not asked again
    assert again.now().resumable is None
    assert not (tmp_path / UNFINISHED).exists()
    history = past_runs(tmp_path)
    assert [(run.complete, run.questions) for run in history] == [(False, done), (True, 3)]
    assert history[1].figures["decision"].value == 1


def kinds(count=3, document="declaration"):
    asked = {"lang": "ru", "kind": "list", "style": "own", "expect": "answered", "must": ("1",), "document": document}
    items = tuple(
        KindQuestion.model_validate({**asked, "id": f"q{at}", "question": f"Вопрос {at}?"}) for at in range(count)
    )
    return Wanted(items, "own-mine/kinds", {"questions": "own-mine", "split": "all"}, {"set": "own-mine"}, items)


def test_questions_of_kinds_are_stopped_resumed_and_reported(service, tmp_path):
    tmp_path /= "not there yet"
    runs = Runs(service, None, tmp_path)
    service.let.clear()
    runs.start(kinds())
    service.free = "Вопрос 0?"
    until(lambda: len(service.asked) > 1)
    reader = service.ask("Читатель?")  # the second question is put off
    next(reader)
    until(lambda: runs.now().yielding)
    runs.stop()
    until(lambda: not runs.now().running)
    reader.close()
    assert (runs.now().done, runs.now().resumable) == (1, {"set": "own-mine"})
    assert runs.now().report == "own-mine/kinds/report.json"

    service.let.set()
    again = Runs(service, None, tmp_path)
    before = len(service.asked)
    again.start(kinds())
    until(lambda: not again.now().running)
    assert (again.now().failure, len(service.asked) - before) == (None, 2)
    made = load_report(tmp_path / "own-mine" / "kinds" / "report.json")
    assert isinstance(made, KindReport)
    assert (made.complete, made.summary["all"]["right"].value) == (True, 1)
    assert [run.complete for run in past_runs(tmp_path)] == [False, True]
    assert (tmp_path / "own-mine" / "kinds" / "report.html").exists()


def test_why_a_run_failed_is_said_in_the_language_of_who_looks(service, tmp_path):
    runs = Runs(service, None, tmp_path)
    service.library = Library(tmp_path / "library")
    runs.start(kinds(1, "Устав"))
    until(lambda: not runs.now().running)
    assert as_json(runs.now(), "ru")["error"].startswith("Документа «Устав» здесь нет.")
    assert as_json(runs.now(), "en")["error"].startswith("There is no document “Устав” here.")
    with pytest.raises(LocalizedError, match="no document"):
        raise runs.now().failure


def test_a_full_disk_is_said_with_its_place(service, tmp_path, monkeypatch):
    monkeypatch.setattr("eval.core.sets.save_report", Mock(side_effect=OSError(28, "No space left", "report.json")))
    runs = Runs(service, None, tmp_path)
    runs.start(kinds(1))
    until(lambda: not runs.now().running)
    assert as_json(runs.now(), "ru")["error"] == "report.json: No space left. Проверьте место на диске и права."


def test_the_history_is_drawn_and_damaged_lines_are_passed_over(service, tmp_path):
    for _ in range(2):
        runs = Runs(service, None, tmp_path)
        runs.start(wanted(1))
        until(lambda runs=runs: runs.now().finished == 1)
    with (tmp_path / "dev" / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"made": 1}) + "\n{")
    assert len(past_runs(tmp_path)) == 2
    page = trend_page(past_runs(tmp_path), "ru")
    assert "Прогонов одних и тех же вопросов: 2 (questions questions, split dev)" in page
    assert page.count('class="dot"') == 2 * 5  # the runs, by the figures that a single answered question has
    assert "Здесь ещё не закончился" in trend_page((), "ru")
    assert "<script" not in page
