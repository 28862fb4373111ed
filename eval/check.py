"""Check in minutes that the quality of the real models has not fallen: 40 fixed questions of the development halves.

    python -m eval.check [--out DIR] [--fresh]
    python -m eval.check --choose LOOKUPS.json KINDS.json

Asks the questions of eval/check.toml, judges them as the evaluation does, and says which part misses its aim. Answers
are kept until the code, a prompt, a model or a setting changes. `--choose` picks the questions anew from the reports of
both development halves, by the rules in eval/core/check.py. The exit status is 0, 3 if an aim is missed, 130 if
stopped, 1 for an error.
"""

import argparse
import dataclasses
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from eval.answers.ask import Asking
from eval.answers.judge import judge_kinds, judge_lookups
from eval.answers.process import ROOT
from eval.answers.read import answers_of
from eval.answers.side import Side, side_at
from eval.core.aims import FAILED, INTERRUPTED, MET, MISSED
from eval.core.check import CHECK, Part, choose, dump_parts, is_right, load_parts
from eval.core.dataset import DEFAULT_QUESTIONS, Question, load
from eval.core.documents import Documents
from eval.core.kinds.questions import KindQuestion, load_kinds
from eval.core.kinds.report import KindOutcome
from eval.core.lookups.records import Outcome, load_report
from eval.core.provenance import run_metadata
from eval.report import aligned
from eval.running import stop_on_interrupt
from models.errors import AskError
from rag.settings import Settings

DEFAULT_OUT = Path(__file__).parent / "out" / "check"


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """A part with its wrong questions, each with what is wrong."""

    part: Part
    wrong: tuple[tuple[str, str], ...]

    @property
    def met(self) -> bool:
        """Whether enough questions are right."""
        return len(self.part.ids) - len(self.wrong) >= self.part.at_least


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.check", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help="default: eval/out/check")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    parser.add_argument("--choose", nargs=2, type=Path, metavar=("LOOKUPS", "KINDS"), help="choose the questions anew")
    options = parser.parse_args(arguments)
    try:
        if options.choose:
            from eval.core.kinds.report import load_report as load_kind_report

            parts = choose(load_report(options.choose[0]), load_kind_report(options.choose[1]))
            CHECK.write_text(dump_parts(parts), encoding="utf-8")
            print(f"{sum(len(part.ids) for part in parts)} questions are in {CHECK}.")
            return MET
        began = time.monotonic()
        results = check(load_parts(), this_side(options.out), options.out / "results.jsonl", fresh=options.fresh)
    except AskError as error:
        print(error, file=sys.stderr)
        return FAILED
    if results is None:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    print(f"{table(results)}\n\n{time.monotonic() - began:.0f} s")
    return MET if all(result.met for result in results) else MISSED


def this_side(folder: Path, root: Path = ROOT, name: str = "this") -> Side:
    """Return the program as it stands in a folder."""
    return side_at(name, root, Settings.from_environment(), folder)


def check(parts: Sequence[Part], side: Side, cache: Path, *, fresh: bool = False) -> tuple[Result, ...] | None:
    """Ask the questions of some parts and return what is wrong in each; None if stopped by Ctrl-C.

    Raises:
        AskError: a question is not in its set, or the program could not answer.
    """
    from tqdm import tqdm

    items = {part.name: questions(part) for part in parts}
    objects = []
    with (
        stop_on_interrupt() as stop,
        Asking([side.command], [cache], [side.provenance.context], fresh=fresh) as asking,
    ):
        for item in tqdm([item for found in items.values() for item in found], unit="question", dynamic_ncols=True):
            if stop.is_set() and asking.kept(item) == [None]:
                return None
            objects += asking.ask(item)
    by_id = {found["id"]: found for found in objects}
    return tuple(_judged(part, items[part.name], side, by_id) for part in parts)


def questions(part: Part) -> tuple[Question, ...] | tuple[KindQuestion, ...]:
    """Return the questions of a part. Raises EvalError if its set lacks one."""
    from eval.core.sets import chosen_by_id

    return chosen_by_id(load(DEFAULT_QUESTIONS) if part.set == "lookups" else load_kinds(split="dev"), part.ids)


def table(results: Sequence[Result]) -> str:
    """Return each part with how many of its questions are right, and each wrong one with what is wrong."""
    rows = [["Part", "right", "of", "at least", ""]]
    for result in results:
        part, mark = result.part, "met" if result.met else "MISSED"
        right = len(part.ids) - len(result.wrong)
        rows.append([part.name, str(right), str(len(part.ids)), str(part.at_least), mark])
    wrong = [f"  {result.part.name}: {key}: {why}" for result in results for key, why in result.wrong]
    return "\n".join([aligned(rows), *wrong])


def _judged(
    part: Part,
    items: tuple[Question, ...] | tuple[KindQuestion, ...],
    side: Side,
    objects: dict[str, dict[str, object]],
) -> Result:
    from index.language.words import lemmas

    answers = answers_of(objects[item.id] for item in items)
    metadata = run_metadata(side.provenance, {}, len(items))
    kinds = [item for item in items if isinstance(item, KindQuestion)]
    lookups = [item for item in items if isinstance(item, Question)]
    found: list[Outcome | KindOutcome] = [
        *(judge_kinds(kinds, answers, metadata).outcomes if kinds else ()),
        *(judge_lookups(lookups, answers, Documents(side.document), metadata, lemmas).outcomes if lookups else ()),
    ]
    wrong = [(outcome.id, " ".join(outcome.shown.split())[:100]) for outcome in found if not is_right(outcome)]
    return Result(part, tuple(wrong))


if __name__ == "__main__":
    sys.exit(main())
