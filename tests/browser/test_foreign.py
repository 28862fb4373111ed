"""Other sites against the real app: every route of it, and a real browser on a page of another local port."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from tests.browser.conftest import Browser, Server, Visitor, free_port
from tests.browser.standin import StandIn

pytestmark = pytest.mark.browser
FEEDBACK = {"verdict": "like", "question": "Вопрос?", "answer": "Ответ.", "sources": []}
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nh\r\n--x--\r\n'
JSON = {"Content-Type": "application/json"}
UNNEEDED = ("upload", "file", "proxy", "stream", "deep_link", "vibe", "dev/", "login", "logout", "monitoring", "pwa",
            "custom_component", "process_recording", "/run/", "/api/", "/runs", "token", "openapi.json")  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The app in this process, so that its routes and its folders can be looked at."""
    from eval.web.page import add_page
    from rag.web.page import build, launch

    folder = tmp_path_factory.mktemp("foreign")
    feedback, out, uploads, port = folder / "feedback.jsonl", folder / "out", folder / "uploads", free_port()

    def start():
        service = StandIn(pace=0.0)
        page = build(service, feedback, {"llm": "stand-in"})
        add_page(page, service, out=out)
        launch(page, service, port=port, mcp=True)
        return page

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as elsewhere:
        patch.setenv("GRADIO_TEMP_DIR", str(uploads))
        patch.setenv("GRADIO_NUM_WORKERS", "1")
        page = elsewhere.submit(start).result()  # this thread's event loop belongs to the browser
        url = f"http://127.0.0.1:{port}"
        yield SimpleNamespace(page=page, port=port, url=url, feedback=feedback, out=out, uploads=uploads)
        elsewhere.submit(page.close, verbose=False).result()


def send(port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None):
    """Send exactly these headers (Host is added where it is missing) and return status, headers and the first bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        said = response.read1() if response.getheader("Content-Type", "").startswith("text/event") else response.read()
        return response.status, dict(response.getheaders()), said.decode()
    finally:
        connection.close()


def routes(app) -> Iterator[tuple[str, str]]:
    """Method and path of every route that Gradio has, those of mounted apps too, with parameters filled in."""

    def walk(found, before: str) -> Iterator[tuple[str, str]]:
        for route in found:
            if hasattr(route, "original_router"):  # FastAPI's include_router
                yield from walk(route.original_router.routes, before)
                continue
            path = before + route.path
            if getattr(route, "methods", None):
                yield from ((method, path) for method in route.methods)
            else:
                yield from ((method, f"{path}/") for method in ("GET", "POST", "DELETE"))
                yield from walk(getattr(route, "routes", None) or (), path)

    for method, path in sorted(set(walk(app.page.app.routes, ""))):
        yield method, "/".join("x" if part.startswith("{") else part.split("{")[0] for part in path.split("/"))


def component(app, name: str) -> int:
    """The id of the component that has a server function."""
    return next(one._id for one in app.page.blocks.values() if any(f.__name__ == name for f in one.server_fns or ()))


def call(app, name: str, data: object, headers: dict[str, str]):
    """Call a server function of a page as its script does, but with these headers."""
    body = {"data": data, "component_id": component(app, name), "fn_name": name, "session_hash": "x"}
    return send(app.port, "POST", "/gradio_api/component_server", headers, json.dumps(body).encode())


def token(app) -> dict[str, str]:
    """The header that the evaluators' page got when it was loaded."""
    _, _, config = send(app.port, "GET", "/config", {})
    (props,) = [one for part in json.loads(config)["components"] if "token" in (one := part["props"].get("props", {}))]
    return {props["token_header"]: props["token"]}


def test_all_of_gradio_is_looked_at(app):
    found = list(routes(app))
    assert len(found) > 60
    paths = " ".join(path for _, path in found)
    for name in (
        "/gradio_api/upload",
        "/gradio_api/mcp/sse",
        "/gradio_api/queue/join",
        "/config",
        "/gradio_api/call/x",
    ):
        assert name in paths


