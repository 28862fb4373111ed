"""What Gradio keeps of sessions: bounded, and a tab that has been open for long still gets its reply."""

import pytest

from rag.web.server import askers, gradio_queue
from tests.rag.scripted_service import QUESTION, until
from tests.rag.web.served import Served

MOST = 5
POINT = "О чём говорится в пункте 99?"


@pytest.fixture
def few(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setattr(askers, "PATIENCE_SECONDS", 0.5)  # a call whose reply nobody reads is given up soon
    monkeypatch.setattr(served.page._queue.pending_messages_per_session, "_most", MOST)
    return served


def read(served: Served, path: str) -> str:
    with served.read(path) as connection:
        said = b""
        while b"complete" not in said and (more := connection.recv(65536)):
            said += more
        return said.decode(errors="replace")


def test_a_tab_that_waits_while_many_programs_call_gets_its_reply(few: Served) -> None:
    few.ask_as_a_tab("tab", QUESTION)
    with few.read("queue/data?session_hash=tab") as tab:
        until(lambda: few.llm.reading)
        for _ in range(4 * MOST):
            assert "no_such_point" in read(few, few.call(POINT))
        few.llm.may_go_on.set()
        said = b""
        while b"process_completed" not in said:
            said += tab.recv(65536)
    assert b'"done"' in said


def test_what_is_kept_of_sessions_is_bounded(few: Served) -> None:
    few.llm.may_go_on.set()
    queue = few.page._queue
    for number in range(4 * MOST):
        unread = few.call(POINT)
        if number % 2:
            read(few, unread)
        few.ask_as_a_tab(f"tab-{number}", POINT)
        read(few, f"queue/data?session_hash=tab-{number}")
    until(lambda: not any(queue.active_jobs))
    few.call(POINT)
    assert len(queue.pending_messages_per_session) <= MOST
    assert len(queue.event_ids_to_events) <= MOST
    assert sum(map(len, queue.pending_event_ids_session.values())) <= MOST
    assert few.page.state_holder.capacity == gradio_queue.MAX_SESSIONS


def test_a_message_to_a_session_that_is_gone_reaches_nobody(few: Served) -> None:
    messages = few.page._queue.pending_messages_per_session
    messages["gone"].put_nowait("words")
    assert "gone" not in messages
    assert messages["gone"].empty()
