"""What a server may do wrong: each is a sentence, or the local engine goes on, and nothing is lost."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rag.generation.engine import CancelledError, Prompt
from rag.generation.openai import RemoteGenerator, chat, open_remote
from rag.generation.openai_client import ATTEMPTS, EngineError
from rag.generation.opening import open_engine
from rag.generation.substitute import SubstitutedGenerator
from rag.settings import Settings
from tests.rag.generation.fakes import Script

PROMPT = Prompt("Форум прошёл в Авазе. На нём выступили министры.", "Где прошёл форум?", "ru")
SAID = "Форум прошёл в Авазе."
LOCAL = "Форум прошёл в Авазе вчера."


class Server(ThreadingHTTPServer):
    """Does what `answer` says with each request for a completion; knows one model and one key."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer: Callable[[Handler, dict[str, Any]], None] = speak
        self.asked: list[dict[str, Any]] = []
        self.ended = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.reply({"object": "list", "data": [{"id": "a-model"}, {"id": "another"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        try:
            self.server.answer(self, body)
        except OSError:  # the caller left
            self.server.ended.set()

    def reply(self, whole: object, status: int = 200, **headers: str) -> None:
        if self.headers["Authorization"] != "Bearer a-key":
            whole, status = {"error": {"message": "Invalid API Key"}}, 401
        body = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def say(self, *pieces: str, finish: str | None = "stop") -> None:
        """Stream an answer; without `finish` it breaks off."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        ends = [{"choices": [{"delta": {}, "finish_reason": finish}]}] if finish else []
        for chunk in [*({"choices": [{"delta": {"content": piece}}]} for piece in pieces), *ends]:
            self.wfile.write(f": a comment\n\ndata: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


def speak(request: Handler, body: dict[str, Any]) -> None:
    request.say("Форум прошёл ", "в Авазе", ".")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def remote(server: Server) -> Iterator[RemoteGenerator]:
    remote = open_remote(server.url, "a-key", read_seconds=0.5)
    yield remote
    remote.close()


def said(generator: Any, cancel: threading.Event | None = None) -> str:
    with generator.prefill([PROMPT], cancel or threading.Event()) as (session,):
        return "".join(session.generate("root ::= .", 20))


def test_it_asks_greedily_with_the_prompts_of_the_folder(remote: RemoteGenerator, server: Server) -> None:
    assert said(remote) == SAID
    asked = server.asked[-1]
    assert (asked["model"], asked["temperature"], asked["max_tokens"]) == ("a-model", 0, 20)
    assert asked["messages"] == chat(PROMPT)
    assert asked["messages"][-1]["content"].startswith(f"Фрагмент: {PROMPT.passage}")
    assert asked["messages"][-1]["content"].endswith(PROMPT.question)
    assert "grammar" not in asked, "this server was seen to keep to none"


@pytest.mark.parametrize("name", ["grammar", "structured_outputs", "guided_grammar", "ebnf"])
def test_a_grammar_goes_to_who_keeps_to_it_by_the_field_that_it_knows(server: Server, name: str) -> None:
    def obey(request: Handler, body: dict[str, Any]) -> None:
        if name in body:
            request.say("Форум 17")
        elif name in ("guided_grammar", "ebnf"):
            request.reply({"error": {"message": "Unrecognized request argument"}}, 400)
        else:
            request.say("2")

    server.answer = obey
    remote = open_remote(server.url, "a-key", "another")
    assert remote.honours_grammar
    said(remote)
    assert "root ::= ." in (server.asked[-1][name], server.asked[-1][name].get("grammar") if name[0] == "s" else None)
    remote.close()


def test_logprobs_are_those_of_the_longest_beginning(remote: RemoteGenerator, server: Server) -> None:
    told = {"Да": -0.5, "Не": -1.5, "Нет": -2.0, "Н": -9.0}
    top = [{"token": token, "logprob": p} for token, p in told.items()]
    whole = {"choices": [{"logprobs": {"content": [{"top_logprobs": top}]}}]}
    server.answer = lambda request, body: request.reply(whole)
    with remote.prefill([PROMPT], threading.Event()) as (session,):
        assert session.choice_logits(["Да", "Нет", "Неизвестно"]).tolist() == [-0.5, -2.0, -1.5]
        assert session.choice_logits(["Да", "Yes"]).size == 0
        server.answer = lambda request, body: request.reply({"choices": [{"message": {"content": "Да"}}]})
        assert session.choice_logits(["Да"]).size == 0


def test_a_connection_that_the_server_closes_once_it_has_answered_is_not_used_again(
    remote: RemoteGenerator, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: set[Handler] = set()

    def answer(request: Handler, body: dict[str, Any]) -> None:
        if request in used:
            request.connection.shutdown(2)
        used.add(request)
        request.reply({"choices": [{"message": {"content": "Да"}}]})

    server.answer = answer
    monkeypatch.setattr(Handler, "protocol_version", "HTTP/1.1")
    for _ in range(2):
        with remote.prefill([PROMPT], threading.Event()) as (session,):
            assert session.choice_logits(["Да"]).size == 0


FAULTS: dict[str, tuple[Callable[[Handler, dict[str, Any]], None], str]] = {
    "busy": (lambda r, _: r.reply({"error": {"message": "Slow down."}}, 429, Retry_After="0"), "It is busy"),
    "broken": (lambda r, _: r.reply({"error": {"message": "CUDA out of memory"}}, 500), "CUDA out of memory"),
    "unavailable": (lambda r, _: r.reply(b"<html>Bad gateway</html>", 502, Retry_After="0"), "answers 502"),
    "lost its model": (lambda r, _: r.reply({"error": "no model"}, 404), "has to end in /v1"),
    "another protocol": (lambda r, _: r.reply(b"data: <html>\n\n"), "does not speak OpenAI's protocol"),
    "error in the stream": (lambda r, _: r.reply(b'data: {"error": {"message": "Too long"}}\n\n'), "Too long"),
    "died in mid-stream": (lambda r, _: r.say("Форум про", finish=None), "broke off in the middle"),
    "hung up": (lambda r, _: r.connection.shutdown(2), "broke off in the middle"),
    "silent": (lambda request, _: time.sleep(1), "said nothing for 0.5 s"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_a_sentence(remote: RemoteGenerator, server: Server, fault: str) -> None:
    server.answer, sentence = FAULTS[fault]
    with pytest.raises(EngineError) as caught:
        said(remote)
    assert str(caught.value).startswith(server.url)
    assert sentence in str(caught.value)
    server.answer = speak
    assert said(remote) == SAID, "the next question is answered as if nothing had been"


@pytest.mark.parametrize("fault", FAULTS)
def test_the_local_engine_steps_in_and_goes_on_where_the_server_stopped(
    remote: RemoteGenerator, server: Server, fault: str
) -> None:
    local = Script(1.0, LOCAL, where="Авазе", forced=LOCAL)
    both = SubstitutedGenerator(remote, lambda: local)
    assert said(both) == SAID
    server.answer, _ = FAULTS[fault]
    assert said(both) == LOCAL
    server.answer = speak
    asked = len(server.asked)
    assert said(both) == LOCAL
    assert len(server.asked) == asked, "a server that failed is left alone for a while"
    both._retry_at = 0.0
    assert said(both) == SAID


def test_a_busy_server_is_asked_again_before_anybody_is_told(remote: RemoteGenerator, server: Server) -> None:
    turned_away = iter(range(ATTEMPTS - 1))

    def answer(request: Handler, body: dict[str, Any]) -> None:
        if next(turned_away, None) is None:
            speak(request, body)
        else:
            request.reply({"error": {"message": "Slow down."}}, 429, Retry_After="0")

    server.answer = answer
    assert said(remote) == SAID


def test_a_server_that_is_not_there_a_wrong_key_and_a_missing_model(server: Server) -> None:
    with pytest.raises(EngineError, match=r"refuses|401.*Set ASK_ENGINE_KEY"):
        open_remote(server.url, "another-key")
    with pytest.raises(EngineError, match=r"ASK_ENGINE_MODEL='none'.*it has a-model, another"):
        open_remote(server.url, "a-key", "none")
    with pytest.raises(EngineError, match="cannot be reached"):
        open_remote("http://127.0.0.1:1/v1")


def test_whether_the_local_engine_may_step_in_is_a_setting(server: Server) -> None:
    settings = {"ASK_ENGINE": server.url, "ASK_ENGINE_KEY": "a-key"}
    gone = settings | {"ASK_ENGINE": "http://127.0.0.1:1/v1"}

    def opened(environment: dict[str, str]) -> object:
        engine = open_engine(Settings.from_environment(environment), lambda: Script(1.0, LOCAL))
        if engine:
            engine.close()
        return type(engine)

    assert opened(settings) is SubstitutedGenerator
    assert opened(settings | {"ASK_ENGINE_FALLBACK": "0"}) is RemoteGenerator
    assert opened(gone) is type(None), "the local engine alone"
    assert opened({}) is type(None)
    with pytest.raises(EngineError):
        opened(gone | {"ASK_ENGINE_FALLBACK": "0"})


def test_who_cancels_is_free_at_once_and_so_is_the_server(remote: RemoteGenerator, server: Server) -> None:
    cancel = threading.Event()

    def talk(request: Handler, body: dict[str, Any]) -> None:
        for _ in range(400):
            request.say("слово ", finish=None)
            time.sleep(0.01)

    server.answer = talk
    threading.Timer(0.2, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(CancelledError):
        said(remote, cancel)
    assert time.monotonic() - began < 1.0
    assert server.ended.wait(1.0)
