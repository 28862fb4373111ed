"""Ask the questions of every kind, and judge each answer by the rule of its kind.

    python -m eval.kinds [--questions FILE] [--split dev|test|all] [--kinds list,count] [--limit N] [--given-kinds]
                         [--document NAME --index DIR] [--out DIR] [--baseline REPORT.json] [--aims FILE]
                         [--answers FILE] [--fresh]

Writes objects.jsonl, what `rag.ask --json` writes with the question's id, report.json and report.html, and prints a
table. Ctrl-C stops after the current step; the same command resumes. `--given-kinds` tells the engine each question's
kind, and so measures the modules without the classifier. `--answers` asks nothing and judges the answers of any system.
The exit status is 0, 3 if an aim is missed, 130 if stopped, 1 for an error. Wiring only: the rules are
eval/core/kinds/rules.py.
"""

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.answers.ask_kinds import KindPlan, ask_kinds, report_of
from eval.answers.judge import judge_kinds, write_objects
from eval.answers.read import read_answers
from eval.core.aims import FAILED, INTERRUPTED, Checked, check_aims, exit_status, load_aims
from eval.core.dataset import EvalError
from eval.core.documents import documents_of
from eval.core.history import note
from eval.core.kinds.questions import DECLARATION, KINDS_QUESTIONS, KindQuestion, load_kinds
from eval.core.kinds.report import KindReport, load_report, save
from eval.core.messages import LocalizedError
from eval.core.provenance import Provenance, metadata_of_answers, provenance_of
from eval.core.result_cache import LineCache, ObjectEntry
from eval.core.sets import half_of, kinds_of, select_kinds
from eval.core.statistics.diff import diff
from eval.exchange.questions.importing import SHEETS, questions_in
from eval.report import aims_table, changes, refusals
from eval.report.html import save_page
from eval.report.kinds import table
from eval.running import loaded_service, stop_on_interrupt
from models import console
from models.errors import AskError

if TYPE_CHECKING:
    from rag.settings import Settings

DEFAULT_OUT = Path(__file__).parent / "out" / "kinds"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _evaluate(options)
    except AskError as error:
        print(error, file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.kinds", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=Path, default=KINDS_QUESTIONS, metavar="FILE")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev", help="default: dev")
    parser.add_argument(
        "--kinds", type=lambda text: text.split(","), default=(), metavar="A,B", help="only these kinds"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N of the chosen questions")
    parser.add_argument("--given-kinds", action="store_true", help="tell the engine the kind of each question")
    parser.add_argument(
        "--document", metavar="NAME", help="questions about another document, with its --index; own sets: any"
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: eval/out/kinds, of own ones eval/out/<file>")
    parser.add_argument("--baseline", type=Path, metavar="REPORT.json", help="an earlier report to compare with")
    parser.add_argument("--aims", type=Path, metavar="FILE", help="what must hold, as in eval/aims.toml")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="judge these answers instead of asking")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    from rag.service import Service
    from rag.settings import Settings

    settings = Settings.from_environment()
    if options.index:
        settings = dataclasses.replace(settings, index=options.index)
    known = _known(options.questions, settings)
    split = half_of(known, options.split)
    is_own = not any(question.split for question in known)
    about = options.document or (None if is_own else DECLARATION)
    questions = select_kinds(known, split, options.kinds, document=about, limit=options.limit)
    if about not in {None, DECLARATION} and not is_own and not options.index and not options.answers:
        raise EvalError(
            f"Questions about {about} need its index: make it with python -m index.build, and give --index."
        )
    baseline = load_report(options.baseline) if options.baseline else None
    aims = load_aims(options.aims) if options.aims else ()
    own_out = DEFAULT_OUT if options.questions == KINDS_QUESTIONS else DEFAULT_OUT.parent / options.questions.stem
    out = options.out or (DEFAULT_OUT / "answers" / options.answers.stem if options.answers else own_out)
    selection = {
        "questions": options.questions.name,
        "split": split,
        "kinds": ",".join(options.kinds) or None,
        "document": about,
        "limit": options.limit,
        "given_kinds": "yes" if options.given_kinds else None,
    }
    if options.answers:
        answers = read_answers(options.answers)
        metadata = metadata_of_answers(options.answers, Service(settings).document.sha256, selection, len(questions))
        made = judge_kinds(questions, answers, metadata, known)
    else:
        objects, provenance = _asked(questions, out, settings, given_kinds=options.given_kinds, fresh=options.fresh)
        if not objects:
            return INTERRUPTED
        write_objects(out / "objects.jsonl", objects)
        made = report_of(questions, objects, provenance, selection, known)
    return _conclude(made, out, check_aims(aims, made), baseline)


def _known(path: Path, settings: "Settings") -> tuple[KindQuestion, ...]:
    """Return every question of a set or sheet of questions of kinds."""
    from rag.service import Service

    if path.suffix.lower() not in SHEETS:
        return load_kinds(path)
    service = Service(settings)
    known = kinds_of(questions_in(path, lambda: documents_of(service.document, lambda: service.library)))
    if not known:
        raise LocalizedError("other_command", name=path.name, command="python -m eval.run")
    return known


def _asked(
    questions: Sequence[KindQuestion], out: Path, settings: "Settings", *, given_kinds: bool, fresh: bool
) -> tuple[list[dict[str, object]], Provenance]:
    """Ask with a progress bar, reusing earlier answers; return the objects of those asked so far."""
    from tqdm import tqdm

    cache = LineCache(out / "results.jsonl", ObjectEntry, fresh)
    bar = tqdm(total=len(questions), unit="question", dynamic_ncols=True)
    with stop_on_interrupt() as stop, loaded_service(settings, stop, prefill=False) as service, bar:
        provenance = provenance_of(service.document.sha256, settings)
        own = any(question.split for question in questions)  # a shipped set names files beside it, not the library
        documents = None if own else documents_of(service.document, lambda: service.library)
        plan = KindPlan(provenance.context, cache, documents, given_kinds, lambda *_: bar.update())
        objects = ask_kinds(service, questions, plan, stop.is_set)
    return objects, provenance


def _conclude(made: KindReport, out: Path, checked: Sequence[Checked], baseline: KindReport | None) -> int:
    out.mkdir(parents=True, exist_ok=True)
    changed = diff(made, baseline) if baseline else None
    save(made, out / "report.json")
    note(made, out)
    save_page(made, out / "report.html", changed)
    parts = (table(made), refusals(made.refusals), changes(changed) if changed else "", aims_table(checked))
    print("\n\n".join((*filter(None, parts), f"The report: {out / 'report.html'}")))
    if not made.complete:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
    return exit_status(checked, complete=made.complete)


if __name__ == "__main__":
    sys.exit(console.run(main))
