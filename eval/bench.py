"""Speed on this machine: `python -m eval.bench [--questions N] [--out FILE]`.

Asks answerable dev questions twice in turn, with prefilled passages and with plain prefill of the same passages by the
same model, and prints medians, 95th percentiles and their ratios; also decoding with and without grammar and lexicon.
Absolute times depend on what else the machine does: quote the ratios.
"""

import argparse
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.dataset import DEFAULT_QUESTIONS, load, select
from models.errors import AskError

if TYPE_CHECKING:
    from rag.llm import LlamaGenerator, Prompt

TYPES = ("fact", "number", "list", "why", "how")
DECODED = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds for one question: until the gate and the first token are known, and tokens per second after it."""

    read: float
    first: float
    rate: float


def measure(generator: "LlamaGenerator", prompt: "Prompt", grammar: str) -> Sample:
    """Read a prompt and write DECODED tokens at most."""
    began = time.perf_counter()
    with generator.read(prompt, threading.Event()) as reading:
        reading.preference()
        read = time.perf_counter() - began
        first, pieces = 0.0, 0
        for _ in reading.write(grammar, None, DECODED):
            first = first or time.perf_counter() - began
            pieces += 1
        rate = (pieces - 1) / (time.perf_counter() - began - first) if pieces > 1 else 0.0
    return Sample(read, first, rate)


def run(count: int) -> dict[str, Any]:
    """Measure; the result is the object that is saved as JSON. Times are milliseconds."""
    from tqdm import tqdm

    from index.embed import SentenceTransformerEmbedder
    from index.store import load as load_index
    from models.fetch import ensure
    from rag import prompt as prompts
    from rag.llm import LlamaGenerator, Prompt
    from rag.retrieve import Retriever
    from rag.service import identity
    from rag.settings import Settings

    settings = Settings.from_environment()
    embedder = SentenceTransformerEmbedder(ensure("embedder"))
    retriever = Retriever(load_index(settings.index, embedder.id), embedder)
    path = settings.llm or ensure("llm")
    questions = select(load(DEFAULT_QUESTIONS), split="dev", types=TYPES, langs=("ru",), limit=count)
    free = "root ::= [^\\x00]+\n"
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = (
            LlamaGenerator(
                path,
                threads=settings.threads,
                cells=settings.context,
                kv_type=settings.kv_type,
                kv_folder=kv_folder,
                identity=identity(path),
            )
            for kv_folder in (settings.cache / "passage-kv", Path(folder))
        )
        for question in tqdm(questions, desc="bench", unit="question"):
            began = time.perf_counter()
            found = retriever.retrieve(question.question, 10).chunks[: settings.passages]
            rows.setdefault("retrieval", []).append(1000 * (time.perf_counter() - began))
            read = tuple((p.point, p.text) for p in sorted(found, key=lambda p: (p.point, p.start)))
            prompt = Prompt(read, question.question, prompts.judgement("ru"), prompts.ending("ru"))
            for point, text in read:
                ours.prepare(point, text)
            grammar = prompts.grammar(sorted({p.point for p in found}), "ru")
            for name, generator, rules in (
                ("prefilled", ours, grammar),
                ("plain", plain, grammar),
                ("free", ours, free),
            ):
                sample = measure(generator, prompt, rules)
                rows.setdefault(f"{name}: first token", []).append(1000 * sample.first)
                rows.setdefault(f"{name}: tokens/s", []).append(sample.rate)
        ours.close()
        plain.close()
    figures = {name: {"p50": _percentile(row, 50), "p95": _percentile(row, 95)} for name, row in rows.items()}
    ratios = {
        "first token, plain / prefilled": _ratio(rows["plain: first token"], rows["prefilled: first token"]),
        "tokens/s, constrained / free": _ratio(rows["prefilled: tokens/s"], rows["free: tokens/s"]),
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"model": path.stem, "questions": len(questions), "figures": figures, "ratios": ratios, "peak_rss_mib": peak}


def _percentile(row: Sequence[float], share: float) -> float:
    return round(float(np.percentile(row, share)), 1)


def _ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Median of the ratios question by question."""
    return round(float(np.median(np.array(above) / np.maximum(np.array(below), 1e-9))), 2)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=int, default=20, metavar="N", help="default: 20")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out" / "bench.json", metavar="FILE")
    options = parser.parse_args(argv)
    try:
        result = run(options.questions)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    for name, row in result["figures"].items():
        print(f"{name:28} p50 {row['p50']:9.1f}   p95 {row['p95']:9.1f}")
    for name, ratio in result["ratios"].items():
        print(f"{name:34} {ratio:.2f}")
    print(f"peak memory of this process, two models loaded: {result['peak_rss_mib']:.0f} MiB")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
