import io
import json
import sys
from collections.abc import Iterator

import pytest

from index.library.library import LibraryError
from models.errors import AskError, ModelError
from rag.ask import InputError, _arguments, _lines, _run, parse_line
from rag.types import Event, Finished, Passage, PassagesFound, Reason, Refusal, Timings, Turn

TIMES = Timings(1.0, None, None, 2.0)


def test_a_line_with_history() -> None:
    line = '{"id": "7", "question": "А кто?", "history": [{"question": "Что?", "answer": "То [п. 1]."}]}'
    assert parse_line(line.encode(), 1) == ("7", "А кто?", [Turn("Что?", "То [п. 1].")], "")


@pytest.mark.parametrize("history", ["", ', "history": []', ', "history": null', ', "more": 1'])
def test_history_is_optional(history: str) -> None:
    assert parse_line(f'{{"id": 7, "question": "Кто?"{history}}}'.encode(), 1) == ("7", "Кто?", [], "")


BAD_LINES = [
    ("Кто?", None, "Expecting value"),
    ("[]", None, "[] is no object"),
    ("7", None, "7 is no object"),
    ("null", None, "None is no object"),
    (str(10**300), None, "0… is no object"),
    ("1" * 5000, None, "4300"),
    ("{}", None, "no 'id'"),
    ('{"id": "1"}', "1", "no 'question'"),
    ('{"question": "Кто?"}', None, "no 'id'"),
    ('{"id": "1", "question": null}', "1", "question is None, a text is needed"),
    ('{"id": "1", "question": 5}', "1", "question is 5, a text is needed"),
    ('{"id": 2, "question": ["Кто?"]}', "2", "a text is needed"),
    ('{"id": true, "question": "Кто?"}', None, "id is True, a text is needed"),
    ('{"id": 1.5, "question": "Кто?"}', None, "id is 1.5, a text is needed"),
    ('{"id": 1e999, "question": "Кто?"}', None, "id is inf, a text is needed"),
    ('{"id": ["1"], "question": "Кто?"}', None, "a text is needed"),
    ('{"id": "1", "question": "Кто?", "history": [1]}', "1", "history has 1 where an object is needed"),
    ('{"id": "1", "question": "Кто?", "history": {"a": "b"}}', "1", "a list is needed"),
    ('{"id": "1", "question": "Кто?", "history": ""}', "1", "history is '', a list is needed"),
    ('{"id": "1", "question": "Кто?", "history": [{"question": "Что?"}]}', "1", "no 'answer'"),
    ('{"id": "1", "question": "Кто?", "history": [{"question": "Что?", "answer": 1}]}', "1", "answer is 1"),
    ('{"id": "1", "question": "Кто?", "history": 5}', "1", "history is 5, a list is needed"),
    ('{"id": "1", "question": "а\\ud800"}', "1", "question has half a surrogate pair at character 2"),
    ('{"id": "\\udfff", "question": "Кто?"}', None, "id has half a surrogate pair"),
    ('{"id": "1", "question": "Кто?", "history": [{"question": "\\ud800", "answer": ""}]}', "1", "surrogate"),
    ('{"id": "1", "question": "Кто?"', None, "delimiter"),
    ('{"id": "1", "question": "Кто?"} {}', None, "Extra data"),
    ('{"id": "1", "question": "Кто?", "document": 5}', "1", "document is 5, a text is needed"),
    ("[" * 100_000, None, "nested too deeply"),
]


@pytest.mark.parametrize(("line", "identifier", "why"), BAD_LINES)
def test_a_line_that_is_no_question_is_named_with_its_id(line: str, identifier: str | None, why: str) -> None:
    with pytest.raises(InputError, match=r'^Line 3 of standard input .*\{"id": "1", "question": "…"') as caught:
        parse_line(line.encode(), 3)
    assert caught.value.identifier == identifier
    assert why in str(caught.value)
    assert len(str(caught.value)) < 300


def test_bytes_that_are_no_text_are_named() -> None:
    with pytest.raises(InputError, match=r"Line 2 of standard input .*not UTF-8: invalid start byte at byte 8\)"):
        parse_line(b'{"id": \xff}\n', 2)


def test_an_id_may_be_a_huge_number() -> None:
    assert parse_line(f'{{"id": {10**300}, "question": "Кто?"}}'.encode(), 1)[0] == str(10**300)


def test_lines_are_counted_and_blank_ones_passed_over() -> None:
    stream = io.BytesIO(b"\xef\xbb\xbf" + "раз\r\n\n  \nдва".encode())
    assert [(number, parse(raw)) for number, raw in _lines(stream)] == [(1, "раз"), (4, "два")]


