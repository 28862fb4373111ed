"""Fit what tells a follow-up from a question that stands alone: `python -m training.history [--out FILE]`.

Reads the dialogues of training/data/calibration.jsonl and of the dev split, those of type "followup" and those whose
question stands alone, and questions without a dialogue, which are set behind a turn of another one. Prints how many are
told in cross-validation and writes rag/weights/followup.json. It searches as the chat does, with the trained ranker,
and needs no LLM; the test split is never looked at.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rag.answerability.logistic import Features

from eval.core.dataset import Question, history_of
from eval.core.estimates import auc
from models.errors import AskError
from rag.query.history import NUMBERS, WEIGHTS, extract_features, is_self_contained, query
from rag.types import Turn
from training import logistic
from training.ranker import FOLDS, leans_on, questions

ALONE = 2000
"""Questions without a dialogue that are set behind a turn of one; the shortest, which look most like follow-ups."""
STRENGTH = 0.1
"""Inverse of the ridge penalty; set by cross-validation (eval/LOG.md)."""
THRESHOLD = 0.55
"""Above a half: a turn that does not belong brings its own passage, one that is missed finds less."""


def dialogues(items: Sequence[Question]) -> list[tuple[str, Turn, bool]]:
    """Questions, the turn before each, and whether the question leans on it."""
    free = [item for item in items if not is_self_contained(item.question)]
    last = {item.id: history_of(item)[-1] for item in free if item.history}
    found = [(item.question, last[item.id], leans_on(item) is not None) for item in free if item.history]
    earlier = {lang: [last[item.id] for item in free if item.history and item.lang == lang] for lang in ("ru", "en")}
    random = np.random.default_rng(0)
    alone = [item for item in free if not item.history and item.lang in earlier]
    for item in sorted(alone, key=lambda item: len(item.question.split()))[:ALONE]:
        before = earlier[item.lang]
        found.append((item.question, before[random.integers(len(before))], False))
    return found


def fit(seen: Sequence[Features], leans: NDArray[np.bool_]) -> dict[str, Any]:
    """The regression as its file has it, from signals and whether each question leans, (questions,).

    Prints what it does to questions of the other folds.
    """
    vectors = np.stack([signal.vectors["question"] for signal in seen])
    matrix = np.hstack([[[signal.numbers[name] for name in NUMBERS] for signal in seen], vectors])
    fitted = logistic.fit(matrix, leans, np.random.default_rng(0).permutation(len(seen)) % FOLDS, STRENGTH)
    print(f"{len(seen)} dialogues, {leans.sum()} of them follow-ups: cross-validated AUC "
          f"{auc(fitted.out_of_fold[leans].tolist(), fitted.out_of_fold[~leans].tolist()):.3f}; "
          f"{np.mean(fitted.out_of_fold[leans] >= THRESHOLD):.3f} of the follow-ups are told, "
          f"{np.mean(fitted.out_of_fold[~leans] >= THRESHOLD):.3f} of the others taken for one")  # fmt: skip
    sizes = dict.fromkeys(NUMBERS, 0) | {"question": vectors.shape[1]}
    return {**fitted.to_dict(sizes), "threshold": THRESHOLD}


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.history", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE", help="default: rag/weights/followup.json")
    options = parser.parse_args(argv)
    from tqdm import tqdm

    from index.build import DEFAULT_OUT
    from index.embed import open_embedder
    from index.store import load
    from models.fetch import ensure
    from rag.retrieval.retriever import Retriever

    try:
        embedder = open_embedder(ensure("embedder"))
        retriever = Retriever(load(DEFAULT_OUT, embedder.id), embedder)
        told = dialogues(questions())
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    seen = []
    for question, last, _ in tqdm(told, desc="questions", unit="question"):
        alone, whole = (retriever.retrieve(question, 1, asked) for asked in (question, query(question, last)))
        seen.append(extract_features(question, last, alone, whole))
    fitted = fit(seen, np.array([leans for *_, leans in told]))
    options.out.write_text(json.dumps(fitted) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
