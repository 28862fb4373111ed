"""What the guard refuses, for every header and route that tells."""

import asyncio
import json
import string
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.web.server.guard import Guard, draft_location, refusal

PORT = 7860
HOST = f"127.0.0.1:{PORT}"
JSON = {"content-type": "application/json"}
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
SITES = ["cross-site", "same-site", "", "none, cross-site", "SAME-ORIGIN"]
OTHER_ORIGINS = [
    "https://example.org",
    "null",
    "",
    "http://127.0.0.1",
    "http://127.0.0.1:7861",
    "http://localhost:7860",
    "https://127.0.0.1:7860",
    "http://127.0.0.1:7860.example.org",
    "http://127.0.0.1:7860, http://127.0.0.1:7860",
    "http://user@127.0.0.1:7860",
]
OTHER_HOSTS = [
    "example.org",
    "example.org:7860",
    "127.0.0.1",
    "127.0.0.1:7861",
    "localhost",
    "127.0.0.1.example.org:7860",
    "evil.localhost:7860",
    "localhost.:7860",
    "0.0.0.0:7860",
    "192.168.0.1:7860",
    "[::]:7860",
    "127.0.0.1:07860",
    "user@127.0.0.1:7860",
    "127.0.0.1:7860@example.org",
    "",
]
SERVED = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/evaluation"),
    ("GET", "/evaluation/judge"),
    ("POST", "/evaluation/judge/tasks"),
    ("POST", "/evaluation/sets/save"),
    ("GET", "/config"),
    ("GET", "/assets/index.js"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/queue/data"),
    ("GET", "/gradio_api/call/ask/5"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/ask-document"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/gradio_api/call/ask"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/component_server/"),
    ("POST", "/gradio_api/mcp/"),
    ("GET", "/gradio_api/mcp/sse"),
    ("DELETE", "/gradio_api/mcp/"),
]
UNKNOWN = [
    "/gradio_api/upload",
    "/gradio_api/upload_progress",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file/x",
    "/gradio_api/proxy=http://example.org",
    "/gradio_api/deep_link",
    "/gradio_api/dev/reload",
    "/gradio_api/vibe-edit",
    "/gradio_api/run/ask",
    "/gradio_api/stream/x",
    "/gradio_api/custom_component/1/client/component/index.js",
    "/evaluation/judge/",
    "/evaluation/sets",
    "/evaluation/judge/tasks/x",
    "/evaluation/judge/../x",
    "/evaluation/other",
    "/login",
    "/logout",
    "/monitoring",
    "/openapi.json",
    "/v1",
    "/v1/",
    "/v1/completions",
    "/v1/embeddings",
    "/v1/models/a/b",
    "/v1/chat/completions/1",
    "/gradio_api/mcpx",
    "/config/../gradio_api/upload",
    "//",
    "",
    "/\n",
    "/config\n",
    "http://example.org/",
]


def scope(method="GET", path="/", headers=None, host=HOST, query=b"", server=("127.0.0.1", PORT)):
    named = [("host", one) for one in ([host] if isinstance(host, str) else host)] + list((headers or {}).items())
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in named]
    return {
        "type": "http", "method": method, "path": path, "headers": pairs, "query_string": query, "server": server,
    }  # fmt: skip


def status(*args, **named):
    refused = refusal(scope(*args, **named))
    return refused and refused.status


@pytest.mark.parametrize(("method", "path"), SERVED)
def test_programs_and_own_pages_are_served(method, path):
    body = JSON if method == "POST" else {}
    assert status(method, path, body) is None
    for name in ("127.0.0.1", "localhost", "[::1]", "LocalHost"):
        own = {"origin": f"http://{name.lower()}:{PORT}", "sec-fetch-site": "same-origin"}
        assert status(method, path, body | own, host=f"{name}:{PORT}") is None


@pytest.mark.parametrize(("method", "path"), [*SERVED, ("OPTIONS", "/gradio_api/queue/join"), ("GET", "/nothing")])
def test_other_hosts_origins_and_sites_are_refused_everywhere(method, path):
    for host in [*OTHER_HOSTS, [], [HOST, HOST], [HOST, "example.org"]]:
        assert status(method, path, JSON, host=host) == 403, host
    for origin in OTHER_ORIGINS:
        assert status(method, path, JSON | {"origin": origin}) == 403, origin
    for site in SITES:
        assert status(method, path, JSON | {"sec-fetch-site": site}) == 403, site


@given(st.text(string.printable, max_size=40), st.text(string.printable, max_size=40))
def test_only_the_exact_addresses_are_own(host, origin):
    own = {f"{name}:{PORT}" for name in ("127.0.0.1", "localhost", "[::1]")}
    assert (status(host=host) is None) == (host.lower() in own)
    assert (status(headers={"origin": origin}) is None) == (origin == f"http://{HOST}")


