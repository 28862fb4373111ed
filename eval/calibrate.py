"""Fit the gate for the configured LLM: `python -m eval.calibrate [--out FILE] [--examples FILE.npz]`.

Reads the signals of every question of eval/calibration.jsonl and of the dev split, for each passage that is read (no
answer is written), prints each signal's AUC, fits a logistic regression over questions and passages and writes plain
numbers to rag/gate.json, and without the LLM's hidden states to rag/gate-any.json, for other LLMs. A passage counts as
an answer if it is the question's own; passages are ranked for each question by a ranker that was not trained on it, so
that the gate learns from scores such as it will meet. The thresholds refuse the wanted shares of answerable questions
in cross-validation. The test split is never looked at. With --examples the signals are kept in a file and taken from it
the next time.
"""

import argparse
import json
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval import train_ranker
from eval.estimates import auc
from models.errors import AskError
from rag.gate import WEIGHTS

LOST = 0.05
"""Share of answerable questions that the threshold may refuse, cross-validated."""
UNSURE = 0.15
"""Share of them that is refused where no generated sentence holds."""
STRENGTH = 0.001
"""Inverse of the ridge penalty; set by cross-validation (eval/LOG.md)."""
NUMBERS = (
    "score", "behind", "margin", "deviation", "english", "other", "absent", "absent_name", "absent_number", "unnamed",
    "unnamed_place",
)  # fmt: skip
VECTORS = ("question", "match", "state")
VECTORS_ANY = ("question", "match")
"""Those that every LLM shares."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Signals of questions with passages: `numbers` is (pairs, len(NUMBERS)), each of `vectors` (pairs, its dimension).

    `ids` names the question of each pair and `folds` its fold; `answers` tells whether the passage answers it,
    `answerable` whether the text does, and `read` whether the LLM read it: else its states are zeros. The pairs of a
    question stand together, its best passage first.
    """

    llm: str
    ids: tuple[str, ...]
    folds: NDArray[np.int64]
    answers: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    read: NDArray[np.bool_]
    numbers: Matrix
    vectors: dict[str, Matrix]

    def only(self, chosen: NDArray[np.bool_]) -> "Examples":
        """Some of the pairs."""
        ids = tuple(name for name, kept in zip(self.ids, chosen.tolist(), strict=True) if kept)
        arrays = {name: getattr(self, name)[chosen] for name in ("folds", "answers", "answerable", "read", "numbers")}
        return replace(self, ids=ids, vectors={name: v[chosen] for name, v in self.vectors.items()}, **arrays)

    def matrix(self, vectors: Sequence[str]) -> Matrix:
        """The numbers and some of the vectors side by side."""
        return np.hstack([self.numbers, *(self.vectors[name] for name in vectors)])

    @property
    def first(self) -> NDArray[np.int64]:
        """The row of each question's first pair."""
        return np.array([row for row, name in enumerate(self.ids) if row == 0 or name != self.ids[row - 1]])


def collect() -> Examples:
    """Ask the engine for the signals of every question that the gate decides."""
    from tqdm import tqdm

    from rag.service import Service
    from rag.settings import Settings
    from rag.types import Turn

    items = train_ranker.questions()
    folds = train_ranker.fold_of(items)
    service = Service(Settings.from_environment())
    service.start()
    try:
        rankers = train_ranker.fold_rankers(train_ranker.examples(items, service.retriever), folds, service.retriever)
        found = []
        for item, fold in tqdm(list(zip(items, folds.tolist(), strict=True)), desc="signals", unit="question"):
            service.retriever.ranker = rankers[fold]
            history = [Turn(turn.question, turn.answer) for turn in item.history]
            for passage, signals in service.signals(item.question, history, threading.Event()):
                right = passage.chunk == item.chunk if item.chunk else passage.point in item.gold
                found.append((item, fold, right, signals))
        width = max(len(signals.vectors.get("state", ())) for *_, signals in found)
        unread: dict[str, Any] = {"state": np.zeros(width)}
        return Examples(
            service.llm_name,
            tuple(item.id for item, *_ in found),
            np.array([fold for _, fold, *_ in found]),
            np.array([right for *_, right, _ in found]),
            np.array([item.expect == "answered" for item, *_ in found]),
            np.array(["state" in signals.vectors for *_, signals in found]),
            np.array([[signals.numbers[name] for name in NUMBERS] for *_, signals in found]),
            {name: np.array([{**unread, **signals.vectors}[name] for *_, signals in found], float) for name in VECTORS},
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
        folds=examples.folds,
        answers=examples.answers,
        answerable=examples.answerable,
        read=examples.read,
        numbers=examples.numbers,
        **vectors,
    )


