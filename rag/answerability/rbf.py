"""What became of the pairs of question and passage that are like this one? A radial term beside a regression.

A kernel machine (Aizerman et al. 1964): each pair that the gate was fitted on has its weights, and counts the more the
nearer it is, exp(-gamma * squared distance), in a projection of all signals. A regression sees one direction at a time,
this sees neighbourhoods. Made by `python -m training.gate` and kept in rag/weights/gate.safetensors. Knows nothing of
what is decided.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import AskError
from rag.answerability.logistic import Features, unusable

Floats = NDArray[np.float32]

ARRAYS = ("mean", "scale", "projection", "step", "examples", "weights", "gamma")
LEVELS = 127
"""Of the grid on each side of 0: a place takes 8 bits a component."""


def quantize(places: Floats, quantization_step: Floats) -> Floats:
    """Round places, (..., components), to multiples of each component's step.

    Machines are fitted on rounded places: the weights cancel each other so far that they hold for no others.
    """
    rounded: Floats = np.clip(np.round(places / quantization_step), -LEVELS, LEVELS) * quantization_step
    return rounded


@dataclass(frozen=True, slots=True, eq=False)
class RbfHead:
    """`columns` names the signals in order, with their sizes, 0 for a number; together they are (columns,).

    `mean` and `scale` of each are (columns,), `projection` is (columns, components), `step` (components,), `examples`
    (pairs, components), `weights` (pairs, len(terms)): a weight of each pair for each of the numbers that are told.
    """

    columns: tuple[tuple[str, int], ...]
    terms: tuple[str, ...]
    mean: Floats
    scale: Floats
    projection: Floats
    quantization_step: Floats
    support_vectors: Floats
    dual_coef: Floats
    gamma: float

    @classmethod
    def load(cls, path: Path, error: type[AskError]) -> "RbfHead":
        """Read what `save` wrote. Raises `error` where the file is missing or malformed."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                told = file.metadata() or {}
                mean, scale, projection, quantization_step, support_vectors, dual_coef, gamma = (
                    file.get_tensor(name).astype(np.float32) for name in ARRAYS
                )
            columns = tuple((str(name), int(size)) for name, size in json.loads(told["columns"]))
            terms = tuple(told["terms"].split())
            radial = cls(
                columns,
                terms,
                mean,
                scale,
                projection,
                quantization_step,
                support_vectors * quantization_step,
                dual_coef,
                gamma.item(),
            )
            radial._check()
            return radial
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as cause:
            raise error(unusable(path, cause)) from cause

    def _check(self) -> None:
        (width, components), pairs = self.projection.shape, len(self.support_vectors)
        arrays = (self.mean, self.scale, self.projection, self.quantization_step, self.support_vectors, self.dual_coef)
        wanted = [(width,), (width,), (width, components), (components,), (pairs, components), (pairs, len(self.terms))]
        if [array.shape for array in arrays] != wanted:
            raise ValueError("its arrays have other shapes")
        if width != sum(max(1, size) for _, size in self.columns):
            raise ValueError("its columns have other sizes")
        if not all(np.isfinite(array).all() for array in arrays):
            raise ValueError("a number in it is not finite")

    def save(self, path: Path) -> None:
        """Write it small: the projection in half precision, the examples, which are on the grid, in 8 bits."""
        from safetensors.numpy import save_file

        arrays = {
            "mean": self.mean,
            "scale": self.scale,
            "projection": self.projection.astype(np.float16),
            "step": self.quantization_step,
            "examples": np.round(self.support_vectors / self.quantization_step).astype(np.int8),
            "weights": self.dual_coef,
            "gamma": np.array([self.gamma], np.float32),
        }
        told = {"columns": json.dumps(self.columns), "terms": " ".join(self.terms)}
        save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, path, metadata=told)

    def decision_values(self, measured: Features) -> dict[str, float]:
        """The terms for one pair. Raises KeyError where a signal is missing, ValueError where its size is another."""
        parts = [measured.vectors[name] if size else [measured.numbers[name]] for name, size in self.columns]
        columns: Floats = np.concatenate(parts).astype(np.float32)
        standard: Floats = (columns - self.mean) / self.scale
        place = quantize(standard @ self.projection, self.quantization_step)
        similarity = np.exp(-self.gamma * ((self.support_vectors - place) ** 2).sum(axis=1))
        return dict(zip(self.terms, (similarity @ self.dual_coef).tolist(), strict=True))
