"""Measure a document of thousands of paragraphs: `python -m eval.bench.large [--paragraphs N] [--documents DIR]`.

The text is made here: sentences of words that stand in the text named by --like (default: the bundled document), in
paragraphs of its lengths, in articles of its size. Prints and saves: seconds of building beside those of embedding the
same text bare, milliseconds of a query (median, p95), the memory of the process, and seconds until the document can be
asked about and until the page shows it. Needs no LLM.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from index.build import build
from index.bundled import SOURCE
from index.chunks import chunk
from index.embed import Embedder
from index.store import load
from index.structure import parse_bytes
from models.errors import AskError
from rag.retrieval.retriever import Retriever
from rag.web.views.document_view import document_view
from rag.weights.selection import select

PARAGRAPHS, QUERIES = 17_500, 60
PER_ARTICLE = 17
"""Paragraphs of an article of the tax code's section on VAT, in the mean."""
SENTENCE_WORDS = (6, 28)


def made_text(like: str, paragraphs: int, seed: int = 0) -> str:
    """Return a law of articles whose paragraphs have the lengths and the words of another text."""
    chance = random.Random(seed)  # noqa: S311
    pieces = chunk(parse_bytes(like.encode()))
    lengths = [len(piece.text) for piece in pieces]
    words = [word.strip(".,;:()«»") for piece in pieces for word in piece.text.split()]
    words = [word for word in words if word]

    def paragraph() -> str:
        length = chance.choice(lengths)
        sentences: list[str] = []
        while sum(map(len, sentences)) < length:
            chosen = [chance.choice(words) for _ in range(chance.randint(*SENTENCE_WORDS))]
            sentences.append(" ".join(chosen).capitalize()[: max(20, length)] + ".")
        return " ".join(sentences)[:length].rstrip(" .,") + "."

    parts = ["Кодекс для измерения"]
    for number in range(1, paragraphs // PER_ARTICLE + 2):
        heading = " ".join(chance.choice(words) for _ in range(4)).capitalize()
        parts.append(f"Статья {number}. {heading}")
        left = paragraphs - (number - 1) * PER_ARTICLE
        parts += [f"{place}. {paragraph()}" for place in range(1, min(PER_ARTICLE, left) + 1)]
        if left <= PER_ARTICLE:
            break
    return "\n\n".join(parts) + "\n"


def measure(text: str, embedder: Embedder, folder: Path) -> dict[str, Any]:
    """Build the index of a text, ask it, and return what it took.

    Raises:
        AskError: the index cannot be built.
    """
    source = folder / "large.ru.txt"
    source.write_text(text, encoding="utf-8")
    begun = time.perf_counter()
    index = build(source, folder / "index", embedder, progress=True)
    built = time.perf_counter()
    embedder.passages([piece.in_context for piece in index.chunks], progress=True)
    bare = time.perf_counter() - built
    loading = time.perf_counter()
    index = load(folder / "index", embedder.id)
    weights = select(index.document.sha256, embedder.id, embedder.dimension)
    retriever = Retriever(index, embedder, weights.ranker)
    retriever.retrieve("прогрев", 5)
    opened = time.perf_counter() - loading
    showing = time.perf_counter()
    page = len(document_view(index.document))
    shown = time.perf_counter() - showing
    took = [_timed(retriever, question) for question in questions(text)]
    return {
        "paragraphs": len(index.chunks),
        "build_s": round(built - begun, 1),
        "bare_embedding_s": round(bare, 1),
        "build_to_bare": round((built - begun) / bare, 2),
        "query_ms_median": round(float(np.median(took)), 1),
        "query_ms_p95": round(float(np.quantile(took, 0.95)), 1),
        "open_s": round(opened, 2),
        "document_html_s": round(shown, 2),
        "document_html_bytes": page,
        "memory_gib": round(psutil.Process().memory_info().rss / 2**30, 2),
    }


def questions(text: str, seed: int = 1) -> list[str]:
    """Return questions of words of the text."""
    chance = random.Random(seed)  # noqa: S311
    words = text.split()
    return [f"Что сказано о {' '.join(chance.sample(words, chance.randint(2, 6)))}?" for _ in range(QUERIES)]


def _timed(retriever: Retriever, question: str) -> float:
    begun = time.perf_counter()
    retriever.retrieve(question, 10)
    return 1000 * (time.perf_counter() - begun)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.large", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--paragraphs", type=int, default=PARAGRAPHS, metavar="N", help=f"default: {PARAGRAPHS}")
    parser.add_argument("--like", type=Path, default=SOURCE, metavar="FILE.txt", help="whose lengths and words it has")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="save the figures here too")
    options = parser.parse_args(argv)
    if options.paragraphs < PER_ARTICLE:
        parser.error(f"--paragraphs must be {PER_ARTICLE} or more")
    from index.embed import chosen_folder, open_embedder
    from models.fetch import ensure

    try:
        text = made_text(options.like.read_text(encoding="utf-8"), options.paragraphs)
        with tempfile.TemporaryDirectory() as folder:
            found = measure(text, open_embedder(chosen_folder() or ensure("embedder")), Path(folder))
    except (AskError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    shown = json.dumps(found, indent=2)
    print(shown)
    if options.out:
        options.out.write_text(shown + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
