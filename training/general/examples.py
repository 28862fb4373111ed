"""What the LLM made of passages of several texts, for the gate, for lists and for verdicts."""

import json
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.weights import LlmEntry

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SETS = ("gate", "lists", "claims")


@dataclass(frozen=True, slots=True)
class Read:
    """Passages that were read for questions; those of a question stand together.

    Attributes:
        texts: the name of the text of each, (passages,); ids: the question of each, (passages,).
        answers: whether the passage answers, or belongs in the list, or decides the claim.
        answerable: whether the text does; of lists, whether the passage need not count as a wrong one.
        golds: the verdict on the claim, the place in `Verdict`; 0 elsewhere, (passages,).
        numbers: (passages, numbers), with no columns for the gate.
        states: the LLM's hidden states, (passages, size).
    """

    texts: NDArray[np.str_]
    ids: NDArray[np.str_]
    answers: Flags
    answerable: Flags
    golds: NDArray[np.int64]
    numbers: Matrix
    states: Matrix

    @classmethod
    def of(cls, rows: Sequence["Row"]) -> "Read":
        """Stack rows."""
        return cls(
            np.array([row.text for row in rows]),
            np.array([row.id for row in rows]),
            np.array([row.answers for row in rows], bool),
            np.array([row.answerable for row in rows], bool),
            np.array([row.gold for row in rows], np.int64),
            np.array([row.numbers for row in rows], float).reshape(len(rows), -1),
            np.array([row.state for row in rows], float),
        )

    def to_arrays(self, name: str) -> dict[str, Any]:
        """Return the fields as arrays to be kept, "NAME.FIELD"."""
        return {f"{name}.{field.name}": getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of_arrays(cls, name: str, arrays: Mapping[str, Any]) -> "Read":
        """Return what `to_arrays` made."""
        return cls(*(arrays[f"{name}.{field.name}"] for field in fields(cls)))

    @property
    def names(self) -> NDArray[np.str_]:
        """The names of the texts."""
        return np.unique(self.texts)

    def best(self, scores: Matrix, chosen: Flags | None = None) -> NDArray[np.int64]:
        """Return the row with the highest of `scores`, (passages,), of each chosen question."""
        rows: dict[str, int] = {}
        for row in range(len(self.ids)) if chosen is None else np.flatnonzero(chosen).tolist():
            name = str(self.ids[row])
            if name not in rows or scores[row] > scores[rows[name]]:
                rows[name] = row
        return np.array(list(rows.values()))


@dataclass(frozen=True, slots=True)
class Row:
    """One passage for one question, as `Read` has it."""

    text: str
    id: str
    answers: bool
    answerable: bool
    state: NDArray[np.float32]
    numbers: tuple[float, ...] = ()
    gold: int = 0


@dataclass(frozen=True, slots=True)
class Examples:
    """All that was read, and the LLM that read it."""

    gate: Read
    lists: Read
    claims: Read
    llm: LlmEntry

    def save(self, path: Path) -> None:
        """Write everything to a file of plain arrays."""
        arrays = [getattr(self, name).to_arrays(name) for name in _SETS]
        np.savez(path, llm=np.array(self.llm.model_dump_json()), **dict(ChainMap(*arrays)))

    @classmethod
    def load(cls, path: Path) -> "Examples":
        """Read what `save` wrote."""
        with path.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
            gate, lists, claims = (Read.of_arrays(name, arrays) for name in _SETS)
            return cls(gate, lists, claims, LlmEntry(**json.loads(str(arrays["llm"]))))
