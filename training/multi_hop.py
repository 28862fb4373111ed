"""Fit which questions ask for what stands in two points, and which second passages belong in an answer.

Part of `python -m training.gate`, which hands it the pairs of questions and passages that the LLM read, with the
gate's probabilities by the regressions of the other folds. Both thresholds come from cross-validation: the first reads
more for the wanted share of questions that ask for one thing, the second lets the wanted share of all second sentences
be of a wrong point.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.core.estimates import auc
from rag.query import multi_hop as twofold
from training import logistic
from training.examples import NUMBERS, Examples
from training.logistic import Matrix

READ_MORE = 0.1
"""Share of questions for one thing that may be taken for ones for two, and cost the reading of another passage."""
WRONG = 0.3
"""Share of second sentences that may cite a point that does not belong there, cross-validated."""
STRENGTH = 0.01
"""Inverse of the ridge penalty; set by cross-validation (eval/LOG.md)."""


def fit(pairs: Examples, gate: Matrix) -> dict[str, Any]:
    """Both regressions, as their file has them.

    Args:
        pairs: what was read.
        gate: the gate's probability for each pair, by the regression of the other folds.
    """
    starts, behind = pairs.first, pairs.numbers[:, NUMBERS.index("behind")]
    asked = np.hstack([pairs.built, pairs.vectors["question"]])[starts]
    answerable, two, folds = pairs.answerable[starts], pairs.twofold[starts], pairs.folds[starts]
    asks = logistic.fit(asked[answerable], two[answerable], folds[answerable], STRENGTH)
    unseen = np.zeros(len(starts))
    unseen[answerable] = asks.unseen
    asks_from = float(np.quantile(unseen[answerable & ~two], 1 - READ_MORE))
    print(f"asks for two: AUC {auc(unseen[two].tolist(), unseen[answerable & ~two].tolist()):.3f}, "
          f"threshold {asks_from:.3f} finds {np.mean(unseen[two] >= asks_from):.3f} of {two.sum()}")  # fmt: skip
    of = np.searchsorted(starts, np.arange(len(pairs.ids)), side="right") - 1
    others = np.flatnonzero(pairs.answerable & (pairs.points != pairs.points[pairs.best(gate)[of]]))
    weighed = [twofold.joint(float(unseen[of[i]]), float(gate[i]), float(behind[i])) for i in others]
    matrix = np.array([list(row.values()) for row in weighed])
    right = (pairs.answers & pairs.twofold)[others]
    joins = logistic.fit(matrix, right, pairs.folds[others], 1.0, None)
    joins_from = _least(joins.unseen, pairs.answers[others], of[others])
    taken = joins.unseen >= joins_from
    print(f"second passages: {taken.sum()} of {len(others)} taken, {right[taken].sum()} of {right.sum()} right ones")
    columns = dict.fromkeys(twofold.NUMBERS, 0) | {"question": pairs.vectors["question"].shape[1]}
    return {
        "asks": {**asks.written(columns), "threshold": round(asks_from, 4)},
        "joins": {**joins.written(dict.fromkeys(weighed[0], 0)), "threshold": round(joins_from, 4)},
    }


def _least(chances: Matrix, right: NDArray[np.bool_], of: NDArray[np.int64]) -> float:
    """The least threshold at which, of each question's likeliest other passage, few enough are wrong; 1 if none is."""
    likeliest: dict[int, int] = {}
    for row in np.argsort(-chances, kind="stable"):
        likeliest.setdefault(int(of[row]), int(row))
    rows = np.array(list(likeliest.values()))
    wrong = np.cumsum(~right[rows]) / np.arange(1, len(rows) + 1)
    few = np.flatnonzero(wrong <= WRONG)
    return float(chances[rows[few[-1]]]) if len(few) else 1.0
