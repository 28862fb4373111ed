"""Tabs and programs that leave, that never read, and that wait: with Gradio's own server and the real pipeline."""

import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client

from rag.settings import Settings
from rag.web.page import build, launch
from tests.rag.scripted_service import QUESTION, Slow, Small, until
from tests.rag.web.test_port import free_port

SOON = 1.0


class Served:
    """The page in this process."""

    def __init__(self, folder: Path) -> None:
        self.llm, self.port = Slow(), free_port()
        self.service = Small(self.llm, Settings(cache=folder, keep_answers=0))
        self.page = build(self.service, folder / "feedback.jsonl", {})
        launch(self.page, self.service.document, port=self.port)
        self.service.start(prefill=False)
        self.service.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, body: object) -> dict[str, object]:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/gradio_api/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def read(self, path: str) -> socket.socket:
        """A connection that has asked for a stream."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(f"GET /gradio_api/{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        return connection

    def call(self, question: str) -> str:
        return f"call/ask/{self.post('call/ask', {'data': [question, None]})['event_id']}"

    def ask_as_a_tab(self, session: str, question: str) -> None:
        (page,) = (one["id"] for one in self.page.config["dependencies"] if one["api_name"] == "page")
        payload = {"id": f"turn-{session}", "question": question, "history": [], "language": "ru"}
        body = {"data": [], "event_data": payload, "fn_index": page, "session_hash": session, "trigger_id": None}
        self.post("queue/join", body)

    @property
    def waiting(self) -> int:
        return len(self.service._line)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served"))
    yield served
    served.llm.may_go_on.set()
    served.page.close()
    served.service.close()


@pytest.fixture
def served(whole: Served) -> Iterator[Served]:
    """Held, and empty again afterwards."""
    whole.llm.may_go_on.clear()
    whole.llm.reading.clear()
    yield whole
    whole.llm.may_go_on.set()
    until(lambda: whole.waiting == 0)


def test_four_dropped_connections_keep_nobody_waiting(served: Served) -> None:
    dropped = [served.read(served.call(f"{QUESTION} {number}")) for number in range(4)]
    until(lambda: served.waiting == 4)
    for connection in dropped:
        connection.close()
    assert until(lambda: served.waiting == 0) < SOON
    served.llm.may_go_on.set()
    with served.read(served.call(QUESTION)) as reader:
        assert until(lambda: served.waiting == 0) < 2 * SOON
        assert b"event: complete" in reader.recv(1_000_000) + reader.recv(1_000_000)


def test_a_closed_tab_frees_the_llm(served: Served) -> None:
    served.ask_as_a_tab("tab", QUESTION)
    tab = served.read("queue/data?session_hash=tab")
    until(lambda: served.waiting == 1)
    tab.close()
    assert until(lambda: served.waiting == 0) < SOON


def test_a_question_whose_reply_nobody_reads_takes_no_place(served: Served) -> None:
    unread = served.call(QUESTION)
    with served.read(served.call(f"{QUESTION} 2")):
        until(lambda: served.llm.reading)
        assert served.waiting == 1
        assert served.llm.reading[0].endswith("2")
        with served.read(unread):
            until(lambda: served.waiting == 2)


def test_a_program_is_told_its_place(served: Served) -> None:
    client = Client(served.url, verbose=False)
    first = client.submit(QUESTION, api_name="/ask")
    until(lambda: served.llm.reading)
    second = client.submit(f"{QUESTION} 2", api_name="/ask")
    until(lambda: second.status().rank == 1)
    served.llm.may_go_on.set()
    assert {job.result(20)["status"] for job in (first, second)} == {"answered"}


def test_a_tab_is_told_its_place_and_the_rest_goes_on_beside_fifty_that_wait(served: Served) -> None:
    connections = [served.read(served.call(f"{QUESTION} {number}")) for number in range(50)]
    until(lambda: served.waiting == 50)
    served.ask_as_a_tab("behind", f"{QUESTION} вкладка")
    with served.read("queue/data?session_hash=behind") as tab:
        said = b""
        while b'data-w=\\"queued\\" data-n=\\"50\\"' not in said:
            said += tab.recv(65536)
        began = threading.Event()
        with served.read(served.call("О чём говорится в пункте 99?")) as other:
            assert until(lambda: began.set() or b"no_such_point" in other.recv(1_000_000)) < 2 * SOON
    for connection in connections:
        connection.close()
    assert until(lambda: served.waiting == 0) < 2 * SOON
