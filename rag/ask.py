"""The command line: `python -m rag.ask "вопрос"`, or `--jsonl` for many questions on standard input."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import AskError
from rag.render import passage_json, to_json, to_text
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Done, Refusal, Turn


class InputError(AskError):
    """A line of standard input is not a question object."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m rag.ask", description="Ask the declaration a question.")
    parser.add_argument("question", nargs="?", help="the question, in Russian or English")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    form.add_argument(
        "--jsonl", action="store_true", help="read a JSON object a line from standard input, write one a line"
    )
    parser.add_argument("--retrieve-only", action="store_true", help="print the found points; never loads the LLM")
    parser.add_argument("--top", type=int, default=10, metavar="N", help="points that --retrieve-only returns (10)")
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index, made by python -m index.build")
    arguments = parser.parse_args(argv)
    if arguments.jsonl == (arguments.question is not None):
        parser.error("give a question, or --jsonl and the questions on standard input")
    if arguments.top < 1:
        parser.error("--top must be 1 or more")
    if arguments.question is not None:  # bytes of the command line that are no text in its encoding
        arguments.question = arguments.question.encode("utf-8", "replace").decode()
    return arguments


def parse_line(line: str, number: int) -> tuple[str, str, list[Turn]]:
    """The id, question and history of an input line. Raises InputError, naming the line."""
    try:
        raw = json.loads(line)
        json.dumps(raw, ensure_ascii=False).encode()  # raises on half a surrogate pair, which is no text
        history = [Turn(_text(turn["question"]), _text(turn["answer"])) for turn in raw.get("history") or []]
        return _identifier(raw["id"]), _text(raw["question"]), history
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        wanted = '{"id": "1", "question": "…", "history": [{"question": "…", "answer": "…"}]}'
        raise InputError(f"Line {number} of standard input is not such an object ({error!r}): {wanted}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where a text is needed")
    return value


def _identifier(value: object) -> str:
    """An id, which may be a whole number too."""
    return str(value) if type(value) is int else _text(value)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines of a stream in UTF-8 that are not blank, with their numbers. Raises InputError, naming the line."""
    for number, raw in enumerate(stream, 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"Line {number} of standard input is not UTF-8 ({error}).") from error
        if line.strip():
            yield number, line


def _answer(service: Service, question: str, history: Sequence[Turn]) -> Answer | Refusal:
    for event in service.ask(question, history):
        if isinstance(event, Done):
            return event.result
    raise AskError("The question was cancelled.")


def _object(
    service: Service, arguments: argparse.Namespace, identifier: str | None, question: str, history: Sequence[Turn]
) -> dict[str, Any]:
    if arguments.retrieve_only:
        passages = service.retrieve(question, arguments.top)
        return {"id": identifier, "question": question, "passages": [passage_json(p) for p in passages]}
    return to_json(_answer(service, question, history), identifier)


def _run(arguments: argparse.Namespace, service: Service) -> None:
    if arguments.jsonl:
        for number, line in _lines(sys.stdin.buffer):
            identifier, question, history = parse_line(line, number)
            found = _object(service, arguments, identifier, question, history)
            print(json.dumps(found, ensure_ascii=False), flush=True)
    elif arguments.json:
        print(json.dumps(_object(service, arguments, None, arguments.question, ()), ensure_ascii=False, indent=2))
    elif arguments.retrieve_only:
        for passage in service.retrieve(arguments.question, arguments.top):
            print(f"{passage.score:.3f}  {passage.chunk:>5}  {passage.text}")
    else:
        print(to_text(_answer(service, arguments.question, ())))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0, or 1 with a sentence on standard error."""
    arguments = _arguments(argv)
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # a pipe on Windows has another encoding
    try:
        settings = Settings.from_environment()
        if arguments.index:
            settings = replace(settings, index=arguments.index)
        service = Service(settings)
        service.start(with_llm=not arguments.retrieve_only)
        try:
            _run(arguments, service)
        finally:
            service.close()
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
