"""Fit what holds for any document: `python -m training.general [--documents DIR] [--examples FILE] [--out DIR]`.

Has the LLM read what questions about several texts (training/data/documents.toml) find, and fits three heads on it:
the gate, what belongs in a list, and verdicts on claims. The gate weighs the LLM's hidden states alone: retrieval's
numbers, and whatever else memorises a text, are left out (eval/LOG.md). Prints how each does on a text when fitted on
the others, and sets thresholds from that. With --examples what was read is kept in a file, and taken from it next time.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.errors import AskError
from rag.answerability.list_gate import GENERAL_LIST
from rag.answerability.verdict import GENERAL_VERDICT
from rag.weights import FOLDER, GENERAL, Array, HeadEntry, write
from training.general import fits
from training.general.examples import Examples, Matrix
from training.general.reading import collect
from training.heads import SIGNIFICANT_DIGITS
from training.texts import FOLDERS


def heads(read: Examples) -> dict[str, tuple[fits.Fitted, HeadEntry]]:
    """Return the three heads by name, each with its entry."""
    size = {"hidden_state": read.gate.states.shape[1]}
    counts = {name: len(np.unique(getattr(read, name).ids)) for name in ("gate", "lists", "claims")}
    gate, limits, found = fits.fit_gate(read.gate)
    lists, least, listed = fits.fit_lists(read.gate, read.lists)
    claims = fits.fit_verdicts(read.claims)
    sure = {"threshold": fits.SURE, "silence": fits.SILENT}
    return {
        GENERAL: (gate, fits.entry(size, limits, read.llm, counts["gate"], found)),
        GENERAL_LIST: (
            lists,
            fits.entry({**fits.LIST_FEATURES, **size}, {"threshold": least}, read.llm, counts["lists"], listed),
        ),
        GENERAL_VERDICT: (
            claims,
            fits.entry({**fits.CLAIM_FEATURE_SIZES, **size}, sure, read.llm, counts["claims"], None),
        ),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.general", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=Path, action="append", default=[], metavar="DIR", help="where texts lie")
    parser.add_argument("--examples", type=Path, metavar="FILE.npz", help="keep what was read here, or take it from it")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: rag/weights")
    options = parser.parse_args(argv)
    try:
        if options.examples and options.examples.is_file():
            read = Examples.load(options.examples)
        else:
            read = collect((*FOLDERS, *options.documents))
            if options.examples:
                read.save(options.examples)
        arrays: dict[str, Array] = {}
        entries = {}
        for name, (fitted, entries[name]) in heads(read).items():
            arrays |= {f"{name}.coef": _rounded(fitted.coef), f"{name}.intercept": _rounded(fitted.intercept)}
        write(options.out / f"{GENERAL}.safetensors", arrays, entries)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote {', '.join(entries)} to {options.out}")
    return 0


def _rounded(numbers: Matrix) -> Matrix:
    """Numbers with as many digits as tell something."""
    return np.array([float(f"{number:.{SIGNIFICANT_DIGITS}g}") for number in numbers.flat]).reshape(numbers.shape)


if __name__ == "__main__":
    sys.exit(main())
