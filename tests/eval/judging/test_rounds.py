"""Rounds of answers: blind, in orders of their own, and nothing of what raters say is lost."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from eval.core.dataset import EvalError
from eval.core.lookups.metrics import Failure
from eval.judging.agreement import disputes, findings, verdict
from eval.judging.store import FEEDBACK_ROUND, Judged, Judgement, JudgingStore, Line
from eval.judging.tasks import LABELS, Round, round_of, shuffled
from rag.web.feedback import Feedback, Source, append
from tests.eval import kind_samples
from tests.eval.report.test_report import made
from tests.eval.samples import answer, question, refusal, sentence, unanswerable

SAME = answer(sentence("Инициативу поддержали Казахстана", 1))
OTHER = answer(sentence("Казахстана 17", 1))
A = made((question(id="q1"), SAME), (question(id="q2", question="Где?"), OTHER), (unanswerable(), refusal()))
B = made((question(id="q1"), SAME), (question(id="q2", question="Где?"), SAME), (unanswerable(), SAME),
         (question(id="q9"), Failure("?", "Нет.")))  # fmt: skip
PAIR = round_of("pair", {"out/a.json": A, "out/b.json": B})


@pytest.fixture
def store(tmp_path):
    store = JudgingStore(tmp_path / "judging", tmp_path / "feedback.jsonl")
    store.create(PAIR)
    return store


def task(question_id, side):
    (found,) = [one for one in PAIR.tasks if one.question_id == question_id and side in one.sides]
    return found.id


def test_the_answers_of_both_on_the_questions_of_both_the_same_one_once():
    assert {(one.question_id, one.sides) for one in PAIR.tasks} == {
        ("q1", ("A", "B")), ("q2", ("A",)), ("q2", ("B",)), ("u1", ("A",)), ("u1", ("B",)),
    }  # fmt: skip
    assert PAIR.sides == {"A": "out/a.json", "B": "out/b.json"}
    assert len(round_of("one", {"a": A}, limit=2).tasks) == 2
    assert round_of("one", {"a": A}, limit=2) == round_of("one", {"a": A}, limit=2)


def test_answers_of_kinds_are_judged_alone_or_beside_others():
    kinds = kind_samples.made()
    alone = round_of("kinds", {"k": kinds})
    tasks = {one.question_id: one for one in alone.tasks}
    assert len(tasks) == 8
    assert tasks["part"].gold == (16, "2.1")
    assert [(quote.section, quote.text) for quote in tasks["part"].quotes] == [
        (16, "слова текста"),
        (9, "слова текста"),
    ]
    assert (tasks["hello"].status, tasks["broke"].status, tasks["plov"].expected) == ("talk", "error", "refused")
    assert tasks["part"].metrics["recall"] == 0.5
    pair = round_of("pair", {"a": kinds, "b": kinds}, limit=3)
    assert [one.sides for one in pair.tasks] == [("A", "B")] * 3
    assert Round.model_validate_json(alone.model_dump_json()) == alone
    lines = [Line(task=one.id, rater="Анна", label="right" if one.metrics["right"] else "wrong") for one in alone.tasks]
    judged = Judged(alone, {line.task: {"Анна": Judgement(line.label)} for line in lines}, {})
    right = next(one for one in findings(judged).metrics if one.metric == "right")
    assert (right.label, right.same.value, right.same.n, right.auc.value) == ("Right", 1, 8, 1)
    assert (right.auc.n, right.auc.high) == (8, 1)
    assert 0 < right.auc.low < 1  # a perfect one has a width too
    assert (tasks["claim"].headline, tasks["count"].headline, tasks["part"].headline) == ("no", "3", "")


def test_each_rater_has_an_order_of_their_own_that_stays():
    wide = round_of("wide", {"a": made(*((question(id=f"q{at}", question=f"{at}?"), SAME) for at in range(30)))})
    orders = {name: [one.id for one in shuffled(wide.tasks, name)] for name in ("Анна", "Борис")}
    assert orders["Анна"] != orders["Борис"] != [one.id for one in wide.tasks]
    assert set(orders["Анна"]) == set(orders["Борис"])
    assert [one.id for one in shuffled(wide.tasks[::-1], "Анна")] == orders["Анна"]


def test_a_label_and_a_note_of_two_tabs_do_not_undo_each_other(store):
    first = PAIR.tasks[0].id
    store.add("pair", [Line(task=first, rater="Анна", label="right")])
    store.add("pair", [Line(task=first, rater="Анна", note="Неполно.\nИ всё.")])
    store.add("pair", [Line(task=first, rater="Борис", label="wrong")])
    said = {"Анна": Judgement("right", "Неполно.\nИ всё."), "Борис": Judgement("wrong")}
    assert store.load("pair").ratings[first] == said
    store.add("pair", [Line(task=first, rater="Анна", label="")])
    assert store.load("pair").done("Анна") == 0
    assert store.load("pair").raters == ("Борис",)


def test_many_at_once_and_a_crash_in_the_middle_of_a_line(store, tmp_path):
    first = PAIR.tasks[0].id
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: store.add("pair", [Line(task=first, rater=f"r{at}", label="partly")]), range(40)))
    file = tmp_path / "judging" / "pair" / "judgements.jsonl"
    with file.open("ab") as cut:
        cut.write(b'{"task": "')
    store.add("pair", [Line(task=first, rater="after", label="right")])
    assert len(store.load("pair").ratings[first]) == 41


WRITTEN = {
    "round.json": """{"format": 1, "name": "one", "sides": {"A": "out/a.json"}, "tasks": [{
        "id": "254e46c668c6bbac", "question_id": "q1", "question": "Чья инициатива?", "document": "", "history": [],
        "status": "answered", "answer": "Казахстана.", "headline": "",
        "quotes": [{"section": 1, "text": "Главы г", "label": "п. 1"}], "expected": "answered", "gold": [1],
        "reference": "Казахстана.", "facts": ["Казахстана"], "sides": ["A"],
        "metrics": {"decision": 1.0, "clean": null}, "thumb": "", "note": ""}]}""",
    "judgements.jsonl": """
        {"task":"254e46c668c6bbac","rater":"Анна","role":"rater","label":"right","note":"Да."}
        {"task":"254e46c668c6bbac","rater":"Борис","role":"adjudicator","label":"partly"}""",
}
"""A round as it was written in November 2026: whatever this program becomes, it stays readable."""


def test_judgements_outlive_an_upgrade(tmp_path):
    folder = tmp_path / "judging" / "one"
    folder.mkdir(parents=True)
    for name, text in WRITTEN.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = JudgingStore(tmp_path / "judging")
    found = store.load("one")
    assert found.round.tasks[0].answer == "Казахстана."
    assert found.ratings == {"254e46c668c6bbac": {"Анна": Judgement("right", "Да.")}}
    assert found.adjudicated == {"254e46c668c6bbac": {"Борис": Judgement("partly")}}
    store.add("one", [Line(task="254e46c668c6bbac", rater="Анна", label="wrong")])
    assert store.load("one").ratings["254e46c668c6bbac"]["Анна"] == Judgement("wrong", "Да.")


@pytest.mark.parametrize(
    "line", [{"rater": ""}, {"rater": "x" * 41}, {"rater": "<b>"}, {"label": "good"}, {"role": "chief"}, {"more": 1}]
)
def test_only_lines_that_mean_something(line):
    with pytest.raises(ValidationError):
        Line.model_validate({"task": "t", "rater": "Анна", "label": "right"} | line)


@pytest.mark.parametrize("name", ["../x", "", "/etc", "a/b", "Раунд", "none"])
def test_only_rounds_that_are_there(store, name):
    with pytest.raises(EvalError):
        store.load(name)


def test_unknown_answers_and_second_rounds_of_a_name_are_refused(store):
    with pytest.raises(EvalError, match="no answer"):
        store.add("pair", [Line(task="x", rater="Анна", label="right")])
    with pytest.raises(EvalError, match="already"):
        store.create(PAIR)
    with pytest.raises(EvalError, match="nothing to judge"):
        store.create(round_of("none", {"a": A, "b": made((question(id="else"), SAME))}))


def test_export_and_import_merge_and_add_nothing_twice(store, tmp_path):
    first, second = PAIR.tasks[:2]
    store.add("pair", [Line(task=first.id, rater="Анна", label="right")])
    elsewhere = JudgingStore(tmp_path / "elsewhere")
    assert elsewhere.import_round(store.export("pair")) == "pair"
    elsewhere.add("pair", [Line(task=second.id, rater="Борис", label="wrong", note="!")])
    for _ in range(2):
        store.import_round(elsewhere.export("pair"))
    assert store.load("pair") == elsewhere.load("pair")
    assert len(json.loads(store.export("pair"))["judgements"]) == 2
    for broken in (b"{", b"[]", b'{"round": {}, "judgements": []}'):
        with pytest.raises(EvalError, match="no exported round"):
            store.import_round(broken)
    other = json.loads(store.export("pair"))
    other["round"]["tasks"][0]["id"] = "else"
    with pytest.raises(EvalError, match="other answers"):
        store.import_round(json.dumps(other).encode())


def test_what_readers_say_flows_in(tmp_path):
    file = tmp_path / "feedback.jsonl"
    store = JudgingStore(tmp_path / "judging", file)
    assert store.names() == ()
    append(file, Feedback("like", "Что?", "Вода.", (Source(16, "вода"),), {}))
    append(file, Feedback("wrong_citation", "Где?", "Там.", (Source(3, "там"),), {}, "не тот пункт"))
    assert store.names() == (FEEDBACK_ROUND,)
    first, second = store.load(FEEDBACK_ROUND).round.tasks
    assert (first.question, first.thumb, second.thumb, second.note) == (
        "Что?",
        "like",
        "wrong_citation",
        "не тот пункт",
    )
    store.add(FEEDBACK_ROUND, [Line(task=first.id, rater="Анна", label="wrong")])
    append(file, Feedback("dislike", "Когда?", "Нет ответа.", (), {}))
    store.names()
    judged = store.load(FEEDBACK_ROUND)
    assert [one.status for one in judged.round.tasks] == ["answered", "answered", "refused"]
    assert findings(judged).thumbs.value == 0
    assert judged.ratings[first.id]["Анна"].label == "wrong"


def test_verdicts_disputes_and_what_metrics_say(store):
    says = {
        ("q1", "A"): ("right", "right", "wrong"), ("q2", "A"): ("wrong", "wrong"), ("q2", "B"): ("right", "partly"),
        ("u1", "A"): ("right", "right"), ("u1", "B"): ("misleading",),
    }  # fmt: skip
    lines = [
        Line(task=task(*key), rater=f"r{at}", label=label)
        for key, labels in says.items()
        for at, label in enumerate(labels)
    ]
    store.add("pair", lines)
    judged = store.load("pair")
    verdicts = {(one.question_id, one.sides): verdict(judged, one) for one in PAIR.tasks}
    assert verdicts == {
        ("q1", ("A", "B")): "right", ("q2", ("A",)): "wrong", ("q2", ("B",)): "", ("u1", ("A",)): "right",
        ("u1", ("B",)): "misleading",
    }  # fmt: skip
    assert {one.question_id for one, _ in disputes(judged)} == {"q1", "q2"}
    found = findings(judged)
    assert (found.answers, found.decided, found.open, found.raters["r0"]) == (5, 4, 1, 5)
    assert found.alpha_nominal.units == 4
    assert found.sides["out/a.json"]["right"].value == pytest.approx(2 / 3)
    assert found.sides["out/b.json"]["misleading"].value == pytest.approx(1 / 2)
    decision = next(one for one in found.metrics if one.metric == "decision")
    # Right to answer on q1 and q2 of A and to refuse on u1 of A, wrong to answer u1 of B: people differ on q2 alone.
    assert (decision.same.value, decision.same.n, decision.auc.value) == (0.75, 4, 0.75)
    store.add("pair", [Line(task=task("q2", "B"), rater="Вера", role="adjudicator", label="partly")])
    assert findings(store.load("pair")).open == 0
    assert verdict(store.load("pair"), next(one for one in PAIR.tasks if one.id == task("q2", "B"))) == "partly"


def test_the_labels_have_the_keys_one_to_four():
    assert LABELS == ("right", "partly", "wrong", "misleading")
