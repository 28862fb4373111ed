"""Measure many askers at once: `python -m eval.bench.load [--beside COMMIT] [--script …] [--rounds N] [--equal N]`.

With `--beside COMMIT`, or a folder with another version and its index, that version and this one are asked in turns,
each in a process of its own: answers a minute, and how long askers wait for the first word and for the whole answer;
medians over rounds, each of other questions. On a machine that does something else too, processor seconds tell more
than seconds. Scripts:

- lookups: distinct look-ups, one of each asker, replies not kept;
- mixed: a third look-ups, a third of kinds that need no LLM, a third asked before, ten askers; replies kept.

With `--equal N` this version is asked N questions one at a time and again with fifteen askers: how many get the same
status, verdict, citations and text; each that does not is listed. All questions are of the development halves.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from eval.answers.checkout import engine_at
from eval.answers.process import ROOT, Command, System
from eval.bench.load_scripts import LOOKUPS, Asked, lookups, mixed, unequal, various
from index.build import DEFAULT_OUT as INDEX
from models.errors import AskError

DEFAULT_OUT = ROOT / "eval" / "out" / "load.json"
SCRIPTS: dict[str, tuple[Callable[[int, int], list[Asked]], int, str]] = {
    "lookups": (lookups, 30, "0"),
    "mixed": (lambda turn, count: mixed(turn, count // 3), 10, "256"),
}
"""Of each script: its questions by turn and count, how many ask at once, and ASK_KEEP_ANSWERS."""
MIN_EQUAL = 0.98
BATCH, AT_ONCE = 30, 15
"""Questions, and askers at once, while answers are compared with those of an idle machine."""

Found = dict[str, Any]


def askers(command: Command, keep_answers: str = "0") -> Command:
    """Return how the askers of a side are started, in its folder."""
    script = str(Path(__file__).with_name("askers.py"))
    environment = {**command.environment, "PYTHONPATH": str(command.folder), "ASK_KEEP_ANSWERS": keep_answers}
    return replace(command, words=(sys.executable, "-P", script), environment=environment)


def batch(system: System, questions: Sequence[Asked], at_once: int) -> Found:
    """Have a running system asked; return its object. Raises SystemFailedError if it ends."""
    return system.exchange({"questions": list(questions), "at_once": at_once})


def beside(commands: Sequence[Command], script: str, rounds: int, count: int = LOOKUPS) -> Found:
    """Ask two sides a script in turns, of other questions in each round; return the figures of both and their ratio.

    Raises:
        SystemFailedError: a side ended without an answer.
    """
    make, most, keep = SCRIPTS[script]
    at_once = min(most, count)
    every: dict[str, list[Found]] = {command.name: [] for command in commands}
    with ExitStack() as stack:
        systems = {one.name: stack.enter_context(System(askers(one, keep))) for one in commands}
        for system in systems.values():
            batch(system, [{"id": "warm", "question": "Что решили?"}], 1)
        for number in range(rounds):
            for name, system in systems.items():
                every[name].append(batch(system, make(number, count), at_once))
                print(f"round {number + 1}, {script}, {name}: {_figures(every[name][-1:])}", flush=True)
    before, after = ([found["seconds"] for found in every[command.name]] for command in commands)
    spent = [median(found["processor_s"] for found in every[command.name]) for command in commands]
    return {
        "questions": len(make(0, count)),
        "askers": at_once,
        **{name: _figures(found) for name, found in every.items()},
        "times_as_many_answers": round(median(before) / median(after), 2),
        "times_by_processor": round(spent[0] / spent[1], 2),
        "by_round": [round(one / other, 2) for one, other in zip(before, after, strict=True)],
    }


def _figures(rounds: Sequence[Found]) -> Found:
    """Return the medians over rounds."""
    whole = [[answer["whole_s"] for answer in found["answers"]] for found in rounds]
    first = [[answer["first_s"] for answer in found["answers"]] for found in rounds]
    return {
        "seconds": round(median(found["seconds"] for found in rounds), 1),
        "processor_s": round(median(found["processor_s"] for found in rounds), 1),
        "answers_a_minute": round(median(60 * len(found["answers"]) / found["seconds"] for found in rounds), 1),
        "first_word_s_median": round(median(map(median, first)), 1),
        "whole_s_median": round(median(map(median, whole)), 1),
        "whole_s_p95": round(median(float(np.percentile(one, 95)) for one in whole), 1),
    }


def equal(command: Command, count: int) -> Found:
    """Ask the same questions of an idle machine and under load; return how many are equal, and the others.

    They are asked in batches, so that whatever else the machine does slows both alike. After Ctrl-C the figures are of
    the batches until then.

    Raises:
        SystemFailedError: the system ended without an answer.
    """
    idle, loaded = [], []
    with System(askers(command)) as system, suppress(KeyboardInterrupt):
        for questions in batched(various(count), BATCH):
            alone, together = batch(system, questions, 1), batch(system, questions, AT_ONCE)
            idle.append(alone)
            loaded.append(together)
            asked = sum(len(found["answers"]) for found in loaded)
            print(f"{asked} of {count}, {len(_unequal(idle, loaded))} unequal", flush=True)
    pairs = [(one, two) for one, two in zip(_answers(idle), _answers(loaded), strict=True)]
    differing = _unequal(idle, loaded)
    return {
        "n": len(pairs),
        "askers": AT_ONCE,
        "equal": round(1 - len(differing) / max(1, len(pairs)), 4),
        "crossed": sum(one["question"] != two["question"] for one, two in pairs),
        "idle": _figures(idle),
        "loaded": _figures(loaded),
        "unequal": differing,
    }


def _answers(batches: Sequence[Found]) -> list[Found]:
    return [answer for found in batches for answer in found["answers"]]


def _unequal(idle: Sequence[Found], loaded: Sequence[Found]) -> list[Found]:
    return unequal(_answers(idle), _answers(loaded))


def batched(questions: Sequence[Asked], size: int) -> Iterator[Sequence[Asked]]:
    """Yield questions, at most `size` at a time."""
    return (questions[start : start + size] for start in range(0, len(questions), size))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 1 too if fewer answers are equal than are promised."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.load", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--beside", metavar="COMMIT|FOLDER", help="another version, asked in turns")
    parser.add_argument("--script", choices=SCRIPTS, nargs="+", default=list(SCRIPTS), help="default: both")
    parser.add_argument("--questions", type=int, default=LOOKUPS, metavar="N", help=f"of a round, default: {LOOKUPS}")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="default: 3")
    parser.add_argument("--equal", type=int, metavar="N", help="compare N answers under load with an idle machine's")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="FILE", help="default: eval/out/load.json")
    options = parser.parse_args(argv)
    if options.beside is None and options.equal is None:
        parser.error("give --beside, --equal or both")
    try:
        found = _measure(options)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, ensure_ascii=False, indent=2))
    print(f"\nThe same as JSON: {options.out}")
    compared = found.get("equal")
    return int(bool(compared and (compared["equal"] < MIN_EQUAL or compared["crossed"])))


def _measure(options: argparse.Namespace) -> Found:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        this = Command("this", (), folder / "this.txt")
        found: Found = {}
        if options.beside:
            other = Command("other", (), folder / "other.txt", _version(options.beside, folder / "other"))
            found |= {
                script: beside((other, this), script, options.rounds, options.questions) for script in options.script
            }
        if options.equal:
            found["equal"] = equal(this, options.equal)
    return found


def _version(name: str, target: Path) -> Path:
    """The folder of another version: the one that is named, or a commit's, which builds an index of its own form."""
    if Path(name).is_dir():
        return Path(name).absolute()
    root, _ = engine_at(name, target)
    shutil.rmtree(root / INDEX.relative_to(ROOT), ignore_errors=True)
    return root


if __name__ == "__main__":
    sys.exit(main())
