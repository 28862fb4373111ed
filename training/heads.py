"""Fit logistic and kernel heads, cross-validated over given folds; rag/answerability/heads.py runs what comes out.

The kernel machine is kernel ridge regression on labels of -1 and 1, both classes weighted alike, with a linear kernel
over the standardised columns and a Gaussian one over their quantized principal components. Its value is turned into
log-odds by a logistic regression on the out-of-fold values (Platt 1999).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.answerability.heads import QUANTIZATION_LEVELS, RbfHead, quantize

Matrix = NDArray[np.float64]

COMPONENTS = 192
"""Principal components of the Gaussian kernel."""
GAMMA = 0.5
"""Its inverse squared width, times the number of columns."""
LINEAR_SHARE = 0.2
"""Weight of the linear kernel beside it."""
RIDGE_PENALTY = 0.1
"""All four were set by cross-validation (eval/LOG.md, "The gate sees neighbourhoods")."""
SIGNIFICANT_DIGITS = 5
"""Of a written weight."""


@dataclass(frozen=True, slots=True)
class FittedLogistic:
    """A logistic regression on plain columns: `coef` is (columns,), `out_of_fold` the probability of each row, (rows,).

    The probability of a row is that of a regression which was fitted on the other folds.
    """

    intercept: float
    coef: Matrix
    out_of_fold: Matrix

    def to_arrays(self, name: str, *kernel_scale: float) -> dict[str, Matrix]:
        """Return the arrays of a head; the weights of kernel features follow those of the columns."""
        numbers = [float(f"{number:.{SIGNIFICANT_DIGITS}g}") for number in self.coef]
        intercept = float(f"{self.intercept:.{SIGNIFICANT_DIGITS}g}")
        return {f"{name}.coef": np.array([*numbers, *kernel_scale]), f"{name}.intercept": np.array([intercept])}


def fit_logistic(
    matrix: Matrix,
    labels: NDArray[np.bool_],
    folds: NDArray[np.int64],
    inverse_penalty: float,
    class_weight: Literal["balanced"] | None = "balanced",
) -> FittedLogistic:
    """Fit on all rows of `matrix`, (rows, columns), and once without each fold; `labels` and `folds` are (rows,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import PredefinedSplit, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    regression = LogisticRegression(C=inverse_penalty, class_weight=class_weight, max_iter=3000)
    model = make_pipeline(StandardScaler(), regression)
    out_of_fold = cross_val_predict(model, matrix, labels, cv=PredefinedSplit(folds), method="predict_proba")[:, 1]
    model.fit(matrix, labels)
    scaler, regression = model[0], model[1]
    coef = regression.coef_[0] / scaler.scale_
    return FittedLogistic(float(regression.intercept_[0] - coef @ scaler.mean_), coef, out_of_fold)


@dataclass(frozen=True, slots=True)
class FittedMachine:
    """A kernel machine: its linear part, the Gaussian part's dual coefficients, (rows,), and that part's weight."""

    linear: FittedLogistic
    dual_coef: Matrix
    kernel_scale: float


class KernelSpace:
    """The rows of a matrix, (rows, columns), standardised, projected and quantized, for machines over some of them."""

    def __init__(self, matrix: Matrix) -> None:
        """Take the rows that machines are fitted on."""
        from sklearn.decomposition import PCA
        from sklearn.preprocessing import StandardScaler

        scaler = StandardScaler().fit(matrix)
        self._mean, self._scale = scaler.mean_, scaler.scale_
        self._rows = scaler.transform(matrix).astype(np.float32)
        self._columns = int(matrix.shape[1])
        components = PCA(min(COMPONENTS, *matrix.shape), svd_solver="covariance_eigh").fit(self._rows).components_
        self._projection = components.T.astype(np.float16).astype(np.float32)
        coordinates = self._rows @ self._projection
        self._step = np.abs(coordinates).max(axis=0) / QUANTIZATION_LEVELS
        self._coordinates = quantize(coordinates, self._step)
        self._gamma = GAMMA / self._columns

    def fit(self, chosen: NDArray[np.int64], labels: NDArray[np.bool_], folds: NDArray[np.int64]) -> FittedMachine:
        """Fit on the chosen rows; `labels` and `folds` are (chosen,)."""
        from sklearn.kernel_ridge import KernelRidge
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

        rows = self._rows[chosen]
        kernel = self._kernel(chosen)
        sample_weight = np.where(labels, 0.5 / labels.mean(), 0.5 / (~labels).mean())
        targets = np.where(labels, 1.0, -1.0)
        machine = KernelRidge(alpha=RIDGE_PENALTY, kernel="precomputed")
        out_of_fold = cross_val_predict(
            machine, kernel, targets, groups=folds, cv=LeaveOneGroupOut(), params={"sample_weight": sample_weight}
        )
        platt = LogisticRegression(class_weight="balanced").fit(out_of_fold[:, None], labels)
        scale, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
        dual = machine.fit(kernel, targets, sample_weight=sample_weight).dual_coef_
        coef = scale * LINEAR_SHARE / self._columns * (dual @ rows) / self._scale
        probabilities = platt.predict_proba(out_of_fold[:, None])[:, 1]
        dual_coef = np.zeros(len(self._rows))
        dual_coef[chosen] = dual
        return FittedMachine(FittedLogistic(float(shift - coef @ self._mean), coef, probabilities), dual_coef, scale)

    def rbf_head(self, features: Mapping[str, int], machines: Mapping[str, FittedMachine]) -> RbfHead:
        """Return the Gaussian parts of machines by name; `features` has the columns in order, as in `RbfHead`."""
        return RbfHead(
            features=features,
            outputs=tuple(machines),
            mean=self._mean.astype(np.float32),
            scale=self._scale.astype(np.float32),
            projection=self._projection,
            quantization_step=self._step,
            support_vectors=self._coordinates,
            dual_coef=np.stack([machine.dual_coef for machine in machines.values()], axis=1).astype(np.float32),
            gamma=self._gamma,
        )

    def _kernel(self, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
        rows, coordinates = self._rows[chosen], self._coordinates[chosen]
        squares = (coordinates**2).sum(axis=1)
        kernel: NDArray[np.float32] = squares[:, None] + squares - 2 * coordinates @ coordinates.T
        np.exp(-self._gamma * np.maximum(kernel, 0, out=kernel), out=kernel)
        kernel += LINEAR_SHARE / self._columns * (rows @ rows.T)
        return kernel
