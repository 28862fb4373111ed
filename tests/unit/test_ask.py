import io
import json

import pytest

from rag.ask import InputError, _arguments, _lines, parse_line
from rag.types import Turn


def test_a_line_with_history() -> None:
    line = '{"id": "7", "question": "А кто?", "history": [{"question": "Что?", "answer": "То [п. 1]."}]}'
    assert parse_line(line, 1) == ("7", "А кто?", [Turn("Что?", "То [п. 1].")])


@pytest.mark.parametrize("history", ["", ', "history": []', ', "history": null', ', "more": 1'])
def test_history_is_optional(history: str) -> None:
    assert parse_line(f'{{"id": 7, "question": "Кто?"{history}}}', 1) == ("7", "Кто?", [])


@pytest.mark.parametrize(
    "line",
    [
        "Кто?",
        "[]",
        "7",
        "null",
        "{}",
        '{"id": "1"}',
        '{"question": "Кто?"}',
        '{"id": "1", "question": null}',
        '{"id": "1", "question": 5}',
        '{"id": true, "question": "Кто?"}',
        '{"id": "1", "question": "Кто?", "history": [1]}',
        '{"id": "1", "question": "Кто?", "history": {"a": "b"}}',
        '{"id": "1", "question": "Кто?", "history": [{"question": "Что?"}]}',
        '{"id": "1", "question": "Кто?", "history": 5}',
        '{"id": "1", "question": "\\ud800"}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_question_is_named(line: str) -> None:
    with pytest.raises(InputError, match=r'^Line 3 of standard input .*\{"id": "1", "question": "…"'):
        parse_line(line, 3)


def test_lines_are_counted_and_blank_ones_passed_over() -> None:
    stream = io.BytesIO(b"\xef\xbb\xbf" + "раз\r\n\n  \nдва".encode())
    assert [(number, line.strip()) for number, line in _lines(stream)] == [(1, "раз"), (4, "два")]


def test_bytes_that_are_no_text_are_named() -> None:
    with pytest.raises(InputError, match="Line 2 of standard input is not UTF-8"):
        list(_lines(io.BytesIO(b"{}\n\xff\xfe\n")))


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["a", "b"],
        ["a", "--jsonl"],
        ["--json"],
        ["a", "--json", "--jsonl"],
        ["a", "--top", "0"],
        ["a", "--top", "x"],
    ],
)
def test_arguments_that_do_not_go_together(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        _arguments(argv)
    assert caught.value.code == 2
    assert "usage: python -m rag.ask" in capsys.readouterr().err


def test_arguments() -> None:
    arguments = _arguments(["Кто?", "--retrieve-only", "--top", "3"])
    assert (arguments.question, arguments.retrieve_only, arguments.top, arguments.jsonl) == ("Кто?", True, 3, False)
    assert _arguments(["--jsonl"]).top == 10
    assert json.dumps(_arguments(["\udcff?"]).question) == '"??"'
