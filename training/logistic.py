"""A logistic regression as the weights' files have it: fitted on standardised columns, written for plain ones.

scikit-learn is needed at training time only; what runs is rag/answerability/logistic.py. Knows no signals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_DIGITS = 5
"""Significant ones of a written weight."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """`weights` is (columns,). `unseen`, (rows,), has for each row the probability by a fit to the other folds."""

    intercept: float
    weights: Matrix
    out_of_fold: Matrix

    def to_dict(self, sizes: Mapping[str, int]) -> dict[str, Any]:
        """What rag/answerability/logistic.py reads: the intercept, and the weights by the names of their signals.

        `sizes` has these in order of columns; a size of 0 is a number's, else a vector's.
        """
        found: dict[str, float | list[float]] = {}
        place = 0
        for name, size in sizes.items():
            cut = [_cut(weight) for weight in self.weights[place : place + max(1, size)]]
            found[name] = cut if size else cut[0]
            place += len(cut)
        return {"intercept": _cut(self.intercept), "weights": found}


def _cut(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def fit(
    matrix: Matrix,
    wanted: NDArray[np.bool_],
    folds: NDArray[np.int64],
    strength: float,
    weight: Literal["balanced"] | None = "balanced",
) -> Fitted:
    """Fit on all rows of `matrix`, (rows, columns), and once for each fold; `strength` is the inverse ridge penalty."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import PredefinedSplit, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, class_weight=weight, max_iter=3000))
    out_of_fold = cross_val_predict(model, matrix, wanted, cv=PredefinedSplit(folds), method="predict_proba")[:, 1]
    model.fit(matrix, wanted)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    return Fitted(float(regression.intercept_[0] - weights @ scaler.mean_), weights, out_of_fold)
