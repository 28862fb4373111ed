"""The page over time: asked again, edited, reloaded in mid-answer, translated by the browser, opened twice."""

import json
import os
import re
import signal
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browser.conftest import TIMEOUT_MS, Hold, Server, Visitor, ask

pytestmark = pytest.mark.browser
TRANSLATE = """root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes.filter(one => one.data.trim())) {
        const [outer, inner] = [document.createElement("font"), document.createElement("font")];
        inner.textContent = CHANGED ? node.data.toUpperCase() + " (переведено)" : node.data;
        outer.append(inner);
        node.replaceWith(outer);
    }
}"""
"""What browsers do to every text of a page that they translate."""


def histories(page: Page) -> list[list[str]]:
    """The questions of the history that each question from now on is sent with."""
    sent: list[list[str]] = []

    def note(request: Request) -> None:
        if "queue/join" in request.url:
            data = json.loads(request.post_data or "{}").get("event_data")
            if data:
                sent.append([turn["question"] for turn in data["history"]])

    page.on("request", note)
    return sent


def test_again_and_edit_do_not_send_the_turn_that_they_replace_nor_later_ones(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    sent = histories(page)
    for question in ("Ледники?", "Форум?", "Символ?"):
        ask(page, question)
    assert sent == [[], ["Ледники?"], ["Ледники?", "Форум?"]]
    page.locator(".turn").nth(1).locator("[data-do=again]").click(force=True)
    page.wait_for_function("document.querySelectorAll('.turn[data-state=done]').length === 4")
    assert sent[-1] == ["Ледники?"]
    page.locator(".turn").nth(0).locator("[data-do=edit]").evaluate("node => node.click()")
    ask(page, "Ледники, сызнова?")
    assert sent[-1] == []


def test_only_the_last_turns_are_sent(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    sent = histories(page)
    for number in range(8):
        ask(page, f"Ледники {number}?")
    assert sent[-1] == [f"Ледники {number}?" for number in range(1, 7)]


def test_a_reload_in_mid_answer_keeps_what_was_verified(visitor: Visitor, standin: Server, hold: Hold):
    page = visitor.open(standin.url)
    page.fill("#question", hold.asks)
    page.keyboard.press("Enter")
    hold.let("words")
    hold.let("verified")
    page.wait_for_selector(".turn.last .sentence:not(.pending)")
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator(".turn.last").get_attribute("data-state") == "stopped"
    assert "2025" in page.locator(".turn.last .sentence").first.inner_text()
    assert page.locator(".turn.last .pending").count() == 0
    visitor.errors[:] = [error for error in visitor.errors if "AbortError" not in error and "errored out" not in error]


@pytest.mark.parametrize("changed", ["false", "true"])
def test_a_page_that_the_browser_has_translated_opens_citations(visitor: Visitor, standin: Server, changed: str):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.evaluate(f"({TRANSLATE.replace('CHANGED', changed)})(document.querySelector('#ask'))")
    for chip in range(2):
        page.locator(".turn .answer .chip").nth(chip).locator("font").first.click()
        page.wait_for_selector("#p16 mark")
        assert "2025" in page.locator("#p16 mark").first.inner_text() or chip
    ask(page, "Как приготовить плов?")
    assert page.locator(".turn.last .refusal").count() == 1


def test_a_duplicated_tab_goes_its_own_way(visitor: Visitor, standin: Server):
    first = visitor.open(standin.url)
    ask(first, "Ледники?")
    copied = first.evaluate("JSON.stringify(sessionStorage)")
    second = visitor.tab(first.context, standin.url)
    second.evaluate(
        "text => Object.entries(JSON.parse(text)).forEach(([k, v]) => sessionStorage.setItem(k, v))", copied
    )
    second.reload()
    second.wait_for_selector("[data-ready=yes]", state="attached")
    ask(second, "Как приготовить плов?")
    ask(first, "Форум?")
    for page, last in ((first, "Форум?"), (second, "Как приготовить плов?")):
        page.reload()
        page.wait_for_selector("[data-ready=yes]", state="attached")
        assert page.locator(".question-text").all_inner_texts() == ["Ледники?", last]


def test_a_failed_status_poll_does_not_stop_a_running_answer(visitor: Visitor, standin: Server, hold: Hold):
    page = visitor.open(standin.url)
    failed: list[str] = []

    def fail(route: Route) -> None:
        if len(failed) < 2:
            failed.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.fill("#question", hold.asks)
    page.keyboard.press("Enter")
    hold.let("words")
    page.wait_for_selector(".turn.last .pending")
    page.route(re.compile("component_server"), fail)
    page.wait_for_event("requestfailed", timeout=TIMEOUT_MS)
    hold.let("verified")
    hold.let("done")
    page.wait_for_selector(".turn.last[data-state=done]")
    assert failed
    visitor.errors.clear()  # the browser complains about the call that was cut


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_program_that_is_ended_in_mid_answer_leaves_at_once_and_without_a_trace(tmp_path: Path):
    server = Server(tmp_path / "log", "-m", "tests.browser.standin", "--hold", str(tmp_path))
    (tmp_path / "loaded").touch()
    body = json.dumps({"data": ["придержи навсегда"]}).encode()
    asked = urllib.request.Request(f"{server.url}/gradio_api/call/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=20) as reply:
        call = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{server.url}/gradio_api/call/ask/{call}", timeout=20):
        server._process.send_signal(signal.SIGTERM)
        status = server._process.wait(15)
    server.close()
    assert status in (-signal.SIGTERM, 128 + signal.SIGTERM, 0)
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "Error" not in said
