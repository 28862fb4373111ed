"""Ask the bench's peers the evaluation's questions, and write the full report of each, like that of any system.

    python -m eval.peers [--peers LangChain,LlamaIndex] [--questions FILE] [--split dev|test|all] [--limit N]
                         [--ours REPORT.json] [--passages N] [--out DIR] [--fresh]

Both sets without --questions. Each peer answers from the same chunks and models in a process of its own, and knows no
earlier turns: a follow-up is asked as it stands. Writes answers.jsonl, report.json and report.html for each peer and
set, to be compared with ours by `python -m eval.compare --a … --b …`, and NAME.md, a table of all, in which a report of
ours on these questions, or on more (`--ours`), stands beside. Ctrl-C stops after the current question; the same command
resumes. The exit status is 0, 130 if stopped, 1 for an error.
"""

import argparse
import hashlib
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.answers.ask import Asking
from eval.answers.judge import write_objects
from eval.answers.process import System
from eval.answers.read import marked_sections
from eval.answers.side import Side
from eval.bench.job import PEER_PYTHON, PEERS, peer_command, write_job
from eval.compare import judged
from eval.core.aims import FAILED, INTERRUPTED, MET
from eval.core.dataset import DEFAULT_QUESTIONS, EvalError
from eval.core.kinds.questions import KINDS_QUESTIONS
from eval.core.kinds.report import KindReport
from eval.core.provenance import Provenance, provenance_of
from eval.core.result_cache import code_digest
from eval.core.sets import AnyReport, load_questions, load_report, restricted, save_report, select_questions
from eval.report import refusals
from eval.report import table as lookup_table
from eval.report.beside import beside, ids_of
from eval.report.html import save_page
from eval.report.kinds import table as kind_table
from eval.running import stop_on_interrupt
from index.document import PREAMBLE
from models.errors import AskError

DEFAULT_OUT = Path(__file__).parent / "out" / "peers"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    names = [name for name in options.peers.split(",") if name]
    try:
        if unknown := [name for name in names if name not in PEERS]:
            raise EvalError(f"There is no peer {', '.join(unknown)}. They are {', '.join(PEERS)}.")
        if not PEER_PYTHON.is_file():
            raise EvalError("The peers are not installed. make bench-peers installs them, over a network.")
        ours = [load_report(path) for path in options.ours]  # before the long part: a mistyped name should fail now
        for path in options.questions or (DEFAULT_QUESTIONS, KINDS_QUESTIONS):
            made: dict[str, AnyReport] = {}
            for name in names:
                report = _report(name, path, options)
                if report is None:
                    print("Stopped. The same command goes on from here.", file=sys.stderr)
                    return INTERRUPTED
                made[name] = report
            _beside(made, ours, options.out / f"{path.stem}.md")
    except AskError as error:
        print(error, file=sys.stderr)
        return FAILED
    return MET


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.peers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--peers", default=",".join(PEERS), metavar="A,B", help=f"default: {','.join(PEERS)}")
    parser.add_argument("--questions", type=Path, action="append", metavar="FILE", help="default: both sets")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev", help="default: dev")
    parser.add_argument("--limit", type=int, metavar="N", help="only N of the chosen questions, spread over the set")
    parser.add_argument(
        "--ours", type=Path, action="append", default=[], metavar="REPORT.json", help="ours on these questions"
    )
    parser.add_argument("--passages", type=int, metavar="N", help="passages that they read (default: their own)")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help="default: eval/out/peers")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    return parser


def as_answer(line: dict[str, Any]) -> dict[str, Any]:
    """Return a peer's line as an answer: its citation marks as ours, its passages in their order, its times.

    A mark like "[п. 16]" stays; a number in brackets, and "Source 2" as the prompt calls passages, become such marks.
    """
    sources: dict[str, int] = line["sources"]

    def marks(text: str) -> str:
        points = dict.fromkeys(sources[mark] for mark in re.findall(r"\d+", text) if mark in sources)
        return "".join("[преамбула]" if point == PREAMBLE else f"[п. {point}]" for point in points)

    def marked(match: re.Match[str]) -> str:
        return match[0] if marked_sections(match[0]) else marks(match[0]) or match[0]

    def copied(match: re.Match[str]) -> str:
        return f"{match[2].strip()} {found}" if (found := marks(match[1])) else match[0]

    # A passage that is copied with its heading, as small LLMs do, cites it; so does the heading in a sentence.
    answer = re.sub(
        r"(?ms)^(Source \d+):\s*(.*?)(?=^Source \d+:|\Z)", lambda found: copied(found) + "\n", line["answer"]
    )
    answer = re.sub(r"\[[^\]]*\]", marked, answer)
    return {
        "id": line["id"],
        "answer": re.sub(r"\bSource \d+", lambda found: marks(found[0]) or found[0], answer).strip(),
        "passages": [{"point": point} for point in dict.fromkeys(sources.values())],
        "timings_ms": {"retrieve": line["retrieve_ms"], "first_token": line["first_ms"], "total": line["total_ms"]},
    }


