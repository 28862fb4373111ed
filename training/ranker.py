"""Train the ranker for the indexed text and the configured embedder: `python -m training.ranker [--out FILE]`.

Reads the answerable questions of training/data/calibration.jsonl and of the dev split, prints how often the right point
comes first and among the first three (on questions that a fold's ranker has not seen, beside plain weights), and writes
rag/weights/ranker.safetensors. The loss is the cross-entropy of the right chunk among all chunks; it needs no LLM and
takes a minute. The test split is never looked at.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import CALIBRATION, DEFAULT_QUESTIONS, Question, history_of, load, select
from models.errors import AskError
from rag.query import history as followup
from rag.query import mentions
from rag.query.references import references
from rag.retrieval.ranker import WEIGHTS, Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Turn

Floats = NDArray[np.float32]

RANK, ENSEMBLE_SIZE = 64, 3
"""Columns of one adapter, and how many are trained (eval/LOG.md)."""
WEIGHT_DECAY = 0.003
"""Weight of the squared norm of the adapter in the loss; set by cross-validation (eval/LOG.md)."""
SCALE = 100.0
"""Of a likeness to a logit: e5's cosines differ in the second decimal."""
EPOCHS, LEARNING_RATE = 300, 0.02
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions with what the ranker sees of them.

    `features` is (questions, chunks, features), `vectors` (questions, dimension), `right` the row of the right chunk,
    -1 where the text holds no answer or the ranker is not asked.
    """

    items: tuple[Question, ...]
    features: Floats
    vectors: Floats
    right: NDArray[np.int64]


def questions() -> tuple[Question, ...]:
    """What ranker and gate are fitted on: those whose decision is known."""
    items = (*load(CALIBRATION), *select(load(DEFAULT_QUESTIONS), split="dev"))
    return tuple(item for item in items if item.expect != "either")


def fold_of(items: Sequence[Question]) -> NDArray[np.int64]:
    """The fold of each question, the same for ranker and gate, so that neither is judged on what the other has seen."""
    return np.random.default_rng(0).permutation(len(items)) % FOLDS


def leans_on(item: Question) -> Turn | None:
    """The turn before a follow-up; None where the question stands alone, be it in a dialogue."""
    return history_of(item)[-1] if item.type == "followup" else None


def examples(items: Sequence[Question], retriever: Retriever) -> Examples:
    """What the ranker sees of each question; those that name points or ask for mentions never reach it: right is -1."""
    from tqdm import tqdm

    seen, vectors, right = [], [], []
    for item in tqdm(items, desc="questions", unit="question"):
        query = followup.query(item.question, leans_on(item))
        vector = retriever.embed(query)
        features, _ = retriever.features(query, vector)
        seen.append(features)
        vectors.append(vector)
        ranked = (
            item.gold
            and not references(item.question, retriever.index.document.last)
            and not mentions.mention_topic(item.question)
        )
        right.append(_right(item, retriever, features) if ranked else -1)
    return Examples(tuple(items), np.stack(seen), np.stack(vectors), np.array(right))


def _right(item: Question, retriever: Retriever, features: Floats) -> int:
    """The chunk that answers: the one that is named, else of the gold points' chunks the one most alike."""
    chunks = retriever.index.chunks
    if item.chunk is not None:
        return next(row for row, chunk in enumerate(chunks) if chunk.id == item.chunk)
    rows = [row for row, chunk in enumerate(chunks) if chunk.section.number in item.gold]
    return max(rows, key=lambda row: float(features[row, 1]))


def train(given: Examples, rows: NDArray[np.int64], means: Floats) -> Ranker:
    """Fit features and adapters on some of the examples; `means` are the chunks' vectors, (chunks, dimension).

    Several adapters from different starts are better than one: their scores are averaged, which side by side in one
    array is one adapter of as many more columns.
    """
    members = [_member(given, rows[given.right[rows] >= 0], means, seed) for seed in range(ENSEMBLE_SIZE)]
    share = np.float32(ENSEMBLE_SIZE**-0.5)
    weights: Floats = np.mean([member.weights for member in members], axis=0)
    return Ranker(
        weights,
        np.hstack([member.question for member in members]) * share,
        np.hstack([member.chunk for member in members]) * share,
    )


