"""Fit the gate for the configured LLM: `python -m eval.calibrate [--out FILE] [--examples FILE.npz]`.

Reads the signals of every question of eval/calibration.jsonl and of the dev split, for each passage that is read (no
answer is written), prints each signal's AUC, fits two logistic regressions, whether a passage is the one that answers
and whether the text answers at all, and writes plain numbers to rag/gate.json, and without the LLM's hidden states to
rag/gate-any.json, for other LLMs. Passages are ranked for each question by a ranker that was not trained on it, so
that the gate learns from scores such as it will meet. The thresholds refuse the wanted shares of answerable questions
in cross-validation. Beside the gate, rag/twofold.json is fitted: which questions ask for what stands in two points,
and which second passages belong in their answers (eval/calibrate_twofold.py). The test split is never looked at. With
--examples the signals are kept in a file and taken from it the next time.
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

from eval import calibrate_twofold, logistic, train_ranker
from eval.dataset import Question
from eval.estimates import auc
from models.errors import AskError
from rag import twofold
from rag.gate import WEIGHTS

LOST = 0.05
"""Share of answerable questions that the threshold may refuse, cross-validated."""
UNSURE = 0.15
"""Share of them that is refused where no generated sentence holds."""
STRENGTH = 0.005
"""Inverse of the ridge penalty; set by cross-validation (eval/LOG.md)."""
NUMBERS = (
    "score", "behind", "margin", "deviation", "english", "other", "absent", "absent_name", "absent_number", "unnamed",
    "unnamed_place",
)  # fmt: skip
VECTORS = ("question", "match", "state")
VECTORS_ANY = ("question", "match")
"""Those that every LLM shares."""

ARRAYS = ("folds", "answers", "answerable", "twofold", "read", "points", "numbers", "built")
"""What `Examples` has of each pair beside its vectors."""

Matrix = NDArray[np.float64]


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
    twofold: NDArray[np.bool_]
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
                one = item.chunk is not None and not _asks_for_two(item)
                right = passage.chunk == item.chunk if one else passage.point in item.gold
                found.append((item, fold, passage.point, right, signals))
        width = max(len(signals.vectors.get("state", ())) for *_, signals in found)
        unread: dict[str, Any] = {"state": np.zeros(width)}
        return Examples(
            service.llm_name,
            tuple(item.id for item, *_ in found),
            np.array([fold for _, fold, *_ in found]),
            np.array([right for *_, right, _ in found]),
            np.array([item.expect == "answered" for item, *_ in found]),
            np.array([_asks_for_two(item) for item, *_ in found]),
            np.array(["state" in signals.vectors for *_, signals in found]),
            np.array([point for _, _, point, *_ in found]),
            np.array([[signals.numbers[name] for name in NUMBERS] for *_, signals in found]),
            np.array(
                [[told[name] for name in twofold.NUMBERS] for told in (twofold.built(i.question) for i, *_ in found)]
            ),
            {name: np.array([{**unread, **signals.vectors}[name] for *_, signals in found], float) for name in VECTORS},
        )
    finally:
        service.close()


def _asks_for_two(item: Question) -> bool:
    """Whether the answer stands in two points, and not in either of them."""
    return item.type == "multi" and len(item.gold) > 1


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


def fit(examples: Examples, vectors: Sequence[str] = VECTORS) -> tuple[dict[str, Any], Matrix]:
    """A gate over the numbers and some of the vectors, as its file has it but for the LLM's name.

    Beside it, for each pair, the probability that the passage answers, by the regression of the other folds, (pairs,).
    """
    matrix = examples.matrix(vectors)
    sizes = dict.fromkeys(NUMBERS, 0) | {name: examples.vectors[name].shape[1] for name in vectors}
    passage = logistic.fit(matrix, examples.answers, examples.folds, STRENGTH)
    best = _best(examples, passage.unseen)
    answerable = examples.answerable[best]
    text = logistic.fit(matrix[best], answerable, examples.folds[best], STRENGTH)
    print(f"the right passage is first for {examples.answers[examples.first][answerable].mean():.3f} by the ranker, "
          f"for {examples.answers[best][answerable].mean():.3f} by the gate; answerable or not: cross-validated AUC "
          f"{auc(text.unseen[answerable].tolist(), text.unseen[~answerable].tolist()):.3f}")  # fmt: skip
    threshold, sure = _thresholds(answerable, text.unseen)
    gate = {
        "passage": {"intercept": passage.rounded, "weights": passage.named(**sizes)},
        "text": {"intercept": text.rounded, "weights": text.named(**sizes)},
        "threshold": threshold,
        "sure": sure,
    }
    return gate, passage.unseen


def _best(examples: Examples, unseen: Matrix) -> NDArray[np.int64]:
    """The row of each question's likeliest passage."""
    first = examples.first
    ends = [*first[1:].tolist(), len(unseen)]
    return np.array([start + int(np.argmax(unseen[start:end])) for start, end in zip(first, ends, strict=True)])


def _thresholds(answerable: NDArray[np.bool_], chances: Matrix) -> tuple[float, float]:
    """The two thresholds, from the probabilities that each fold's model gave to the unseen; prints what they do."""
    threshold, sure = (round(float(np.quantile(chances[answerable], share)), 4) for share in (LOST, UNSURE))
    for value in (threshold, sure):
        print(f"threshold {value:.3f} refuses {np.mean(chances[~answerable] < value):.3f} of unanswerable questions, "
              f"{np.mean(chances[answerable] < value):.3f} of answerable ones")  # fmt: skip
    return threshold, sure


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
    read = examples.only(examples.read)
    gate, unseen = fit(read)
    _write(options.out, {"llm": examples.llm, **gate})
    print("without hidden states, for other LLMs and for languages that the LLM does not read:")
    _write(options.out.with_stem(f"{options.out.stem}-any"), {"llm": "any", **fit(examples, VECTORS_ANY)[0]})
    print("questions for what stands in two points:")
    _write(
        options.out.with_name(twofold.WEIGHTS.name),
        calibrate_twofold.fit(read, unseen, read.numbers[:, NUMBERS.index("behind")]),
    )
    return 0


def _write(path: Path, gate: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(gate) + "\n", encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
