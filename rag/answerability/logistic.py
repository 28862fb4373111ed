"""A logistic regression over named signals, as plain numbers in a JSON file. Knows nothing of what it decides."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.errors import AskError

T = TypeVar("T")

_FAR = 30.0
"""Log-odds beyond which a probability is as good as certain."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is weighed for one question: numbers, and vectors of shape (dimension,), by name."""

    numbers: Mapping[str, float]
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogisticHead:
    """An intercept, and weights by signal: a number, or as many as the signal's vector has."""

    intercept: float
    weights: Mapping[str, float | tuple[float, ...]]

    @classmethod
    def of(cls, raw: Mapping[str, object]) -> "LogisticHead":
        """Read `{"intercept", "weights"}`.

        Raises KeyError, TypeError, AttributeError or ValueError where that is not what `raw` is.
        """
        weights = raw["weights"].items()  # type: ignore[attr-defined]
        return cls(finite(raw["intercept"]), {str(name): _weight(weight) for name, weight in weights})

    def score(self, measured: Features) -> tuple[float, dict[str, float]]:
        """The log-odds, and what was weighed: numbers as measured, of each vector what it adds.

        Raises KeyError where a weighted signal is missing.
        """
        score, told = self.intercept, dict(measured.numbers)
        for name, weight in self.weights.items():
            if isinstance(weight, tuple):
                told[name] = float(np.dot(measured.vectors[name], weight))
                score += told[name]
            else:
                score += weight * measured.numbers[name]
        return max(-_FAR, min(_FAR, score)), told


def load(path: Path, build: Callable[[Any], T], error: type[AskError]) -> T:
    """What `build` makes of a file of weights; `error`, where the file is missing or `build` raises as `of` does."""
    try:
        return build(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as cause:
        raise error(unusable(path, cause)) from cause


def unusable(path: Path, cause: Exception) -> str:
    """What a reader is told of a file of weights that is missing or malformed."""
    return f"{path} cannot be used ({cause!r}). Make it again: make calibrate."


def finite(raw: object) -> float:
    """A number of such a file. Raises ValueError or TypeError where it is none, or not finite."""
    number = float(raw)  # type: ignore[arg-type]
    if not math.isfinite(number):
        raise ValueError("a number in it is not finite")
    return number


def sigmoid(logit: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-logit))


def logit(sigmoid: float) -> float:
    """The log-odds of a probability, kept within what `Regression.score` gives."""
    if not 0.0 < sigmoid < 1.0:
        return math.copysign(_FAR, sigmoid - 0.5)
    return max(-_FAR, min(_FAR, math.log(sigmoid / (1.0 - sigmoid))))


def _weight(raw: object) -> float | tuple[float, ...]:
    return tuple(map(finite, raw)) if isinstance(raw, list) else finite(raw)
