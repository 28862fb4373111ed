"""The command line: `python -m rag.ask "вопрос"`, or `--jsonl` for many questions on standard input."""

import argparse
import json
import logging
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from models import console
from models.errors import AskError
from rag.render import error_json, passage_json, to_json, to_text
from rag.service import Service
from rag.settings import Settings
from rag.types import Finished, Passage, Result, Turn

MAX_NAMED = 60
"""Characters of a wrong value that an error repeats."""
_log = logging.getLogger(__name__)


class InputError(AskError):
    """A line of standard input is not a question object; `identifier` is its id, None where it has none."""

    def __init__(self, message: str, identifier: str | None) -> None:
        super().__init__(message)
        self.identifier = identifier


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m rag.ask", description="Ask the document a question.")
    parser.add_argument("question", nargs="?", help="the question, in Russian or English")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    form.add_argument(
        "--jsonl", action="store_true", help="read a JSON object a line from standard input, write one a line"
    )
    parser.add_argument("--retrieve-only", action="store_true", help="print the found points; never loads the LLM")
    parser.add_argument("--top", type=int, default=10, metavar="N", help="points that --retrieve-only returns (10)")
    parser.add_argument(
        "--document", default="", metavar="NAME", help="a document of the library, by its id, title or file name"
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index, made by python -m index.build")
    arguments = parser.parse_args(argv)
    if arguments.jsonl == (arguments.question is not None):
        parser.error("give a question, or --jsonl and the questions on standard input")
    if arguments.top < 1:
        parser.error("--top must be 1 or more")
    if arguments.question is not None:
        arguments.question = console.argument(arguments.question)
    return arguments


def parse_line(raw: bytes, number: int) -> tuple[str, str, list[Turn], str]:
    """Return the id, question, history and document ("" if it names none) of an input line in UTF-8.

    Raises InputError, naming the line, with its id where that much can be read.
    """
    identifier: str | None = None
    try:
        line = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
        if not isinstance(line, dict):
            raise TypeError(f"{_beginning(line)} is no object")
        identifier = _identifier(line["id"])
        question = _text(line["question"], "question")
        history = line.get("history")
        if not isinstance(history, list | None):
            raise TypeError(f"history is {_beginning(history)}, a list is needed")
        document = _text(line.get("document") or "", "document")
        return identifier, question, [_turn(turn) for turn in history or ()], document
    except KeyError as error:
        why = f"it has no {error}"
    except RecursionError:
        why = "its brackets are nested too deeply"
    except UnicodeDecodeError as error:
        why = f"it is not UTF-8: {error.reason} at byte {error.start + 1}"
    except (ValueError, TypeError) as error:
        why = str(error)
    wanted = '{"id": "1", "question": "…", "history": [{"question": "…", "answer": "…"}]}'
    raise InputError(f"Line {number} of standard input is not such an object ({why}): {wanted}", identifier)


def _turn(value: object) -> Turn:
    if not isinstance(value, dict):
        raise TypeError(f"history has {_beginning(value)} where an object is needed")
    return Turn(_text(value["question"], "question"), _text(value["answer"], "answer"))


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is {_beginning(value)}, a text is needed")
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair, which JSON can spell and no text has
        raise ValueError(f"{name} has half a surrogate pair at character {error.start + 1}") from error
    return value


def _identifier(value: object) -> str:
    """An id, which may be a whole number too."""
    return str(value) if type(value) is int else _text(value, "id")


def _beginning(value: object) -> str:
    """A value as an error names it: a line may hold a megabyte."""
    shown = ascii(value)
    return shown if len(shown) <= MAX_NAMED else f"{shown[:MAX_NAMED]}…"


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream that are not blank, with their numbers."""
    for number, raw in enumerate(stream, 1):
        if raw.removeprefix(BOM_UTF8).strip():
            yield number, raw


def _identity(service: Service, document: str) -> str:
    """The id of the document that is asked, "" for the first one. Raises AskError if it is not there."""
    return service.identify(document) if document else ""


def _answer(service: Service, question: str, history: Sequence[Turn], document: str) -> Result:
    for event in service.ask(question, history, document=_identity(service, document)):
        if isinstance(event, Finished):
            return event.result
    raise AskError("The question was cancelled.")


def _retrieved(service: Service, question: str, top: int, document: str) -> Sequence[Passage]:
    return service.retrieve(question, top, document=_identity(service, document))


def _object(
    service: Service,
    arguments: argparse.Namespace,
    identifier: str | None,
    question: str,
    history: Sequence[Turn],
    document: str,
) -> dict[str, Any]:
    if arguments.retrieve_only:
        passages = _retrieved(service, question, arguments.top, document)
        return {"id": identifier, "question": question, "passages": [passage_json(p) for p in passages]}
    return to_json(_answer(service, question, history, document), identifier)


def _line(service: Service, arguments: argparse.Namespace, number: int, raw: bytes) -> dict[str, Any]:
    """The object of an input line: a result, or what went wrong with this line alone."""
    identifier: str | None = None
    question: str | None = None
    try:
        identifier, question, history, document = parse_line(raw, number)
        return _object(service, arguments, identifier, question, history, document or arguments.document)
    except InputError as error:
        return error_json(str(error), error.identifier, question)
    except AskError as error:
        return error_json(str(error), identifier, question)
    except Exception as error:  # whatever it is, the lines after it are still to be answered
        _log.exception("Line %d of standard input failed", number)
        return error_json(f"Line {number} of standard input failed: {error!r}.", identifier, question)


def _run(arguments: argparse.Namespace, service: Service) -> None:
    document = arguments.document
    if arguments.jsonl:
        service.wait()  # what cannot load answers no line, and is said once
        for number, raw in _lines(sys.stdin.buffer):
            print(json.dumps(_line(service, arguments, number, raw), ensure_ascii=False), flush=True)
    elif arguments.json:
        print(
            json.dumps(
                _object(service, arguments, None, arguments.question, (), document), ensure_ascii=False, indent=2
            )
        )
    elif arguments.retrieve_only:
        for passage in _retrieved(service, arguments.question, arguments.top, document):
            print(f"{passage.score:.3f}  {passage.chunk:>5}  {passage.text}")
    else:
        print(to_text(_answer(service, arguments.question, (), document)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0, or 1 with a sentence on standard error."""
    arguments = _arguments(argv)
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
    except KeyboardInterrupt:
        return console.INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
