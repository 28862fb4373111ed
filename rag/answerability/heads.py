"""Two small models over named features: a logistic regression, and a Gaussian kernel machine beside it.

Both are plain arrays and run on numpy alone; training/ fits them. They know nothing of what they predict.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.weights import Head

Floats = NDArray[np.float32]

MAX_LOGIT = 30.0
"""Log-odds beyond which a probability counts as certain."""
QUANTIZATION_LEVELS = 127
"""Steps on each side of 0, so that a quantized coordinate takes 8 bits."""


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one example by name: numbers, and vectors of shape (dimension,)."""

    numbers: Mapping[str, float]
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


Weight = float | tuple[float, ...] | NDArray[np.float64]
"""The weight of a number, or one for each component of a vector."""


@dataclass(frozen=True, slots=True, eq=False)
class LogisticHead:
    """A logistic regression: an intercept, and weights by feature."""

    intercept: float
    weights: Mapping[str, Weight]

    @classmethod
    def from_head(cls, head: Head) -> "LogisticHead":
        """Build it from the arrays `coef`, (columns,), and `intercept`, (1,). Raises ValueError for other shapes."""
        coef = head.array("coef", head.entry.columns).astype(np.float64)
        weights: dict[str, Weight] = {}
        start = 0
        for name, size in head.entry.features.items():
            weights[name] = coef[start : start + size] if size else float(coef[start])
            start += max(1, size)
        return cls(float(head.array("intercept", 1)[0]), weights)

    def decision_function(self, features: Features) -> tuple[float, dict[str, float]]:
        """Return the log-odds, within +-MAX_LOGIT, and what each weighted feature contributes to them.

        Raises KeyError where a weighted feature is missing, ValueError where a vector has another length.
        """
        value, contributions = self.intercept, {}
        for name, weight in self.weights.items():
            if isinstance(weight, float | int):
                contributions[name] = weight * features.numbers[name]
            else:
                contributions[name] = float(np.dot(features.vectors[name], weight))
            value += contributions[name]
        return max(-MAX_LOGIT, min(MAX_LOGIT, value)), contributions


@dataclass(frozen=True, slots=True, eq=False)
class RbfHead:
    """A Gaussian kernel machine with several outputs over one set of support vectors (Aizerman et al. 1964).

    output = sum over support vectors s of dual_coef[s] * exp(-gamma * |s - x|^2), where x is the example: its features
    standardised, projected on principal components and quantized.

    Attributes:
        features: length of each feature's vector, in order, 0 for a number; together they are (columns,).
        outputs: names of the outputs.
        mean, scale: of the columns, (columns,).
        projection: (columns, components).
        quantization_step: (components,).
        support_vectors: the examples that it was fitted on, (examples, components), quantized.
        dual_coef: (examples, outputs).
        gamma: inverse squared width of the kernel.
    """

    features: Mapping[str, int]
    outputs: tuple[str, ...]
    mean: Floats
    scale: Floats
    projection: Floats
    quantization_step: Floats
    support_vectors: Floats
    dual_coef: Floats
    gamma: float

    @classmethod
    def from_head(cls, head: Head, outputs: tuple[str, ...]) -> "RbfHead":
        """Build it from the arrays that the heads of a file share. Raises ValueError for other shapes."""
        features = {name: size for name, size in head.entry.features.items() if name not in outputs}
        columns = sum(max(1, size) for size in features.values())

        def array(name: str, *shape: int | None) -> Floats:
            return head.array(name, *shape, shared=True).astype(np.float32)

        projection = array("projection", columns, None)
        step = array("quantization_step", projection.shape[1])
        support_vectors = array("support_vectors", None, projection.shape[1]) * step
        return cls(
            features=features,
            outputs=outputs,
            mean=array("mean", columns),
            scale=array("scale", columns),
            projection=projection,
            quantization_step=step,
            support_vectors=support_vectors,
            dual_coef=array("dual_coef", len(support_vectors), len(outputs)),
            gamma=array("gamma", 1).item(),
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays that `from_head` reads: the projection in half precision, support vectors in 8 bits."""
        return {
            "mean": self.mean,
            "scale": self.scale,
            "projection": self.projection.astype(np.float16),
            "quantization_step": self.quantization_step.astype(np.float32),
            "support_vectors": np.round(self.support_vectors / self.quantization_step).astype(np.int8),
            "dual_coef": self.dual_coef,
            "gamma": np.array([self.gamma], np.float32),
        }

    def decision_values(self, features: Features) -> dict[str, float]:
        """Return the outputs for one example.

        Raises KeyError where a feature is missing, ValueError where a vector has another length.
        """
        parts = [features.vectors[name] if size else [features.numbers[name]] for name, size in self.features.items()]
        columns: Floats = np.concatenate(parts).astype(np.float32)
        standard: Floats = (columns - self.mean) / self.scale
        place = quantize(standard @ self.projection, self.quantization_step)
        kernel = np.exp(-self.gamma * ((self.support_vectors - place) ** 2).sum(axis=1))
        return dict(zip(self.outputs, (kernel @ self.dual_coef).tolist(), strict=True))


def quantize(coordinates: Floats, quantization_step: Floats) -> Floats:
    """Round coordinates, (..., components), to multiples of each component's step.

    Machines are fitted on rounded coordinates: positive and negative dual coefficients nearly cancel, so that they
    hold for no others.
    """
    levels = np.round(coordinates / quantization_step)
    rounded: Floats = np.clip(levels, -QUANTIZATION_LEVELS, QUANTIZATION_LEVELS) * quantization_step
    return rounded


def sigmoid(logit: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-logit))


def logit(probability: float) -> float:
    """Return the log-odds of a probability, within +-MAX_LOGIT."""
    if not 0.0 < probability < 1.0:
        return math.copysign(MAX_LOGIT, probability - 0.5)
    return max(-MAX_LOGIT, min(MAX_LOGIT, math.log(probability / (1.0 - probability))))
