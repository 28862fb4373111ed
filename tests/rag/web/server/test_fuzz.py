"""Whatever is sent to whichever endpoint: a reply or 4xx with a sentence, soon, and nothing in the console.

500 requests with every test run; FUZZ_REQUESTS=20000, by `make fuzz`, for more.
"""

import http.client
import json
import os
from urllib.parse import quote

import pytest
from hypothesis import strategies as st

from rag.web.door.request import MODEL
from rag.web.server import askers
from rag.web.server.bodies import MAX_BODY
from tests.rag.web.served import Served
from tests.rounds import in_rounds

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "500"))
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats()
    | st.text(st.characters(), max_size=50)  # half surrogate pairs too
    | st.sampled_from(
        ["вопрос", "О чём пункт 3?", "", "\x00", "ледники " * 1000, "<script>", "{}", "../../etc/passwd"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
TURNS = st.lists(st.fixed_dictionaries({"question": ANYTHING, "answer": ANYTHING}), max_size=3) | ANYTHING
QUESTIONS = st.sampled_from(["О чём пункт 99?", "вопрос", "12", "?"]) | st.text(st.characters(), max_size=30)
DOOR = "v1/chat/completions"
IDS = st.integers(0, 12) | st.integers(-3, 300) | ANYTHING
SESSIONS = st.sampled_from(["fuzz", "", "fuzz" * 100]) | ANYTHING
NAMES = st.sampled_from(["stop", "status", "feedback", "__class__", "get_config", "ask"]) | ANYTHING


def objects(**fields: st.SearchStrategy) -> st.SearchStrategy:
    """Objects with some of the fields, or anything at all."""
    return st.fixed_dictionaries({}, optional=fields) | st.fixed_dictionaries(fields) | ANYTHING


MESSAGE = objects(role=st.sampled_from(["user", "assistant", "system"]), content=QUESTIONS)
CALL = objects(data=st.tuples(QUESTIONS, TURNS).map(list) | st.lists(ANYTHING, max_size=4), session_hash=SESSIONS)
POSTS = st.one_of(
    st.tuples(st.sampled_from(["call/ask", "call/passages", "call/points", "call/page", "call/nobody"]), CALL),
    st.tuples(
        st.sampled_from(["call/v2/ask", "call/v2/passages", "call/v2/points", "call/v2/nobody"]),
        objects(question=QUESTIONS, history=TURNS, top=IDS, number=IDS),
    ),
    st.tuples(
        st.just("queue/join"),
        objects(
            data=st.lists(ANYTHING, max_size=3),
            fn_index=IDS,
            session_hash=SESSIONS,
            event_data=objects(id=SESSIONS, question=QUESTIONS, history=TURNS, language=ANYTHING, kind=ANYTHING),
            trigger_id=IDS,
        ),
    ),
    st.tuples(
        st.just("component_server"),
        objects(session_hash=SESSIONS, component_id=IDS, fn_name=NAMES, data=objects(id=SESSIONS, verdict=NAMES)),
    ),
    st.tuples(st.just("cancel"), objects(session_hash=SESSIONS, fn_index=IDS, event_id=SESSIONS)),
    st.tuples(st.just("reset"), objects(event_id=SESSIONS)),
    st.tuples(
        st.just(DOOR),
        objects(
            model=st.just(MODEL) | ANYTHING,
            messages=st.lists(MESSAGE, max_size=4) | ANYTHING,
            stream=st.booleans() | ANYTHING,
            n=ANYTHING,
        ),
    ),
)
GETS = st.sampled_from(
    [
        "",
        "config",
        "gradio_api/info",
        "gradio_api/queue/status",
        "gradio_api/queue/data",
        "gradio_api/call/ask/x",
        "?q=",
    ]
).flatmap(lambda path: st.text(max_size=10).map(lambda tail: f"{path}{quote(tail)}" if tail and path else path))


class Reader:
    """Sends requests one after another over a connection that is kept."""

    def __init__(self, served: Served) -> None:
        self._port = served.port
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)

    def send(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            self._connection.request(method, f"/{path}", body, headers)
            response = self._connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")
        except (http.client.HTTPException, ConnectionError):
            self._connection.close()
            raise


@pytest.fixture
def reader(whole: Served, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A session's calls wait for its questions whose replies nobody reads: here not for a minute."""
    monkeypatch.setattr(askers, "PATIENCE_SECONDS", 0.5)
    whole.llm.may_go_on.set()
    return Reader(whole)


def is_refusal(status: int, text: str) -> bool:
    return 400 <= status < 500 and len(text.strip()) > 10 and "Traceback" not in text


def test_whatever_is_sent_is_answered_or_refused_with_a_sentence(
    reader: Reader, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    @in_rounds(REQUESTS, st.one_of(POSTS, POSTS, POSTS, GETS))
    def fuzz(request: tuple[str, object] | str) -> None:
        if isinstance(request, str):
            status, text = reader.send("GET", request)
            assert status in (200, 303) or is_refusal(status, text), (request, status, text[:300])
            return
        path, body = request
        place = path if path == DOOR else f"gradio_api/{path}"
        status, text = reader.send("POST", place, json.dumps(body).encode())
        assert status == 200 or is_refusal(status, text), (path, body, status, text[:300])
        if status == 200 and path.startswith("call/"):
            _, stream = reader.send("GET", f"gradio_api/{path}/{json.loads(text)['event_id']}")
            assert "event: complete" in stream or 'event: error\ndata: {"error": ' in stream, (path, body, stream[:300])

    fuzz()
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err, (out + err)[-3000:]
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")], caplog.text[-3000:]


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[" * 100_000, b"null", b"5", b'{"data": NaN}', b'{"data": ["\\ud800"]}']
)
@pytest.mark.parametrize("path", ["call/ask", "call/v2/ask", "queue/join", "component_server", "cancel", "reset"])
def test_what_is_no_json_object_is_refused(reader: Reader, path: str, body: bytes) -> None:
    assert is_refusal(*reader.send("POST", f"gradio_api/{path}", body))


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("ask", [5], "question is 5"),
        ("ask", [None], "question is None"),
        ("ask", [["вопрос"]], "question is ["),
        ("ask", ["вопрос", 5], "history is 5"),
        ("ask", ["вопрос", [{"question": 5}]], "history.0.question is 5"),
        ("ask", [], "question is missing"),
        ("ask", ["вопрос", None, None, 3], "at most 3"),
        ("passages", ["вопрос", 10**300], "top is 1000"),
        ("points", ["3"], "number is '3'"),
        ("nobody", [], "there are ask, passages, points"),
    ],
)
def test_a_value_of_another_type_is_named(reader: Reader, path: str, data: list[object], said: str) -> None:
    status, text = reader.send("POST", f"gradio_api/call/{path}", json.dumps({"data": data}).encode())
    assert is_refusal(status, text)
    assert said in text


@pytest.mark.parametrize("session", ["", 5, "x" * 201])
def test_a_session_without_a_name_is_refused(reader: Reader, session: object) -> None:
    body = json.dumps({"data": [], "session_hash": session}).encode()
    status, text = reader.send("POST", "gradio_api/call/points", body)
    assert status == 400
    assert "session_hash is" in text


def test_a_megabyte_is_refused(reader: Reader) -> None:
    body = json.dumps({"data": ["вопрос", [{"question": "а" * MAX_BODY, "answer": ""}]]}).encode()
    assert reader.send("POST", "gradio_api/call/ask", body)[0] == 413


@pytest.mark.parametrize("data", [["О чём пункт 99?"], ["О чём пункт 99?", None], ["О чём пункт 99?", []]])
def test_the_history_may_be_left_out(reader: Reader, data: list[object]) -> None:
    _, text = reader.send("POST", "gradio_api/call/ask", json.dumps({"data": data}).encode())
    assert "no_such_point" in reader.send("GET", f"gradio_api/call/ask/{json.loads(text)['event_id']}")[1]
