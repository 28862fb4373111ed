"""The page as it is served to people: app.py with the real models."""

import pytest

from tests.browser.conftest import Server, Visitor, ask, shot, stop

pytestmark = [pytest.mark.browser, pytest.mark.real]
PATIENCE = 300_000
"""Milliseconds: a slow machine may load models and read passages for the first time."""


def test_a_newcomer_asks_and_checks_the_source(visitor: Visitor, real: Server):
    page = visitor.open(real.url)
    page.locator(".starter", has_text="ледников").click()
    page.wait_for_selector(".turn.last[data-state=done]", timeout=PATIENCE)
    assert "2025" in page.locator(".answer").inner_text()
    chip = page.locator(".answer .chip").first
    assert chip.inner_text() == "п. 16"
    chip.click()
    words = "".join(page.locator("#p16 mark").all_inner_texts())
    assert words
    chip.hover()
    assert words == page.locator(".tip").inner_text().replace(" … ", "")
    shot(page, "real_answer")


def test_an_unanswerable_question_is_refused(visitor: Visitor, real: Server):
    page = visitor.open(real.url)
    ask(page, "Сколько мигрантов работает в регионе?", timeout=PATIENCE)
    assert page.locator(".refusal").count() == 1
    assert page.locator(".nearest li").count() == 3
    shot(page, "real_refusal")


def test_two_tabs_get_their_own_answers(visitor: Visitor, real: Server):
    pages = {
        "О чём говорится в пункте 20?": visitor.open(real.url),
        "О чём говорится в пункте 25?": visitor.open(real.url),
    }
    for question, page in pages.items():
        page.fill("#question", question)
        page.keyboard.press("Enter")
    for page, point in zip(pages.values(), ("п. 20", "п. 25"), strict=True):
        page.wait_for_selector(".turn.last[data-state=done]", timeout=PATIENCE)
        assert set(page.locator(".answer .chip").all_inner_texts()) == {point}


def test_stop_takes_less_than_a_second(visitor: Visitor, real: Server):
    page = visitor.open(real.url)
    page.fill("#question", "Кто предложил создать региональный центр взаимосвязанности?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found .chip", timeout=PATIENCE)
    stop(page)
    ask(page, "Как называется форум культурного диалога?", timeout=PATIENCE)
