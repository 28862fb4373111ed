"""What the judging page lets its raters see and do, and who may call it."""

import json
import re
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from eval.core.lookups.records import save
from eval.core.messages import LocalizedError
from eval.judging.store import JudgingStore
from eval.judging.tasks import LABELS
from eval.web.access import TOKEN_HEADER
from eval.web.judge import PATH, judge_actions, page_html, routes
from eval.web.routes import MAX_BODY
from models.folders import FEEDBACK
from rag.web.feedback import Feedback, append
from rag.web.strings import LANGUAGES
from tests.eval.judging.test_rounds import A, B
from tests.eval.samples import DOCUMENT


@pytest.fixture
def actions(tmp_path):
    for name, report in (("a", A), ("b", B)):
        (tmp_path / "out" / name).mkdir(parents=True)
        save(report, tmp_path / "out" / name / "report.json")
    made = judge_actions(tmp_path / "out", lambda: tmp_path)
    made["create"]({"name": "pair", "report": "a/report.json", "baseline": "b/report.json"})
    return made


def asked(rater="Анна", **more):
    return {"round": "pair", "rater": rater, **more}


def judge_all(actions, rater, label="right"):
    for task in actions["tasks"](asked(rater))["tasks"]:
        actions["judge"](asked(rater, task=task["id"], label=label))


def test_a_rater_sees_no_system_no_metric_and_nobody_else(actions):
    judge_all(actions, "Борис", "wrong")
    shown = json.dumps(actions["tasks"](asked()), ensure_ascii=False)
    for hidden in ("sides", "metrics", "thumb", "report.json", "Борис", "wrong", "question_id", "decision"):
        assert hidden not in shown
    assert len(actions["tasks"](asked())["tasks"]) == 5
    assert [one["done"] for one in actions["rounds"]({"rater": "Анна"})["rounds"]] == [0]


def test_what_others_say_opens_after_the_last_answer(actions):
    judge_all(actions, "Борис")
    first, *_ = actions["tasks"](asked())["tasks"]
    actions["judge"](asked(task=first["id"], label="wrong"))
    for closed in ("results", "disputes", "write"):
        with pytest.raises(Exception, match="judged 1 of 5"):
            actions[closed](asked())
    judge_all(actions, "Анна")
    actions["judge"](asked(task=first["id"], label="wrong", note="нет"))
    (dispute,) = actions["disputes"](asked())["tasks"]
    assert sorted(one["label"] for one in dispute["others"]) == ["right", "wrong"]
    assert "Борис" not in json.dumps(dispute, ensure_ascii=False)
    found = actions["results"](asked())
    assert (found["decided"], found["open"]) == (4, 1)
    assert set(found["sides"]) == {"a/report.json", "b/report.json"}


def test_who_has_seen_what_others_say_settles_and_can_no_longer_judge(actions):
    judge_all(actions, "Анна", "right")
    judge_all(actions, "Борис", "partly")
    disputes = actions["disputes"](asked("Вера"))["tasks"]
    assert len(disputes) == 5
    with pytest.raises(Exception, match="can no longer judge"):
        actions["judge"](asked("Вера", task=disputes[0]["id"], label="right"))
    actions["judge"](asked("Вера", task=disputes[0]["id"], label="partly", role="adjudicator"))
    assert actions["disputes"](asked("Вера"))["tasks"][0]["label"] == "partly"
    assert actions["results"](asked("Вера"))["decided"] == 1
    assert actions["results"](asked("Анна"))["raters"] == {"Анна": 5, "Борис": 5}


