"""Fit the gate and the multi-hop heads for the configured LLM: `python -m training.gate [--out DIR] [--examples FILE]`.

Extracts the features of every question of training/data/calibration.jsonl and of the dev split, for each passage that
is read (nothing is written), prints each number's AUC, and fits two kernel machines: does a passage answer, does the
document answer at all. They go to gate.safetensors and, without the LLM's hidden states, for other LLMs and for
languages that the LLM does not read, to fallback.safetensors. The passages of each question are ranked by a ranker that
was not trained on it, so that the gate learns from such scores as it will meet. The thresholds refuse the target shares
of answerable questions in cross-validation. multi_hop.safetensors gets two regressions: which questions ask for what
stands in two points, and which second passages belong in their answers. The test split is never looked at. With
--examples the features are kept in a file, and taken from it the next time.
"""

import argparse
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import Question, history_of
from eval.core.statistics.roc import auc
from models.errors import AskError
from rag.answerability.features import FEATURE_NAMES, VECTOR_NAMES
from rag.answerability.gate import KERNEL_FEATURES
from rag.query.multi_hop import SURFACE_FEATURES, second_passage_features, surface_features
from rag.weights import FOLDER, Array, HeadEntry, LlmEntry, write
from training import ranker as train_ranker
from training.examples import Examples, Matrix, Provenance, fold_of, questions
from training.heads import KernelSpace, fit_logistic

TARGET_FALSE_REFUSAL = 0.07
"""Share of answerable questions that the threshold may refuse, cross-validated. What is shown is no longer written and
verified, so that a near miss is kept back here or nowhere; a refusal shows the nearest points all the same."""
TARGET_QUOTE_REFUSAL = 0.15
"""Share of them that may be refused if no generated sentence can be verified."""
FALLBACK_VECTORS = ("question", "match")
"""The vectors that every LLM shares."""
TARGET_FALSE_MULTI_HOP = 0.1
"""Share of single-hop questions that may be taken for multi-hop ones, and cost the reading of another passage."""
TARGET_WRONG_SECOND = 0.3
"""Share of second sentences that may cite a point that does not belong there, cross-validated."""
MULTI_HOP_INVERSE_PENALTY = 0.01
"""Set by cross-validation (eval/LOG.md)."""

Fitted = tuple[dict[str, Array], dict[str, HeadEntry]]
"""The arrays of a file, and the entries of its heads."""


def collect() -> Examples:
    """Ask the engine for the features of every question that the gate decides."""
    from tqdm import tqdm

    from models.fetch import ensure
    from rag.service import Service
    from rag.settings import Settings

    items = questions()
    folds = fold_of(items)
    settings = Settings.from_environment()
    service = Service(settings)
    service.start(prefill=False)
    try:
        retriever = service.retriever
        rankers = train_ranker.fold_rankers(train_ranker.examples(items, retriever), folds, retriever)
        found = []
        for item, fold in tqdm(list(zip(items, folds.tolist(), strict=True)), desc="features", unit="question"):
            retriever.ranker = rankers[fold]
            for passage, features in service.features(item.question, history_of(item), threading.Event()):
                one = item.chunk is not None and not _is_multi_hop(item)
                right = passage.chunk == item.chunk if one else passage.point in item.gold
                found.append((item, fold, passage.point, right, features))
        provenance = Provenance.of_index(retriever.index, llm_entry(settings.llm or ensure("llm"), settings.cache))
    finally:
        service.close()
    surface = [surface_features(item.question) for item, *_ in found]
    unread = {"hidden_state": np.zeros(max(len(row.vectors.get("hidden_state", ())) for *_, row in found))}
    vectors = [{**unread, **features.vectors} for *_, features in found]
    return Examples(
        provenance,
        tuple(item.id for item, *_ in found),
        folds=np.array([fold for _, fold, *_ in found]),
        answers=np.array([right for *_, right, _ in found]),
        answerable=np.array([item.expect == "answered" for item, *_ in found]),
        multi_hop=np.array([_is_multi_hop(item) for item, *_ in found]),
        read=np.array(["hidden_state" in features.vectors for *_, features in found]),
        points=np.array([point for _, _, point, *_ in found]),
        numbers=np.array([[features.numbers[name] for name in FEATURE_NAMES] for *_, features in found]),
        surface=np.array([[row[name] for name in SURFACE_FEATURES] for row in surface]),
        vectors={name: np.array([row[name] for row in vectors], float) for name in VECTOR_NAMES},
    )


