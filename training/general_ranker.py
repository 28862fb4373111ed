"""Train the ranker for any document: `python -m training.general_ranker [--documents DIR] [--indexes DIR] [--out DIR]`.

Reads the answerable questions about several texts (training/data/documents.toml), and those of calibration.jsonl about
the bundled document without its translations. Features mean the same in any text (rag/retrieval/context.py); an adapter
between the embeddings of question and chunk learns what the embedder confuses, mostly between languages. The loss is
the cross-entropy of the right sections' chunks among the likeliest ones. Prints how often the right section comes
first and among the first three on texts that were left out, beside fixed weights. It needs no LLM; embedding the texts
takes minutes, and with --indexes they are kept for the next time.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import AskError
from rag.retrieval.context import GENERAL_FEATURES, GENERAL_SIMILARITIES
from rag.retrieval.ranker import GENERAL_HEAD, Margins, Ranker
from rag.weights import FOLDER, write
from training.examples import Provenance, open_index
from training.general.ranker_examples import BUNDLED, Examples, Floats, collect, fixed_scores
from training.texts import FOLDERS

RANK, FOLDS = 96, 5
"""Principal components between which the adapter learns; groups of texts."""
SCALE = np.array([50.0] * GENERAL_SIMILARITIES + [1.0] * (len(GENERAL_FEATURES) - GENERAL_SIMILARITIES), np.float32)
"""From a feature to a logit's size: e5's cosines differ in the second decimal."""
ADAPTER_SCALE = 100.0
WEIGHT_DECAY, ADAPTER_DECAY, ITERATIONS = 1e-4, 0.05, 80
"""Set by leaving texts out (eval/LOG.md)."""


def train(given: Sequence[Examples]) -> Ranker:
    """Train on the questions about several texts."""
    from scipy.optimize import minimize

    seen, vectors, chunks, right = (
        np.concatenate(part) for part in zip(*(one.candidates() for one in given), strict=True)
    )
    middle, basis = _components(given)
    asked, held, columns = (vectors - middle) @ basis, chunks @ basis, seen * SCALE
    width = columns.shape[-1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, adapter = flat[:width].astype(np.float32), flat[width:].reshape(RANK, RANK).astype(np.float32)
        logits = columns @ weights + ADAPTER_SCALE * np.einsum("qr,qcr->qc", asked @ adapter, held)
        exp = np.exp(logits - logits.max(axis=1, keepdims=True))
        p, p_right = exp / exp.sum(axis=1, keepdims=True), exp * right
        total = p_right.sum(axis=1, keepdims=True) + 1e-30
        change = (p - p_right / total) / len(p)
        value = -np.log(total[:, 0] / exp.sum(axis=1)).mean()
        value += WEIGHT_DECAY * weights @ weights + ADAPTER_DECAY * np.square(adapter).sum()
        of_weights = np.einsum("qc,qcf->f", change, columns) + 2 * WEIGHT_DECAY * weights
        of_adapter = ADAPTER_SCALE * asked.T @ np.einsum("qc,qcr->qr", change, held) + 2 * ADAPTER_DECAY * adapter
        return float(value), np.concatenate([of_weights, of_adapter.ravel()]).astype(np.float64)

    start = np.zeros(width + RANK * RANK)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x
    weights, adapter = fitted[:width] * SCALE, ADAPTER_SCALE * basis @ fitted[width:].reshape(RANK, RANK)
    bias = -(basis @ (middle @ adapter))
    ranker = Ranker(weights.astype(np.float32), adapter.astype(np.float32), basis, Margins(), True, bias)
    return _on_scale_of_cosines(ranker, given)


def _components(given: Sequence[Examples]) -> tuple[Floats, Floats]:
    """The mean question, (dimension,), and the principal components of questions and chunks, (dimension, RANK)."""
    sides = [np.concatenate([getattr(one, side) for one in given]) for side in ("vectors", "chunks")]
    centered = np.concatenate([side - side.mean(axis=0) for side in sides])
    _, components = np.linalg.eigh(centered.T @ centered)
    return sides[0].mean(axis=0), np.ascontiguousarray(components[:, ::-1][:, :RANK], np.float32)


def _on_scale_of_cosines(ranker: Ranker, given: Sequence[Examples]) -> Ranker:
    """Divide all weights so that scores spread as those by fixed weights do: the same margins hold for both."""
    fixed = np.mean([_spread(fixed_scores(one.seen)) for one in given])
    share = np.float32(fixed / np.mean([_spread(one.scores(ranker)) for one in given]))
    assert ranker.chunk_bias is not None
    return replace(
        ranker,
        weights=ranker.weights * share,
        question_adapter=ranker.question_adapter * share,
        chunk_bias=(ranker.chunk_bias * share).astype(np.float32),
    )


def _spread(scores: Floats) -> float:
    """How far the second to fifth best chunk are behind the best, in the mean."""
    best = -np.sort(-scores, axis=1)[:, :5]
    return float((best[:, :1] - best[:, 1:]).mean())


def report(given: Mapping[str, Examples]) -> None:
    """Print hit@1 and hit@3 of each text by fixed weights, and by a ranker that was trained on the others."""
    texts = [name for name in given if name != BUNDLED]
    rows = []
    for fold in range(min(FOLDS, len(texts))):
        out = texts[fold::FOLDS]
        ranker = train([one for name, one in given.items() if name not in out])
        for name in out:
            one = given[name]
            pair = (fixed_scores(one.seen), one.scores(ranker))
            rows.append([float(np.mean(one.hits(scores, k))) for scores in pair for k in (1, 3)])
            print("{:12} fixed hit@1 {:.3f} hit@3 {:.3f}  left out hit@1 {:.3f} hit@3 {:.3f}".format(name, *rows[-1]))
    for label, of in (("mean", np.mean(rows, axis=0)), ("worst", np.min(rows, axis=0))):
        print("{:12} fixed hit@1 {:.3f} hit@3 {:.3f}  left out hit@1 {:.3f} hit@3 {:.3f}".format(label, *of))


def save(ranker: Ranker, out: Path, provenance: Provenance, questions: int) -> None:
    """Write a ranker in half precision, and its entry, which belongs to no document, into the manifest beside it."""
    arrays = {
        "coef": ranker.weights,
        "question_adapter": ranker.question_adapter,
        "chunk_adapter": ranker.chunk_adapter,
        "chunk_bias": ranker.chunk_bias,
    }
    entry = provenance.entry(dict.fromkeys(GENERAL_FEATURES, 0), asdict(ranker.margins), questions, None)
    halves = {f"{GENERAL_HEAD}.{name}": np.asarray(array, np.float16) for name, array in arrays.items()}
    write(out / f"{GENERAL_HEAD}.safetensors", halves, {GENERAL_HEAD: entry.model_copy(update={"documents": ()})})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.general_ranker", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--documents", type=Path, action="append", default=[], metavar="DIR", help="where texts lie")
    parser.add_argument(
        "--indexes", type=Path, metavar="DIR", help="keep the texts' indexes here, or take them from it"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    try:
        bundled, embedder = open_index()
        with tempfile.TemporaryDirectory() as folder:
            found = collect((*FOLDERS, *options.documents), options.indexes or Path(folder), embedder, bundled)
        report(found)
        ranker = train(list(found.values()))
        asked = sum(len(one.vectors) for one in found.values())
        save(ranker, options.out, Provenance.of_index(bundled), asked)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote {GENERAL_HEAD} to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
