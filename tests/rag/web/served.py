"""The page in the process of the tests: Gradio's server, the real pipeline, a scripted LLM that may be held."""

import json
import socket
import urllib.request
from pathlib import Path

from rag.settings import Settings
from rag.web.page import build, launch
from rag.web.share.sharing import Sharing
from tests.rag.scripted_service import Slow, Small
from tests.rag.web.test_port import free_port


class Served:
    """The page in this process; served to other addresses too, if it is shared."""

    def __init__(self, folder: Path, sharing: Sharing | None = None) -> None:
        self.llm, self.port = Slow(), free_port()
        self.service = Small(self.llm, Settings(cache=folder, keep_answers=0))
        self.page = build(self.service, folder / "feedback.jsonl", {})
        host = "0.0.0.0" if sharing else "127.0.0.1"
        launch(self.page, self.service, host, self.port, sharing=sharing)
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
        return f"call/ask/{self.post('call/ask', {'data': [question]})['event_id']}"

    def ask_as_a_tab(self, session: str, question: str) -> None:
        (page,) = (one["id"] for one in self.page.config["dependencies"] if one["api_name"] == "page")
        payload = {"id": f"turn-{session}", "question": question, "history": [], "language": "ru"}
        body = {"data": [], "event_data": payload, "fn_index": page, "session_hash": session, "trigger_id": None}
        self.post("queue/join", body)

    @property
    def waiting(self) -> int:
        return len(self.service._questions.line)
