"""What the peers share: the job that they read, the timing, and the protocol.

`python PEER.py JOB.json build` makes the peer's index and writes how long it took. `python PEER.py JOB.json serve`
loads it, then answers questions: a JSON object per line on standard input, one per line on standard output, with the
milliseconds from the question's arrival to the passages, the first words and the last ones, the tokens, the text, and
the points cited. The caller decides when a peer works, so that several systems can take turns.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

CACHE_BYTES = 128 * 2**20
"""Size of llama-cpp-python's prefix cache. It does not count the copy of the logits (300 MiB for this vocabulary) that
each entry holds besides the KV cells: with its default of 2 GiB a peer outgrows any laptop."""

INSTRUCTION = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise. Answer in the language of the question."
)
CITE = "After each sentence of your answer cite the pieces that it rests on by their labels, like [п. 16]."
"""Asked last, right before the answer: of a line in the system's message a small LLM took no notice."""


@dataclass(frozen=True)
class Job:
    """Model paths, sizes, and the chunks as (point, text).

    `top` is the number of passages read; None for as many as in the peer's documentation.
    """

    llm: str
    embedder: str
    threads: int
    context: int
    max_tokens: int
    top: int | None
    folder: Path
    chunks: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Found:
    """Retrieved passages in the framework's own form, and the point that each citation mark in the answer means."""

    passages: Any
    sources: dict[str, int]


def label(point: int) -> str:
    """Return how a point is cited, as our own answers do; 0 is the preamble."""
    return f"п. {point}" if point else "преамбула"


class Peer(Protocol):
    """A system; its constructor loads the embedder."""

    def build(self) -> None:
        """Embed the chunks and save the index to the job's folder."""

    def load(self) -> None:
        """Load the index and the LLM."""

    def retrieve(self, question: str) -> Found:
        """Return the passages for a question."""

    def stream(self, question: str, found: Found) -> Iterator[str]:
        """Yield the answer, piece by piece."""

    def tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""


def read_job(path: Path) -> Job:
    """Read the job in a JSON file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    chunks = tuple((int(point), str(text)) for point, text in raw.pop("chunks"))
    return Job(**{**raw, "folder": Path(raw["folder"]), "chunks": chunks})


def own_output() -> TextIO:
    """Return standard output for the protocol alone: what libraries print there goes to standard error."""
    mine = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return mine


def peak_rss_mib() -> float:
    """Return the peak memory of this process in MiB; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def answer(peer: Peer, question: str) -> dict[str, Any]:
    """Ask one question and time it."""
    began = time.perf_counter()

    def elapsed() -> float:
        return 1000 * (time.perf_counter() - began)

    found = peer.retrieve(question)
    retrieved = elapsed()
    first, last, text = None, retrieved, ""
    for piece in peer.stream(question, found):
        if piece:
            last = elapsed()
            text += piece
            first = last if first is None and text.strip() else first
    marks = re.findall(r"\d+|преамбула", " ".join(re.findall(r"\[[^\]]*\]", text)))
    cited = [found.sources[mark] for mark in marks if mark in found.sources]
    return {
        "retrieve_ms": retrieved,
        "first_ms": last if first is None else first,
        "total_ms": last,
        "tokens": peer.tokens(text),
        "answer": text.strip(),
        "sources": found.sources,
        "cited": sorted(set(cited)),
        "peak_rss_mib": peak_rss_mib(),
    }


def main(make: Callable[[Job], Peer]) -> None:
    """Run the command line of a peer's script."""
    output = own_output()
    job = read_job(Path(sys.argv[1]))
    mode = sys.argv[2] if len(sys.argv) > 2 else "serve"

    def say(**fields: object) -> None:
        output.write(json.dumps(fields, ensure_ascii=False) + "\n")

    peer = make(job)
    if mode == "build":
        began = time.perf_counter()
        peer.build()
        say(build_ms=1000 * (time.perf_counter() - began))
        return
    peer.load()
    for line in sys.stdin:
        asked = json.loads(line)
        say(id=asked["id"], **answer(peer, asked["question"]))
