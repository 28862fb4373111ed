"""What the gate is fitted on: signals of questions with passages, in memory and in a file of plain arrays.

Collected by training/gate.py; knows nothing of the engine and of what is fitted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.logistic import Matrix

NUMBERS = (
    "score", "behind", "margin", "deviation", "english", "other", "absent", "absent_name", "absent_number", "unnamed",
    "unnamed_place",
)  # fmt: skip
VECTORS = ("question", "match", "state")
ARRAYS = ("folds", "answers", "answerable", "multi_hop", "read", "points", "numbers", "built")
"""What `Examples` has of each pair beside its vectors."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Signals of questions with passages: `numbers` is (pairs, len(NUMBERS)), each of `vectors` (pairs, its dimension).

    `ids` names the question of each pair and `folds` its fold, `points` the passage's point; `answers` tells whether
    the passage answers it, `answerable` whether the text does, `twofold` whether the answer stands in two points,
    `read` whether the LLM read it: else its states are zeros. `built` is (pairs, len(twofold.NUMBERS)). The pairs of a
    question stand together, its best passage first.
    """

    llm: str
    ids: tuple[str, ...]
    folds: NDArray[np.int64]
    answers: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    multi_hop: NDArray[np.bool_]
    read: NDArray[np.bool_]
    points: NDArray[np.int64]
    numbers: Matrix
    built: Matrix
    vectors: dict[str, Matrix]

    def only(self, chosen: NDArray[np.bool_]) -> "Examples":
        """Some of the pairs."""
        ids = tuple(name for name, kept in zip(self.ids, chosen.tolist(), strict=True) if kept)
        arrays = {name: getattr(self, name)[chosen] for name in ARRAYS}
        return replace(self, ids=ids, vectors={name: v[chosen] for name, v in self.vectors.items()}, **arrays)

    def matrix(self, vectors: Sequence[str]) -> Matrix:
        """The numbers and some of the vectors side by side."""
        return np.hstack([self.numbers, *(self.vectors[name] for name in vectors)])

    @property
    def first(self) -> NDArray[np.int64]:
        """The row of each question's first pair."""
        return np.array([row for row, name in enumerate(self.ids) if row == 0 or name != self.ids[row - 1]])

    def best(self, chances: Matrix) -> NDArray[np.int64]:
        """The row of each question's likeliest pair; `chances` is (pairs,)."""
        first = self.first
        ends = [*first[1:].tolist(), len(chances)]
        return np.array([start + int(np.argmax(chances[start:end])) for start, end in zip(first, ends, strict=True)])


def keep(examples: Examples, path: Path) -> None:
    """Write examples to a file of plain arrays."""
    arrays = {name: getattr(examples, name) for name in ARRAYS}
    arrays |= {f"vector_{name}": vectors for name, vectors in examples.vectors.items()}
    np.savez_compressed(path, llm=np.array(examples.llm), ids=np.array(examples.ids), **arrays)


def kept(path: Path) -> Examples:
    """Examples as `keep` wrote them."""
    with path.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
        vectors = {name: arrays[f"vector_{name}"] for name in VECTORS}
        every = {name: arrays[name] for name in ARRAYS}
        return Examples(str(arrays["llm"]), tuple(arrays["ids"].tolist()), vectors=vectors, **every)
