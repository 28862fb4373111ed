"""How cost grows with the document: index build, retrieval and first shown word at 28, 280 and 2,800 points.

The texts are made by eval/bench/synthetic.py and indexed in a temporary folder. First shown words are timed twice: when
the passages of a question were never read before, and when their cells are there.
"""

import dataclasses
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.bench.engine import QuietService
from eval.bench.ours import ask
from eval.bench.report import percentile
from eval.bench.synthetic import synthesize
from index.build import build
from index.document import chunk
from index.embed import Embedder
from index.structure import parse, read
from rag.service import source_of
from rag.settings import Settings

SIZES = (28, 280, 2800)
MOST_BUILD_SECONDS = 900
"""A size whose build would take longer, going by the one before it, is left out."""
_RETRIEVALS = 20


def measure(settings: Settings, questions: Sequence[str], sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """One object a size; what was not measured is missing from it, and `skipped` says why."""
    from index.embed import SentenceTransformerEmbedder
    from models.fetch import ensure

    document = read(source_of(settings))
    embedder = SentenceTransformerEmbedder(ensure("embedder"))
    embedder.passages(["прогрев"])
    found: list[dict[str, Any]] = []
    for size in sizes:
        text = synthesize(document, size)
        chunks = len(chunk(parse(text)))
        expected = found[-1]["build_ms"] / 1000 * chunks / found[-1]["chunks"] if found else 0.0
        if expected > MOST_BUILD_SECONDS:
            skipped = f"its index would take about {expected / 60:.0f} minutes on this machine"
            return [*found, {"points": size, "chunks": chunks, "skipped": skipped}]
        with tempfile.TemporaryDirectory() as folder:
            found.append({"points": size, "chunks": chunks, **_size(settings, text, Path(folder), embedder, questions)})
    return found


def _size(
    settings: Settings, text: str, folder: Path, embedder: Embedder, questions: Sequence[str]
) -> dict[str, float | int]:
    """The figures of one size."""
    from tqdm import tqdm

    source, index = folder / "source.txt", folder / "index"
    source.write_text(text, encoding="utf-8")
    began = time.perf_counter()
    build(source, index, embedder, progress=True)
    built = time.perf_counter() - began
    service_settings = dataclasses.replace(settings, index=index, cache=folder)
    service = QuietService(service_settings)
    service.start()
    cold, warm, prepared, seconds = [], [], 0, 0.0
    try:
        service.retrieve(questions[0])
        retrieval = []
        for number in range(_RETRIEVALS):
            began = time.perf_counter()
            service.retrieve(questions[number % len(questions)])
            retrieval.append(1000 * (time.perf_counter() - began))
        for question in tqdm(questions, desc="First words", unit="question"):
            cold.append(ask(service, question)["first_ms"])
            made, spent = service.warm(question)
            prepared, seconds = prepared + made, seconds + spent
            warm.append(ask(service, question)["first_ms"])
    finally:
        service.close()
    cells = sum(file.stat().st_size for file in service_settings.prefilled.glob("*.kv"))
    figures = {
        "build_ms": 1000 * built,
        "index_bytes": sum(file.stat().st_size for file in index.iterdir()),
        "retrieve_ms": percentile(retrieval, 50),
        "retrieve_p95_ms": percentile(retrieval, 95),
        "first_cold_ms": percentile(cold, 50),
        "first_ms": percentile(warm, 50),
    }
    if prepared:
        figures |= {"prefill_ms_a_passage": 1000 * seconds / prepared, "cells_bytes_a_passage": cells / prepared}
    return figures
