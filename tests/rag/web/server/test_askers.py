"""A question is worked on only while somebody reads what comes of it."""

import threading
import time

import pytest

from rag.web.server import askers
from rag.web.server.askers import Askers, TooManyError, key_of
from rag.web.server.gradio_call import Call

TAB = Call("tab", "call-1")


def scope(path: str, query: bytes = b"", method: str = "GET") -> dict[str, object]:
    return {"type": "http", "method": method, "path": path, "query_string": query}


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        (scope("/gradio_api/queue/data", b"session_hash=tab"), "tab"),
        (scope("/gradio_api/call/ask/call-1"), "call-1"),
        (scope("/gradio_api/call/v2/ask/call-1"), "call-1"),
        (scope("/gradio_api/call/ask", method="POST"), None),
        (scope("/gradio_api/queue/data"), None),
        (scope("/"), None),
        ({"type": "lifespan"}, None),
    ],
)
def test_which_requests_read_replies(request_, key):
    assert key_of(request_) == key


@pytest.mark.parametrize("key", ["tab", "call-1"])
def test_who_leaves_stops_the_question_within_a_second(key):
    open_ = Askers()
    stopped = threading.Event()
    open_.opened(key)
    with open_.asking(TAB, stopped.set):
        began = time.monotonic()
        open_.closed(key)
        assert stopped.wait(1.0)
        assert time.monotonic() - began < 1.0


def test_a_stream_that_is_opened_again_at_once_stops_nothing():
    open_ = Askers()
    stopped = threading.Event()
    open_.opened("tab")
    with open_.asking(TAB, stopped.set):
        open_.closed("tab")
        open_.opened("tab")
        assert not stopped.wait(2 * askers.GRACE_SECONDS)


def test_a_question_of_somebody_else_goes_on():
    open_ = Askers()
    stopped = threading.Event()
    open_.opened("tab")
    open_.opened("other")
    with open_.asking(TAB, stopped.set):
        open_.closed("other")
        assert not stopped.wait(2 * askers.GRACE_SECONDS)


def test_work_begins_when_somebody_reads():
    open_ = Askers()
    begun = threading.Event()

    def work():
        with open_.asking(TAB, lambda: None):
            begun.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not begun.wait(0.1)
    open_.opened("call-1")
    assert begun.wait(1)
    thread.join()


def test_a_reply_that_nobody_comes_to_read_is_given_up(monkeypatch):
    monkeypatch.setattr(askers, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(TooManyError, match="Nobody read"), Askers().asking(TAB, lambda: None):
        pytest.fail("nobody reads")


def test_one_session_has_a_bounded_number_of_questions(monkeypatch):
    monkeypatch.setattr(askers, "MAX_OF_SESSION", 1)
    open_ = Askers()
    open_.opened("tab")
    open_.opened("other")
    with open_.asking(TAB, lambda: None):
        with pytest.raises(TooManyError, match="You have 1 question"), open_.asking(Call("tab", "2"), lambda: None):
            pytest.fail("one too many")
        with open_.asking(Call("other", "3"), lambda: None):
            pass
    with open_.asking(TAB, lambda: None):
        pass


def test_outside_of_a_call_everything_passes():
    with Askers().asking(Call(None, None), lambda: None):
        pass
