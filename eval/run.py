"""Ask every question of the set, judge the answers, write the report.

    python -m eval.run [--questions FILE] [--index DIR] [--split dev|test|all] [--limit N] [--types a,b]
                       [--langs ru,en] [--out DIR] [--baseline REPORT.json] [--aims FILE] [--answers FILE] [--fresh]

FILE is a set of look-ups, or a sheet of own ones (.xlsx, .csv). Writes results.jsonl, answers.jsonl, report.json and
report.html to --out. Ctrl-C stops after the current step; the same command resumes. `--answers` asks nothing and judges
the answers of any system, objects as of `rag.ask --jsonl`.
The exit status is 0, 3 if an aim is missed, 130 if stopped, 1 for an error. Wiring only: the loop is
eval/core/lookups/loop.py.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.answers.judge import judge_lookups, own_object, write_objects
from eval.answers.read import read_answers
from eval.core.aims import FAILED, INTERRUPTED, check_aims, exit_status, load_aims
from eval.core.dataset import DEFAULT_QUESTIONS, Question, select
from eval.core.documents import Documents, documents_of
from eval.core.history import note
from eval.core.lookups.loop import Plan, Progress, run
from eval.core.lookups.records import Report, load_report, save
from eval.core.messages import LocalizedError
from eval.core.provenance import metadata_of_answers, provenance_of
from eval.core.result_cache import ResultCache
from eval.core.sets import half_of, lookups_of
from eval.core.statistics.diff import diff
from eval.exchange.questions.importing import questions_in
from eval.report import aims_table, changes, refusals, table
from eval.report.html import save_page
from eval.running import loaded_service, stop_on_interrupt
from models import console
from models.errors import AskError

if TYPE_CHECKING:
    from rag.settings import Settings

__all__ = ["diff", "load_report", "main", "run"]

DEFAULT_OUT = Path(__file__).parent / "out"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _evaluate(options)
    except AskError as error:
        print(error, file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.run", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--questions", type=Path, default=DEFAULT_QUESTIONS, metavar="FILE", help=".jsonl, .xlsx or .csv"
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev", help="default: dev")
    parser.add_argument("--limit", type=_positive, metavar="N", help="only the first N of the chosen questions")
    parser.add_argument("--types", type=_names, default=(), metavar="A,B", help="only these types")
    parser.add_argument("--langs", type=_names, default=(), metavar="A,B", help="only these languages")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="default: eval/out/<split>, of own questions eval/out/<file>"
    )
    parser.add_argument("--baseline", type=Path, metavar="REPORT.json", help="an earlier report to compare with")
    parser.add_argument("--aims", type=Path, metavar="FILE", help="what must hold, as in eval/aims.toml")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="judge these answers instead of asking")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    from rag.settings import Settings

    settings = Settings.from_environment()
    if options.index:
        settings = dataclasses.replace(settings, index=options.index)
    known = lookups_of(questions_in(options.questions, lambda: _documents(settings)))
    if not known:
        raise LocalizedError("other_command", name=options.questions.name, command="python -m eval.kinds")
    split = half_of(known, options.split)
    items = select(known, split, options.types, options.langs, options.limit)
    # Before the long part: a mistyped baseline or aim should fail now.
    baseline = load_report(options.baseline) if options.baseline else None
    aims = load_aims(options.aims) if options.aims else ()
    out = options.out or DEFAULT_OUT / _folder(options, split)
    selection = {
        "questions": options.questions.name,
        "split": split,
        "types": ",".join(options.types) or None,
        "langs": ",".join(options.langs) or None,
        "limit": options.limit,
    }
    if options.answers:
        made: Report | None = _judged(items, options.answers, settings, selection)
    else:
        made = _asked(items, out, settings, selection, fresh=options.fresh)
    if made is None:
        return INTERRUPTED
    changed = diff(made, baseline) if baseline else None
    out.mkdir(parents=True, exist_ok=True)
    save(made, out / "report.json")
    note(made, out)
    save_page(made, out / "report.html", changed)
    checked = check_aims(aims, made)
    print("\n\n".join(filter(None, (table(made), refusals(made.refusals), changes(changed) if changed else ""))))
    print(
        "\n".join(filter(None, ("\n" + aims_table(checked) if checked else "", f"\nThe report: {out / 'report.html'}")))
    )
    if not made.complete:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
    return exit_status(checked, complete=made.complete)


def _folder(options: argparse.Namespace, split: str) -> str:
    """The folder of a report: of answers and of own questions it is named after their file."""
    if options.answers:
        return f"answers/{options.answers.stem}"
    return split if options.questions == DEFAULT_QUESTIONS else str(options.questions.stem)


def _documents(settings: "Settings") -> Documents:
    from rag.service import Service

    service = Service(settings)
    return documents_of(service.document, lambda: service.library)


def _asked(
    items: Sequence[Question],
    out: Path,
    settings: "Settings",
    selection: Mapping[str, str | int | None],
    *,
    fresh: bool,
) -> Report | None:
    """Ask the questions and keep the answers; None where it was stopped before the first one."""
    result_cache = ResultCache(out / "results.jsonl", fresh=fresh)
    with stop_on_interrupt() as stop, loaded_service(settings, stop) as service:
        if stop.is_set():
            return None
        documents = documents_of(service.document, lambda: service.library)
        plan = Plan(provenance_of(service.document.sha256, settings), selection, result_cache, documents)
        made = _with_bar(items, lambda on_progress: run(service, items, on_progress, stop.is_set, plan=plan))
    observations = (one.observation for one in made.outcomes)
    write_objects(out / "answers.jsonl", (own_object(o.item.id, o.result, o.ranked) for o in observations))
    return made


def _judged(
    items: Sequence[Question], answers: Path, settings: "Settings", selection: Mapping[str, str | int | None]
) -> Report:
    """Judge the answers in a file."""
    from index.language.words import lemmas

    found, documents = read_answers(answers), _documents(settings)
    metadata = metadata_of_answers(answers, documents.first.sha256, selection, len(items))
    return judge_lookups(items, found, documents, metadata, lemmas)


def _with_bar(items: Sequence[Question], evaluate: Callable[[Callable[[Progress], None]], Report]) -> Report:
    from tqdm import tqdm

    with tqdm(total=len(items), unit="question", dynamic_ncols=True, smoothing=0.1) as bar:
        faulty = 0

        def on_progress(progress: Progress) -> None:
            nonlocal faulty
            faulty += bool(progress.outcome.faults)
            bar.set_postfix_str(f"with faults: {faulty}", refresh=False)
            bar.update()

        return evaluate(on_progress)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a number of questions; give 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(console.run(main))
