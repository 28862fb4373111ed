"""Ask the questions of every kind, and judge each answer by the rule of its kind.

    python -m eval.kinds [--questions FILE] [--split dev|test|all] [--kinds list,count] [--given-kinds] [--out DIR]

Writes objects.jsonl, what `rag.ask --json` writes with the question's id, and prints a table. `--given-kinds` tells the
engine each question's kind, and so measures the modules without the classifier. Wiring only: the rules are
eval/core/kinds.py.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.core.dataset import history_of
from eval.core.estimates import Estimate, estimate
from eval.core.kinds import (
    KINDS_QUESTIONS,
    Given,
    KindQuestion,
    given_from_object,
    list_precision,
    list_recall,
    load_kinds,
    misleading,
    right,
    short_is_right,
    theme_coverage,
)
from models.errors import AskError

DEFAULT_OUT = Path(__file__).parent / "out" / "kinds"
Judged = tuple[KindQuestion, Mapping[str, Any]]
Metric = Callable[[KindQuestion, Given], float | bool | None]
_METRICS: Mapping[str, Metric] = {
    "right": right,
    "misleading": misleading,
    "precision": lambda q, g: list_precision(q, g) if q.kind == "list" else None,
    "recall": lambda q, g: list_recall(q, g) if q.kind == "list" else None,
    "coverage": theme_coverage,
    "short": short_is_right,
    "kind": lambda q, g: None if g.kind is None else g.kind == q.kind,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        questions = [
            q for q in load_kinds(options.questions, options.split) if not options.kinds or q.kind in options.kinds
        ]
        judged = ask_all(questions, options.out / "objects.jsonl", given_kinds=options.given_kinds)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(judged))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.kinds", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=Path, default=KINDS_QUESTIONS, metavar="FILE")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev", help="default: dev")
    parser.add_argument(
        "--kinds", type=lambda text: text.split(","), default=(), metavar="A,B", help="only these kinds"
    )
    parser.add_argument("--given-kinds", action="store_true", help="tell the engine the kind of each question")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help="default: eval/out/kinds")
    return parser


def ask_all(questions: Sequence[KindQuestion], path: Path, *, given_kinds: bool = False) -> list[Judged]:
    """Ask all questions with a progress bar; return each with its object, and write the objects to a file."""
    from tqdm import tqdm

    from rag.render import error_json, to_json
    from rag.service import Service
    from rag.settings import Settings
    from rag.types import Finished, Kind

    path.parent.mkdir(parents=True, exist_ok=True)
    service = Service(replace(Settings.from_environment(), keep_answers=0))
    service.start(prefill=False)
    judged: list[Judged] = []
    try:
        service.wait()
        with path.open("w", encoding="utf-8") as file:
            for question in tqdm(questions, unit="question", dynamic_ncols=True):
                kind = Kind(question.kind) if given_kinds else None
                try:
                    events = service.ask(question.question, history_of(question), kind=kind)
                    (result,) = (event.result for event in events if isinstance(event, Finished))
                    found = to_json(result, question.id)
                except AskError as error:
                    found = error_json(str(error), question.id, question.question)
                file.write(json.dumps(found, ensure_ascii=False) + "\n")
                judged.append((question, found))
    finally:
        service.close()
    return judged


def table(judged: Sequence[Judged]) -> str:
    """Return the figures of each kind, of the slices and of all, as text."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups["unanswerable" if one[0].unanswerable else one[0].kind].append(one)
        for mark in one[0].slices - {"unanswerable"}:
            groups[f"({mark})"].append(one)
        groups["all"].append(one)
    names = sorted(groups, key=lambda name: (name == "all", name.startswith("("), name))
    head = f"{'kind':<18}" + "".join(f"{name:>26}" for name in _METRICS)
    rows = [
        f"{name:<18}" + "".join(_cell(_measured(groups[name], metric)) for metric in _METRICS.values())
        for name in names
    ]
    return "\n".join((head, *rows))


def _measured(judged: Sequence[Judged], metric: Metric) -> Estimate:
    values = [(q, metric(q, given_from_object(found))) for q, found in judged]
    present = [(q, float(value)) for q, value in values if value is not None]
    return estimate([value for _, value in present], [_cluster(q) for q, _ in present])


def _cluster(question: KindQuestion) -> str:
    """Questions with the same first gold section succeed or fail together; the others stand alone."""
    return question.must[0] if question.must else question.pair or question.id


def _cell(found: Estimate) -> str:
    if found.value is None:
        return f"{'–':>26}"
    interval = "" if found.low is None else f" ({found.low:.2f} to {found.high:.2f})"
    return f"{f'{found.value:.3f}{interval} n={found.n}':>26}"


if __name__ == "__main__":
    sys.exit(main())
