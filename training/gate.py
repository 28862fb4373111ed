"""Fit the gate for the configured LLM: `python -m training.gate [--out FILE] [--examples FILE.npz]`.

Reads the signals of every question of training/data/calibration.jsonl and of the dev split, for each passage that is
read (no answer is written), prints each signal's AUC, fits two kernel machines, whether a passage is the one that
answers and whether the text answers at all, and writes them to rag/weights/gate.json and rag/weights/gate.safetensors,
and without the LLM's hidden states to rag/weights/gate-any.json and rag/weights/gate-any.safetensors, for other LLMs.
Passages are ranked for each question by a ranker that was not trained on it, so that the gate learns from scores such
as it will meet. The thresholds refuse the wanted shares of answerable questions in cross-validation. Beside the gate,
rag/weights/twofold.json is fitted: which questions ask for what stands in two points, and which second passages belong
in their answers (training/multi_hop.py). The test split is never looked at. With --examples the signals are kept in a
file and taken from it the next time.
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
from rag.answerability.rbf import RbfHead

from eval.core.dataset import Question, history_of
from eval.core.estimates import auc
from models.errors import AskError
from rag.answerability.gate import KERNEL_FEATURES, WEIGHTS
from rag.query import multi_hop as multi_hop
from training import multi_hop as calibrate_twofold
from training import ranker as train_ranker
from training import rbf as radial
from training.examples import NUMBERS, VECTORS, Examples, keep, kept
from training.logistic import Matrix

TARGET_FALSE_REFUSAL = 0.05
"""Share of answerable questions that the threshold may refuse, cross-validated."""
TARGET_QUOTE_REFUSAL = 0.15
"""Share of them that is refused where no generated sentence holds."""
VECTORS_ANY = ("question", "match")
"""Those that every LLM shares."""


def collect() -> Examples:
    """Ask the engine for the signals of every question that the gate decides."""
    from tqdm import tqdm

    from rag.service import Service
    from rag.settings import Settings

    items = train_ranker.questions()
    folds = train_ranker.fold_of(items)
    service = Service(Settings.from_environment())
    service.start()
    try:
        rankers = train_ranker.fold_rankers(train_ranker.examples(items, service.retriever), folds, service.retriever)
        found = []
        for item, fold in tqdm(list(zip(items, folds.tolist(), strict=True)), desc="signals", unit="question"):
            service.retriever.ranker = rankers[fold]
            for passage, signals in service.signals(item.question, history_of(item), threading.Event()):
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
                [
                    [told[name] for name in multi_hop.NUMBERS]
                    for told in (multi_hop.surface_features(i.question) for i, *_ in found)
                ]
            ),
            {name: np.array([{**unread, **signals.vectors}[name] for *_, signals in found], float) for name in VECTORS},
        )
    finally:
        service.close()


def _asks_for_two(item: Question) -> bool:
    """Whether the answer stands in two points, and not in either of them."""
    return item.type == "multi" and len(item.gold) > 1


def fit(examples: Examples, vectors: Sequence[str] = VECTORS) -> tuple[dict[str, Any], RbfHead, Matrix]:
    """A gate over the numbers and some of the vectors: what its file has but for the LLM's name, and the radial terms.

    Beside them, for each pair, the probability that the passage answers, by the machine of the other folds, (pairs,).
    """
    sizes = dict.fromkeys(NUMBERS, 0) | {name: examples.vectors[name].shape[1] for name in vectors}
    space = radial.Space(examples.matrix(vectors))
    passage = space.fit(np.arange(len(examples.ids)), examples.answers, examples.folds)
    best = examples.best(passage.linear.out_of_fold)
    text = space.fit(best, examples.answerable[best], examples.folds[best])
    machines = dict(zip(KERNEL_FEATURES, (passage, text), strict=True))
    gate = {"passage": passage.linear.to_dict(sizes), "text": text.linear.to_dict(sizes)}
    for part, (name, machine) in zip(gate.values(), machines.items(), strict=True):
        part["weights"][name] = machine.scale
    thresholds = _thresholds(examples, best, text.linear.out_of_fold)
    return gate | thresholds, space.radial(sizes, machines), passage.linear.out_of_fold


def _thresholds(examples: Examples, best: NDArray[np.int64], chances: Matrix) -> dict[str, float]:
    """Both thresholds, from the probabilities that the folds gave to the unseen; prints what they do.

    `best` are the rows of each question's likeliest pair, and `chances`, (questions,), that the text answers it.
    """
    answerable, right, first = examples.answerable[best], examples.answers[best], examples.answers[examples.first]
    print(f"the right passage is first for {first[answerable].mean():.3f} by the ranker, for "
          f"{right[answerable].mean():.3f} by the gate; answerable or not: cross-validated AUC "
          f"{auc(chances[answerable].tolist(), chances[~answerable].tolist()):.3f}")  # fmt: skip
    found = {}
    for name, share in (("threshold", TARGET_FALSE_REFUSAL), ("sure", TARGET_QUOTE_REFUSAL)):
        found[name] = value = round(float(np.quantile(chances[answerable], share)), 4)
        print(f"{name} {value:.3f} refuses {np.mean(chances[~answerable] < value):.3f} of unanswerable questions, "
              f"{np.mean(chances[answerable] < value):.3f} of answerable ones")  # fmt: skip
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.gate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE", help="default: rag/weights/gate.json")
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
    gate, terms, out_of_fold = fit(read)
    _write(options.out, {"llm": examples.llm, **gate}, terms)
    print("without hidden states, for other LLMs and for languages that the LLM does not read:")
    gate, terms, _ = fit(examples, VECTORS_ANY)
    _write(options.out.with_stem(f"{options.out.stem}-any"), {"llm": "any", **gate}, terms)
    print("questions for what stands in two points:")
    _write(options.out.with_name(multi_hop.WEIGHTS.name), calibrate_twofold.fit(read, out_of_fold))
    return 0


def _write(path: Path, fitted: Mapping[str, Any], terms: RbfHead | None = None) -> None:
    if terms is not None:
        terms.save(path.with_suffix(".safetensors"))
    path.write_text(json.dumps(fitted) + "\n", encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
