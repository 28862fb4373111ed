"""Fit a kernel machine: a linear part for rag/answerability/logistic.py, an RBF one for rag/answerability/rbf.py.

Kernel ridge regression on labels of -1 and 1, both classes weighed alike, with a linear kernel over the standardised
columns and a Gaussian one over their principal components; its value is made log-odds by a logistic regression on what
the folds gave to the unseen (Platt 1999). scikit-learn is needed at training time only. Knows no signals.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rag.answerability.rbf import LEVELS, RbfHead, quantize

from training.logistic import Fitted, Matrix

COMPONENTS = 192
"""Principal components in which neighbours are sought."""
GAMMA = 0.5
"""Of the Gaussian kernel over the squared distance, per column."""
LINEAR = 0.2
"""Share of the linear kernel beside it."""
PENALTY = 0.1
"""The ridge penalty; all four set by cross-validation (eval/LOG.md)."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`linear` is written for plain columns; `weights`, (rows,), are those of the rows in the radial term."""

    linear: Fitted
    weights: Matrix
    scale: float


class Space:
    """Rows of a matrix, (rows, columns), standardised, and their places: projected, then rounded."""

    def __init__(self, matrix: Matrix) -> None:
        """Take the rows that machines are fitted on."""
        from sklearn.decomposition import PCA
        from sklearn.preprocessing import StandardScaler

        scaler = StandardScaler().fit(matrix)
        self._mean, self._scale = scaler.mean_, scaler.scale_
        self._rows = scaler.transform(matrix).astype(np.float32)
        self._width = int(matrix.shape[1])
        most = min(COMPONENTS, *matrix.shape)
        components = PCA(most, svd_solver="covariance_eigh").fit(self._rows).components_
        self._projection = components.T.astype(np.float16).astype(np.float32)
        places = self._rows @ self._projection
        self._step = np.abs(places).max(axis=0) / LEVELS
        self._places = quantize(places, self._step)
        self._gamma = GAMMA / self._width

    def fit(self, chosen: NDArray[np.int64], wanted: NDArray[np.bool_], folds: NDArray[np.int64]) -> Machine:
        """Fit on the chosen rows; `wanted` and `folds` are (chosen,)."""
        from sklearn.kernel_ridge import KernelRidge
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

        rows = self._rows[chosen]
        kernel = self._kernel(chosen)
        balance = np.where(wanted, 0.5 / wanted.mean(), 0.5 / (~wanted).mean())
        labels = np.where(wanted, 1.0, -1.0)
        machine = KernelRidge(alpha=PENALTY, kernel="precomputed")
        out_of_fold = cross_val_predict(
            machine, kernel, labels, groups=folds, cv=LeaveOneGroupOut(), params={"sample_weight": balance}
        )
        platt = LogisticRegression(class_weight="balanced").fit(out_of_fold[:, None], wanted)
        scale, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
        dual = machine.fit(kernel, labels, sample_weight=balance).dual_coef_
        weights = scale * LINEAR / self._width * (dual @ rows) / self._scale
        chances = platt.predict_proba(out_of_fold[:, None])[:, 1]
        whole = np.zeros(len(self._rows))
        whole[chosen] = dual
        return Machine(Fitted(float(shift - weights @ self._mean), weights, chances), whole, scale)

    def radial(self, sizes: Mapping[str, int], machines: Mapping[str, Machine]) -> RbfHead:
        """The radial terms of machines by name; `sizes` has the columns in order, 0 for a number, else a vector's."""
        return RbfHead(
            columns=tuple(sizes.items()),
            terms=tuple(machines),
            mean=self._mean.astype(np.float32),
            scale=self._scale.astype(np.float32),
            projection=self._projection,
            quantization_step=self._step,
            support_vectors=self._places,
            dual_coef=np.stack([machine.weights for machine in machines.values()], axis=1).astype(np.float32),
            gamma=self._gamma,
        )

    def _kernel(self, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
        rows, places = self._rows[chosen], self._places[chosen]
        squares = (places**2).sum(axis=1)
        kernel: NDArray[np.float32] = squares[:, None] + squares - 2 * places @ places.T
        np.exp(-self._gamma * np.maximum(kernel, 0, out=kernel), out=kernel)
        kernel += LINEAR / self._width * (rows @ rows.T)
        return kernel
