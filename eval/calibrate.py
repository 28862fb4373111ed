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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval import calibrate_twofold, logistic, train_ranker
from eval.dataset import Question
from eval.estimates import auc
from eval.examples import NUMBERS, VECTORS, Examples, keep, kept
from models.errors import AskError
from rag import twofold
from rag.gate import WEIGHTS

LOST = 0.05
"""Share of answerable questions that the threshold may refuse, cross-validated."""
UNSURE = 0.15
"""Share of them that is refused where no generated sentence holds."""
STRENGTH = 0.005
"""Inverse of the ridge penalty; set by cross-validation (eval/LOG.md)."""
VECTORS_ANY = ("question", "match")
"""Those that every LLM shares."""


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


def fit(examples: Examples, vectors: Sequence[str] = VECTORS) -> tuple[dict[str, Any], logistic.Matrix]:
    """A gate over the numbers and some of the vectors, as its file has it but for the LLM's name.

    Beside it, for each pair, the probability that the passage answers, by the regression of the other folds, (pairs,).
    """
    matrix = examples.matrix(vectors)
    sizes = dict.fromkeys(NUMBERS, 0) | {name: examples.vectors[name].shape[1] for name in vectors}
    passage = logistic.fit(matrix, examples.answers, examples.folds, STRENGTH)
    best = examples.best(passage.unseen)
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


def _thresholds(answerable: NDArray[np.bool_], chances: logistic.Matrix) -> tuple[float, float]:
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
        calibrate_twofold.fit(read, unseen),
    )
    return 0


def _write(path: Path, gate: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(gate) + "\n", encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
