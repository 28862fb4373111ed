"""On battery: nothing computes while nobody asks and the passages are prefilled, a page that lies open included."""

import shutil
import time

import psutil
import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.machines.running import CITED, QUESTION, Page, cpu_seconds, wait_until_idle

SECONDS = 60.0
PREFILLING = 1200.0
MOST = 0.01
"""Of one core's time, for what looks whether there is something to do."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory):
    """A page that has answered a question and has prefilled what it prefills."""
    with Page(tmp_path_factory.mktemp("page")) as page:
        page.wait_until_open(60)
        assert CITED in page.ask(QUESTION)["content"]
        wait_until_idle(page.process.pid, PREFILLING)
        yield page


def idle_share(*processes: int) -> list[float]:
    """Share of a core that each of some processes uses, with its children, over a minute in which nobody asks."""
    before = [cpu_seconds(one) for one in processes]
    time.sleep(SECONDS)
    return [(cpu_seconds(one) - was) / SECONDS for one, was in zip(processes, before, strict=True)]


def test_a_page_that_nobody_looks_at_computes_nothing(page: Page) -> None:
    (share,) = idle_share(page.process.pid)
    print(f"\nnobody looks: {share:.2%} of a core")
    assert share < MOST


def test_a_page_that_lies_open_computes_nothing(page: Page) -> None:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{page.port}/")
        tab.wait_for_selector("#ask textarea")
        shown = next(one for one in psutil.Process().children(recursive=True) if "chrom" in one.name())
        wait_until_idle(page.process.pid, 60)
        server, browsed = idle_share(page.process.pid, shown.pid)
        browser.close()
    print(f"\na page lies open: {server:.2%} of a core, and the browser {browsed:.2%}")
    assert server < MOST
    assert browsed < 2 * MOST