def parse(raw: bytes) -> str:
    return raw.decode("utf-8-sig").strip()


class Scripted:
    """A service that refuses every question, and fails on those that say how."""

    def wait(self) -> None:
        pass

    def identify(self, name: str) -> str:
        if name == "нет такого":
            raise LibraryError("There is no such document.")
        return "" if name == "первый" else name.upper()

    def ask(self, question: str, history: object = (), document: str = "") -> Iterator[Event]:
        question += document
        yield PassagesFound(())
        if question == "переполни":
            raise ModelError("the context of 4096 cells may be full")
        if question == "сломайся":
            raise ZeroDivisionError("by chance")
        if question != "отмени":
            yield Finished(Refusal(question, "Ответа нет.", Reason.NO_ANSWER, "ru", (), TIMES))

    def retrieve(self, question: str, top: int, document: str = "") -> tuple[Passage, ...]:
        question += document
        if question == "сломайся":
            raise ZeroDivisionError("by chance")
        return (Passage(1, "1.1", 0.5, "Текст.", 0, 6),)


def answered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stdin: bytes, *more: str) -> list:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    _run(_arguments(["--jsonl", *more]), Scripted())  # type: ignore[arg-type]
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def question(text: str) -> bytes:
    return json.dumps({"id": text, "question": text}).encode()


def test_every_line_gets_its_object_in_order(monkeypatch: pytest.MonkeyPatch, capsys, caplog) -> None:
    bad = [line.encode() for line, _, _ in BAD_LINES]
    texts = ["первый", "переполни", "сломайся", "отмени", "последний"]
    lines = [question(texts[0]), b"", b"\xff\xfe", *bad, b"   ", *map(question, texts[1:])]
    found = answered(monkeypatch, capsys, b"\n".join(lines))
    identifiers = ["первый", None, *(identifier for _, identifier, _ in BAD_LINES), *texts[1:]]
    assert [one["id"] for one in found] == identifiers
    statuses = ["refused", "error", *["error"] * len(bad), "error", "error", "error", "refused"]
    assert [one["status"] for one in found] == statuses
    assert all(one.keys() == found[0].keys() for one in found)
    said = {one["question"]: one["answer"] for one in found[-4:]}
    assert said["переполни"] == "the context of 4096 cells may be full"
    assert "ZeroDivisionError('by chance')" in said["сломайся"]
    assert "cancelled" in said["отмени"]
    assert "ZeroDivisionError" in caplog.text


def test_a_line_or_an_option_names_the_document(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    lines = [
        json.dumps({"id": 1, "question": "Кто", **named}).encode()
        for named in ({}, {"document": "b"}, {"document": "первый"}, {"document": "нет такого"}, {"document": None})
    ]
    found = answered(monkeypatch, capsys, b"\n".join(lines), "--document", "a")
    assert [one["question"] for one in found] == ["КтоA", "КтоB", "Кто", "Кто", "КтоA"]
    assert [one["status"] for one in found] == ["refused", "refused", "refused", "error", "refused"]
    _run(_arguments(["Кто", "--json", "--document", "b"]), Scripted())  # type: ignore[arg-type]
    assert json.loads(capsys.readouterr().out)["question"] == "КтоB"


def test_every_line_of_a_search_gets_its_object(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    lines = [question("сломайся"), b"[]", question("иное")]
    found = answered(monkeypatch, capsys, b"\n".join(lines), "--retrieve-only")
    assert [one.get("status") for one in found] == ["error", "error", None]
    assert found[2]["passages"][0]["point"] == 1


def test_objects_leave_one_by_one(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """The first line is answered before the second one is there."""

    class Dialogue(io.RawIOBase):
        def __init__(self) -> None:
            self.lines, self.before = [question("раз") + b"\n", b"[]\n", question("два") + b"\n"], []

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:
            self.before.append(capsys.readouterr().out.count("\n"))
            line = self.lines.pop(0) if self.lines else b""
            buffer[: len(line)] = line
            return len(line)

    stream = Dialogue()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(stream)))
    _run(_arguments(["--jsonl"]), Scripted())  # type: ignore[arg-type]
    assert stream.before[:4] == [0, 1, 1, 1]


def test_what_can_not_load_is_said_once(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def fails(self: Scripted) -> None:
        raise AskError("There is no index.")

    monkeypatch.setattr(Scripted, "wait", fails)
    with pytest.raises(AskError, match="There is no index"):
        answered(monkeypatch, capsys, question("раз"))
    assert capsys.readouterr().out == ""


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
    assert _arguments(["\udcff?"]).question == "\ufffd?"
