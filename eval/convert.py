"""Turn spreadsheets into questions, and reports into spreadsheets and other formats.

    python -m eval.convert QUESTIONS.xlsx QUESTIONS.jsonl [--partly]     own questions, also from .csv or .jsonl
    python -m eval.convert REPORT.json RESULTS.xlsx                      or .csv .json .html .md .xml (JUnit)
    python -m eval.convert REPORT.json BRIEF.json --brief                the report without traces
    python -m eval.convert --template QUESTIONS.xlsx [--language en]     an empty sheet to fill in
    python -m eval.convert QUESTIONS.jsonl FOLDER --beir                 a BEIR data set
    python -m eval.convert REPORT.json ROWS.jsonl --ragas                rows for ragas

What SOURCE is, is seen in it. Exit status 1 if a row cannot be used, each named by sheet, row and column.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.core.dataset import EvalError, dump
from eval.core.documents import Documents, documents_of
from eval.core.lookups.brief import save_brief
from eval.core.lookups.records import Report
from eval.core.messages import said
from eval.core.sets import AnyQuestion, AnyReport, load_report, lookups_of
from eval.exchange import peers
from eval.exchange.export import export
from eval.exchange.questions.importing import import_questions, usable
from eval.exchange.questions.template import template
from models.errors import AskError
from models.files import write_atomically


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.template:
            _write(options.template, template(options.language or "ru", _sheet_suffix(options.template)))
            print(f"{options.template}: fill it in, then python -m eval.run --questions {options.template}")
        else:
            _convert(options)
    except AskError as error:
        print(said(error, options.language or "ru"), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Name a file that can be read or written.", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.convert",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", nargs="?", type=Path, metavar="SOURCE")
    parser.add_argument("target", nargs="?", type=Path, metavar="TARGET")
    parser.add_argument("--template", type=Path, metavar="FILE", help="write an empty sheet, .xlsx or .csv")
    parser.add_argument("--language", choices=("ru", "en"), help="default: ru for sheets and messages, en for reports")
    parser.add_argument("--partly", action="store_true", help="use the rows that are right, without the others")
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--beir", action="store_true", help="TARGET is the folder of a BEIR data set")
    form.add_argument("--ragas", action="store_true", help="TARGET has the rows of a ragas data set")
    form.add_argument("--brief", action="store_true", help="TARGET is the report without traces")
    return parser


def _convert(options: argparse.Namespace) -> None:
    source, target = options.source, options.target
    if source is None or target is None:
        raise EvalError("Name SOURCE and TARGET, or --template FILE. --help shows examples.")
    data = source.read_bytes()
    if _is_report(data):
        report = load_report(source)
        if options.brief:
            if not isinstance(report, Report):
                raise EvalError("--brief needs a report on look-ups, this one is on kinds. Leave --brief out.")
            save_brief(report, target)
        else:
            _write(target, _of_report(report, options))
        return
    if options.ragas or options.brief:
        raise EvalError(f"{source} is no report; --ragas and --brief need one. Run python -m eval.run first.")
    _convert_questions(data, options)


def _convert_questions(data: bytes, options: argparse.Namespace) -> None:
    source, target = options.source, options.target
    imported = import_questions(data, source.name, _documents(options), kinds=None)
    if imported.ignored:
        print(f"Not read: the columns {', '.join(map(repr, imported.ignored))}.", file=sys.stderr)
    questions = usable(imported, source.name, partly=options.partly, language=options.language or "ru")
    for problem in imported.problems:
        print(problem.text(options.language or "ru"), file=sys.stderr)
    if options.beir:
        if imported.kinds:
            raise EvalError("--beir needs look-ups, these are questions of kinds. Leave --beir out.")
        for name, content in peers.beir(lookups_of(questions), _sections(options)).items():
            _write(target / name, content)
    else:
        _write_questions(target, questions, options.language or "ru")
    print(f"{target}: {len(questions)} questions{' of kinds' if imported.kinds else ''}")


def _of_report(report: AnyReport, options: argparse.Namespace) -> bytes:
    if options.ragas:
        return peers.ragas(report, _sections(options))
    if options.beir:
        raise EvalError("--beir needs questions, this is a report. Give the file of questions.")
    return export(report, options.target.name, options.language or "en")


def _is_report(data: bytes) -> bool:
    """Whether the bytes are one JSON object with outcomes: a file of questions has an object a line."""
    if data.lstrip()[:1] != b"{":
        return False
    try:
        found = json.loads(data)
    except ValueError:
        return False
    return isinstance(found, dict) and "outcomes" in found


def _documents(options: argparse.Namespace) -> Documents:
    """Return the indexed document, and those of the library."""
    from rag.service import Service
    from rag.settings import Settings

    settings = Settings.from_environment()
    service = Service(replace(settings, index=options.index) if options.index else settings)
    return documents_of(service.document, lambda: service.library)


def _sections(options: argparse.Namespace) -> dict[int, str]:
    """Return the text of every section of the indexed document."""
    return {section.number: section.text for section in _documents(options).first.sections}


def _write_questions(target: Path, questions: Sequence[AnyQuestion], language: str) -> None:
    if target.suffix == ".jsonl":
        target.parent.mkdir(parents=True, exist_ok=True)
        dump(questions, target)
    else:
        _write(target, template(language, _sheet_suffix(target), questions))


def _sheet_suffix(path: Path) -> str:
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise EvalError(f"{path.name}: questions are written as .xlsx, .csv or .jsonl. Name one of these.")
    return path.suffix.lower()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)


if __name__ == "__main__":
    sys.exit(main())
