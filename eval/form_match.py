"""Measure whether the form of questions alone tells answerable from unanswerable ones.

    python -m eval.form_match [--questions FILE]

A logistic regression sees the embedding of each unanswerable question and of the answerable one beside which it was
written, and nothing else. Five folds, no pair on both sides of one; the figure is the mean AUC over the seeds. An AUC
near .5 means that a gate which does well on the set has not learnt it from how questions are worded.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.core.kinds.questions import KINDS_QUESTIONS, KindQuestion, load_kinds
from models.errors import AskError

FOLDS = 5
SEEDS = range(10)
MAX_AUC = 0.60


def matched(questions: Sequence[KindQuestion]) -> tuple[tuple[KindQuestion, ...], tuple[str, ...]]:
    """Return the unanswerable questions with their pairs, each pair once, and the name of each one's group."""
    unanswerable = [item for item in questions if item.unanswerable and item.pair]
    names = {item.pair for item in unanswerable}
    chosen = (*unanswerable, *(item for item in questions if item.id in names))
    return chosen, tuple(item.pair or item.id for item in chosen)


def form_auc(
    vectors: npt.NDArray[np.float32], answerable: Sequence[bool], groups: Sequence[str], seeds: Sequence[int] = SEEDS
) -> tuple[float, ...]:
    """Return the out-of-fold AUC for each seed of the folds; `vectors` is (questions, dimension).

    Raises:
        ValueError: there are fewer than five groups, or only answerable or only unanswerable questions.
    """
    from sklearn.linear_model import LogisticRegression  # seconds, which `--help` needs not
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    found = []
    for seed in seeds:
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        p = cross_val_predict(model, vectors, answerable, groups=groups, cv=folds, method="predict_proba")[:, 1]
        found.append(float(roc_auc_score(answerable, p)))
    return tuple(found)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status, 1 where the form tells more than it may."""
    parser = argparse.ArgumentParser(prog="python -m eval.form_match", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=Path, default=KINDS_QUESTIONS, help="default: eval/data/kinds.jsonl")
    options = parser.parse_args(arguments)
    try:
        chosen, groups = matched(load_kinds(options.questions))
        if len(set(groups)) < FOLDS:
            raise AskError(f"{options.questions}: {FOLDS} unanswerable questions with their pairs are needed at least")
        from index.embed import open_embedder  # the models, which `--help` needs not
        from models.fetch import ensure

        vectors = open_embedder(ensure("embedder")).queries([item.question for item in chosen])
    except AskError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    answerable = [not item.unanswerable for item in chosen]
    found = form_auc(np.asarray(vectors), answerable, groups)
    mean = sum(found) / len(found)
    sys.stdout.write(
        f"{options.questions}: {len(chosen) - sum(answerable)} unanswerable questions and {sum(answerable)} pairs: "
        f"AUC {mean:.3f} ({min(found):.3f} to {max(found):.3f} over {len(found)} seeds; at most {MAX_AUC:.2f})\n"
    )
    return int(mean > MAX_AUC)


if __name__ == "__main__":
    sys.exit(main())
