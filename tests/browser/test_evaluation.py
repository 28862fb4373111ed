"""The evaluators' page, with the scripted stand-in answering."""

from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, Server, Visitor, accessible, ask, shot

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path):
    server = Server(tmp_path / "log", "-m", "tests.browser.standin", "--out", str(tmp_path / "reports"))
    yield server
    server.close()


def start(page, limit):
    page.fill("[name=limit]", str(limit))
    page.locator(".run .send").click()


def test_run_report_compare(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    page.wait_for_selector(".none:not([hidden])")
    start(page, 3)
    page.wait_for_function("document.querySelector('.run').parentNode.textContent.includes('Прогон закончен')")
    page.wait_for_selector("iframe:not([hidden])")
    report = page.frame_locator("iframe")
    report.locator("text=Hit@1").first.wait_for()
    page.select_option("[name=split]", "test")
    start(page, 2)
    page.wait_for_function("document.querySelectorAll('select.report option').length === 2")
    page.select_option(".report", "test/report.json")
    page.select_option(".baseline", "dev/report.json")
    report.locator("text=changed or not").first.wait_for(state="attached")
    shot(page, "evaluation")
    page.locator("[data-language=en]").click()
    assert page.locator("h1").inner_text() == "Evaluation"
    assert accessible(page) == []


def test_stop_and_chat_during_a_run(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    page.select_option("[name=split]", "all")  # minutes: the run cannot end by itself before Stop
    page.locator(".run .send").click()
    page.wait_for_function("/[1-9]\\d* вопрос/.test(document.querySelector('.message').textContent)")
    chat = visitor.tab(page.context, server.url)
    ask(chat, "Ледники?")
    page.locator(".run .stop").click()
    page.wait_for_function("document.querySelector('.message').textContent === 'Прогон закончен.'")
    assert page.locator(".run .send").is_visible()


def test_one_question_in_full_detail(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    page.fill("[name=question]", "Как приготовить <b>плов</b>?")
    page.locator(".examine .send").click()
    page.wait_for_selector(".examined .debug-panel[open]")
    assert "вероятность 0,93" in page.locator(".examined").inner_text()
    assert page.locator(".examined th").first.is_visible()
    shot(page, "examined")
    page.locator("[data-do=theme]").click()
    page.set_viewport_size(PHONE)
    shot(page, "evaluation_phone_dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert accessible(page) == []
    page.locator(".switches a").click()
    page.wait_for_selector("#question")
