"""The job that the systems of the bench read, and how the peers among them are started."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from eval.answers.process import ROOT, Command

if TYPE_CHECKING:
    from rag.settings import Settings

PEERS = {"LangChain": "langchain_peer.py", "LlamaIndex": "llamaindex_peer.py"}
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"


def write_job(settings: "Settings", folder: Path, passages: int | None) -> tuple[Path, str]:
    """Write the job that every system reads, and return its path and the LLM's name.

    `passages` is how many passages the peers read, None for what their documentation shows.
    """
    from index.chunks import chunk
    from index.structure import read
    from models.fetch import ensure
    from rag.service import source_of

    llm: Path = settings.llm or ensure("llm")
    job = {
        "llm": str(llm),
        "embedder": str(ensure("embedder")),
        "threads": settings.threads,
        "context": settings.context,
        "max_tokens": settings.max_tokens,
        "top": passages,
        "folder": str(folder),
        "chunks": [(piece.section.number, piece.text) for piece in chunk(read(source_of(settings)))],
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
    return path, llm.stem


def peer_command(name: str, logs: Path) -> Command:
    """Return how a peer is started, without its job and mode; what it logs goes to an emptied file in `logs`."""
    log = logs / f"bench-{name.lower()}.log"
    log.write_text("", encoding="utf-8")
    return Command(name, (str(PEER_PYTHON), str(ROOT / "eval" / "bench" / "peers" / PEERS[name])), log)
