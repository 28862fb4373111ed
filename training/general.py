"""Fit the gate for any document: `python -m training.general [--documents DIR] [--examples FILE] [--out DIR]`.

Has the LLM read the passages of questions about several texts (training/data/documents.toml) and fits one regression on
its hidden states alone: does this passage answer? Retrieval's numbers, and whatever else memorises a text, are left out
(eval/LOG.md). Prints how it does on each text when fitted on the others, and sets the thresholds from that. With
--examples what was read is kept in a file, and taken from it the next time.
"""

import argparse
import datetime
import json
import os
import sys
import tempfile
import threading
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import DATA
from eval.core.statistics.estimates import auc
from models.errors import AskError
from rag.answerability.heads import sigmoid
from rag.types import Kind, Turn
from rag.weights import FOLDER, GENERAL, HeadEntry, LlmEntry, write
from training.gate import llm_entry
from training.heads import SIGNIFICANT_DIGITS

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

SETS = Path(__file__).parent / "data" / "documents.toml"
QUESTIONS = DATA / "documents"
LOOKED_UP = frozenset({Kind.LOOKUP, Kind.DEFINE, Kind.LIST, Kind.QUOTE})
"""Kinds of answerable questions that are fitted on; of the unanswerable ones all are."""
INVERSE_PENALTY = 10.0
"""Set by leaving one text out, as were the features (eval/LOG.md)."""
REFUSED = {"answer": 0.15, "quote": 0.2}
"""Shares of the answerable questions of a text that was left out that may be refused."""


@dataclass(frozen=True, slots=True)
class Read:
    """Passages that were read for questions; those of a question stand together.

    Attributes:
        texts: the name of the text of each, (passages,); ids: the question of each, (passages,).
        answers: whether the passage answers; answerable: whether the text does, (passages,).
        states: the LLM's hidden states, (passages, size).
    """

    texts: NDArray[np.str_]
    ids: NDArray[np.str_]
    answers: Flags
    answerable: Flags
    states: Matrix

    def best(self, scores: Matrix, chosen: Flags) -> NDArray[np.int64]:
        """Return the row of the best passage of each chosen question; `scores` is (passages,)."""
        rows: dict[str, int] = {}
        for row in np.flatnonzero(chosen).tolist():
            name = str(self.ids[row])
            if name not in rows or scores[row] > scores[rows[name]]:
                rows[name] = row
        return np.array(list(rows.values()))


def collect(folders: Sequence[Path], kept: Path | None) -> tuple[Read, LlmEntry]:
    """Have the LLM read the passages of all questions, and keep what it made of them."""
    rows: list[tuple[str, str, bool, bool, NDArray[np.float32]]] = []
    entry: LlmEntry | None = None
    for name, files in tomllib.loads(SETS.read_text(encoding="utf-8")).items():
        text = next((folder / files["text"] for folder in folders if (folder / files["text"]).is_file()), None)
        if text is None:
            print(f"{files['text']} is not there: name its folder with --documents. It is left out.", file=sys.stderr)
            continue
        found, entry = _read_one(name, text, QUESTIONS / files["questions"])
        rows += found
    if entry is None:
        raise AskError(f"None of the texts that {SETS} names is there. Name their folder with --documents.")
    texts, ids, answers, answerable, states = zip(*rows, strict=True)
    read = Read(np.array(texts), np.array(ids), np.array(answers), np.array(answerable), np.array(states, float))
    if kept:
        arrays = {field: getattr(read, field) for field in Read.__slots__}
        np.savez_compressed(kept, llm=np.array(entry.model_dump_json()), **arrays)
    return read, entry


def load(kept: Path) -> tuple[Read, LlmEntry]:
    """Read what `collect` kept."""
    with kept.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
        return Read(*(arrays[field] for field in Read.__slots__)), LlmEntry(**json.loads(str(arrays["llm"])))


