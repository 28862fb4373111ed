"""Train the ranker for the indexed document and the configured embedder: `python -m training.ranker [--out DIR]`.

Reads the answerable questions of training/data/calibration.jsonl and of the dev split, prints how often the right point
comes first and among the first three (on the questions that each fold's ranker has not seen, beside fixed weights), and
writes ranker.safetensors. The loss is the cross-entropy of the right chunk among all chunks; it needs no LLM and takes
a minute. The test split is never looked at.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import Question
from models.errors import AskError
from rag.query.asked import mentions
from rag.query.dialogue.history import query as with_turn
from rag.query.sections.references import references
from rag.retrieval.ranker import FEATURES, SIMILARITIES, Ranker
from rag.retrieval.retriever import Retriever
from rag.weights import FOLDER, write
from training.examples import FOLDS, Provenance, fold_of, needed_turn, open_index, questions

Floats = NDArray[np.float32]

RANK, ENSEMBLE_SIZE = 64, 3
"""Columns of one adapter, and how many of them are trained from different starts and averaged (eval/LOG.md)."""
WEIGHT_DECAY = 0.003
"""Weight of the adapter's squared norm in the loss; set by cross-validation (eval/LOG.md)."""
SCALE = 100.0
"""From a similarity to a logit: e5's cosines differ in the second decimal."""
EPOCHS, LEARNING_RATE = 300, 0.02


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions as the ranker sees them.

    `features` is (questions, chunks, features), `vectors` (questions, dimension). `right` has the row of the right
    chunk, (questions,), -1 where the document has no answer or the ranker is not asked.
    """

    items: tuple[Question, ...]
    features: Floats
    vectors: Floats
    right: NDArray[np.int64]


def examples(items: Sequence[Question], retriever: Retriever) -> Examples:
    """Extract the features of questions; those that name points or ask for mentions never reach the ranker."""
    from tqdm import tqdm

    seen, vectors, right = [], [], []
    for item in tqdm(items, desc="questions", unit="question"):
        query = with_turn(item.question, needed_turn(item))
        vector = retriever.embed(query)
        features, _ = retriever.features(query, vector)
        seen.append(features)
        vectors.append(vector)
        ranked = (
            item.gold
            and not references(item.question, retriever.index.document)
            and not mentions.mention_topic(item.question)
        )
        right.append(_right(item, retriever, features) if ranked else -1)
    return Examples(tuple(items), np.stack(seen), np.stack(vectors), np.array(right))


def _right(item: Question, retriever: Retriever, features: Floats) -> int:
    """Return the row of the chunk that answers: the named one, else the most similar one of the gold points."""
    chunks = retriever.index.chunks
    if item.chunk is not None:
        return next(row for row, chunk in enumerate(chunks) if chunk.id == item.chunk)
    rows = [row for row, chunk in enumerate(chunks) if chunk.section.number in item.gold]
    return max(rows, key=lambda row: float(features[row, FEATURES.index("similarity_mean")]))


def train(given: Examples, rows: NDArray[np.int64], means: Floats) -> Ranker:
    """Train on some of the examples; `means` are the chunks' embeddings, (chunks, dimension).

    Averaging the scores of several adapters beats one adapter. Side by side in one array they are one adapter with
    that many times the columns.
    """
    members = [_train_one(given, rows[given.right[rows] >= 0], means, seed) for seed in range(ENSEMBLE_SIZE)]
    share = np.float32(ENSEMBLE_SIZE**-0.5)
    weights: Floats = np.mean([member.weights for member in members], axis=0)
    return Ranker(
        weights,
        np.hstack([member.question_adapter for member in members]) * share,
        np.hstack([member.chunk_adapter for member in members]) * share,
    )


def _train_one(given: Examples, rows: NDArray[np.int64], means: Floats, seed: int) -> Ranker:
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
    similarity = trained[:SIMILARITIES].sum()
    both = np.sqrt(SCALE / similarity)
    return Ranker(trained / similarity, question.detach().numpy() * both, chunk.detach().numpy() * both)


def fold_rankers(given: Examples, folds: NDArray[np.int64], retriever: Retriever) -> list[Ranker]:
    """Train a ranker for each fold that has not seen its questions."""
    return [train(given, np.flatnonzero(folds != fold), retriever.means) for fold in range(FOLDS)]


def hits(given: Examples, rows: NDArray[np.int64], ranker: Ranker, retriever: Retriever, k: int) -> list[bool]:
    """Return whether a gold point is among the first k, for each of the questions that reach the ranker."""
    points = np.array([chunk.section.number for chunk in retriever.index.chunks])
    found = []
    for row in rows:
        if given.right[row] >= 0:
            scores = ranker.scores(given.features[row], given.vectors[row], retriever.means)
            first = list(dict.fromkeys(points[np.argsort(-scores, kind="stable")].tolist()))[:k]
            found.append(bool(set(first) & set(given.items[row].gold)))
    return found


def report(given: Examples, folds: NDArray[np.int64], rankers: Sequence[Ranker], retriever: Retriever) -> None:
    """Print hit@1 and hit@3 by language, untrained and trained, on questions that each fold's ranker has not seen."""
    untrained = Ranker.untrained(retriever.means.shape[1])
    language = np.array([item.lang if item.lang in {"ru", "en"} else "other" for item in given.items])
    for name in ("ru", "en", "other"):
        line = f"{name:6}"
        for label, of in (("untrained", [untrained] * FOLDS), ("trained", rankers)):
            for k in (1, 3):
                out_of_fold = [
                    hit
                    for fold, ranker in enumerate(of)
                    for hit in hits(given, np.flatnonzero((folds == fold) & (language == name)), ranker, retriever, k)
                ]
                line += f"  {label} hit@{k} {np.mean(out_of_fold):.3f}"
        print(f"{line}  ({len(out_of_fold)} questions)")


def save(ranker: Ranker, path: Path, provenance: Provenance, questions: int) -> None:
    """Write a ranker in half precision, and its entry into the manifest beside it."""
    arrays = {
        "ranker.coef": ranker.weights,
        "ranker.question_adapter": ranker.question_adapter,
        "ranker.chunk_adapter": ranker.chunk_adapter,
    }
    entry = provenance.entry(dict.fromkeys(FEATURES, 0), asdict(ranker.margins), questions, None)
    write(path, {name: array.astype(np.float16) for name, array in arrays.items()}, {"ranker": entry})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.ranker", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    try:
        index, embedder = open_index()
        retriever = Retriever(index, embedder, Ranker.untrained(embedder.dimension))
        items = questions()
        given = examples(items, retriever)
        folds = fold_of(items)
        report(given, folds, fold_rankers(given, folds, retriever), retriever)
        ranker = train(given, np.arange(len(items)), retriever.means)
        save(ranker, options.out / "ranker.safetensors", Provenance.of_index(index), int((given.right >= 0).sum()))
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote ranker to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
