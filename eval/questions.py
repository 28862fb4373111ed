"""Edit the question set from the command line.

    python -m eval.questions split FILE [FILE ...] [--out eval/data/questions.jsonl]
    python -m eval.questions from-feedback [--feedback FILE] [--out FILE]

`split` merges files of questions into one set and gives each question its split. `from-feedback` makes draft questions
of what readers said on the page.
"""

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.core.dataset import DEFAULT_QUESTIONS, EvalError, Question, Split, dump, load
from index.language.identify import identify_language
from models.errors import AskError
from models.folders import FEEDBACK, data_dir
from rag.web.feedback import Feedback, read

DRAFTS = Path(__file__).parent / "out" / "drafts.jsonl"
_SIDES: tuple[Split, Split] = ("dev", "test")


def assign(questions: Iterable[Question], known: Mapping[str, Split] | None = None) -> dict[str, Split]:
    """Return the split of every question by its id.

    Half of every stratum (type and language) goes to dev and half to test. Within a stratum the ids are sorted by
    their sha256 and dealt to the smaller side in turn, so the order of the files does not matter. A question in
    `known` keeps its split: no test question is ever tuned on, and new questions move none of the old ones.
    """
    known = known or {}
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for question in questions:
        strata[question.type, question.lang].append(question.id)
    splits: dict[str, Split] = {}
    overall: Counter[Split] = Counter()
    for stratum in sorted(strata):
        here: Counter[Split] = Counter()
        # The known ones first, so that the new ones fill the smaller side.
        for key in sorted(strata[stratum], key=lambda key: (key not in known, _hash(key))):
            side = known.get(key) or _smaller(here, overall)
            splits[key] = side
            here[side] += 1
            overall[side] += 1
    return splits


def merge(files: Iterable[Path], known: Mapping[str, Split] | None = None) -> tuple[Question, ...]:
    """Return the questions of all files in their order, each with its split.

    Raises:
        EvalError: a file does not hold questions, or two files use the same id.
    """
    questions = [question for file in files for question in load(file)]
    repeated = [key for key, count in Counter(question.id for question in questions).items() if count > 1]
    if repeated:
        raise EvalError(f"Two files use the same ids: {', '.join(repeated)}. Make them unique.")
    splits = assign(questions, known)
    return tuple(question.model_copy(update={"split": splits[question.id]}) for question in questions)


def drafts(feedback: Iterable[Feedback]) -> tuple[Question, ...]:
    """Return one draft for each question in the feedback, from the last entry about it.

    A liked answer expects the same result again; a disliked one expects "either", for a person to decide. Drafts need
    their `gold` checked and `facts` added before they join the set.
    """
    last = {entry.question: entry for entry in feedback}
    return tuple(_draft(number, entry) for number, entry in enumerate(last.values(), 1))


def _draft(number: int, entry: Feedback) -> Question:
    liked = entry.verdict == "like"
    points = tuple(dict.fromkeys(source.point for source in entry.sources))
    return Question(
        id=f"feedback-{number:03d}",
        lang=identify_language(entry.question),
        type="feedback",
        question=entry.question,
        gold=points if liked else (),
        reference=entry.answer if liked and points else "",
        expect=("answered" if points else "refused") if liked else "either",
    )


def _smaller(here: Counter[Split], overall: Counter[Split]) -> Split:
    return min(_SIDES, key=lambda side: (here[side], overall[side]))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.questions", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(required=True)
    split = commands.add_parser("split", help="merge files into one set and give each question its split")
    split.add_argument("files", nargs="+", type=Path, help="question files, merged in this order")
    split.add_argument("--out", type=Path, default=DEFAULT_QUESTIONS, help="default: eval/data/questions.jsonl")
    split.set_defaults(command=_split)
    feedback = commands.add_parser("from-feedback", help="make draft questions of the page's feedback")
    feedback.add_argument("--feedback", type=Path, metavar="FILE", help="default: feedback.jsonl in the data folder")
    feedback.add_argument("--out", type=Path, default=DRAFTS, metavar="FILE", help="default: eval/out/drafts.jsonl")
    feedback.set_defaults(command=_from_feedback)
    options = parser.parse_args(arguments)
    try:
        options.command(options)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _split(options: argparse.Namespace) -> None:
    earlier = load(options.out) if options.out.exists() else ()
    merged = merge(options.files, {question.id: question.split for question in earlier if question.split})
    dump(merged, options.out)
    sides = Counter(question.split for question in merged)
    print(f"{options.out}: {len(merged)} questions, {sides['dev']} dev, {sides['test']} test")


def _from_feedback(options: argparse.Namespace) -> None:
    feedback = read(options.feedback or data_dir() / FEEDBACK)
    questions = drafts(feedback)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    dump(questions, options.out)
    for entry in feedback:
        if entry.note:
            print(f"{entry.verdict}: {entry.question}\n  {entry.note}")
    print(f"{len(questions)} drafts are in {options.out}.")


if __name__ == "__main__":
    sys.exit(main())
