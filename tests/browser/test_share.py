"""A page that is shared: what the network gets with the code and without, and what stays with the laptop.

The network is another loopback address, 127.0.0.2: whoever names that one is treated as coming from the network.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import openai
import pytest
from playwright.sync_api import Browser, Page

from rag.web.door.request import MODEL
from rag.web.share.joining import Joining
from rag.web.share.sharing import Sharing
from tests.browser.conftest import NETWORK_ADDRESS, NETWORK_NAME, PHONE, accessible, ask, free_port
from tests.browser.standin import StandIn
from tests.events import completed

pytestmark = pytest.mark.browser
STUDENT, OWNER = NETWORK_ADDRESS, "127.0.0.1"
ASK = {"data": ["Что о ледниках?"]}
FEEDBACK = {"fn_name": "feedback", "data": {}, "session_hash": "a", "component_id": 1}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    from eval.web.page import add_page
    from rag.web.page import build, launch

    folder, port, sharing = tmp_path_factory.mktemp("share"), free_port(), Sharing((STUDENT, NETWORK_NAME), Joining())

    def start():
        service = StandIn(pace=0.0)
        page = build(service, folder / "feedback.jsonl", {})
        add_page(page, service, out=folder / "out")
        launch(page, service, "0.0.0.0", port, mcp=True, sharing=sharing)
        return page

    with ThreadPoolExecutor(1) as elsewhere:  # this thread's event loop belongs to the browser
        page = elsewhere.submit(start).result()
        yield SimpleNamespace(
            code=sharing.joining.code, port=port, feedback=folder / "feedback.jsonl",
            student=f"http://{STUDENT}:{port}", phone=f"http://{NETWORK_NAME}:{port}", owner=f"http://{OWNER}:{port}",
        )  # fmt: skip
        elsewhere.submit(page.close, verbose=False).result()


@pytest.fixture
def stranger(shared: SimpleNamespace) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shared.student, trust_env=False) as client:
        yield client


@pytest.fixture
def student(shared: SimpleNamespace, stranger: httpx.Client) -> httpx.Client:
    joined = stranger.get("/join", params={"code": shared.code})
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    return stranger


PAUSE = 1.1
"""Seconds from a first wrong code on in which no code of that address is looked at, and a little more."""


def test_without_the_code_there_is_only_the_join_page(stranger: httpx.Client):
    assert stranger.get("/").headers["location"] == "/join"
    page = stranger.get("/join")
    assert page.status_code == 200
    assert "Связь не зашифрована" in page.text
    for method, path in [
        ("GET", "/config"),
        ("GET", "/assets/a.js"),
        ("POST", "/gradio_api/call/ask"),
        ("GET", "/v1/models"),
    ]:
        assert stranger.request(method, path, json=ASK).status_code == 401
    stranger.cookies.set("ask_session", "guessed")
    assert stranger.get("/v1/models").json()["error"]["message"].startswith("This page asks for a code")


def test_a_student_reads_and_asks(student: httpx.Client, shared: SimpleNamespace):
    assert "gradio-app" in student.get("/").text
    called = student.post("/gradio_api/call/ask", json=ASK)
    assert called.status_code == 200, called.text
    event = called.json()["event_id"]
    (answer,) = completed(student.get(f"/gradio_api/call/ask/{event}").text)
    assert answer["citations"][0]["label"] == "п. 16"


def test_what_is_the_owners_stays_on_the_laptop(student: httpx.Client, shared: SimpleNamespace):
    for method, path in [
        ("GET", "/evaluation"),
        ("GET", "/evaluation/judge"),
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("POST", "/gradio_api/mcp/"),
    ]:
        refused = student.request(method, path, json={})
        assert (refused.status_code, "laptop's own browser" in refused.text) == (403, True), path
        with httpx.Client(base_url=shared.owner, trust_env=False) as owner:
            assert owner.request(method, path, json={}).status_code not in (401, 403), path
    for path in ("/evaluation/judge/tasks", "/evaluation/sets/save"):
        assert "laptop's own browser" in student.post(path, json={}).text
    for name in ("feedback", "add_document", "rename_document", "remove_document", "job", "run", None, ["stop"]):
        assert student.post("/gradio_api/component_server/", json=FEEDBACK | {"fn_name": name}).status_code == 403
    upload = {"content-type": "application/octet-stream"}
    assert student.post("/documents", content=b"text", headers=upload).status_code == 404
    for event in (-1, None, "x", True, 10_000):
        assert student.post("/gradio_api/queue/join", json={"fn_index": event, "data": []}).status_code == 403
    for body in (b"", b"[]", b"[" * 100_000):
        headers = {"content-type": "application/json"}
        assert student.post("/gradio_api/component_server/", content=body, headers=headers).status_code == 403
    assert student.post("/gradio_api/queue/join", json={"a": "x" * (1 << 20)}).status_code == 413
    assert not shared.feedback.exists()


def test_only_the_addresses_that_are_shown_are_names(student: httpx.Client, shared: SimpleNamespace):
    for host in ("example.org", f"example.org:{shared.port}", STUDENT, f"127.0.0.3:{shared.port}"):
        assert student.get("/join", headers={"host": host}).status_code == 403
    assert student.get("/", headers={"origin": "http://example.org"}).status_code == 403
    assert student.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_program_shows_the_code_as_its_key(shared: SimpleNamespace):
    asked = {"model": MODEL, "messages": [{"role": "user", "content": "Что о ледниках?"}]}
    with httpx.Client(trust_env=False) as http:
        client = openai.OpenAI(base_url=f"{shared.student}/v1", api_key=shared.code, max_retries=0, http_client=http)
        assert client.chat.completions.create(**asked).citations[0]["label"] == "п. 16"
        with pytest.raises(openai.AuthenticationError, match="The code does not match"):
            client.with_options(api_key="wrong").chat.completions.create(**asked)
        time.sleep(PAUSE)  # until then no code is looked at, not that of the phone below either
        assert client.chat.completions.create(**asked).citations


def copied(page: Page, button: str) -> str:
    """What is pasted after a copy button was pressed; the field of the question is as good a place as any."""
    page.fill("#question", "")
    page.locator(button).first.click()
    page.wait_for_function("document.querySelector('.message').textContent !== ''")
    page.focus("#question")
    page.keyboard.press("Control+V")
    return page.input_value("#question")


def test_a_phone_joins_asks_and_copies_over_plain_http(browser: Browser, shared: SimpleNamespace):
    context = browser.new_context(viewport=PHONE, locale="ru-RU", has_touch=True)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(shared.phone)
    assert accessible(page) == []
    assert not page.evaluate("isSecureContext || navigator.clipboard || crypto.randomUUID"), "as a phone sees it"
    page.fill("#code", shared.code.lower())
    page.click("button")
    page.wait_for_selector("[data-ready=yes]", state="attached")
    ask(page, "Что о ледниках?")
    assert "ледник" in copied(page, "[data-do=copy]")
    assert "ледник" in copied(page, "[data-do=copy-quote]")
    page.locator(".chip").first.click()
    assert "ледник" in copied(page, "#p16 [data-do=copy-point]")
    assert copied(page, "#p16 [data-do=link-point]") == f"{shared.phone}/#p16"
    for own in (".thumb", "[data-do=wrong-citation]", ".elsewhere", "[data-do=library]", "[data-do=conversations]"):
        assert not page.locator(own).first.is_visible(), f"{own} is the laptop's own"
    assert said == []
    context.close()
    assert Path(shared.feedback).exists() is False