def kept(path: Path) -> Examples:
    """Examples as `keep` wrote them."""
    with path.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
        return Examples(
            str(arrays["llm"]),
            tuple(arrays["ids"].tolist()),
            arrays["folds"],
            arrays["answers"],
            arrays["answerable"],
            arrays["read"],
            arrays["numbers"],
            {name: arrays[f"vector_{name}"] for name in VECTORS},
        )


def fit(examples: Examples, vectors: Sequence[str] = VECTORS) -> dict[str, Any]:
    """A gate over the numbers and some of the vectors, as its file has it but for the LLM's name."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import PredefinedSplit, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    matrix, answers = examples.matrix(vectors), examples.answers
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3000))
    folds = PredefinedSplit(examples.folds)
    unseen = cross_val_predict(model, matrix, answers, cv=folds, method="predict_proba")[:, 1]
    threshold, sure = _thresholds(examples, unseen)
    model.fit(matrix, answers)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    return {
        "intercept": round(float(regression.intercept_[0] - weights @ scaler.mean_), 5),
        "threshold": round(threshold, 4),
        "sure": round(sure, 4),
        "weights": _named(weights, examples, vectors),
    }


def _thresholds(examples: Examples, unseen: Matrix) -> tuple[float, float]:
    """The two thresholds, from probabilities that each fold's model gave to the unseen; prints what they do."""
    first = examples.first
    ends = [*first[1:].tolist(), len(unseen)]
    answerable = examples.answerable[first]
    best = np.array([start + int(np.argmax(unseen[start:end])) for start, end in zip(first, ends, strict=True)])
    top = unseen[best]
    print(f"cross-validated AUC {auc(top[answerable].tolist(), top[~answerable].tolist()):.3f}; the right passage is "
          f"first for {examples.answers[first][answerable].mean():.3f} by the ranker, for "
          f"{examples.answers[best][answerable].mean():.3f} by the gate")  # fmt: skip
    threshold, sure = (float(np.quantile(top[answerable], share)) for share in (LOST, UNSURE))
    for value in (threshold, sure):
        print(f"threshold {value:.3f} refuses {np.mean(top[~answerable] < value):.3f} of unanswerable questions, "
              f"{np.mean(top[answerable] < value):.3f} of answerable ones")  # fmt: skip
    return threshold, sure


def _named(weights: Matrix, examples: Examples, vectors: Sequence[str]) -> dict[str, float | list[float]]:
    """Weights by signal, as the gate's file has them."""
    found: dict[str, float | list[float]] = {
        name: round(float(weight), 5) for name, weight in zip(NUMBERS, weights, strict=False)
    }
    start = len(NUMBERS)
    for name in vectors:
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
            examples = collect()
            if options.examples:
                keep(examples, options.examples)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    answers = examples.answers
    print(f"{len(examples.first)} questions, {examples.answerable[examples.first].sum()} of them answerable")
    for name, column in zip(NUMBERS, examples.numbers.T, strict=True):
        print(f"{name:14} AUC {auc(column[answers].tolist(), column[~answers].tolist()):.3f}")
    print(f"for {examples.llm}:")
    _write(options.out, {"llm": examples.llm, **fit(examples.only(examples.read))})
    print("without hidden states, for other LLMs and for languages that the LLM does not read:")
    _write(options.out.with_stem(f"{options.out.stem}-any"), {"llm": "any", **fit(examples, VECTORS_ANY)})
    return 0


def _write(path: Path, gate: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(gate) + "\n", encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
