"""Fit what judges claims: `python -m training.verdict [--out DIR] [--examples FILE]`.

Has the LLM read the claims of training/data/yes_no.jsonl, each with the passages that it would be judged against, and
fits one regression: a passage that decides a claim has the claim's verdict, any other says nothing of it. Questions
whether something is mentioned are looked up and need no fitting. Prints the verdicts in cross-validation, in which
claims about one paragraph stay together, beside those of the question's embedding alone: wording must not decide. With
--examples what was read is kept in a file, and reading goes on from there.
"""

import argparse
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StringConstraints

from eval.core.dataset import Identified, Text, read_lines
from models.errors import AskError
from rag.answerability.verdict import NUMBERS, decide
from rag.query.asked.claims import read_claim
from rag.types import Kind, Verdict
from rag.weights import FOLDER, LlmEntry, write
from training.examples import FOLDS, Matrix, Provenance, open_index
from training.gate import llm_entry

CLAIMS = Path(__file__).parent / "data" / "yes_no.jsonl"
INVERSE_PENALTY = 0.003
"""Set by cross-validation (eval/LOG.md)."""
NUMBERS_SCALE = 3.0
"""Weight of the numbers beside the hidden state, both standardised before it."""
THRESHOLD = 0.5
"""Least probability of yes or no."""
EMBEDDING_PENALTY = 0.01
ORDER = tuple(Verdict)


