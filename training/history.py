"""Fit what tells a follow-up from a question that stands by itself: `python -m training.history [--out DIR]`.

Reads the dialogues of training/data/calibration.jsonl and of the dev split, both follow-ups and those whose question
stands by itself, and questions without a dialogue, each of which is put behind a turn of another dialogue. Prints how
many are recognised in cross-validation and writes history.safetensors. It searches as the chat does, with the trained
ranker, and needs no LLM. The test split is never looked at.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import Question, history_of
from eval.core.statistics.roc import auc
from models.errors import AskError
from rag.answerability.heads import Features
from rag.query.dialogue.history import FEATURE_NAMES, extract_features, is_self_contained, query
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Turn
from rag.weights import FOLDER, Array, HeadEntry, write
from training.examples import FOLDS, Provenance, needed_turn, open_index, questions
from training.heads import fit_logistic

MAX_WITHOUT_DIALOGUE = 2000
"""Questions without a dialogue that are put behind a turn of one: the shortest, which look most like follow-ups."""
INVERSE_PENALTY = 0.1
"""Set by cross-validation (eval/LOG.md)."""
THRESHOLD = 0.55
"""Above a half, since a turn that does not belong brings its own passage, and one that is missed only finds less."""


def dialogues(items: Sequence[Question]) -> list[tuple[str, Turn, bool]]:
    """Return questions, the turn before each, and whether the question needs it."""
    free = [item for item in items if not is_self_contained(item.question)]
    last = {item.id: history_of(item)[-1] for item in free if item.history}
    found = [(item.question, last[item.id], needed_turn(item) is not None) for item in free if item.history]
    earlier = {lang: [last[item.id] for item in free if item.history and item.lang == lang] for lang in ("ru", "en")}
    random = np.random.default_rng(0)
    alone = [item for item in free if not item.history and item.lang in earlier]
    for item in sorted(alone, key=lambda item: len(item.question.split()))[:MAX_WITHOUT_DIALOGUE]:
        before = earlier[item.lang]
        found.append((item.question, before[random.integers(len(before))], False))
    return found


def fit(
    seen: Sequence[Features], needs_history: NDArray[np.bool_], provenance: Provenance
) -> tuple[dict[str, Array], dict[str, HeadEntry]]:
    """Fit the head `history` from features and labels, (questions,); return its arrays and its entry.

    Prints what it does to the questions of the other folds.
    """
    vectors = np.stack([features.vectors["question"] for features in seen])
    matrix = np.hstack([[[features.numbers[name] for name in FEATURE_NAMES] for features in seen], vectors])
    folds = np.random.default_rng(0).permutation(len(seen)) % FOLDS
    fitted = fit_logistic(matrix, needs_history, folds, INVERSE_PENALTY)
    followups, others = fitted.out_of_fold[needs_history], fitted.out_of_fold[~needs_history]
    score = auc(followups.tolist(), others.tolist())
    print(f"{len(seen)} dialogues, {needs_history.sum()} of them follow-ups: cross-validated AUC {score:.3f}; "
          f"{np.mean(followups >= THRESHOLD):.3f} of the follow-ups are recognised, "
          f"{np.mean(others >= THRESHOLD):.3f} of the others taken for one")  # fmt: skip
    features = dict.fromkeys(FEATURE_NAMES, 0) | {"question": vectors.shape[1]}
    entry = provenance.entry(features, {"threshold": THRESHOLD}, len(seen), score)
    return dict(fitted.to_arrays("history")), {"history": entry}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.history", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    from tqdm import tqdm

    try:
        index, embedder = open_index()
        retriever = Retriever(index, embedder, Ranker.load(options.out))
        found = dialogues(questions())
        seen = []
        for question, last, _ in tqdm(found, desc="questions", unit="question"):
            alone, together = (retriever.retrieve(question, 1, asked) for asked in (question, query(question, last)))
            seen.append(extract_features(question, last, alone, together))
        fitted = fit(seen, np.array([needed for *_, needed in found]), Provenance.of_index(index))
        write(options.out / "history.safetensors", *fitted)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote history to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
