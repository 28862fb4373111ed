"""Ask every question of the set, judge the answers, write the report.

    python -m eval.run [--questions FILE] [--index DIR] [--split dev|test|all] [--limit N] [--types a,b]
                       [--langs ru,en] [--out DIR] [--baseline REPORT.json] [--fresh]

Writes results.jsonl, report.json and report.html to --out. Ctrl-C stops after the current step; the same command
resumes. Wiring only: the loop is eval/core/loop.py.
"""

import argparse
import dataclasses
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eval.core.dataset import DEFAULT_QUESTIONS, Question, load, select
from eval.core.diff import diff
from eval.core.loop import Plan, Progress, run
from eval.core.provenance import provenance_of
from eval.core.records import Report, load_report, save
from eval.core.result_cache import ResultCache
from eval.report import changes, table
from eval.report.html import save_page
from models.errors import AskError

if TYPE_CHECKING:
    from rag.service import Service
    from rag.settings import Settings

__all__ = ["diff", "load_report", "main", "run"]

DEFAULT_OUT = Path(__file__).parent / "out"
INTERRUPTED = 130
"""Exit status after Ctrl-C, as in shells."""
_POLL_SECONDS = 0.2


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _evaluate(options)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.run", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=Path, default=DEFAULT_QUESTIONS, metavar="FILE")
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev", help="default: dev")
    parser.add_argument("--limit", type=_positive, metavar="N", help="only the first N of the chosen questions")
    parser.add_argument("--types", type=_names, default=(), metavar="A,B", help="only these types")
    parser.add_argument("--langs", type=_names, default=(), metavar="A,B", help="only these languages")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: eval/out/<split>")
    parser.add_argument("--baseline", type=Path, metavar="REPORT.json", help="an earlier report to compare with")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    from rag.settings import Settings

    items = select(load(options.questions), options.split, options.types, options.langs, options.limit)
    # Before the long part: a mistyped baseline should fail now.
    baseline = load_report(options.baseline) if options.baseline else None
    out = options.out or DEFAULT_OUT / options.split
    result_cache = ResultCache(out / "results.jsonl", fresh=options.fresh)
    selection = {
        "questions": options.questions.name,
        "split": options.split,
        "types": ",".join(options.types) or None,
        "langs": ",".join(options.langs) or None,
        "limit": options.limit,
    }
    settings = Settings.from_environment()
    if options.index:
        settings = dataclasses.replace(settings, index=options.index)
    with _stop_on_interrupt() as stop, _service(settings, stop) as service:
        if stop.is_set():
            return INTERRUPTED
        plan = Plan(provenance_of(service.document.sha256, settings), selection, result_cache)
        made = _with_bar(items, lambda on_progress: run(service, items, on_progress, stop.is_set, plan=plan))
    changed = diff(made, baseline) if baseline else None
    save(made, out / "report.json")
    save_page(made, out / "report.html", changed)
    print(table(made))
    if changed:
        print("\n" + changes(changed))
    print(f"\nThe report: {out / 'report.html'}")
    if made.complete:
        return 0
    print("Stopped. The same command goes on from here.", file=sys.stderr)
    return INTERRUPTED


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


@contextmanager
def _stop_on_interrupt() -> Iterator[threading.Event]:
    """Yield a flag that Ctrl-C sets; a second Ctrl-C interrupts as usual."""
    stop = threading.Event()

    def interrupted(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it was ignored so far

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _service(settings: "Settings", stop: threading.Event) -> Iterator["Service"]:
    """Yield a service that has loaded everything, so that loading adds to no question's time."""
    from rag.service import Service

    service = Service(dataclasses.replace(settings, keep_answers=0))  # what is asked again is measured again
    service.start()
    try:
        _wait(service, stop)
        yield service
    finally:
        service.close()


def _wait(service: "Service", stop: threading.Event) -> None:
    shown = ""
    while not stop.wait(_POLL_SECONDS):
        status = service.status()
        if status.stage == "failed":
            raise AskError(status.detail)
        if status.stage == "ready":
            return
        if status.stage != shown:
            shown = status.stage
            print(f"Loading: {shown} …", file=sys.stderr)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a number of questions; give 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