class ClaimExample(Identified):
    """A question for yes or no, its verdict, and the ids of the paragraphs that decide it."""

    question: Text
    lang: Literal["ru", "en"]
    form: Literal["mention", "done", "fact"]
    verdict: Annotated[Verdict, Field(strict=False)]
    must: tuple[Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")], ...]
    why: Text


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """Pairs of a claim and a passage; those of a claim stand together.

    Attributes:
        ids: the claim of each pair.
        chunks: the passage of each pair.
        columns: (pairs, len(NUMBERS) + length of the hidden state).
    """

    ids: tuple[str, ...]
    chunks: tuple[str, ...]
    columns: Matrix

    def save(self, path: Path) -> None:
        """Write the rows to a file of plain arrays."""
        np.savez_compressed(
            path, ids=np.array(self.ids), chunks=np.array(self.chunks), columns=self.columns.astype(np.float32)
        )

    @classmethod
    def load(cls, path: Path) -> "ClaimRows":
        """Read rows that `save` wrote."""
        with path.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
            ids, chunks = (tuple(arrays[name].tolist()) for name in ("ids", "chunks"))
            return cls(ids, chunks, arrays["columns"].astype(np.float64))


def claims() -> tuple[ClaimExample, ...]:
    """Return the questions that the LLM judges: no alternatives, and none whether something is mentioned."""
    judged = []
    for item in read_lines(CLAIMS, ClaimExample):
        claim = read_claim(item.question)
        if item.form != "mention" and claim is not None and not claim.mentioned:
            judged.append(item)
    return tuple(judged)


def collect(items: Iterable[ClaimExample], known: ClaimRows | None, kept: Path | None) -> tuple[ClaimRows, LlmEntry]:
    """Have the LLM read the claims that are not `known` yet; every 20 claims all rows are written to `kept`."""
    from tqdm import tqdm

    from models.fetch import ensure
    from rag.service import Service
    from rag.settings import Settings

    settings = Settings.from_environment()
    service = Service(settings)
    service.start(prefill=False)
    ids, chunks = (list(known.ids), list(known.chunks)) if known else ([], [])
    columns = list(known.columns) if known else []
    try:
        for read, item in enumerate(tqdm([one for one in items if one.id not in set(ids)], unit="claim"), 1):
            for passage, features in service.features(item.question, (), threading.Event(), Kind.YES_NO):
                numbers = [features.numbers[name] for name in NUMBERS]
                ids.append(item.id)
                chunks.append(passage.chunk)
                columns.append(np.concatenate((numbers, features.vectors["hidden_state"])).astype(np.float64))
            if kept and read % 20 == 0:
                ClaimRows(tuple(ids), tuple(chunks), np.array(columns)).save(kept)
        rows = ClaimRows(tuple(ids), tuple(chunks), np.array(columns))
        if kept:
            rows.save(kept)
        return rows, llm_entry(settings.llm or ensure("llm"), settings.cache)
    finally:
        service.close()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A regression on plain columns, (verdicts, columns) and (verdicts,), and what it thinks of rows, (rows, verdicts).

    The probabilities of a row are those of a regression that was fitted on the other folds.
    """

    coef: Matrix
    intercept: Matrix
    out_of_fold: Matrix


def fit_verdicts(columns: Matrix, labels: NDArray[np.int64], folds: NDArray[np.int64], penalty: float) -> Fitted:
    """Fit on all rows of `columns`, (rows, columns), and once without each fold; `labels` and `folds` are (rows,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import PredefinedSplit, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    weight = np.ones(columns.shape[1])
    weight[: len(NUMBERS)] = NUMBERS_SCALE
    scaled = FunctionTransformer(lambda standard: standard * weight)
    regression = LogisticRegression(C=penalty, class_weight="balanced", max_iter=3000)
    model = make_pipeline(StandardScaler(), scaled, regression)
    out_of_fold = cross_val_predict(model, columns, labels, cv=PredefinedSplit(folds), method="predict_proba")
    model.fit(columns, labels)
    coef = regression.coef_ * weight / model[0].scale_
    return Fitted(coef, regression.intercept_ - coef @ model[0].mean_, out_of_fold)


def labels_of(items: Sequence[ClaimExample], rows: ClaimRows) -> NDArray[np.int64]:
    """Return the verdict of each passage on its claim as it is judged, without a negation; (pairs,)."""
    known = {item.id: item for item in items}
    labels = []
    for name, chunk in zip(rows.ids, rows.chunks, strict=True):
        item = known[name]
        verdict = item.verdict if chunk in item.must else Verdict.NOT_IN_TEXT
        labels.append(ORDER.index(_turned(item, verdict)))
    return np.array(labels)


def folds_of(items: Sequence[ClaimExample], rows: ClaimRows) -> NDArray[np.int64]:
    """Return the fold of each pair; claims about one paragraph, and what was written beside them, have the same one."""
    paragraphs: dict[str, str] = {}
    last = ""
    for item in items:
        last = item.must[0] if item.must else last
        paragraphs[item.id] = last
    names = sorted(set(paragraphs.values()))
    fold = dict(zip(names, (np.random.default_rng(0).permutation(len(names)) % FOLDS).tolist(), strict=True))
    return np.array([fold[paragraphs[name]] for name in rows.ids])


def judged(items: Sequence[ClaimExample], rows: ClaimRows, probabilities: Matrix, threshold: float) -> list[Verdict]:
    """Return the verdict that each claim of the rows would get, in their order."""
    known = {item.id: item for item in items}
    verdicts = []
    for name in dict.fromkeys(rows.ids):
        own = probabilities[[row for row, of in enumerate(rows.ids) if of == name]]
        best = own[np.argmin(own[:, ORDER.index(Verdict.NOT_IN_TEXT)])]
        verdict = decide(dict(zip(ORDER, best.tolist(), strict=True)), threshold) or Verdict.NOT_IN_TEXT
        verdicts.append(_turned(known[name], verdict))
    return verdicts


def _turned(item: ClaimExample, verdict: Verdict) -> Verdict:
    """The verdict on the claim that a question denies, from that on the question, and the other way round."""
    claim = read_claim(item.question)
    opposite = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}
    return opposite.get(verdict, verdict) if claim is not None and claim.denied else verdict


def report(name: str, right: Sequence[Verdict], given: Sequence[Verdict]) -> str:
    """Return the shares of right verdicts and of wrong ones that are shown as yes or no, and the confusion, as text."""
    pairs = list(zip(right, given, strict=True))
    hits = sum(a == b for a, b in pairs) / len(pairs)
    misleading = sum(b not in (a, Verdict.NOT_IN_TEXT) for a, b in pairs) / len(pairs)
    rows = "".join(
        f"\n  {a:<12}" + "".join(f"{sum(pair == (a, b) for pair in pairs):>6}" for b in ORDER) for a in ORDER
    )
    return f"{name}: {len(pairs)} claims, right {hits:.3f}, misleading {misleading:.3f}{rows}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.verdict", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    parser.add_argument("--examples", type=Path, metavar="FILE", help="where what was read is kept")
    options = parser.parse_args(argv)
    try:
        kept = options.examples
        items = claims()
        rows, llm = collect(items, ClaimRows.load(kept) if kept and kept.exists() else None, kept)
        write_head(items, rows, llm, options.out)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote verdict to {options.out}")
    return 0


def write_head(items: Sequence[ClaimExample], rows: ClaimRows, llm: LlmEntry, out: Path) -> None:
    """Fit the head, print how it does, and write it."""
    index, embedder = open_index()
    labels, folds = labels_of(items, rows), folds_of(items, rows)
    read = [item for item in items if item.id in set(rows.ids)]
    right = [item.verdict for item in sorted(read, key=lambda item: rows.ids.index(item.id))]
    fitted = fit_verdicts(rows.columns, labels, folds, INVERSE_PENALTY)
    print(report("cross-validated", right, judged(items, rows, fitted.out_of_fold, THRESHOLD)))
    names = {item.id: item.question for item in read}
    vectors = np.stack([embedder.queries([names[name]])[0] for name in rows.ids]).astype(np.float64)
    blind = fit_verdicts(vectors, labels, folds, EMBEDDING_PENALTY)
    print(report("by the question alone", right, judged(items, rows, blind.out_of_fold, 0.0)))
    size = rows.columns.shape[1] - len(NUMBERS)
    entry = Provenance.of_index(index, llm).entry(
        dict.fromkeys(NUMBERS, 0) | {"hidden_state": size}, {"threshold": THRESHOLD}, len(read), None
    )
    arrays = {"verdict.coef": fitted.coef.astype(np.float32), "verdict.intercept": fitted.intercept.astype(np.float32)}
    write(out / "verdict.safetensors", arrays, {"verdict": entry})


if __name__ == "__main__":
    sys.exit(main())
