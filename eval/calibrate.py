"""Fit the gate on the dev questions for the configured LLM: `python -m eval.calibrate [--out FILE] [--examples FILE]`.

Reads every dev question's signals once (no answer is written), prints each signal's AUC, fits a logistic regression and
writes plain numbers to rag/gate.json. The thresholds are those that, in cross-validation on dev, refuse the wanted
shares of unanswerable questions. The test split is never looked at.
"""

import argparse
import json
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.dataset import DEFAULT_QUESTIONS, load, select
from eval.estimates import auc
from models.errors import AskError
from rag.gate import WEIGHTS

REFUSED = 0.6
"""Share of unanswerable dev questions that the threshold refuses; more costs too many answers (eval/LOG.md)."""
UNSURE = 0.75
"""Share of them that is refused where no generated sentence holds."""
FOLDS = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A dev question's signals, and whether the text answers it."""

    id: str
    signals: Mapping[str, float]
    answerable: bool


def collect() -> tuple[str, list[Example]]:
    """The LLM's name and the signals of every dev question that the gate decides."""
    from tqdm import tqdm

    from rag.service import Service
    from rag.settings import Settings
    from rag.types import Turn

    service = Service(Settings.from_environment())
    service.start()
    try:
        examples = []
        for item in tqdm(select(load(DEFAULT_QUESTIONS), split="dev"), desc="signals", unit="question"):
            history = [Turn(turn.question, turn.answer) for turn in item.history]
            report = service.gate_report(item.question, history, threading.Event()) if item.expect != "either" else None
            if report is not None:
                examples.append(Example(item.id, report.signals, item.expect == "answered"))
        return service.llm_name, examples
    finally:
        service.close()


def fit(matrix: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64], float, float]:
    """Intercept, weights (signals,) and the two thresholds, from signals (examples, signals) and labels (examples,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, matrix, labels, cv=folds, method="predict_proba")[:, 1]
    print(f"cross-validated AUC {auc(unseen[labels].tolist(), unseen[~labels].tolist()):.3f}")
    threshold, sure = (float(np.quantile(unseen[~labels], share)) for share in (REFUSED, UNSURE))
    print(f"threshold {threshold:.3f} refuses {np.mean(unseen[~labels] < threshold):.3f} of unanswerable questions, "
          f"{np.mean(unseen[labels] < threshold):.3f} of answerable ones")  # fmt: skip
    model.fit(matrix, labels)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
    return intercept, weights, threshold, sure


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE", help="default: rag/gate.json")
    parser.add_argument("--examples", type=Path, metavar="FILE", help="also write every question's signals here")
    options = parser.parse_args(argv)
    try:
        llm, examples = collect()
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    names = sorted(examples[0].signals)
    if options.examples:
        rows = [{"id": e.id, "answerable": e.answerable, "signals": dict(e.signals)} for e in examples]
        options.examples.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    matrix = np.array([[example.signals[name] for name in names] for example in examples])
    labels = np.array([example.answerable for example in examples])
    for name, column in zip(names, matrix.T, strict=True):
        print(f"{name:12} AUC {auc(column[labels].tolist(), column[~labels].tolist()):.3f}")
    intercept, weights, threshold, sure = fit(matrix, labels)
    written = {
        "llm": llm,
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
        "sure": round(sure, 4),
    }
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