def _beside(made: dict[str, AnyReport], ours: Sequence[AnyReport], path: Path) -> None:
    """Print and write the peers' figures side by side, with ours on the same questions if there is one."""
    asked = ids_of(next(iter(made.values())))
    own = next((restricted(report, asked) for report in ours if asked <= ids_of(report)), None)
    if ours and own is None:
        print(f"None of our reports is on the {len(asked)} questions of {path.stem}.", file=sys.stderr)
    table = beside({**({"ours": own} if own else {}), **made})
    path.write_text(table + "\n", encoding="utf-8")
    print(f"{table}\n\nThis table: {path}\n")


def _report(name: str, path: Path, options: argparse.Namespace) -> AnyReport | None:
    """Ask a peer, judge it and print its report; return None where it was stopped."""
    from tqdm import tqdm

    known = load_questions(path)
    items = _spread(select_questions(known, options.split), options.limit)
    folder = options.out / name.lower() / path.stem
    folder.mkdir(parents=True, exist_ok=True)
    objects: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as job_folder, stop_on_interrupt() as stop:
        side = _side(name, Path(job_folder), folder, options.passages)
        serving, cache = side.command.with_words("serve"), folder / "results.jsonl"
        with Asking([serving], [cache], [side.provenance.context], fresh=options.fresh, translate=as_answer) as asking:
            if any(asking.kept(item) == [None] for item in items):
                with System(side.command.with_words("build")) as building:
                    building.line()
            for item in tqdm(items, desc=name, unit="question", dynamic_ncols=True):
                if stop.is_set() and asking.kept(item) == [None]:
                    return None
                objects += asking.ask(item)
    write_objects(folder / "answers.jsonl", objects)
    selection = {"questions": path.name, "split": options.split, "limit": options.limit}
    made = judged(side, items, objects, known, selection)
    save_report(made, folder / "report.json")
    save_page(made, folder / "report.html")
    print(f"{name}, {path.name}\n\n{_table(made)}\n\nThe report: {folder / 'report.html'}\n")
    return made


def _spread(items: Sequence[Any], limit: int | None) -> Any:  # noqa: ANN401 (questions of either set)
    """Return `limit` questions at even distances."""
    if limit is None or limit >= len(items):
        return tuple(items)
    return tuple(items[number * len(items) // limit] for number in range(limit))


def _side(name: str, job_folder: Path, logs: Path, passages: int | None) -> Side:
    """Return a peer as a system; its answers depend on its scripts, models and settings, and on the chunks."""
    from rag.service import Service
    from rag.settings import Settings

    settings = Settings.from_environment()
    job, _ = write_job(settings, job_folder, passages)
    document = Service(settings).document
    ours = provenance_of(document.sha256, settings)
    scripts = hashlib.sha256(code_digest(folders=("eval/bench/peers", "index")).encode()).hexdigest()
    provenance = Provenance(
        ours.document,
        scripts,
        ours.commit,
        {**ours.models, "system": name},
        {"threads": settings.threads, "context": settings.context, "max_tokens": settings.max_tokens,
         "passages": passages},
        ours.stamps,
        ours.machine,
        {key: value for key, value in ours.weights.items() if key in ours.models},
    )  # fmt: skip
    return Side(name, peer_command(name, logs).with_words(str(job)), provenance, document)


def _table(made: AnyReport) -> str:
    parts = (kind_table(made) if isinstance(made, KindReport) else lookup_table(made), refusals(made.refusals))
    return "\n\n".join(part for part in parts if part)


if __name__ == "__main__":
    sys.exit(main())
