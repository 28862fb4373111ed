"""Servers and browser for the tests of the page. Whatever is missing is a failure, never a skip."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]
OUT = ROOT / "tests" / "out"
NETWORK_NAME, NETWORK_ADDRESS = "class.test", "127.0.0.2"
"""A name for another loopback address. What browsers keep from pages that come over plain HTTP from another machine (a
clipboard, random ids) they give to those of 127.0.0.0/8; by this name a page is as from another machine."""
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Else it looks up its maker's hosts at every start.
    f"--host-resolver-rules=MAP {NETWORK_NAME} {NETWORK_ADDRESS}, MAP * ~NOTFOUND, "
    "EXCLUDE 127.0.0.*, EXCLUDE localhost, EXCLUDE *.localhost",
]
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 780}
TIMEOUT_MS = 60_000
"""How long a test waits for what must come: generous, since the machine may be slow and busy."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A page served by a process of its own."""

    def __init__(self, log: Path, *command: str) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self._log = log.open("wb")
        # In the repository root, so that `rag` and `tests` are found.
        self._process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)], cwd=ROOT, stdout=self._log, stderr=subprocess.STDOUT
        )
        began = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() - began > 90:
                    self.close()
                    pytest.fail(f"{' '.join(command)} does not serve its page: {log.read_text()[-2000:]}")
                time.sleep(0.1)

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("There is no Chromium. Install it (Debian: apt-get install chromium) and run the tests again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.jsonl"


class Hold:
    """Holds a question of the stand-in before its words, before its first verified sentence and before its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = f"x{uuid.uuid4().hex[:8]}"
        self.asks = f"придержи {self._name}"
        """Words for the question that is to be held."""

    def let(self, stage: str) -> None:
        """Let the question go on: `words`, `verified` or `done`."""
        (self._folder / f"{self._name}.{stage}").touch()


@pytest.fixture(scope="session")
def hold_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hold")


@pytest.fixture
def hold(hold_folder: Path) -> Hold:
    return Hold(hold_folder)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evaluators' data folder of the stand-in."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def standin(
    tmp_path_factory: pytest.TempPathFactory, feedback_file: Path, hold_folder: Path, data_folder: Path
) -> Iterator[Server]:
    """The page with the scripted stand-in behind it."""
    folder = tmp_path_factory.mktemp("standin")
    options = (
        "--feedback",
        str(feedback_file),
        "--hold",
        str(hold_folder),
        "--out",
        str(folder / "reports"),
        "--mcp",
        "--data",
        str(data_folder),
    )
    server = Server(folder / "log", "-m", "tests.browser.standin", *options)
    yield server
    server.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page as `make run` serves it, with the real models."""
    server = Server(tmp_path_factory.mktemp("app") / "log", "app.py")
    yield server
    server.close()


class Visitor:
    """Opens pages and remembers what must not happen: console errors, and requests to anywhere but the server."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []
        self.expected = re.compile("(?!)")
        """What the console may say in a test that provokes it."""

    def open(self, url: str, **options: object) -> Page:
        """A new window (a context of its own) with the page in it, ready."""
        options = {
            "viewport": LAPTOP,
            "locale": "ru-RU",
            "permissions": ["clipboard-read", "clipboard-write"],
        } | options
        context = self._browser.new_context(**options)  # type: ignore[arg-type]
        self._contexts.append(context)
        return self.tab(context, url)

    def tab(self, context: BrowserContext, url: str) -> Page:
        """One more tab of a window."""
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.on("pageerror", lambda error: self.errors.append(f"error: {error}"))
        page.on("console", self._heard)
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self._local(request.url))
        page.goto(url)
        page.wait_for_selector("[data-ready=yes]", state="attached")
        return page

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not self.expected.search(said.text):
            self.errors.append(f"console: {said.text}")

    def _local(self, url: str) -> None:
        if not re.match(r"(http://127\.0\.0\.1:\d+/|data:|blob:http://127\.0\.0\.1)", url):
            self.errors.append(f"request to {url}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens pages; after the test none of them may have had an error or have asked anyone else."""
    visitor = Visitor(browser)
    yield visitor
    visitor.close()
    assert visitor.errors == []


def ask(page: Page, question: str, until: str = "done", timeout: float = TIMEOUT_MS) -> None:
    """Ask and wait until the newest exchange is in a state."""
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".turn.last[data-state={until}]", timeout=timeout)


def settle(page: Page) -> None:
    """Wait until transitions have ended and scrolling has stopped."""
    page.evaluate(
        """async () => {
            await Promise.all(document.getAnimations().filter(one => one instanceof CSSTransition)
                .map(one => one.finished.catch(() => null)));
            const where = () => [...document.querySelectorAll("#statement, .log"), document.scrollingElement]
                .map(node => node?.scrollTop).join();
            const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
            for (let [before, still] = ["", 0]; still < 8; ) {
                await frame();
                still = where() === before ? still + 1 : 0;
                before = where();
            }
        }"""
    )


def stop(page: Page, limit_ms: float = 1000) -> None:
    """Press Stop and wait for the end; the time is taken in the page, from the click to the state that is shown."""
    page.evaluate(
        """() => {
            const turn = document.querySelector(".turn.last");
            addEventListener("click", () => { window.pressed = performance.now(); }, {capture: true, once: true});
            new MutationObserver((_, observer) => {
                if (turn.dataset.state === "running") return;
                window.ended = performance.now();
                observer.disconnect();
            }).observe(turn, {attributes: true});
        }"""
    )
    page.locator(".stop").click()
    page.wait_for_selector(".turn.last[data-state=stopped]")
    assert page.evaluate("window.ended - window.pressed") < limit_ms


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page as it is now."""
    OUT.mkdir(exist_ok=True)
    settle(page)
    page.screenshot(path=OUT / f"{name}.png")


def accessible(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or worse."""
    settle(page)  # a colour halfway through a transition is no finding
    found = Axe().run(page).response
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
