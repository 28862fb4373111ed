"""How cost grows with the document: index build, retrieval and first shown word at 28, 280 and 2,800 points.

Longer documents repeat the points of the bundled one with other names and numbers, so that no two paragraphs are the
same and a search meets near misses; grammar and lengths stay the same. They are indexed in a temporary folder. First
words are timed twice: when a question's passages were never read before, and when their KV cells are cached.
"""

import dataclasses
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from eval.bench.ours import ask
from eval.bench.report import percentile
from index.build import build
from index.chunks import chunk
from index.document import Document, Section
from index.embed import Embedder
from index.structure import parse, read
from rag.service import Service, source_of
from rag.settings import Settings

SIZES = (28, 280, 2800)
MAX_BUILD_SECONDS = 900
"""A size is left out if its build would take longer, judging by the size before."""
_RETRIEVALS = 20

_SYLLABLES = [a + b for a, b in product("бвгдзклмнпрстф", "аеиоу")]
_COUNTRY = re.compile(r"\b(?:Казах|Узбеки|Таджики|Туркмени|Кыргыз)стан")
_ADJECTIVE = re.compile(r"\b(?:Кыргызск|Туркменск|Казахск|Узбекск|Таджикск)")
_REGION = re.compile(r"\bЦентральн(?=[а-я]+ Ази)")
_NUMBER = re.compile(r"\d+")


def measure(settings: Settings, questions: Sequence[str], sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Return an object per size; what was not measured is missing, and `skipped` says why."""
    from index.embed import open_embedder
    from models.fetch import ensure

    document = read(source_of(settings))
    embedder = open_embedder(settings.embedder or ensure("embedder"))
    embedder.passages(["прогрев"])
    found: list[dict[str, Any]] = []
    for size in sizes:
        text = synthesize(document, size)
        chunks = len(chunk(parse(text)))
        expected = found[-1]["build_ms"] / 1000 * chunks / found[-1]["chunks"] if found else 0.0
        if expected > MAX_BUILD_SECONDS:
            skipped = f"its index would take about {expected / 60:.0f} minutes on this machine"
            return [*found, {"points": size, "chunks": chunks, "skipped": skipped}]
        with tempfile.TemporaryDirectory() as folder:
            found.append({"points": size, "chunks": chunks, **_size(settings, text, Path(folder), embedder, questions)})
    return found


def _size(
    settings: Settings, text: str, folder: Path, embedder: Embedder, questions: Sequence[str]
) -> dict[str, float | int]:
    """Return the figures of one size."""
    from tqdm import tqdm

    source, index = folder / "source.txt", folder / "index"
    source.write_text(text, encoding="utf-8")
    began = time.perf_counter()
    build(source, index, embedder, progress=True)
    built = time.perf_counter() - began
    service_settings = dataclasses.replace(settings, index=index, cache=folder, keep_answers=0)
    service = Service(service_settings)
    service.start(prefill=False)
    cold, warm, prepared, seconds = [], [], 0, 0.0
    try:
        service.retrieve(questions[0])
        retrieval = []
        for number in range(_RETRIEVALS):
            began = time.perf_counter()
            service.retrieve(f"{questions[number % len(questions)]} ({number})")  # no embedding is kept of a new one
            retrieval.append(1000 * (time.perf_counter() - began))
        for question in tqdm(questions, desc="First words", unit="question"):
            cold.append(ask(service, question)["first_ms"])
            began = time.perf_counter()
            prepared += service.warm(question)
            seconds += time.perf_counter() - began
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


def stem(number: int) -> str:
    """Return an invented beginning of a name, different for each number below 70³: «Бабаба», «Бабабе» and so on."""
    base = len(_SYLLABLES)
    places = (number // base // base % base, number // base % base, number % base)
    return "".join(_SYLLABLES[place] for place in places).capitalize()


def changed(text: str, copy: int) -> str:
    """Return a paragraph as copy number `copy` has it; copy 0 is the original."""
    if not copy:
        return text
    text = _COUNTRY.sub(f"{stem(copy)}стан", text)
    text = _ADJECTIVE.sub(f"{stem(copy)}ск", text)
    text = _REGION.sub(f"{stem(copy)}н", text)
    return _NUMBER.sub(lambda found: str(int(found[0]) + copy), text)


def synthesize(document: Document, points: int) -> str:
    """Return a text of so many points: a paragraph a line, empty lines between them, the preamble once."""
    preamble = [p for point in document.sections if point.number == 0 for p in point.paragraphs]
    return "\n\n".join([*preamble, *_points([p for p in document.sections if p.number], points)]) + "\n"


def _points(originals: list[Section], count: int) -> Iterator[str]:
    for number in range(count):
        copy, place = divmod(number, len(originals))
        first, *rest = (changed(paragraph, copy) for paragraph in originals[place].paragraphs)
        yield f"{number + 1}. {first}"
        yield from rest
