"""Compare two systems on the same questions: figures with differences, intervals and p-values, and what changed.

    python -m eval.compare --a SIDE --b SIDE [--questions FILE] [--split dev|test|all] [--limit N] [--out DIR] [--fresh]

A side is `this`, the program as it stands; what differs from it, like `llm=FILE.gguf,passages=2` (llm: a file, or
the name of a fetched model, as llm-small; embedder, index,
threads, context, kv, passages, max_tokens, prefill_mb, prompts=FOLDER, commit=NAME); or the report.json of a finished
run. What is to be asked is asked in turns, each side in a process of its own. Ctrl-C stops after the current question;
the same command resumes. Any set will do: look-ups (the default), eval/data/kinds.jsonl, a sheet of own questions. The
exit status is 0, 130 if stopped, 1 for an error.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.answers.ask import Asking
from eval.answers.judge import judge_kinds, judge_lookups, write_objects
from eval.answers.read import answers_of
from eval.answers.side import Side, parse, side
from eval.core.aims import FAILED, INTERRUPTED, MET
from eval.core.dataset import DEFAULT_QUESTIONS, Question
from eval.core.documents import Documents
from eval.core.kinds.questions import KindQuestion
from eval.core.provenance import run_metadata
from eval.core.sets import (
    AnyQuestion,
    AnyQuestions,
    AnyReport,
    diff_of,
    load_report,
    questions_of,
    save_report,
    select_questions,
)
from eval.exchange.questions.importing import questions_in
from eval.report.compare import comparison, duration, standings
from eval.running import stop_on_interrupt
from models.errors import AskError
from rag.service import Service
from rag.settings import Settings

DEFAULT_OUT = Path(__file__).parent / "out" / "compare"
_NAMES = ("in A", "in B")
SAMPLE = 3
"""Questions of which each side is timed before the rest is asked; of a few questions, fewer."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A side that is a report already."""

    name: str
    report: AnyReport


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _compare(options)
    except AskError as error:
        print(error, file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.compare", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--a", required=True, metavar="SIDE", help="this, key=value,… or a report.json")
    parser.add_argument("--b", required=True, metavar="SIDE", help="this, key=value,… or a report.json")
    parser.add_argument("--questions", type=Path, default=DEFAULT_QUESTIONS, metavar="FILE")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev", help="default: dev")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N of the chosen questions")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help="default: eval/out/compare")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    return parser


def _compare(options: argparse.Namespace) -> int:
    sides = [_side(name, text, options.out / name) for name, text in (("a", options.a), ("b", options.b))]
    finished = [one.report for one in sides if isinstance(one, Finished)]
    known = questions_in(options.questions, lambda: Documents(Service(Settings.from_environment()).document))
    chosen = questions_of(finished[0])[: options.limit] if finished else None
    questions = select_questions(known, options.split, options.limit) if chosen is None else chosen
    to_ask = [one for one in sides if isinstance(one, Side)]
    objects = _ask(to_ask, questions, options) if to_ask else []
    if any(len(found) < len(questions) for found in objects):
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    selection = {"questions": options.questions.name, "split": options.split, "limit": options.limit}
    made = dict(zip((one.name for one in to_ask), objects, strict=True))
    reports = [
        one.report if isinstance(one, Finished) else judged(one, questions, made[one.name], known, selection)
        for one in sides
    ]
    for one, report in zip(sides, reports, strict=True):
        if isinstance(one, Side):
            save_report(report, options.out / one.name / "report.json")
    print(_conclude(reports[0], reports[1], (options.a, options.b), options.out))
    return MET


def _side(name: str, text: str, folder: Path) -> Side | Finished:
    path = Path(text).expanduser()
    if path.suffix == ".json" or (path / "report.json").is_file():
        return Finished(name, load_report(path))
    return side(name, parse(text), folder)


