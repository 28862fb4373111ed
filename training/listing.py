"""Fit what tells which paragraphs belong in a list: `python -m training.listing [--out DIR]`.

Reads training/data/lists.jsonl, questions for every place with the paragraphs that must and may be among them, and
prints, sort by sort, how many lists are right in cross-validation, with their precision and recall. Writes the head
`list` to list.safetensors. Needs the embedder, and no LLM.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from eval.core.dataset import Text
from eval.core.statistics.roc import auc
from index.language.identify import identify_language
from models.errors import AskError
from rag.answers.lists.relevance import LIST_FEATURES, LiteralPlaces, list_features
from rag.answers.material.source import Source
from rag.query.asked.alternatives import alternatives, asks_for_names
from rag.query.context import QueryContext, Stopwatch
from rag.query.repair.spelling import SpellingRepair
from rag.retrieval.retriever import Retriever
from rag.weights import FOLDER, Array, HeadEntry, write
from rag.weights.selection import select
from training.examples import FOLDS, Provenance, open_index
from training.heads import FittedLogistic, Matrix, fit_logistic

LISTS = Path(__file__).parent / "data" / "lists.jsonl"
INVERSE_PENALTY = 0.1
"""Set by cross-validation (eval/LOG.md)."""
CANDIDATES = np.arange(0.2, 0.9, 0.05)
"""Thresholds to choose from."""
TOLERANCE = 0.015
"""F1 that is given for a higher threshold: it is flat, and what is listed wrongly misleads."""
SORTS = {1: "places", 2: "names", 3: "acts", 4: "measures", 5: "absent"}

Ids = frozenset[str]


class ListExample(BaseModel):
    """One question with the paragraphs that answer it and those that may be listed too.

    `topic` holds the words that it is about; `sort` is a key of SORTS.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    question: Text
    lang: Literal["ru", "en"]
    sort: Literal[1, 2, 3, 4, 5]
    topic: tuple[Text, ...]
    must: tuple[Text, ...]
    may: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """All paragraphs for one question: what literal search found, and their features, (paragraphs, LIST_FEATURES)."""

    example: ListExample
    found: Ids
    features: Matrix


def collect(examples: Sequence[ListExample]) -> tuple[list[Candidates], tuple[str, ...], Provenance]:
    """Return the paragraphs for each question, the ids of the paragraphs, and what they were collected with."""
    from tqdm import tqdm

    index, embedder = open_index()
    ranker = select(index.document.sha256, embedder.id, embedder.dimension).ranker
    source, search = Source(Retriever(index, embedder, ranker)), LiteralPlaces(index)
    spelling = SpellingRepair.for_index(index)
    collected = []
    for example in tqdm(examples, unit="question", dynamic_ncols=True):
        question = spelling.repair(example.question)
        language = identify_language(question)
        found = source.retriever.retrieve(question, 10)
        context = QueryContext(question, question, language, found, 0.0, Stopwatch())
        topics = alternatives(question)
        literal = search.find(topics, language, names=asks_for_names(question))
        features = list_features(source, context, topics, literal)
        collected.append(Candidates(example, literal.whole(topics, related=True), features))
    return collected, tuple(chunk.id for chunk in index.chunks), Provenance.of_index(index)