FOREIGN = [
    {"Host": "example.org"},
    {"Host": "example.org:{port}"},
    {"Host": "localhost:1"},
    {"Origin": "https://example.org"},
    {"Origin": "null"},
    {"Origin": "http://localhost:{port}"},
    {"Origin": "http://127.0.0.1:1"},
    {"Host": "localhost:{port}", "Origin": "http://127.0.0.1:{port}"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_every_route_refuses_what_comes_from_elsewhere(app, foreign: dict[str, str]):
    headers = {name: value.format(port=app.port) for name, value in foreign.items()}
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for method, path in [*routes(app), ("GET", "/nothing")]:
        for sent, more in ((method, JSON), ("OPTIONS", preflight)):
            status, answered, said = send(app.port, sent, path, headers | more, b"{}" if sent == "POST" else None)
            assert status == 403, (sent, path, said)
            assert not [name for name in answered if name.lower().startswith("access-control")], (sent, path)
            assert sent == "HEAD" or said.count("\n") == 1, said


def test_the_page_itself_and_programs_are_served(app):
    own = {"Host": f"localhost:{app.port}", "Origin": f"http://localhost:{app.port}", "Sec-Fetch-Site": "same-origin"}
    for headers in ({}, own):
        for path in ("/", "/evaluation", "/config", "/theme.css", "/gradio_api/info", "/gradio_api/mcp/schema"):
            assert send(app.port, "GET", path, headers)[0] == 200
        status, _, said = send(app.port, "POST", "/gradio_api/call/points", headers | JSON, b'{"data": [3]}')
        assert (status, list(json.loads(said))) == (200, ["event_id"])


def test_routes_that_nothing_here_needs_are_not_served(app):
    for method, path in routes(app):
        if any(name in path for name in UNNEEDED):
            status, _, said = send(app.port, method, path, JSON, b"{}" if method == "POST" else None)
            assert (status, "is not served here" in said) == (404, method != "HEAD"), (method, path)


@pytest.mark.parametrize("path", ["upload", "upload?upload_id=1", "component_server", "queue/join", "call/ask", "mcp/"])
def test_nothing_that_is_sent_as_a_file_reaches_the_disk(app, path: str):
    before = set(app.uploads.rglob("*"))
    status, _, _ = send(
        app.port, "POST", f"/gradio_api/{path}", {"Content-Type": "multipart/form-data; boundary=x"}, MULTIPART
    )
    assert status in (404, 415)
    assert set(app.uploads.rglob("*")) == before


def test_the_environment_opens_no_other_port(app):
    """Gradio's workers take uploads on ports of their own, and a variable turns them on."""
    assert getattr(app.page, "_static_worker_pool", None) is None


def test_feedback_is_taken_from_the_page_alone(app):
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": "text/plain", "Origin": "https://example.org"},
        JSON | {"Origin": "https://example.org"},
        JSON | {"Host": "example.org"},
    ):
        assert call(app, "feedback", FEEDBACK, headers)[0] in (403, 415)
        assert not app.feedback.exists()
    assert call(app, "feedback", FEEDBACK, JSON | {"Origin": app.url})[::2] == (200, "true")
    assert app.feedback.read_text(encoding="utf-8").count("\n") == 1


def test_evaluations_are_started_from_their_page_alone(app):
    (name, held), wanted = next(iter(token(app).items())), {"split": "dev", "limit": "1"}
    for headers in (
        {"Content-Type": "text/plain", name: held},
        {"Content-Type": "text/plain", "Origin": "https://example.org"},
        JSON | {name: held, "Origin": "https://example.org"},
        JSON,
        JSON | {name: ""},
        JSON | {name: held[:-1]},
        JSON | {name: "é"},
    ):
        for action in ("start", "halt", "choices", "reports", "show", "progress", "examine"):
            status, _, said = call(app, action, wanted, headers)
            assert status in (403, 415), (action, headers)
            assert "Traceback" not in said
    assert not app.out.exists()
    assert json.loads(call(app, "start", wanted, JSON | {name: held})[2]) == {"finished": 0}
    began = time.monotonic()
    while json.loads(call(app, "progress", {}, JSON | {name: held})[2])["running"]:
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    assert (app.out / "dev" / "report.json").exists()
    assert call(app, "start", [], JSON | {name: held})[0] == 400


def test_the_token_is_another_one_for_every_page_that_is_built(app):
    (held,) = token(app).values()
    assert len(held) > 32
    assert held not in send(app.port, "GET", "/", {})[2]


def test_no_websocket_is_opened(app):
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "AAAAAAAAAAAAAAAAAAAAAA=="
    for path in ("/", "/gradio_api/queue/join", "/gradio_api/queue/data"):
        assert send(app.port, "GET", path, upgrade | {"Origin": "https://example.org"})[0] == 403
        assert send(app.port, "GET", path, upgrade)[0] != 101


HOSTILE_PAGE = """<!doctype html><link rel="icon" href="data:,">
<a href="{url}/?q=Ледники%3F">link</a>
<iframe name="target"></iframe>
<form method="post" enctype="text/plain" target="target" action="{url}/gradio_api/component_server">
<input name='{{"data":' value='{feedback},"component_id":{id},"fn_name":"feedback","session_hash":"x"}}'></form>"""

ATTACK = """async ({url, id, start, feedback}) => {
    const post = (fn_name, component_id, data, more = {}) => fetch(`${url}/gradio_api/component_server`, {
        method: "POST", mode: "no-cors",
        body: JSON.stringify({data, component_id, fn_name, session_hash: "x"}), ...more,
    }).catch(() => null);
    const json = {mode: "cors", headers: {"Content-Type": "application/json"}};
    for (const more of [{}, json]) {
        await post("feedback", id, feedback, more);
        await post("start", start, {split: "dev", limit: "1"}, more);
    }
    document.forms[0].submit();
    await new Promise(resolve => {
        document.querySelector("iframe").addEventListener("load", resolve);
        setTimeout(resolve, 1000); // what is refused need not load
    });
    const image = await new Promise(resolve => {
        const one = new Image();
        one.onload = () => resolve("loaded");
        one.onerror = () => resolve("refused");
        one.src = `${url}/favicon.ico`;
    });
    const read = await fetch(`${url}/config`).then(said => said.text(), () => "refused");
    return {image, read};
}"""


@pytest.fixture(params=["127.0.0.1", "localhost"])
def elsewhere(request, app) -> Iterator[str]:
    """The address of another local server, with a page that attacks the app."""
    fill = {"url": app.url, "id": component(app, "feedback"), "feedback": json.dumps(FEEDBACK, ensure_ascii=False)}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(HOSTILE_PAGE.format(**fill).encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{request.param}:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator:
    context = browser.new_context(locale="ru-RU")
    yield context.new_page()
    context.close()


def test_a_page_of_another_port_can_do_and_read_nothing(app, page, elsewhere: str):
    before = app.feedback.read_text(encoding="utf-8") if app.feedback.exists() else ""
    runs = call(app, "progress", {}, JSON | token(app))[2]
    sent, statuses = [], set()
    page.on("request", lambda request: request.url.startswith(app.url) and sent.append(request.method))
    page.on("response", lambda said: said.url.startswith(app.url) and statuses.add(said.status))
    page.goto(elsewhere)
    ids = {"id": component(app, "feedback"), "start": component(app, "start")}
    found = page.evaluate(ATTACK, {"url": app.url, "feedback": FEEDBACK} | ids)
    assert found == {"image": "refused", "read": "refused"}
    assert (app.feedback.read_text(encoding="utf-8") if app.feedback.exists() else "") == before
    assert call(app, "progress", {}, JSON | token(app))[2] == runs
    assert statuses == {403}
    assert sent.count("POST") >= 3


def test_a_link_from_elsewhere_opens_the_page_and_asks_nothing(app, page, elsewhere: str):
    page.goto(elsewhere)
    page.locator("a").click()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.input_value("#question") == "Ледники?"
    assert page.locator(".turn").count() == 0
    assert page.url == f"{app.url}/"
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.last[data-state=done]")


def test_a_name_of_another_site_that_leads_here_gets_nothing(app, page):
    """Browsers take every name below localhost to this machine, as DNS rebinding would any name."""
    response = page.goto(f"http://rebound.localhost:{app.port}/config")
    assert response.status == 403
    assert "Host is 'rebound.localhost" in page.locator("body").inner_text()


def test_the_page_works_by_the_name_localhost(standin: Server, browser: Browser):
    visitor = Visitor(browser)
    page = visitor.open(standin.url.replace("127.0.0.1", "localhost"))
    page.fill("#question", "Ледники?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.last[data-state=done]")
    visitor.close()
    assert not [one for one in visitor.errors if not one.startswith("request to http://localhost:")]