def test_the_port_is_the_one_that_is_served():
    assert status(host="127.0.0.1:81", server=("127.0.0.1", 81)) is None
    assert status(host="127.0.0.1", server=("127.0.0.1", 80), headers={"origin": "http://127.0.0.1"}) is None
    assert status(host="127.0.0.1:80", server=("127.0.0.1", 80)) is None
    for server in (None, ("/run/socket", None)):
        for host in (HOST, "127.0.0.1", "127.0.0.1:None"):
            assert status(host=host, server=server) == 403


@pytest.mark.parametrize("path", ["/", "/evaluation", "/evaluation/judge"])
def test_another_site_may_link_to_a_page_and_no_more(path):
    assert status(path=path, headers=LINK) is None
    assert status("POST", path, LINK | JSON) == 403
    assert status("HEAD", path, LINK) == 403
    assert status(path=path, headers=LINK | {"origin": "null"}) == 403
    for name, value in [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "iframe"), ("sec-fetch-dest", "image")]:
        assert status(path=path, headers=LINK | {name: value}) == 403
    assert status(path="/config", headers=LINK) == 403


@pytest.mark.parametrize("path", UNKNOWN)
def test_only_what_is_needed_is_served(path):
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        assert status(method, path, JSON) == 404


@given(st.sampled_from(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"]), st.sampled_from(SERVED))
def test_other_methods_are_refused(method, served):
    _, path = served
    if (method, path) not in SERVED and not (method == "DELETE" and "/mcp" in path):
        assert status(method, path, JSON) == 405


@pytest.mark.parametrize(
    "kind",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "text/plain; application/json", "application/json-seq", "text/plain, application/json"],
)  # fmt: skip
def test_a_body_that_is_not_json_is_refused(kind):
    for method, path in SERVED:
        if method == "POST":
            assert status(method, path, {} if kind is None else {"content-type": kind}) == 415
    assert status("POST", "/gradio_api/queue/join", {"content-type": "Application/JSON; charset=utf-8"}) is None


@example("\U0010ffff" * 300, "OPTIONS", "ÿ" * 300)
@given(st.text(), st.sampled_from(["GET", "POST", "OPTIONS"]), st.text(st.characters(max_codepoint=255), max_size=300))
def test_a_refusal_is_one_short_printable_sentence(path, method, value):
    for headers in ({"origin": value}, {"sec-fetch-site": value}, {"content-type": value}):
        refused = refusal(scope(method, path, headers))
        if refused:
            assert refused.sentence.isascii()
            assert refused.sentence.isprintable()
            assert len(refused.sentence) < 300


@pytest.mark.parametrize(
    ("query", "there"),
    [
        (b"q=%D0%9B%3F", "/?draft=%D0%9B%3F"),
        (b"%71=a&b=c", "/?draft=a&b=c"),
        (b"q", "/?draft="),
        (b"q=%0d%0aSet-Cookie:x", "/?draft=%0D%0ASet-Cookie%3Ax"),
        (b"b=c", None),
        (b"", None),
    ],
)
def test_a_question_that_comes_from_elsewhere_is_only_draft_location(query, there):
    for headers in (LINK, LINK | {"sec-fetch-site": "same-site"}, {}):
        assert draft_location(scope(headers=headers, query=query)) == there
    for site in ("none", "same-origin"):
        assert draft_location(scope(headers=LINK | {"sec-fetch-site": site}, query=query)) is None
    assert there is None or draft_location(scope(headers=LINK, query=there[2:].encode())) is None


def served(request):
    """What the guard sends for a request, and whether the app behind it saw it."""
    sent, seen = [], []

    async def app(scope, *_):
        seen.append(scope["type"])

    async def receive():
        return {"type": f"{request['type']}.connect"}

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as elsewhere:  # the thread of the tests may have a browser's event loop
        elsewhere.submit(lambda: asyncio.run(Guard(app)(request, receive, send))).result()
    return sent, seen


def test_what_is_refused_never_reaches_the_app():
    assert served(scope()) == ([], ["http"])
    assert served({"type": "lifespan"}) == ([], ["lifespan"])
    sent, seen = served(scope(host="example.org"))
    assert (sent[0]["status"], seen) == (403, [])
    assert sent[1]["body"].startswith(b"Host is 'example.org'")
    sent, seen = served(scope(query=b"q=x"))
    assert (sent[0]["status"], seen) == (303, [])


def test_a_program_at_the_door_gets_the_sentence_as_an_object_of_its_own_protocol():
    sent, seen = served(scope("POST", "/v1/embeddings", JSON))
    assert (sent[0]["status"], seen) == (404, [])
    error = json.loads(sent[1]["body"])["error"]
    assert error["message"].startswith("'/v1/embeddings' is not served here")
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", None, None)


def test_no_websocket_is_accepted():
    assert served(scope() | {"type": "websocket"}) == ([{"type": "websocket.close", "code": 1008}], [])
