"""People judge answers: two raters in two windows, two tabs of one, keys alone, and nothing is lost."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from models.folders import FEEDBACK
from rag.web.feedback import Feedback, Source, append
from tests.browser.conftest import PHONE, Server, Visitor, accessible, shot

pytestmark = pytest.mark.browser


def create(page: Page, name: str, limit: int) -> None:
    page.fill("[name=name]", name)
    page.select_option("[name=report]", "committed")
    page.fill(".create [name=limit]", str(limit))
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelector('[name=round]').value === '{name}'")


def begin(page: Page, rater: str, name: str) -> None:
    page.fill("[name=rater]", rater)
    page.select_option("[name=round]", name)
    page.locator("[name=rater]").press("Enter")
    page.wait_for_selector(".task:not([hidden])")


def saved(page: Page) -> None:
    page.wait_for_function("JSON.parse(localStorage.getItem('ask.unsent') ?? '[]').length === 0")


def lines(folder: Path, name: str) -> list[dict]:
    path = folder / "judging" / name / "judgements.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def test_two_raters_by_keys_alone_then_a_third_settles(standin: Server, data_folder: Path, visitor: Visitor):
    url = f"{standin.url}/evaluation/judge"
    anna = visitor.open(url)
    create(anna, "round-1", 3)
    boris = visitor.open(url)
    begin(anna, "Анна", "round-1")
    begin(boris, "Борис", "round-1")
    shot(anna, "judge")
    assert accessible(anna) == []
    for key in "123":
        anna.keyboard.press(key)
    anna.wait_for_function("document.querySelector('.message').textContent.startsWith('Все ответы')")
    saved(anna)
    assert "оценено 0 из 3" in boris.locator(".progress").inner_text()  # nothing of the other's
    assert "Анна" not in boris.content()
    boris.locator("[data-do=results]").click()
    boris.wait_for_selector(".warn:not([hidden])")  # results would end the judging
    boris.locator("[data-do=rate]").click()
    boris.wait_for_selector(".task:not([hidden])")
    boris.locator(".task").focus()
    for _ in range(3):
        boris.keyboard.press("4")
    saved(boris)
    assert {(one["rater"], one["label"]) for one in lines(data_folder, "round-1")} == {
        ("Анна", "right"), ("Анна", "partly"), ("Анна", "wrong"), ("Борис", "misleading"),
    }  # fmt: skip
    vera = visitor.open(url)
    begin(vera, "Вера", "round-1")
    vera.locator("[data-do=settle]").click()
    vera.locator("[data-do=see]").click()
    vera.wait_for_selector(".others li >> nth=1")
    assert "Анна" not in vera.content()
    vera.locator(".task").focus()
    vera.keyboard.press("1")
    saved(vera)
    vera.locator("[data-do=results]").click()
    vera.wait_for_selector(".found table >> nth=1")
    assert "Оценено людьми: 1 из 3, без решения: 2" in vera.locator(".found").inner_text()
    assert "Альфа Криппендорфа: -" in vera.locator(".found").inner_text().replace("−", "-")
    shot(vera, "judge_results")
    assert accessible(vera) == []


def test_reload_two_tabs_and_a_lost_connection_lose_nothing(standin: Server, data_folder: Path, visitor: Visitor):
    url = f"{standin.url}/evaluation/judge"
    page = visitor.open(url)
    create(page, "round-2", 4)
    begin(page, "Анна", "round-2")
    question = page.locator("#judged-question").inner_text()
    page.fill(".noted textarea", "Первая заметка")
    page.wait_for_timeout(600)
    saved(page)
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator("#judged-question").inner_text() == question
    assert page.locator(".noted textarea").input_value() == "Первая заметка"
    other = visitor.tab(page.context, url)
    other.locator(".task").focus()
    other.keyboard.press("2")  # a label in one tab, a note in the other
    saved(other)
    page.fill(".noted textarea", "Вторая заметка")
    page.wait_for_timeout(600)
    saved(page)
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    page.locator("[data-do=previous]").click()
    texts = {}
    for _ in range(4):
        texts[page.locator("#judged-question").inner_text()] = (
            page.locator(".noted textarea").input_value(),
            page.locator(".labels [aria-pressed=true]").count(),
        )
        page.locator("[data-do=previous]").click()
    assert texts[question] == ("Вторая заметка", 1)
    page.route("**/judge/judge", lambda route: route.abort())
    page.locator(".task").focus()
    page.keyboard.press("3")
    page.wait_for_function("document.querySelector('.saved').textContent.startsWith('Не сохранено')")
    page.unroute("**/judge/judge")
    page.reload()  # before it was sent again
    page.wait_for_selector("[data-ready=yes]", state="attached")
    saved(page)
    assert [one["label"] for one in lines(data_folder, "round-2") if "label" in one] == ["partly", "wrong"]
    visitor.errors[:] = [one for one in visitor.errors if "ERR_FAILED" not in one]  # the connection that was cut


def test_what_readers_say_can_be_judged_also_on_a_phone(standin: Server, data_folder: Path, visitor: Visitor):
    entry = Feedback("wrong_citation", "Где <b>лёд</b>?", "В горах.", (Source(16, "ледников"),), {})
    append(data_folder / FEEDBACK, entry)
    page = visitor.open(f"{standin.url}/evaluation/judge", viewport=PHONE)
    assert "отзывы читателей" in page.locator("[name=round]").inner_text()
    begin(page, "Анна", "feedback")
    assert page.locator("#judged-question").inner_text() == "Где <b>лёд</b>?"
    assert "ледников" in page.locator(".quoted").inner_text()
    page.locator("[data-do=theme]").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert accessible(page) == []
    shot(page, "judge_phone_dark")
    with page.expect_popup() as text:
        page.locator(".quoted a").click()
    text.value.wait_for_url("**/#p16")
