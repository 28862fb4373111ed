"""Merge files of questions into one set and give each question its split.

    python -m eval.assign_splits FILE [FILE ...] [--out eval/data/questions.jsonl]

Half of every stratum (type and language) goes to dev and half to test. Within a stratum the ids are sorted
by their sha256 and dealt to the smaller side in turn, so the order of the files has no say. A question that
already has its split in --out keeps it: what once was test is never tuned on, and adding questions moves
none.
"""

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from eval.core.dataset import DEFAULT_QUESTIONS, EvalError, Question, Split, dump, load
from models.errors import AskError

_SIDES: tuple[Split, Split] = ("dev", "test")


def assign(questions: Iterable[Question], known: Mapping[str, Split] | None = None) -> dict[str, Split]:
    """The split of every question by id; `known` ones stay, the others even out their stratum."""
    known = known or {}
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for question in questions:
        strata[question.type, question.lang].append(question.id)
    splits: dict[str, Split] = {}
    whole: Counter[Split] = Counter()
    for stratum in sorted(strata):
        here: Counter[Split] = Counter()
        # The known ones first, so that the new ones fill the side that they left smaller.
        for key in sorted(strata[stratum], key=lambda key: (key not in known, _hash(key))):
            side = known.get(key) or _smaller(here, whole)
            splits[key] = side
            here[side] += 1
            whole[side] += 1
    return splits


def merge(files: Iterable[Path], known: Mapping[str, Split] | None = None) -> tuple[Question, ...]:
    """The questions of all files in their order, each with its split.

    Raises:
        EvalError: a file does not hold questions, or two files use the same id.
    """
    questions = [question for file in files for question in load(file)]
    repeated = [key for key, count in Counter(question.id for question in questions).items() if count > 1]
    if repeated:
        raise EvalError(f"Two files use the same ids: {', '.join(repeated)}. Make them unique.")
    splits = assign(questions, known)
    return tuple(question.model_copy(update={"split": splits[question.id]}) for question in questions)


def _smaller(here: Counter[Split], whole: Counter[Split]) -> Split:
    return min(_SIDES, key=lambda side: (here[side], whole[side]))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.assign_splits", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, help="question files, merged in this order")
    parser.add_argument("--out", type=Path, default=DEFAULT_QUESTIONS, help="default: eval/data/questions.jsonl")
    options = parser.parse_args(arguments)
    try:
        earlier = load(options.out) if options.out.exists() else ()
        merged = merge(options.files, {question.id: question.split for question in earlier if question.split})
        dump(merged, options.out)
    except AskError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sides = Counter(question.split for question in merged)
    sys.stdout.write(f"{options.out}: {len(merged)} questions, {sides['dev']} dev, {sides['test']} test\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
