"""Our chatbot as one of the bench's systems: `python -m eval.bench.ours JOB.json build|serve`.

Speaks the same protocol as the peers (eval/bench/peers/common.py), so that it is started and measured like them. It is
asked through `rag.service.Service`, as a user asks it; of the job only the folder is used, the rest is in the settings.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.bench.peers.common import own_output, peak_rss_mib
from index.build import build
from models.errors import AskError
from models.fetch import ensure
from rag.service import Service, source_of
from rag.settings import Settings
from rag.types import Answer, Finished, PassagesFound, Result, SentenceVerified, Token

_POLL_SECONDS = 0.2


def ask(service: Service, question: str) -> dict[str, Any]:
    """Ask one question and return when its events arrived, in milliseconds, and the answer's sentences.

    The first shown word of a refusal is the refusal itself.
    """
    began = time.perf_counter()
    at: dict[str, float] = {}
    result: Result | None = None
    for event in service.ask(question):
        now = 1000 * (time.perf_counter() - began)
        match event:
            case PassagesFound():
                at.setdefault("passages_ms", now)
            case Token():
                at.setdefault("first_ms", now)
            case SentenceVerified():
                at.setdefault("first_ms", now)
                at.setdefault("sentence_ms", now)
            case Finished():
                result = event.result
                at["total_ms"] = now
    if result is None:
        raise AskError("The question was cancelled.")
    at.setdefault("first_ms", at["total_ms"])
    sentences = result.sentences if isinstance(result, Answer) else ()
    return {
        **at,
        "retrieve_ms": result.timings.retrieve,
        "status": "answered" if isinstance(result, Answer) else "refused",
        "answer": result.text,
        "sentences": [[s.text, [c.point for c in s.citations]] for s in sentences],
        "peak_rss_mib": peak_rss_mib(),
    }


def settle(service: Service) -> None:
    """Wait, with a progress bar, until missing passages are prefilled in the background."""
    from tqdm import tqdm

    with tqdm(total=100, desc="Prefilling passages", unit="%", leave=False, delay=2) as bar:
        while (status := service.status()).stage not in {"ready", "failed"}:
            bar.update(round(100 * (status.done or 0)) - bar.n)
            time.sleep(_POLL_SECONDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    job, mode = (sys.argv[1:] if argv is None else argv)[:2]
    output = own_output()

    def say(**fields: object) -> None:
        output.write(json.dumps(fields, ensure_ascii=False) + "\n")

    settings = replace(Settings.from_environment(), keep_answers=0)  # what is asked again is measured again
    if mode == "build":
        from index.embed import open_embedder

        folder = Path(json.loads(Path(job).read_text(encoding="utf-8"))["folder"])
        embedder = open_embedder(settings.embedder or ensure("embedder"))
        began = time.perf_counter()
        build(source_of(settings), folder / "ours", embedder)
        say(build_ms=1000 * (time.perf_counter() - began))
        return 0
    service = Service(settings)
    service.start()
    try:
        for number, line in enumerate(sys.stdin):
            asked = json.loads(line)
            if number:  # the first one is asked at once: it is how long a start takes
                settle(service)
            say(id=asked["id"], **ask(service, asked["question"]))
    finally:
        service.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