def _ask(sides: Sequence[Side], questions: AnyQuestions, options: argparse.Namespace) -> list[list[dict[str, object]]]:
    """Ask what is still to be asked; return the objects of each side, fewer than questions where it was stopped."""
    from tqdm import tqdm

    caches = [options.out / one.name / "results.jsonl" for one in sides]
    contexts = [one.provenance.context for one in sides]
    found: list[list[dict[str, object]]] = [[] for _ in sides]
    with (
        stop_on_interrupt() as stop,
        Asking([one.command for one in sides], caches, contexts, fresh=options.fresh) as asking,
    ):
        missing = [question for question in questions if None in asking.kept(question)]
        first = sampled(missing)
        if first:
            print(
                f"{len(missing)} questions are to be asked of {len(sides)} sides, {len(first)} of them first to tell "
                "how long the rest takes. Each side loads its models before its first answer.",
                file=sys.stderr,
            )
        for question in first:
            if not stop.is_set():
                asking.ask(question)
        left = [question for question in missing if None in asking.kept(question)]
        _announce(sides, questions, asking, len(left))
        for number, question in enumerate(tqdm(questions, unit="question", dynamic_ncols=True)):
            if stop.is_set() and None in asking.kept(question):
                break
            for objects, answer in zip(found, asking.ask(question, number), strict=True):
                objects.append(answer)
    for asked, objects in zip(sides, found, strict=True):
        write_objects(options.out / asked.name / "answers.jsonl", objects)
    return found


def sampled(missing: AnyQuestions | Sequence[AnyQuestion]) -> Sequence[AnyQuestion]:
    """Return the questions to be timed, spread over those that are to be asked.

    One more than are timed, as the first answer of a side includes its start; a fifth of the questions at most, so
    that ten of them begin with two.
    """
    count = min(SAMPLE + 1, max(2, len(missing) // 5), len(missing))
    return [missing[place * len(missing) // count] for place in range(count)]


def _announce(sides: Sequence[Side], questions: AnyQuestions, asking: Asking, left: int) -> None:
    """Say first what makes the sides unequal, then how long the rest takes."""
    answered = [objects for question in questions if None not in (objects := asking.kept(question))]
    used = [standings(objects[place] for objects in answered) for place in range(len(sides))]
    for one, standing in zip(sides, used, strict=True):
        print(f"Side {one.name}: weights {', '.join(standing) or 'unknown'}.", file=sys.stderr)
    if len(set(used)) > 1:
        print("Warning: the sides do not use weights of equal standing: gates differ, not only what is compared.",
              file=sys.stderr)  # fmt: skip
    if left and asking.seconds:
        seconds = left * len(sides) * sum(asking.seconds) / len(asking.seconds)
        print(
            f"{left} questions are still to be asked of {len(sides)} sides: about {duration(seconds)}, "
            f"by {len(asking.seconds)} answers. Ctrl-C stops; the same command goes on.",
            file=sys.stderr,
        )


def judged(
    one: Side,
    questions: AnyQuestions,
    objects: Sequence[dict[str, object]],
    known: AnyQuestions,
    selection: dict[str, str | int | None],
) -> AnyReport:
    """Return the report on a side's answers."""
    from index.language.words import lemmas

    metadata = run_metadata(one.provenance, {"types": None, "langs": None, **selection}, len(questions))
    answers = answers_of(objects)
    kinds = [question for question in questions if isinstance(question, KindQuestion)]
    if kinds:
        whole = [question for question in known if isinstance(question, KindQuestion)]
        return judge_kinds(kinds, answers, metadata, whole)
    lookups = [question for question in questions if isinstance(question, Question)]
    return judge_lookups(lookups, answers, Documents(one.document), metadata, lemmas)


def _conclude(a: AnyReport, b: AnyReport, names: tuple[str, str], out: Path) -> str:
    """Return the comparison as text, and write it, as JSON and as a page too."""
    from eval.report.html import save_page

    out.mkdir(parents=True, exist_ok=True)
    changed = diff_of(b, a, _NAMES)
    save_page(b, out / "report.html", changed)
    return comparison(changed, a, b, names, out)


if __name__ == "__main__":
    sys.exit(main())
