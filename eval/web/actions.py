"""What the evaluators' page can ask for: reports, runs, sets of questions, one question in detail.

Takes and returns what a browser sends and reads as JSON; everything that comes in is untrusted. Knows nothing of
Gradio.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.web.payload import Action, Payload, as_file, or_error, text_of
from eval.web.runs import Runs, Wanted, as_json
from eval.web.set_actions import own_sets
from models.errors import AskError
from rag.messages import MAX_QUESTION
from rag.web.strings import known
from rag.web.views.render import reply
from rag.web.views.reply_state import ReplyState

if TYPE_CHECKING:
    from eval.core.sets import AnyReport
    from eval.web.sets import OwnSets
    from rag.service import Service

COMMITTED_REPORT = Path(__file__).parents[1] / "data" / "last_report.json"
"""The report that comes with the program, without traces, shown where nothing has been run yet."""
COMMITTED = "committed"
"""Its name among the reports."""
DEFAULT_SET = "questions"


def is_report(path: Path) -> bool:
    """Return whether a file begins as a report does: comparisons and benchmarks lie in the same folders."""
    with path.open("rb") as file:
        return re.match(rb'\s*\{\s*"(about|run_metadata)"', file.read(200)) is not None


def reports(out: Path) -> tuple[str, ...]:
    """Return the names of the reports of either set below a folder, the newest first."""
    found = (path for path in out.rglob("*.json") if is_report(path))
    newest = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    return tuple(path.relative_to(out).as_posix() for path in newest)


def report_named(out: Path, name: str) -> "AnyReport":
    """Return a report of a folder by name, or the committed one.

    Raises:
        EvalError: there is no such report.
    """
    from eval.core.dataset import EvalError
    from eval.core.sets import load_report

    if name == COMMITTED:
        return load_report(COMMITTED_REPORT)
    if name not in (names := reports(out)):  # a browser may name nothing outside the folder
        raise EvalError(f"There is no report {name!r} in {out.name}/. There are: {', '.join(names) or 'none'}.")
    return load_report(out / name)


@cache
def committed() -> Payload | None:
    """Return the name of the committed report, its time, commit and number of questions; None if there is none."""
    from eval.core.lookups.records import load_report

    if not COMMITTED_REPORT.exists():
        return None
    report = load_report(COMMITTED_REPORT)
    about = report.run_metadata
    return {
        "name": COMMITTED,
        "made": about.made,
        "commit": about.commit,
        "questions": len(report.outcomes),
        "split": about.selection.get("split") or "",
    }


def show(out: Path, report: str, baseline: str = "", language: str = "en") -> str:
    """Return the HTML page of a report, compared with a baseline if one is named.

    Raises:
        EvalError: there is no such report.
    """
    from eval.core.sets import diff_of
    from eval.report.html import page

    made = report_named(out, report)
    return page(made, diff_of(made, report_named(out, baseline)) if baseline else None, language)


def download(out: Path, report: str, ending: str) -> Payload:
    """Return a report in a format of eval/exchange/export.py, as a name and base64."""
    from eval.exchange.export import export

    stem = report.removesuffix(".json").replace("/", "-") or "report"
    name = f"{stem}{ending}"
    return as_file(name, export(report_named(out, report), name))


def history(out: Path, language: str) -> str:
    """Return the HTML page that plots the runs of this machine."""
    from eval.core.history import past_runs
    from eval.report.trend import trend_page

    return trend_page(past_runs(out), language)


def choices(sets: "OwnSets", chosen: str = DEFAULT_SET) -> Payload:
    """Return the names of the sets, and the types and languages of the questions in one of them."""
    from eval.web.sets import BUILT_IN, OWN, questions_of

    own = [f"{OWN}{name}" for name in sets.names()]
    items = questions_of(sets, chosen if chosen in BUILT_IN or chosen in own else DEFAULT_SET)
    return {
        "sets": [*BUILT_IN, *own],
        "types": sorted({item.type for item in items}),
        "langs": sorted({item.lang for item in items}),
    }


def choose(form: Mapping[str, Any], sets: "OwnSets") -> Wanted:
    """Return the questions that a form asks for, and what the report says of the choice.

    Raises:
        EvalError: a field has a value that is not allowed, or no question is left.
    """
    from eval.core.dataset import EvalError, select
    from eval.web.sets import questions_of

    split, limit = form.get("split", "dev"), str(form.get("limit") or "")
    if split not in ("dev", "test", "all") or not (limit == "" or (limit.isdecimal() and int(limit) > 0)):
        raise EvalError(f"split {split!r}, limit {limit!r}: allowed are dev, test, all, and a number from 1.")
    chosen = str(form.get("set") or DEFAULT_SET)
    items = questions_of(sets, chosen)
    if not any(item.split for item in items):
        split = "all"  # own sets and the second test set have no halves
    types, langs = str(form.get("type") or ""), str(form.get("lang") or "")
    number = int(limit) if limit else None
    items = select(items, split, (types,) if types else (), (langs,) if langs else (), number)
    folder = split if chosen == DEFAULT_SET else chosen
    selection = {"questions": chosen, "split": split, "types": types or None, "langs": langs or None, "limit": number}
    kept = {key: str(form[key]) for key in ("set", "split", "type", "lang", "limit") if form.get(key)}
    return Wanted(items, folder, selection, kept)


def examine(service: "Service", question: str, language: str) -> str:
    """Return the reply to one question, with everything known about how it was made, as HTML."""
    state = ReplyState(question.strip()[: MAX_QUESTION + 1], language)
    try:
        for event in service.ask(state.question):
            state = state.after(event)
    except AskError as error:
        state = state.failed(str(error))
    return reply(state, service.document.last, preamble=service.document.has_preamble)


def page_actions(service: "Service", settings: object, out: Path, data: Callable[[], Path]) -> dict[str, Action]:
    """Return what the page's script can call, by name; each gives an `error` in place of an AskError.

    Args:
        service: Answers the questions.
        settings: Its settings, for the report.
        out: The folder of the reports.
        data: Returns the data folder, asked for when it is needed.
    """
    runs = Runs(service, settings, out)

    def start(form: Payload) -> Payload:
        return {"finished": runs.start(choose(form, own_sets(data)))}

    def reports_known(_: Payload) -> Payload:
        return {"reports": reports(out), "committed": committed()}

    own: dict[str, Action] = {
        "choices": lambda asked: choices(own_sets(data), str(asked.get("set") or DEFAULT_SET)),
        "reports": reports_known,
        "show": lambda asked: {
            "html": show(out, text_of(asked, "report"), text_of(asked, "baseline"), known(asked.get("language")))
        },
        "download": lambda asked: download(out, text_of(asked, "report"), text_of(asked, "format")),
        "history": lambda asked: {"html": history(out, known(asked.get("language")))},
        "start": start,
        "progress": lambda _: as_json(runs.now()),
        "halt": lambda _: runs.stop(),
        "examine": lambda asked: {"html": examine(service, text_of(asked, "question"), known(asked.get("language")))},
    }
    return {name: or_error(action) for name, action in own.items()}
