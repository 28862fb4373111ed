"""Fit the gate for the configured LLM: `python -m eval.calibrate [--out FILE] [--examples FILE.npz]`.

Reads the signals of every question of eval/calibration.jsonl and of the dev split once (no answer is written), prints
each signal's AUC, fits a logistic regression and writes plain numbers to rag/gate.json. The thresholds refuse the
wanted shares of answerable questions in cross-validation. The test split is never looked at. With --examples the
signals are kept in a file and taken from it the next time.
"""

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.dataset import CALIBRATION, DEFAULT_QUESTIONS, Question, load, select
from eval.estimates import auc
from models.errors import AskError
from rag.gate import WEIGHTS

LOST = 0.05
"""Share of answerable questions that the threshold may refuse, cross-validated."""
UNSURE = 0.15
"""Share of them that is refused where no generated sentence holds."""
FOLDS = 8
STRENGTH = 0.01
"""Inverse of the ridge penalty; set by cross-validation (eval/LOG.md)."""
NUMBERS = ("dense", "margin", "deviation", "english", "other", "absent", "absent_name", "absent_number")
VECTORS = ("question", "match", "state")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Signals of questions: `numbers` is (questions, len(NUMBERS)), each of `vectors` (questions, its dimension)."""

    llm: str
    ids: tuple[str, ...]
    answerable: NDArray[np.bool_]
    numbers: Matrix
    vectors: dict[str, Matrix]

    @property
    def matrix(self) -> Matrix:
        """All signals side by side."""
        return np.hstack([self.numbers, *(self.vectors[name] for name in VECTORS)])


def questions() -> tuple[Question, ...]:
    """What the gate is fitted on: those whose decision is known."""
    items = (*load(CALIBRATION), *select(load(DEFAULT_QUESTIONS), split="dev"))
    return tuple(item for item in items if item.expect != "either")


def collect(items: Sequence[Question]) -> Examples:
    """Ask the engine for the signals of every question that the gate decides."""
    from tqdm import tqdm

    from rag.service import Service
    from rag.settings import Settings
    from rag.types import Turn

    service = Service(Settings.from_environment())
    service.start()
    try:
        found = []
        for item in tqdm(items, desc="signals", unit="question"):
            history = [Turn(turn.question, turn.answer) for turn in item.history]
            signals = service.signals(item.question, history, threading.Event())
            if signals is not None:
                found.append((item, signals))
        return Examples(
            service.llm_name,
            tuple(item.id for item, _ in found),
            np.array([item.expect == "answered" for item, _ in found]),
            np.array([[signals.numbers[name] for name in NUMBERS] for _, signals in found]),
            {name: np.array([signals.vectors[name] for _, signals in found], float) for name in VECTORS},
        )
    finally:
        service.close()


def keep(examples: Examples, path: Path) -> None:
    """Write examples to a file of plain arrays."""
    vectors: dict[str, Any] = {f"vector_{name}": vectors for name, vectors in examples.vectors.items()}
    np.savez_compressed(
        path,
        llm=np.array(examples.llm),
        ids=np.array(examples.ids),
        answerable=examples.answerable,
        numbers=examples.numbers,
        **vectors,
    )


def kept(path: Path) -> Examples:
    """Examples as `keep` wrote them."""
    with path.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
        return Examples(
            str(arrays["llm"]),
            tuple(arrays["ids"].tolist()),
            arrays["answerable"],
            arrays["numbers"],
            {name: arrays[f"vector_{name}"] for name in VECTORS},
        )


def fit(matrix: Matrix, answerable: NDArray[np.bool_]) -> tuple[float, Matrix, float, float]:
    """Intercept, weights (signals,) and the two thresholds, from signals (questions, signals)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3000))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, matrix, answerable, cv=folds, method="predict_proba")[:, 1]
    print(f"cross-validated AUC {auc(unseen[answerable].tolist(), unseen[~answerable].tolist()):.3f}")
    threshold, sure = (float(np.quantile(unseen[answerable], share)) for share in (LOST, UNSURE))
    for value in (threshold, sure):
        print(f"threshold {value:.3f} refuses {np.mean(unseen[~answerable] < value):.3f} of unanswerable questions, "
              f"{np.mean(unseen[answerable] < value):.3f} of answerable ones")  # fmt: skip
    model.fit(matrix, answerable)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    return float(regression.intercept_[0] - weights @ scaler.mean_), weights, threshold, sure


def named(weights: Matrix, examples: Examples) -> dict[str, float | list[float]]:
    """Weights by signal, as the gate's file has them."""
    found: dict[str, float | list[float]] = {
        name: round(float(weight), 5) for name, weight in zip(NUMBERS, weights, strict=False)
    }
    start = len(NUMBERS)
    for name in VECTORS:
        end = start + examples.vectors[name].shape[1]
        found[name] = [round(float(weight), 5) for weight in weights[start:end]]
        start = end
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE", help="default: rag/gate.json")
    parser.add_argument("--examples", type=Path, metavar="FILE.npz", help="keep the signals here, or take them from it")
    options = parser.parse_args(argv)
    try:
        if options.examples and options.examples.is_file():
            examples = kept(options.examples)
        else:
            examples = collect(questions())
            if options.examples:
                keep(examples, options.examples)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    answerable = examples.answerable
    print(f"{len(answerable)} questions, {answerable.sum()} of them answerable")
    for name, column in zip(NUMBERS, examples.numbers.T, strict=True):
        print(f"{name:14} AUC {auc(column[answerable].tolist(), column[~answerable].tolist()):.3f}")
    intercept, weights, threshold, sure = fit(examples.matrix, answerable)
    written = {
        "llm": examples.llm,
        "intercept": round(intercept, 5),
        "threshold": round(threshold, 4),
        "sure": round(sure, 4),
        "weights": named(weights, examples),
    }
    options.out.write_text(json.dumps(written) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
