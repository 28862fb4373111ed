"""Fit what tells the kinds of questions apart: `python -m training.kind [--out DIR]`.

Reads training/data/kinds.jsonl, questions about many documents that were written for this, and some look-ups of
training/data/calibration.jsonl. Prints how many are recognised in cross-validation, kind by kind, and writes
kind.safetensors: one head with the question's embedding and one without. Needs the embedder, and no LLM.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import CALIBRATION, Identified, Identifier, Text, load, read_lines
from index.embed import Embedder
from models.errors import AskError
from rag.query.kind import NGRAMS, ngrams
from rag.types import Kind
from rag.weights import FOLDER, Array, HeadEntry, write
from training.examples import FOLDS, Provenance, open_index

KINDS = Path(__file__).parent / "data" / "kinds.jsonl"
CALIBRATION_LOOKUPS = 300
"""Look-ups that are taken from the calibration questions, evenly over the file."""
INVERSE_PENALTY = 10.0
"""Set by cross-validation (eval/LOG.md)."""
EMBEDDING_SCALE = 4.0
"""Weight of the embedding beside the n-grams, both of length 1 before it."""
THRESHOLD = 0.35
"""Least probability of another kind than look-up."""


class KindExample(Identified):
    """One question and its kind; `style` as its writer meant it: plain, spoken, bare, misspelt, caps, translit."""

    question: Text
    kind: Kind
    lang: Identifier
    style: Literal["plain", "spoken", "bare", "misspelt", "caps", "translit", "polite"]


def examples() -> tuple[list[str], list[Kind]]:
    """Return all questions to fit on, and the kind of each."""
    written = read_lines(KINDS, KindExample)
    others = [item.question for item in load(CALIBRATION) if not item.history and item.expect == "answered"]
    lookups = others[:: max(1, len(others) // CALIBRATION_LOOKUPS)]
    questions = [one.question for one in written] + lookups
    return questions, [one.kind for one in written] + [Kind.LOOKUP] * len(lookups)


def fit(
    matrix: NDArray[np.float32], kinds: Sequence[Kind], name: str, size: int, provenance: Provenance
) -> tuple[dict[str, Array], dict[str, HeadEntry]]:
    """Fit a head from columns, (questions, size + NGRAMS); return its arrays and its entry, and print how it does.

    `size` is the length of the embedding among the columns.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import classification_report
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    order = list(Kind)
    labels = np.array([order.index(kind) for kind in kinds])
    scale = np.concatenate((np.full(size, EMBEDDING_SCALE), np.ones(NGRAMS))).astype(np.float32)
    regression = LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=500)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    predicted = cross_val_predict(regression, matrix * scale, labels, cv=folds)
    print(f"{name}: {len(labels)} questions, {FOLDS}-fold")
    print(classification_report(labels, predicted, target_names=[str(kind) for kind in order], digits=3))
    regression.fit(matrix * scale, labels)
    arrays = {
        f"{name}.coef": (regression.coef_ * scale).astype(np.float16),
        f"{name}.intercept": regression.intercept_.astype(np.float32),
    }
    features = ({"question": size} if size else {}) | {"ngrams": NGRAMS}
    entry = provenance.entry(features, {"threshold": THRESHOLD}, len(labels), None, with_llm=False)
    update = {"documents": (), "embedder": entry.embedder if size else None}
    return arrays, {name: entry.model_copy(update=update)}


def columns(questions: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    """Return the embedding and the n-grams of each question side by side, (questions, dimension + NGRAMS)."""
    from tqdm import tqdm

    starts = tqdm(range(0, len(questions), 64), desc="questions", unit="batch")
    vectors = np.vstack([embedder.queries(questions[start : start + 64]) for start in starts])
    return np.hstack((vectors, ngrams(questions))).astype(np.float32)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.kind", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    try:
        index, embedder = open_index()
        questions, kinds = examples()
        matrix = columns(questions, embedder)
        size = matrix.shape[1] - NGRAMS
        provenance = Provenance.of_index(index)
        arrays, heads = fit(matrix, kinds, "kind", size, provenance)
        more = fit(matrix[:, size:], kinds, "kind_surface", 0, provenance)
        write(options.out / "kind.safetensors", {**arrays, **more[0]}, {**heads, **more[1]})
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote kind and kind_surface to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
