"""What heads are fitted on: questions with their folds, the index that they are asked of, and the gate's examples."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import CALIBRATION, DEFAULT_QUESTIONS, Question, history_of, load, select
from index.embed import Embedder
from index.store import Index
from rag.answerability.features import FEATURE_NAMES, VECTOR_NAMES
from rag.settings import Settings
from rag.types import Turn
from rag.weights import EmbedderEntry, HeadEntry, LlmEntry

Matrix = NDArray[np.float64]

FOLDS = 5
ARRAYS = ("folds", "answers", "answerable", "multi_hop", "read", "points", "numbers", "surface")
"""What `Examples` has of each pair beside its vectors."""


def questions() -> tuple[Question, ...]:
    """Return the questions of calibration.jsonl and of the dev split whose right decision is known."""
    items = (*load(CALIBRATION), *select(load(DEFAULT_QUESTIONS), split="dev"))
    return tuple(item for item in items if item.expect != "either")


def fold_of(items: Sequence[Question]) -> NDArray[np.int64]:
    """Return each question's fold, the same for all heads: none is judged on what another was fitted on."""
    return np.random.default_rng(0).permutation(len(items)) % FOLDS


def needed_turn(item: Question) -> Turn | None:
    """Return the turn before a follow-up; None if the question stands by itself, even in a dialogue."""
    return history_of(item)[-1] if item.type == "followup" else None


def open_index() -> tuple[Index, Embedder]:
    """Return the index and the embedder that the settings name. Raises AskError where one of them is missing."""
    from index.embed import open_embedder
    from index.store import load as load_index
    from models.fetch import ensure

    settings = Settings.from_environment()
    embedder = open_embedder(settings.embedder or ensure("embedder"))
    return load_index(settings.index, embedder.id), embedder


@dataclass(frozen=True, slots=True)
class Provenance:
    """What heads are fitted on."""

    document: str
    embedder: EmbedderEntry
    llm: LlmEntry | None = None

    @classmethod
    def of_index(cls, index: Index, llm: LlmEntry | None = None) -> "Provenance":
        """Return the provenance of heads that are fitted on an index, and on what an LLM read."""
        return cls(index.document.sha256, EmbedderEntry(id=index.embedder_id, dimension=index.vectors.d), llm)

    def entry(
        self,
        features: Mapping[str, int],
        thresholds: Mapping[str, float],
        questions: int,
        auc: float | None,
        *,
        with_llm: bool = True,
    ) -> HeadEntry:
        """Return the manifest's entry of a head; `rag.weights.write` adds its file."""
        return HeadEntry(
            file="unwritten.safetensors",
            sha256="0" * 64,
            documents=(self.document,),
            embedder=self.embedder,
            llm=self.llm if with_llm else None,
            features=dict(features),
            thresholds=dict(thresholds),
            date=datetime.datetime.now(datetime.UTC).date(),
            questions=questions,
            auc=None if auc is None else round(auc, 3),
        )


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs of a question and a passage; those of a question stand together, its best passage first.

    Attributes:
        provenance: what they were collected with.
        ids: the question of each pair; folds: its fold; points: the point of the passage.
        answers: whether the passage answers; answerable: whether the document does; multi_hop: whether the answer
            stands in two points.
        read: whether the LLM read the passage; if not, the hidden state is all zeros.
        numbers: (pairs, len(FEATURE_NAMES)); surface: (pairs, len(SURFACE_FEATURES)).
        vectors: each of VECTOR_NAMES, (pairs, its dimension).
    """

    provenance: Provenance
    ids: tuple[str, ...]
    folds: NDArray[np.int64]
    answers: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    multi_hop: NDArray[np.bool_]
    read: NDArray[np.bool_]
    points: NDArray[np.int64]
    numbers: Matrix
    surface: Matrix
    vectors: dict[str, Matrix]

    def only(self, chosen: NDArray[np.bool_]) -> "Examples":
        """Return some of the pairs."""
        ids = tuple(name for name, kept in zip(self.ids, chosen.tolist(), strict=True) if kept)
        arrays = {name: getattr(self, name)[chosen] for name in ARRAYS}
        return replace(self, ids=ids, vectors={name: v[chosen] for name, v in self.vectors.items()}, **arrays)

    def features(self, vectors: Sequence[str]) -> dict[str, int]:
        """Return the length of each column of `matrix`, 0 for a number."""
        return dict.fromkeys(FEATURE_NAMES, 0) | {name: self.vectors[name].shape[1] for name in vectors}

    def matrix(self, vectors: Sequence[str]) -> Matrix:
        """Return the numbers and some of the vectors side by side."""
        return np.hstack([self.numbers, *(self.vectors[name] for name in vectors)])

    @property
    def first(self) -> NDArray[np.int64]:
        """The row of each question's first pair."""
        return np.array([row for row, name in enumerate(self.ids) if row == 0 or name != self.ids[row - 1]])

    def best(self, probabilities: Matrix) -> NDArray[np.int64]:
        """Return the row of each question's most probable pair; `probabilities` is (pairs,)."""
        first = self.first
        ends = [*first[1:].tolist(), len(probabilities)]
        return np.array(
            [start + int(np.argmax(probabilities[start:end])) for start, end in zip(first, ends, strict=True)]
        )

    def save(self, path: Path) -> None:
        """Write the examples to a file of plain arrays."""
        arrays = {name: getattr(self, name) for name in ARRAYS}
        arrays |= {f"vector_{name}": vectors for name, vectors in self.vectors.items()}
        provenance = {
            "document": self.provenance.document,
            "embedder": self.provenance.embedder.model_dump(),
            "llm": self.provenance.llm and self.provenance.llm.model_dump(),
        }
        np.savez_compressed(path, provenance=np.array(json.dumps(provenance)), ids=np.array(self.ids), **arrays)

    @classmethod
    def load(cls, path: Path) -> "Examples":
        """Read examples that `save` wrote."""
        with path.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
            vectors = {name: arrays[f"vector_{name}"] for name in VECTOR_NAMES}
            known = json.loads(str(arrays["provenance"]))
            llm = known["llm"] and LlmEntry(**known["llm"])
            provenance = Provenance(known["document"], EmbedderEntry(**known["embedder"]), llm)
            every = {name: arrays[name] for name in ARRAYS}
            return cls(provenance, tuple(arrays["ids"].tolist()), vectors=vectors, **every)
