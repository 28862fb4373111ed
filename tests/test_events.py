import pytest

from tests.events import completed

HEARTBEAT = "event: heartbeat\ndata: null\n\n"
COMPLETE = 'event: complete\ndata: [{"point": 20}]\n\n'


@pytest.mark.parametrize("before", ["", HEARTBEAT, 3 * HEARTBEAT])
def test_heartbeats_of_a_busy_machine_are_passed_over(before: str):
    assert completed(before + COMPLETE) == [{"point": 20}]


@pytest.mark.parametrize("stream", ["", HEARTBEAT, 'event: error\ndata: {"error": "event: complete"}\n\n'])
def test_a_call_that_fails_is_told(stream: str):
    with pytest.raises(AssertionError, match="did not complete"):
        completed(stream)
