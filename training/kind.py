"""Fit what tells the kinds of questions apart: `python -m training.kind [--out DIR] [--cache FILE]`.

Reads training/data/kinds.jsonl, questions about many documents that were written for this, the evaluation sets that
were asked and read, and some look-ups of training/data/calibration.jsonl. Prints how many are recognised in
cross-validation, kind by kind, and writes kind.safetensors: a regression over the surface, and a kernel machine over
the embedding that is added to it. Needs the embedder, and no LLM; takes about six minutes, three with the embeddings
of a former run (`--cache`).
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eval.core.dataset import CALIBRATION, Identified, Identifier, Text, load, read_lines
from eval.core.kinds.questions import load_kinds, spent_sets
from index.embed import Embedder
from models.errors import AskError
from rag.answerability.heads import QUANTIZATION_LEVELS, RbfHead, quantize
from rag.query.kind import VECTOR, kinds_in_order, softmax
from rag.query.surface import COLUMNS, Surface, frequent
from rag.types import Kind
from rag.weights import FOLDER, Array, HeadEntry, write
from training.examples import FOLDS, Provenance, open_index

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

KINDS = Path(__file__).parent / "data" / "kinds.jsonl"
CALIBRATION_LOOKUPS = 300
"""Look-ups that are taken from the calibration questions, evenly over the file."""
INVERSE_PENALTY = 10.0
COMPONENTS = 96
"""Principal components of the embedding."""
GAMMA = 0.7
"""Inverse squared width of the kernel over embeddings of mean squared length 1."""
RIDGE_PENALTY = 0.1
SURFACE_SHARE = 0.25
"""Weight of the surface's values beside the kernel machine's, set by the spent evaluation sets; the four above by
cross-validation (eval/LOG.md)."""
THRESHOLD = 0.45
"""Least probability of another kind than look-up."""
BATCH = 64


class KindExample(Identified):
    """One question and its kind; `style` as its writer meant it: plain, spoken, bare, misspelt, caps, translit."""

    question: Text
    kind: Kind
    lang: Identifier
    style: Literal["plain", "spoken", "bare", "misspelt", "caps", "translit", "polite"]


def examples() -> tuple[list[str], list[Kind], int]:
    """Return all questions to fit on, the kind of each, and how many of them have it from their writer; first those.

    The others answer one question each, but may ask for it in another form; `main` leaves those out.
    """
    spent = [item for path in spent_sets() for item in load_kinds(path) if not item.history]
    others = [item.question for item in load(CALIBRATION) if not item.history and item.expect == "answered"]
    lookups = others[:: max(1, len(others) // CALIBRATION_LOOKUPS)]
    told = {one.question: Kind(one.kind) for one in spent}
    told |= {one.question: one.kind for one in read_lines(KINDS, KindExample)}
    return [*told, *lookups], [*told.values(), *([Kind.LOOKUP] * len(lookups))], len(told)


@dataclass(frozen=True, slots=True)
class FittedSurface:
    """A regression over the surface, and its values."""

    coef: Floats
    intercept: Floats

    @classmethod
    def fit(cls, columns: csr_matrix, labels: Labels) -> "FittedSurface":
        """Fit on columns, (questions, COLUMNS)."""
        from sklearn.linear_model import LogisticRegression

        regression = LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=100, tol=1e-3)
        regression.fit(columns, labels)
        return cls(regression.coef_.astype(np.float32), regression.intercept_.astype(np.float32))

    def values(self, columns: csr_matrix) -> Floats:
        """Return the logits, (questions, kinds)."""
        found: Floats = columns @ self.coef.T + self.intercept
        return found


def fit_machine(vectors: Floats, labels: Labels) -> RbfHead:
    """Fit kernel ridge regression, one output a kind, all kinds weighted alike; `vectors` is (questions, dimension)."""
    from sklearn.decomposition import PCA
    from sklearn.kernel_ridge import KernelRidge

    mean = vectors.mean(axis=0)
    scale = np.full(vectors.shape[1], np.sqrt(((vectors - mean) ** 2).sum(axis=1).mean()), np.float32)
    standard = (vectors - mean) / scale
    projection = PCA(min(COMPONENTS, *vectors.shape), random_state=0).fit(standard).components_.T
    projection = projection.astype(np.float16).astype(np.float32)
    places: Floats = standard @ projection
    step = (np.abs(places).max(axis=0) / QUANTIZATION_LEVELS).astype(np.float32)
    places = quantize(places, step)
    weights = len(labels) / len(Kind) / np.bincount(labels, minlength=len(Kind))[labels]
    ridge = KernelRidge(alpha=RIDGE_PENALTY, kernel="rbf", gamma=GAMMA)
    ridge.fit(places, 2.0 * np.eye(len(Kind))[labels] - 1.0, sample_weight=weights)
    dual_coef = ridge.dual_coef_.astype(np.float32)
    features = {VECTOR: vectors.shape[1]}
    return RbfHead(features, tuple(Kind), mean, scale, projection, step, places, dual_coef, GAMMA)


def machine_values(machine: RbfHead, vectors: Floats) -> Floats:
    """Return the outputs for many embeddings, (questions, kinds); `RbfHead.decision_values` does it for one."""
    from sklearn.metrics.pairwise import rbf_kernel

    projected = ((vectors - machine.mean) / machine.scale @ machine.projection).astype(np.float32)
    places = quantize(projected, machine.quantization_step)
    found: Floats = rbf_kernel(places, machine.support_vectors, gamma=machine.gamma) @ machine.dual_coef
    return found


def temperature(values: Floats, labels: Labels) -> float:
    """Return what to multiply values by, (questions, kinds), so that they are logits (Guo et al. 2017)."""
    from scipy.optimize import minimize_scalar

    def loss(log_scale: float) -> float:
        chosen = softmax(np.exp(log_scale) * values)[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 5.0), method="bounded").x))


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """The values of each question by models that were fitted on the other folds, (questions, kinds)."""

    surface: Floats
    machine: Floats

    @property
    def both(self) -> Floats:
        """The values of both models together."""
        return SURFACE_SHARE * self.surface + self.machine


def cross_validated(columns: csr_matrix, vectors: Floats, labels: Labels) -> OutOfFold:
    """Fit both models once without each fold."""
    from sklearn.model_selection import StratifiedKFold

    surface, machine = (np.zeros((len(labels), len(Kind)), np.float32) for _ in range(2))
    for known, rest in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(vectors, labels):
        surface[rest] = FittedSurface.fit(columns[known], labels[known]).values(columns[rest])
        machine[rest] = machine_values(fit_machine(vectors[known], labels[known]), vectors[rest])
    return OutOfFold(surface, machine)


def report(name: str, values: Floats, labels: Labels) -> None:
    """Print how many questions of each kind are recognised."""
    from sklearn.metrics import classification_report

    print(f"{name}: {len(labels)} questions, {FOLDS}-fold")
    print(classification_report(labels, values.argmax(axis=1), target_names=[str(kind) for kind in Kind], digits=3))


def embeddings(questions: Sequence[str], embedder: Embedder, cache: Path | None) -> Floats:
    """Return the embeddings of questions, (questions, dimension); those in `cache` are not made again."""
    from tqdm import tqdm

    known: dict[str, Floats] = {}
    if cache and cache.exists():
        with cache.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
            if str(arrays["embedder"]) == embedder.id:
                known = dict(zip(arrays["questions"].tolist(), arrays["vectors"], strict=True))
    missing = sorted(set(questions) - known.keys(), key=lambda question: (len(question), question))
    for start in tqdm(range(0, len(missing), BATCH), desc="questions", unit="batch", disable=not missing):
        some = missing[start : start + BATCH]
        known |= dict(zip(some, embedder.queries(some), strict=True))
    if cache and missing:
        np.savez(cache, embedder=embedder.id, questions=list(known), vectors=np.stack(list(known.values())))
    return np.stack([known[question] for question in questions])


def fit(
    questions: Sequence[str], kinds: Sequence[Kind], written: int, vectors: Floats, provenance: Provenance
) -> tuple[dict[str, Array], dict[str, HeadEntry]]:
    """Fit both heads and print how they do; return their arrays and entries.

    A look-up that no writer called one and that the models of the other folds take for another kind is one that
    asks for its fact in another form («Есть ли …?»): it is left out.
    """
    surface, labels = Surface(words := frequent(questions)), kinds_in_order(kinds)
    columns = surface.columns(questions)
    seen = cross_validated(columns, vectors, labels).both.argmax(axis=1) == labels
    kept = seen | (np.arange(len(labels)) < written)
    columns, vectors, labels = columns[kept], vectors[kept], labels[kept]
    found = cross_validated(columns, vectors, labels)
    report("kind_surface", found.surface, labels)
    report("kind", found.both, labels)
    alone, both = temperature(found.surface, labels), temperature(found.both, labels)
    regression, machine = FittedSurface.fit(columns, labels), fit_machine(vectors, labels)
    arrays: dict[str, Array] = dict(machine.to_arrays())
    arrays["dual_coef"] = (both * machine.dual_coef).astype(np.float16)
    arrays |= {
        "kind.surface_weight": np.array([SURFACE_SHARE * both / alone], np.float32),
        "kind_surface.coef": (alone * regression.coef).astype(np.float16),
        "kind_surface.intercept": alone * regression.intercept,
        "kind_surface.frequent": np.array(words, np.uint32),
    }
    return arrays, {
        "kind": _entry(provenance, {VECTOR: vectors.shape[1]}, len(labels)),
        "kind_surface": _entry(provenance, {"surface": COLUMNS}, len(labels)),
    }


def _entry(provenance: Provenance, features: dict[str, int], questions: int) -> HeadEntry:
    """The manifest's entry of a head, which belongs to no document; that of the surface belongs to no embedder."""
    entry = provenance.entry(features, {"threshold": THRESHOLD}, questions, None, with_llm=False)
    return entry.model_copy(update={"documents": (), "embedder": entry.embedder if VECTOR in features else None})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.kind", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    parser.add_argument("--cache", type=Path, metavar="FILE", help="keeps the embeddings (.npz)")
    options = parser.parse_args(argv)
    try:
        index, embedder = open_index()
        questions, kinds, written = examples()
        vectors = embeddings(questions, embedder, options.cache)
        write(options.out / "kind.safetensors", *fit(questions, kinds, written, vectors, Provenance.of_index(index)))
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote kind and kind_surface to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
