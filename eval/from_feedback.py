"""Feedback of the page as draft items of the question set.

    python -m eval.from_feedback [--feedback FILE] [--out FILE]

A draft is a beginning: a person checks `gold`, adds `facts` and moves it into eval/data/questions.jsonl. What a reader
liked expects the same again; what a reader found wrong expects "either", and the note is printed for whoever decides.
Knows nothing of the page beyond rag/web/feedback.py.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.core.dataset import Question, dump
from index.language.identify import identify_language
from models.cache import cache_dir
from models.errors import AskError
from rag.web.feedback import Feedback, read

DEFAULT_OUT = Path(__file__).parent / "out" / "drafts.jsonl"


def drafts(feedback: Iterable[Feedback]) -> tuple[Question, ...]:
    """Return one draft item a question, made of the last thing said about it."""
    last = {one.question: one for one in feedback}
    return tuple(_draft(number, one) for number, one in enumerate(last.values(), 1))


def _draft(number: int, one: Feedback) -> Question:
    liked = one.verdict == "like"
    points = tuple(dict.fromkeys(source.point for source in one.sources))
    return Question(
        id=f"feedback-{number:03d}",
        lang=identify_language(one.question),
        type="feedback",
        question=one.question,
        gold=points if liked else (),
        reference=one.answer if liked and points else "",
        expect=("answered" if points else "refused") if liked else "either",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.from_feedback", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--feedback", type=Path, metavar="FILE", help="default: feedback.jsonl in the cache folder")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="FILE", help="default: eval/out/drafts.jsonl")
    options = parser.parse_args(arguments)
    try:
        feedback = read(options.feedback or cache_dir() / "feedback.jsonl")
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    questions = drafts(feedback)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    dump(questions, options.out)
    for one in feedback:
        if one.note:
            print(f"{one.verdict}: {one.question}\n  {one.note}")
    print(f"{len(questions)} drafts are in {options.out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
