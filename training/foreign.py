"""Fit the gate for questions in languages that there are no prompts in: `python -m training.foreign [--out DIR]`.

Has the LLM read what the questions of training/data/foreign.jsonl find in the document, and fits one regression over
retrieval's numbers and what the general gate (training/general/) makes of the LLM's states: retrieval knows languages
that the LLM hardly does. Prints how it does in cross-validation, in which an unanswerable question stays with the
answerable one of the same form. With --examples what was read is kept in a file, and taken from it next time.
"""

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.kinds.questions import KindQuestion, load_kinds
from eval.core.statistics.roc import auc
from models.errors import AskError
from rag.answerability.gate import FOREIGN_NUMBERS, Gate
from rag.types import Kind
from rag.weights import FOLDER, FOREIGN, GENERAL, LlmEntry, write
from training.examples import FOLDS, Provenance, open_index
from training.gate import llm_entry
from training.general.examples import Matrix, Read, Row
from training.heads import fit_logistic

QUESTIONS = Path(__file__).parent / "data" / "foreign.jsonl"
REFUSED = 0.15
"""Share of the answerable questions that may be refused."""
INVERSE_PENALTY = 1.0
_READ = "foreign"


def collect(items: Sequence[KindQuestion]) -> tuple[Read, LlmEntry]:
    """Have the LLM read the passages that each question finds; the numbers are those of FOREIGN_NUMBERS."""
    from tqdm import tqdm

    from models.fetch import ensure
    from rag.service import Service
    from rag.settings import Settings

    settings = Settings.from_environment()
    service = Service(settings)
    service.start(prefill=False)
    rows = []
    try:
        for item in tqdm(items, unit="question"):
            for passage, features in service.features(item.question, (), threading.Event(), Kind.LOOKUP):
                told = tuple(features.numbers[name] for name in FOREIGN_NUMBERS)
                right, state = str(passage.point) in item.must, features.vectors["hidden_state"]
                rows.append(Row(item.document, item.id, right, not item.unanswerable, state, told))
    finally:
        service.close()
    return Read.of(rows), llm_entry(settings.llm or ensure("llm"), settings.cache)


def fit(items: Sequence[KindQuestion], read: Read, general: Gate) -> tuple[Matrix, float, float, float]:
    """Return coefficients, (FOREIGN_NUMBERS and state,), the intercept, the threshold, and the AUC over questions."""
    head = general.passage
    of_states = np.asarray(head.weights["hidden_state"], np.float64)
    told = read.states @ of_states + head.intercept
    fitted = fit_logistic(np.column_stack((read.numbers, told)), read.answers, folds_of(items, read), INVERSE_PENALTY)
    best = read.best(fitted.out_of_fold)
    yes, no = best[read.answerable[best]], best[~read.answerable[best]]
    found = fitted.out_of_fold
    threshold, area = float(np.quantile(found[yes], REFUSED)), auc(found[yes].tolist(), found[no].tolist()) or 0.0
    print(f"AUC {area:.3f} over {len(yes)} and {len(no)} questions; at {REFUSED} of the answerable ones "
          f"{np.mean(found[no] < threshold):.3f} of the unanswerable ones refused, right passage first "
          f"{read.answers[yes].mean():.3f}")  # fmt: skip
    *numbers, weight = fitted.coef.tolist()
    coef = np.concatenate((numbers, weight * of_states))
    return coef, fitted.intercept + weight * head.intercept, threshold, area


def folds_of(items: Sequence[KindQuestion], read: Read) -> NDArray[np.int64]:
    """Return the fold of each row; a question has that of its pair."""
    groups = {item.id: item.pair or item.id for item in items}
    names = sorted(set(groups.values()))
    fold = dict(zip(names, (np.random.default_rng(0).permutation(len(names)) % FOLDS).tolist(), strict=True))
    return np.array([fold[groups[str(name)]] for name in read.ids])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.foreign", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--examples", type=Path, metavar="FILE.npz", help="keep what was read here, or take it from it")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    kept = options.examples
    try:
        items = load_kinds(QUESTIONS)
        if kept and kept.is_file():
            with kept.open("rb") as file, np.lib.npyio.NpzFile(file) as arrays:
                read, llm = Read.of_arrays(_READ, arrays), LlmEntry(**json.loads(str(arrays["llm"])))
        else:
            read, llm = collect(items)
            if kept:
                np.savez(kept, llm=np.array(llm.model_dump_json()), **read.to_arrays(_READ))
        coef, intercept, threshold, area = fit(items, read, Gate.load_one(GENERAL))
        features = dict.fromkeys(FOREIGN_NUMBERS, 0) | {"hidden_state": read.states.shape[1]}
        limits = {"answer": round(threshold, 4), "quote": round(threshold, 4)}
        entry = Provenance.of_index(open_index()[0], llm).entry(features, limits, len(np.unique(read.ids)), area)
        made = {f"{FOREIGN}.coef": coef.astype(np.float32), f"{FOREIGN}.intercept": np.array([intercept], np.float32)}
        write(options.out / f"{FOREIGN}.safetensors", made, {FOREIGN: entry})
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote {FOREIGN} to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