def _read_one(
    name: str, text: Path, questions: Path
) -> tuple[list[tuple[str, str, bool, bool, NDArray[np.float32]]], LlmEntry]:
    from tqdm import tqdm

    from index.build import build
    from index.embed import open_embedder
    from models.fetch import ensure
    from rag.service import Service
    from rag.settings import Settings

    rows = []
    items = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        own = Settings.from_environment()
        build(text, Path(folder) / "index", open_embedder(own.embedder or ensure("embedder")), True)
        settings = Settings.from_environment({**os.environ, "ASK_INDEX": str(Path(folder) / "index")})
        service = Service(settings)
        service.start(prefill=False)
        try:
            ids = {section.number: section.id for section in service.document.sections}
            for item in tqdm([item for item in items if item["sort"] or item["kind"] in LOOKED_UP], desc=name):
                history = [Turn(**turn) for turn in item["history"]]
                gold = {*item["must"], *item["may"]}
                for passage, features in service.features(
                    item["question"], history, threading.Event(), kind=Kind.LOOKUP
                ):
                    state = features.vectors.get("hidden_state")
                    if state is not None:
                        right = ids[passage.point] in gold
                        rows.append((name, f"{name} {item['id']}", right, not item["sort"], state))
        finally:
            service.close()
        return rows, llm_entry(settings.llm or ensure("llm"), settings.cache)


def fit(states: Matrix, answers: Flags) -> tuple[Matrix, float]:
    """Fit the regression; return its coefficients, (size,), and its intercept."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(states)
    width = np.sqrt(states.shape[1])
    regression = LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=3000)
    regression.fit(scaler.transform(states) / width, answers)
    coef: Matrix = regression.coef_[0] / width / scaler.scale_
    return coef, float(regression.intercept_[0] - coef @ scaler.mean_)


def left_out(read: Read) -> Matrix:
    """Return the log-odds of each passage by a regression that was fitted on the other texts, (passages,)."""
    scores = np.zeros(len(read.ids))
    for text in np.unique(read.texts):
        here = read.texts == text
        coef, intercept = fit(read.states[~here], read.answers[~here])
        scores[here] = read.states[here] @ coef + intercept
    return scores


def thresholds(read: Read, scores: Matrix) -> dict[str, float]:
    """Return the thresholds, and print what they do on each text; `scores` are those of `left_out`."""
    every = read.best(scores, np.ones(len(scores), bool))
    answerable = every[read.answerable[every]]
    found = {name: float(np.quantile(scores[answerable], share)) for name, share in REFUSED.items()}
    for text in np.unique(read.texts):
        best = read.best(scores, read.texts == text)
        yes, no = best[read.answerable[best]], best[~read.answerable[best]]
        print(f"{text:8} left out: AUC {auc(scores[yes].tolist(), scores[no].tolist()) or 0:.3f} over {len(yes)} and "
              f"{len(no)} questions, refused {np.mean(scores[no] < found['answer']):.3f} of unanswerable and "
              f"{np.mean(scores[yes] < found['answer']):.3f} of answerable ones, right passage first "
              f"{read.answers[yes].mean():.3f}")  # fmt: skip
    return {name: round(sigmoid(value), 4) for name, value in found.items()}


def entry_of(read: Read, scores: Matrix, limits: Mapping[str, float], llm: LlmEntry) -> HeadEntry:
    """Return the manifest's entry, which belongs to no document and to no embedder."""
    best = read.best(scores, np.ones(len(scores), bool))
    yes, no = best[read.answerable[best]], best[~read.answerable[best]]
    return HeadEntry(
        file="unwritten.safetensors",
        sha256="0" * 64,
        documents=(),
        embedder=None,
        llm=llm,
        features={"hidden_state": read.states.shape[1]},
        thresholds=dict(limits),
        date=datetime.datetime.now(datetime.UTC).date(),
        questions=len(best),
        auc=round(auc(scores[yes].tolist(), scores[no].tolist()) or 0.0, 3),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.general", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=Path, action="append", default=[], metavar="DIR", help="where texts lie")
    parser.add_argument("--examples", type=Path, metavar="FILE.npz", help="keep what was read here, or take it from it")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    try:
        kept = options.examples
        read, llm = load(kept) if kept and kept.is_file() else collect((QUESTIONS, *options.documents), kept)
        scores = left_out(read)
        entry = entry_of(read, scores, thresholds(read, scores), llm)
        coef, intercept = fit(read.states, read.answers)
        numbers = [float(f"{number:.{SIGNIFICANT_DIGITS}g}") for number in coef]
        arrays = {f"{GENERAL}.coef": np.array(numbers), f"{GENERAL}.intercept": np.array([intercept])}
        write(options.out / f"{GENERAL}.safetensors", arrays, {GENERAL: entry})
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote {GENERAL} to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
