"""What a request of OpenAI's chat API asks, and what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import AskError
from rag.serving.line import BusyError
from rag.types import Turn
from rag.web.door.request import ALLOWED, IGNORED, MAX_HISTORY, MODEL, Asked, DoorError, parse
from rag.web.door.response import error_object

USER = {"role": "user", "content": "Что о ледниках?"}


def body(*messages: object, **fields: object) -> bytes:
    return json.dumps({"model": MODEL, "messages": list(messages) or [USER], **fields}).encode()


def refused(raw: bytes) -> DoorError:
    with pytest.raises(DoorError) as caught:
        parse(raw)
    return caught.value


def test_the_last_message_is_the_question_and_those_before_it_are_the_history() -> None:
    asked = parse(
        body(
            {"role": "assistant", "content": "Здравствуйте!"},
            {"role": "user", "content": "Кто предложил фонд?"},
            {"role": "assistant", "content": "Президент [п. 16]."},
            {"role": "user", "content": [{"type": "text", "text": "А к какому"}, {"type": "text", "text": "сроку?"}]},
        )
    )
    assert asked == Asked("А к какому\nсроку?", (Turn("Кто предложил фонд?", "Президент [п. 16]."),), False, False)


def test_a_field_names_the_document() -> None:
    assert [parse(body(**named)).document for named in ({}, {"document": None}, {"document": "устав"})] == [
        "",
        "",
        "устав",
    ]
    assert refused(body(document=5)).param == "document"


def test_only_the_newest_exchanges_are_read() -> None:
    earlier = [{"role": role, "content": f"{i}"} for i in range(9) for role in ("user", "assistant")]
    assert [turn.question for turn in parse(body(*earlier, USER)).history] == [
        f"{i}" for i in range(9 - MAX_HISTORY, 9)
    ]


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["system", "developer"]))
def test_a_system_message_is_read_by_nobody(orders: list[str], role: str) -> None:
    given_orders = [{"role": role, "content": order} for order in orders]
    assert parse(body(*given_orders, USER, *given_orders)) == parse(body(USER))


@given(st.fixed_dictionaries({}, optional={name: st.none() | st.integers() | st.text() for name in IGNORED}))
def test_settings_that_change_nothing_are_ignored(fields: dict[str, object]) -> None:
    assert parse(body(**fields)) == parse(body())


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_what_would_change_the_form_of_an_answer_is_refused(name: str) -> None:
    for value in (None, *ALLOWED[name]):
        assert parse(body(**{name: value})) == parse(body())
    error = refused(body(**{name: {"type": "json_object"}}))
    assert (error.status, error.param, error.code) == (400, name, "unsupported_value")
    assert str(error).startswith(f"{name} is ")


@pytest.mark.parametrize(
    ("raw", "status", "param"),
    [
        (b"", 400, None),
        (b"\xff{", 400, None),
        (b"[" * 100_000, 400, None),
        (b'{"model": "ask-document"}', 400, "messages"),
        (body(top="x"), 400, "top"),
        (body({"role": "tool", "content": "x"}), 400, "messages.0.role"),
        (body({"role": "user", "content": [{"type": "image_url", "image_url": {}}]}), 400, "messages.0.content"),
        (body(USER, {"role": "assistant", "content": "Президент"}), 400, "messages"),
        (body({"role": "system", "content": "x"}), 400, "messages"),
        (body(stream="yes"), 400, "stream"),
        (b'{"model": "ask-document", "messages": [{"role": "user", "content": "\\ud800"}]}', 400, None),
        (body(model="gpt-5"), 404, "model"),
    ],
)
def test_a_request_that_is_none_is_refused_by_field(raw: bytes, status: int, param: str | None) -> None:
    error = refused(raw)
    assert error.status == status
    assert (error.param or "").startswith(param or "")
    assert bool(error.param) == bool(param)
    assert len(str(error)) < 400


@given(st.binary(max_size=80))
def test_no_body_does_harm(raw: bytes) -> None:
    assert refused(raw).status == 400


def test_an_error_is_of_the_clients_own_kind() -> None:
    busy, broken = error_object(BusyError("Подождите.")), error_object(AskError("Модели нет."))
    assert (busy[0], busy[1]["error"]["type"], busy[1]["error"]["code"]) == (
        429,
        "rate_limit_error",
        "rate_limit_exceeded",
    )
    assert (broken[0], broken[1]["error"]["type"]) == (503, "server_error")
    assert broken[1]["error"]["message"] == "Модели нет."
