"""Tabs and programs that leave, that never read, and that wait: with Gradio's own server and the real pipeline."""

import threading

from gradio_client import Client

from tests.rag.scripted_service import QUESTION, until
from tests.rag.web.served import Served

SOON = 1.0


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
