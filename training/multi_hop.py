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
from rag.query import multi_hop as multi_hop
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
    answerable, two, folds = pairs.answerable[starts], pairs.multi_hop[starts], pairs.folds[starts]
    asks = logistic.fit(asked[answerable], two[answerable], folds[answerable], STRENGTH)
    out_of_fold = np.zeros(len(starts))
    out_of_fold[answerable] = asks.out_of_fold
    multi_hop_threshold = float(np.quantile(out_of_fold[answerable & ~two], 1 - READ_MORE))
    found, total = out_of_fold[two] >= multi_hop_threshold, two.sum()
    print(f"asks for two: AUC {auc(out_of_fold[two].tolist(), out_of_fold[answerable & ~two].tolist()):.3f}, "
          f"threshold {multi_hop_threshold:.3f} finds {np.mean(found):.3f} of {total}")  # fmt: skip
    of = np.searchsorted(starts, np.arange(len(pairs.ids)), side="right") - 1
    others = np.flatnonzero(pairs.answerable & (pairs.points != pairs.points[pairs.best(gate)[of]]))
    weighed = [
        multi_hop.second_passage_features(float(out_of_fold[of[i]]), float(gate[i]), float(behind[i])) for i in others
    ]
    matrix = np.array([list(row.values()) for row in weighed])
    right = (pairs.answers & pairs.multi_hop)[others]
    second_passage_head = logistic.fit(matrix, right, pairs.folds[others], 1.0, None)
    second_passage_threshold = _least(second_passage_head.out_of_fold, pairs.answers[others], of[others])
    taken = second_passage_head.out_of_fold >= second_passage_threshold
    print(f"second passages: {taken.sum()} of {len(others)} taken, {right[taken].sum()} of {right.sum()} right ones")
    columns = dict.fromkeys(multi_hop.NUMBERS, 0) | {"question": pairs.vectors["question"].shape[1]}
    return {
        "asks": {**asks.to_dict(columns), "threshold": round(multi_hop_threshold, 4)},
        "joins": {
            **second_passage_head.to_dict(dict.fromkeys(weighed[0], 0)),
            "threshold": round(second_passage_threshold, 4),
        },
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