def fit(collected: Sequence[Candidates], ids: Sequence[str]) -> tuple[FittedLogistic, list[Matrix], float | None]:
    """Fit on all paragraphs but those that may or may not be listed.

    Returns the regression, the out-of-fold probabilities of every question's paragraphs, and their AUC.
    """
    folds = np.random.default_rng(0).permutation(len(collected)) % FOLDS
    labels = np.array([[name in one.example.must for name in ids] for one in collected])
    counted = np.array([[name not in one.example.may for name in ids] for one in collected])
    rows = np.stack([one.features for one in collected])
    fold_of_row = np.repeat(folds[:, None], len(ids), axis=1)
    fitted = fit_logistic(rows[counted], labels[counted], fold_of_row[counted], INVERSE_PENALTY, None)
    probabilities = np.zeros(labels.shape)
    probabilities[counted] = fitted.out_of_fold
    for fold in range(FOLDS):  # what may be listed is judged by the regression that has not seen its question
        inside = folds == fold
        unseen = fit_logistic(
            np.vstack([rows[~inside][counted[~inside]]]), labels[~inside][counted[~inside]],
            fold_of_row[~inside][counted[~inside]], INVERSE_PENALTY, None,
        )  # fmt: skip
        logits = rows[inside] @ unseen.coef + unseen.intercept
        probabilities[inside] = np.where(counted[inside], probabilities[inside], 1 / (1 + np.exp(-logits)))
    score = auc(probabilities[counted & labels].tolist(), probabilities[counted & ~labels].tolist())
    return fitted, list(probabilities), score


def choose(collected: Sequence[Candidates], probabilities: Sequence[Matrix], ids: Sequence[str]) -> dict[str, float]:
    """Return the highest thresholds with nearly the best mean F1 over sections, by whether words stand literally."""
    chosen = {}
    for name, literal in (("alone", False), ("beside", True)):
        some = [(one, p) for one, p in zip(collected, probabilities, strict=True) if bool(one.found) is literal]
        scores = np.array(
            [np.mean([_f1(one.example, listed(one, p, ids, least)) for one, p in some]) for least in CANDIDATES]
        )
        chosen[name] = round(float(CANDIDATES[np.flatnonzero(scores >= scores.max() - TOLERANCE)[-1]]), 3)
    return chosen


def listed(one: Candidates, probabilities: Matrix, ids: Sequence[str], least: float) -> Ids:
    """Return the paragraphs that are listed for a question with a threshold."""
    return one.found | {name for name, p in zip(ids, probabilities.tolist(), strict=True) if p >= least}


def _sections(names: Sequence[str] | Ids) -> Ids:
    return frozenset(name.split(".")[0] for name in names)


def _f1(example: ListExample, names: Ids) -> float:
    given, must = _sections(names), _sections(example.must)
    if not must or not given:
        return float(not must and not given)
    precision = len(given & (must | _sections(example.may))) / len(given)
    recall = len(given & must) / len(must)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def report(
    collected: Sequence[Candidates], probabilities: Sequence[Matrix], ids: Sequence[str], chosen: dict[str, float]
) -> str:
    """Return how many lists of each sort are right, by sections, and their precision and recall."""
    lines = []
    for sort, name in SORTS.items():
        right, precision, recall = [], [], []
        for one, p in zip(collected, probabilities, strict=True):
            if one.example.sort != sort:
                continue
            given = _sections(listed(one, p, ids, chosen["beside" if one.found else "alone"]))
            must, allowed = _sections(one.example.must), _sections((*one.example.must, *one.example.may))
            right.append(must <= given <= allowed)
            precision += [len(given & allowed) / len(given)] if given else []
            recall += [len(given & must) / len(must)] if must else []
        cells = [f"{np.mean(x):.3f}" if x else "–" for x in (right, precision, recall)]
        lines.append(f"{name:10} n={len(right):3} right {cells[0]} precision {cells[1]} recall {cells[2]}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.listing", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    try:
        examples = [ListExample.model_validate_json(line) for line in LISTS.read_text(encoding="utf-8").splitlines()]
        collected, ids, provenance = collect(examples)
        fitted, probabilities, score = fit(collected, ids)
        chosen = choose(collected, probabilities, ids)
        print(f"AUC {score:.3f}, thresholds {chosen}")
        print(report(collected, probabilities, ids, chosen))
        arrays: dict[str, Array] = dict(fitted.to_arrays("list"))
        heads: dict[str, HeadEntry] = {
            "list": provenance.entry(dict.fromkeys(LIST_FEATURES, 0), chosen, len(examples), score, with_llm=False)
        }
        write(options.out / "list.safetensors", arrays, heads)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote list to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