def llm_entry(path: Path, cache: Path) -> LlmEntry:
    """Return the manifest's entry of an LLM: the hash of its file, and the layer of its hidden states."""
    from llama_cpp import Llama

    from rag.generation.engine import HIDDEN_LAYERS
    from rag.weights.selection import llm_sha256

    metadata = Llama(str(path), vocab_only=True, verbose=False).metadata
    depth = next(int(value) for name, value in metadata.items() if name.endswith(".block_count"))
    return LlmEntry(sha256=llm_sha256(path, cache), layer=int(depth * HIDDEN_LAYERS[0]))


def _is_multi_hop(item: Question) -> bool:
    """Whether the answer stands in two points together, not in either of them."""
    return item.type == "multi" and len(item.gold) > 1


def fit(examples: Examples, vectors: Sequence[str] = VECTOR_NAMES, prefix: str = "") -> tuple[Fitted, Matrix]:
    """Fit a gate on the numbers and some of the vectors; its heads are called `<prefix>passage` and `<prefix>text`.

    Returns it with the out-of-fold probability that each passage answers, (pairs,).
    """
    features = examples.features(vectors)
    space = KernelSpace(examples.matrix(vectors))
    passage = space.fit(np.arange(len(examples.ids)), examples.answers, examples.folds)
    p_relevant = passage.linear.out_of_fold
    best = examples.best(p_relevant)
    text = space.fit(best, examples.answerable[best], examples.folds[best])
    machines = dict(zip(KERNEL_FEATURES, (passage, text), strict=True))
    arrays: dict[str, Array] = dict(space.rbf_head(features, machines).to_arrays())
    heads = {}
    for part, (kernel, machine) in zip(("passage", "text"), machines.items(), strict=True):
        name, is_text = f"{prefix}{part}", part == "text"
        arrays |= machine.linear.to_arrays(name, machine.kernel_scale)
        heads[name] = examples.provenance.entry(
            features | {kernel: 0},
            _thresholds(examples, best, machine.linear.out_of_fold) if is_text else {},
            questions=len(examples.first),
            auc=_auc(machine.linear.out_of_fold, examples.answerable[best] if is_text else examples.answers),
            with_llm="hidden_state" in vectors,
        )
    return (arrays, heads), p_relevant


def _auc(probabilities: Matrix, labels: NDArray[np.bool_]) -> float | None:
    return auc(probabilities[labels].tolist(), probabilities[~labels].tolist())


def _thresholds(examples: Examples, best: NDArray[np.int64], probabilities: Matrix) -> dict[str, float]:
    """Return both thresholds, from out-of-fold probabilities, and print what they do.

    `best` are the rows of each question's best pair, `probabilities` that the document answers, both (questions,).
    """
    answerable, right, first = examples.answerable[best], examples.answers[best], examples.answers[examples.first]
    print(f"the right passage is first for {first[answerable].mean():.3f} by the ranker, for "
          f"{right[answerable].mean():.3f} by the gate; answerable or not: cross-validated AUC "
          f"{_auc(probabilities, answerable):.3f}")  # fmt: skip
    found = {}
    for name, share in (("answer", TARGET_FALSE_REFUSAL), ("quote", TARGET_QUOTE_REFUSAL)):
        found[name] = value = round(float(np.quantile(probabilities[answerable], share)), 4)
        print(f"{name} {value:.3f} refuses {np.mean(probabilities[~answerable] < value):.3f} of unanswerable questions,"
              f" {np.mean(probabilities[answerable] < value):.3f} of answerable ones")  # fmt: skip
    return found