@pytest.mark.parametrize(
    ("action", "payload", "ru", "en"),
    [
        ("create", {"name": "../x", "report": "a/report.json"}, "не годится как название", "no name for a round"),
        ("create", {"name": "feedback", "report": "a/report.json"}, "не годится как название", "no name for a round"),
        ("create", {"name": "x", "report": "../secret.json"}, "Отчёта «../secret.json» нет", "There is no report"),
        ("create", {"name": "x"}, "Оценивать нечего", "nothing to judge"),
        ("create", {"name": "pair", "report": "a/report.json"}, "«pair» уже есть", "“pair” already"),
        ("tasks", asked(""), "не годится как имя", "no rater's name"),
        ("tasks", asked("<b>"), "не годится как имя", "no rater's name"),
        ("tasks", asked() | {"round": "../pair"}, "не годится как название", "no name for a round"),
        ("tasks", asked() | {"round": "none"}, "Раунда «none» нет. Есть: pair", "There are: pair"),
        ("judge", asked(task="none", label="right"), "нет ответа none", "no answer none"),
        ("judge", asked(task="none", label="best"), "Это не оценка", "No judgement"),
        ("judge", asked(task="none", note="x" * 4001), "4\N{NO-BREAK SPACE}001 знаков", "4,001 characters"),
        ("read", {"data": "e30="}, "не скачанный раунд", "no exported round"),
        ("read", {"data": "%"}, "не целиком", "did not arrive whole"),
    ],
)
def test_anything_else_is_refused_in_the_language_of_the_page(actions, action, payload, ru, en):
    with pytest.raises(LocalizedError) as error:
        actions[action](payload)
    assert ru in error.value.text("ru")
    assert en in error.value.text("en")


def test_readers_feedback_is_a_round_of_its_own_without_their_thumbs(actions, tmp_path):
    append(tmp_path / FEEDBACK, Feedback("dislike", "Что?", "Вода.", (), {}, "неверно"))
    assert [one["name"] for one in actions["rounds"]({"rater": "Анна"})["rounds"]] == ["pair", "feedback"]
    (task,) = actions["tasks"](asked() | {"round": "feedback"})["tasks"]
    assert (task["question"], task["said"]) == ("Что?", "")
    assert "dislike" not in json.dumps(task)


def test_a_round_goes_to_another_machine_and_back(actions, tmp_path):
    judge_all(actions, "Анна")
    file = actions["write"](asked())
    elsewhere = judge_actions(tmp_path / "out", lambda: tmp_path / "elsewhere")
    assert elsewhere["read"]({"data": file["data"]}) == {"name": "pair"}
    assert JudgingStore(tmp_path / "elsewhere" / "judging").load("pair").raters == ("Анна",)


def test_only_the_page_itself_may_call_its_actions(tmp_path):
    client = TestClient(Starlette(routes=routes(SimpleNamespace(document=DOCUMENT), tmp_path, lambda: tmp_path)))
    page = client.get(PATH).text
    token = json.loads(page.split("const props = ")[1].split(";\n")[0])["token"]
    holder = {TOKEN_HEADER: token}
    for headers in ({}, {TOKEN_HEADER: ""}, {TOKEN_HEADER: token[:-1]}, {TOKEN_HEADER: "x" * len(token)}):
        assert client.post(f"{PATH}/rounds", json={}, headers=headers).status_code == 403
    assert client.post(f"{PATH}/rounds", json={}, headers=holder).json()["rounds"] == []
    assert client.post(f"{PATH}/rounds", json=[], headers=holder).status_code == 400
    assert client.post(f"{PATH}/rounds", content=b"{", headers=holder).status_code == 400
    assert client.post(f"{PATH}/none", json={}, headers=holder).status_code == 404
    assert client.post(f"{PATH}/rounds", content=b" " * (MAX_BODY + 1), headers=holder).status_code == 413
    assert client.get(f"{PATH}/rounds", headers=holder).status_code == 405


def test_nothing_in_a_string_ends_the_script():
    from dataclasses import replace

    page = page_html(replace(DOCUMENT, name="</script><script>alert(1)</script>"), "t")
    assert page.count("<script>") == 1
    assert page.count("</script>") == 1


def test_the_page_has_every_property_that_its_scripts_read():
    page = page_html(DOCUMENT, "t")
    props = json.loads(page.split("const props = ")[1].split(";\n")[0])
    assert set(re.findall(r"\bprops\.(\w+)", page)) <= set(props)
    assert set(props["document"]["names"]) == set(props["strings"]) == set(LANGUAGES)


def test_keys_and_labels_agree():
    from eval.web.access import HERE

    assert f"const LABELS = {json.dumps(list(LABELS))}" in (HERE / "judge.js").read_text(encoding="utf-8")