def _member(given: Examples, rows: NDArray[np.int64], means: Floats, seed: int) -> Ranker:
    import torch

    seen, vectors = torch.from_numpy(given.features[rows]), torch.from_numpy(given.vectors[rows])
    right, chunks = torch.from_numpy(given.right[rows]), torch.from_numpy(means)
    weights = (SCALE * torch.from_numpy(Ranker.untrained(means.shape[1]).weights)).requires_grad_()
    noise = torch.Generator().manual_seed(seed)
    sides = [0.02 * torch.randn(means.shape[1], RANK, generator=noise) for _ in range(2)]
    question, chunk = (side.requires_grad_() for side in sides)
    optimizer = torch.optim.Adam([weights, question, chunk], lr=LEARNING_RATE)
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        logits = seen @ weights + SCALE * (vectors @ question) @ (chunks @ chunk).T
        loss = torch.nn.functional.cross_entropy(logits, right)
        loss = loss + WEIGHT_DECAY * (question.square().sum() + chunk.square().sum())
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    trained = weights.detach().numpy()
    similarity = trained[:4].sum()
    both = np.sqrt(SCALE / similarity)
    return Ranker(trained / similarity, question.detach().numpy() * both, chunk.detach().numpy() * both)


def fold_rankers(given: Examples, folds: NDArray[np.int64], retriever: Retriever) -> list[Ranker]:
    """For each fold a ranker that has not seen its questions."""
    return [train(given, np.flatnonzero(folds != fold), retriever.means) for fold in range(FOLDS)]


def hits(given: Examples, rows: NDArray[np.int64], ranker: Ranker, retriever: Retriever, k: int) -> list[bool]:
    """Whether a gold point is among the first k, for each of some questions that the ranker decides."""
    points = np.array([chunk.section.number for chunk in retriever.index.chunks])
    found = []
    for row in rows:
        if given.right[row] >= 0:
            scores = ranker.scores(given.features[row], given.vectors[row], retriever.means)
            first = list(dict.fromkeys(points[np.argsort(-scores, kind="stable")].tolist()))[:k]
            found.append(bool(set(first) & set(given.items[row].gold)))
    return found


def report(given: Examples, folds: NDArray[np.int64], rankers: Sequence[Ranker], retriever: Retriever) -> None:
    """Print hit@1 and hit@3 by language, plain and trained, on questions that each fold's ranker has not seen."""
    untrained = Ranker.untrained(retriever.means.shape[1])
    language = np.array([item.lang if item.lang in {"ru", "en"} else "other" for item in given.items])
    for name in ("ru", "en", "other"):
        line = f"{name:6}"
        for label, of in (("plain", [untrained] * FOLDS), ("trained", rankers)):
            for k in (1, 3):
                out_of_fold = [
                    hit
                    for fold, ranker in enumerate(of)
                    for hit in hits(given, np.flatnonzero((folds == fold) & (language == name)), ranker, retriever, k)
                ]
                line += f"  {label} hit@{k} {np.mean(out_of_fold):.3f}"
        print(f"{line}  ({len(out_of_fold)} questions)")


def save(ranker: Ranker, path: Path, source: str, embedder: str) -> None:
    """Write a ranker for a text and an embedder, in half precision."""
    from safetensors.numpy import save_file

    arrays = {"weights": ranker.weights, "question": ranker.question, "chunk": ranker.chunk}
    halves = {name: np.ascontiguousarray(array, np.float16) for name, array in arrays.items()}
    save_file(halves, path, metadata={"source": source, "embedder": embedder})


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.ranker", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--out", type=Path, default=WEIGHTS, metavar="FILE", help="default: rag/weights/ranker.safetensors"
    )
    options = parser.parse_args(argv)
    from index.build import DEFAULT_OUT
    from index.embed import open_embedder
    from index.store import load as load_index
    from models.fetch import ensure

    try:
        embedder = open_embedder(ensure("embedder"))
        index = load_index(DEFAULT_OUT, embedder.id)
        retriever = Retriever(index, embedder, Ranker.untrained(embedder.dimension))
        items = questions()
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    given = examples(items, retriever)
    folds = fold_of(items)
    report(given, folds, fold_rankers(given, folds, retriever), retriever)
    save(train(given, np.arange(len(items)), retriever.means), options.out, index.document.sha256, index.embedder_id)
    print(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