def fit_multi_hop(examples: Examples, p_relevant: Matrix) -> Fitted:
    """Fit the heads `multi_hop` and `second_passage` on the pairs that the LLM read.

    Args:
        examples: those pairs.
        p_relevant: out-of-fold probability that each passage answers, (pairs,).
    """
    starts, gap = examples.first, examples.numbers[:, FEATURE_NAMES.index("gap_to_top")]
    asked = np.hstack([examples.surface, examples.vectors["question"]])[starts]
    answerable, two, folds = examples.answerable[starts], examples.multi_hop[starts], examples.folds[starts]
    first = fit_logistic(asked[answerable], two[answerable], folds[answerable], MULTI_HOP_INVERSE_PENALTY)
    probability = np.zeros(len(starts))
    probability[answerable] = first.out_of_fold
    threshold = float(np.quantile(probability[answerable & ~two], 1 - TARGET_FALSE_MULTI_HOP))
    score = auc(probability[two].tolist(), probability[answerable & ~two].tolist())
    print(f"multi-hop questions: AUC {score:.3f}, "
          f"threshold {threshold:.3f} finds {np.mean(probability[two] >= threshold):.3f} of {two.sum()}")  # fmt: skip
    of = np.searchsorted(starts, np.arange(len(examples.ids)), side="right") - 1
    others = np.flatnonzero(examples.answerable & (examples.points != examples.points[examples.best(p_relevant)[of]]))
    rows = [second_passage_features(float(probability[of[i]]), float(p_relevant[i]), float(gap[i])) for i in others]
    right = (examples.answers & examples.multi_hop)[others]
    second = fit_logistic(np.array([list(row.values()) for row in rows]), right, examples.folds[others], 1.0, None)
    second_threshold = _second_threshold(second.out_of_fold, examples.answers[others], of[others])
    taken = second.out_of_fold >= second_threshold
    print(f"second passages: {taken.sum()} of {len(others)} taken, {right[taken].sum()} of {right.sum()} right ones")
    entry = examples.provenance.entry
    surface = dict.fromkeys(SURFACE_FEATURES, 0) | {"question": examples.vectors["question"].shape[1]}
    heads = {
        "multi_hop": entry(surface, {"threshold": round(threshold, 4)}, int(answerable.sum()), score, with_llm=False),
        "second_passage": entry(
            dict.fromkeys(rows[0], 0), {"threshold": round(second_threshold, 4)}, len(set(of[others])),
            _auc(second.out_of_fold, right),
        ),
    }  # fmt: skip
    return {**first.to_arrays("multi_hop"), **second.to_arrays("second_passage")}, heads


def _second_threshold(probabilities: Matrix, right: NDArray[np.bool_], of: NDArray[np.int64]) -> float:
    """Return the smallest threshold at which few enough of the questions' most probable second passages are wrong.

    All three are (second passages,), `of` the question of each. 1, which nothing reaches, if there is none.
    """
    best: dict[int, int] = {}
    for row in np.argsort(-probabilities, kind="stable"):
        best.setdefault(int(of[row]), int(row))
    rows = np.array(list(best.values()))
    wrong = np.cumsum(~right[rows]) / np.arange(1, len(rows) + 1)
    few = np.flatnonzero(wrong <= TARGET_WRONG_SECOND)
    return float(probabilities[rows[few[-1]]]) if len(few) else 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.gate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    parser.add_argument(
        "--examples", type=Path, metavar="FILE.npz", help="keep the features here, or take them from it"
    )
    options = parser.parse_args(argv)
    try:
        if options.examples and options.examples.is_file():
            examples = Examples.load(options.examples)
        else:
            examples = collect()
            if options.examples:
                examples.save(options.examples)
        print(f"{len(examples.first)} questions, {examples.answerable[examples.first].sum()} of them answerable")
        for name, column in zip(FEATURE_NAMES, examples.numbers.T, strict=True):
            print(f"{name:18} AUC {_auc(column, examples.answers):.3f}")
        print("with the LLM's hidden states:")
        read = examples.only(examples.read)
        gate, p_relevant = fit(read)
        print("without them, for other LLMs and for languages that the LLM does not read:")
        fallback, _ = fit(examples, FALLBACK_VECTORS, "fallback_")
        multi_hop = fit_multi_hop(read, p_relevant)
        for name, fitted in (("gate", gate), ("fallback", fallback), ("multi_hop", multi_hop)):
            write(options.out / f"{name}.safetensors", *fitted)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote gate, fallback and multi_hop to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
