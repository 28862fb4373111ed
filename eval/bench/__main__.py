"""Measure speed on this machine beside peers.

    python -m eval.bench [--questions N] [--passages N] [--out FILE] [--picture FILE] [--no-peers] [--no-growth]

Our chatbot, LangChain and LlamaIndex answer the same answerable dev questions from the same chunks and models, each in
a process of its own, taking turns; llama.cpp alone is the lower bound. The peers read as many passages as in
their documentation, or `--passages N`. Prints a table and saves it as JSON and as a picture. Absolute times depend on
what else the machine does: quote the ratios. Wiring only.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from eval.answers.process import Command, System, SystemFailedError
from eval.bench.job import PEER_PYTHON, PEERS, peer_command, write_job
from eval.bench.report import FLOOR, OURS, Measured, quality, summary
from eval.bench.table import table
from eval.core.dataset import DEFAULT_QUESTIONS, Question, load, select
from models.errors import AskError

TYPES = ("fact", "number", "list", "why", "how")
SPARE = 4
"""Further questions; the first one that our chatbot answers is asked at each system's start."""
SCALING_QUESTIONS = 3
"""Questions asked of each longer document."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=int, default=20, metavar="N", help="default: 20")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "out" / "bench.json", metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="default: beside --out, as .svg")
    parser.add_argument("--no-peers", action="store_true", help="measure ours and llama.cpp alone")
    parser.add_argument("--passages", type=int, metavar="N", help="passages that the peers read (default: their own)")
    parser.add_argument("--no-growth", action="store_true", help="leave out the longer documents")
    options = parser.parse_args(argv)
    if options.questions < 1:
        parser.error("--questions must be 1 or more")
    out: Path = options.out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        report = run(
            options.questions,
            out.parent,
            peers=not options.no_peers,
            growth=not options.no_growth,
            passages=options.passages,
        )
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(table(report))
    print(f"\nThe same as JSON: {out}\nAs a picture: {_draw(report, options.picture or out.with_suffix('.svg'))}")
    return 0


def run(count: int, logs: Path, *, peers: bool, growth: bool, passages: int | None = None) -> dict[str, Any]:
    """Measure and return the object that is saved as JSON; logs of peers go to `logs`.

    `passages` is how many the peers read, None for what their documentation shows.

    Raises:
        AskError: our chatbot or llama.cpp failed. A peer that fails is named on standard error and left out.
    """
    from tqdm import tqdm

    from rag.settings import Settings

    settings = Settings.from_environment()
    chosen = list(select(load(DEFAULT_QUESTIONS), "dev", TYPES, ("ru",), count + SPARE))
    items, spare = chosen[:count], chosen[count:] or chosen[-1:]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        job, model = write_job(settings, Path(folder), passages)
        running: dict[str, System] = {}
        once: dict[str, dict[str, Any]] = {}
        commands = _commands(logs, peers=peers)
        for command in tqdm(commands, desc="Starting each system twice", unit="system"):
            try:
                system, once[command.name] = _start(command, job, spare)
            except SystemFailedError as error:
                if command.name not in PEERS:
                    raise
                _say(
                    f"{error}\n{command.name} is left out. Delete .venv-bench and run `make bench` to install it again."
                )
                continue
            running[command.name] = system
            stack.callback(system.stop)
        rows = _rounds(running, items)
        sizes = {OURS: Path(folder) / "ours", "LangChain": Path(folder) / "langchain.faiss"}
        sizes["LlamaIndex"] = Path(folder) / "llamaindex"
        systems = {}
        for name in running:
            memory = max(row["peak_rss_mib"] for row in rows[name])
            disk = {"disk_mib": _size(sizes[name]) / 2**20} if name in sizes else {}
            systems[name] = Measured(tuple(rows[name]), {**once[name], **disk, "peak_rss_mib": memory})
        report = {"model": model, "threads": settings.threads, "questions": len(items), **summary(systems)}
        report["prefilled_cells_mib"] = round(_size(settings.prefilled) / 2**20, 1)
        report["systems"] = {name: {"once": s.once, "rows": list(s.rows)} for name, s in systems.items()}
    if growth:
        from eval.bench.scaling import measure

        report["growth"] = measure(settings, [item.question for item in items[:SCALING_QUESTIONS]])
    return report


def _commands(logs: Path, *, peers: bool) -> list[Command]:
    commands = [
        Command(OURS, (sys.executable, "-m", "eval.bench.ours")),
        Command(FLOOR, (sys.executable, "-m", "eval.bench.llamacpp_floor")),
    ]
    if peers and not PEER_PYTHON.is_file():
        _say("The peers are not installed: only ours is measured. `make bench` installs them where there is a network.")
    elif peers:
        commands += [peer_command(name, logs) for name in PEERS]
    return commands


def _start(command: Command, job: Path, spare: list[Question]) -> tuple[System, dict[str, Any]]:
    """Build a system's index, start it twice, so that files and KV cells are warm, and leave it running.

    Our chatbot comes first and removes from `spare` the questions that it refuses: a refusal takes less time.
    """
    once: dict[str, Any] = {}
    serve = command.with_words(str(job), "serve")
    if command.name == FLOOR:
        system = System(serve)
        system.ask(spare[0].id, spare[0].question)
        return system, once
    with System(command.with_words(str(job), "build")) as building:
        once |= building.line()
    with System(serve) as warming:
        warming.ask(spare[0].id, spare[0].question)
        # ours waits before its second question until its passages are prefilled
        while warming.ask(spare[0].id, spare[0].question).get("status") == "refused" and len(spare) > 1:
            del spare[0]
    system = System(serve)
    row = system.ask(spare[0].id, spare[0].question)
    once["start_ms"] = system.since_start()
    once["start_word_ms"] = once["start_ms"] - (row["total_ms"] - row["first_ms"])
    return system, once


def _rounds(running: dict[str, System], items: Sequence[Question]) -> dict[str, list[dict[str, Any]]]:
    """Return every system's row for every question; one system at a time, starting with another one each time."""
    from tqdm import tqdm

    from index.language.words import lemmas

    names = list(running)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    with tqdm(total=len(items) * len(names), desc="Asking", unit="answer") as bar:
        for number, item in enumerate(items):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                row = running[name].ask(item.id, item.question)
                if name != FLOOR:
                    row |= quality(item, row, lemmas)
                if name in PEERS and row["tokens"] > 1 and row["total_ms"] > row["first_ms"]:
                    row["rate"] = 1000 * (row["tokens"] - 1) / (row["total_ms"] - row["first_ms"])
                rows[name].append(row)
                bar.update()
    if FLOOR in rows:  # our decoding speed is measured beside the raw one, where tokens can be counted
        for row, beside in zip(rows[OURS], rows[FLOOR], strict=True):
            row["rate"] = beside["rate"]
    return rows


def _size(path: Path) -> int:
    """Return the bytes of a file, or of the files in a folder."""
    return sum(file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())


def _draw(report: dict[str, Any], path: Path) -> Path:
    from eval.bench.chart import picture

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(picture(report) + "\n", encoding="utf-8")
    return path


def _say(text: str) -> None:
    from tqdm import tqdm

    tqdm.write(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
