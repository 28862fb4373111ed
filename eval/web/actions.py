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
from eval.web.runs import Runs, Selection, Wanted, as_json
from eval.web.set_actions import own_sets
from models.errors import AskError
from rag.messages import MAX_QUESTION
from rag.web.strings import known
from rag.web.views.render import reply
from rag.web.views.reply_state import ReplyState

if TYPE_CHECKING:
    from eval.core.sets import AnyQuestions, AnyReport
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
        LocalizedError: there is no such report, or it cannot be read.
    """
    from eval.core.messages import EvalError, LocalizedError
    from eval.core.sets import load_report

    if name != COMMITTED and name not in (names := reports(out)):  # a browser may name nothing outside the folder
        raise LocalizedError("report_none", name=name, known=", ".join(names) or "–")
    try:
        return load_report(COMMITTED_REPORT if name == COMMITTED else out / name)
    except EvalError as error:
        raise LocalizedError("report_damaged", name=name) from error


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


def download(out: Path, report: str, ending: str, language: str = "en") -> Payload:
    """Return a report in a format of eval/exchange/export.py and a language, as a name and base64."""
    from eval.exchange.export import export

    stem = report.removesuffix(".json").replace("/", "-") or "report"
    name = f"{stem}{ending}"
    return as_file(name, export(report_named(out, report), name, language))


def history(out: Path, language: str) -> str:
    """Return the HTML page that plots the runs of this machine."""
    from eval.core.history import past_runs
    from eval.report.trend import trend_page

    return trend_page(past_runs(out), language)


def choices(sets: "OwnSets", chosen: str = DEFAULT_SET) -> Payload:
    """Return the names of the sets, and the types and languages of the questions in one of them."""
    from eval.web.sets import BUILT_IN, OWN, questions_of, type_of

    own = [f"{OWN}{name}" for name in sets.names()]
    items = questions_of(sets, chosen if chosen in BUILT_IN or chosen in own else DEFAULT_SET)
    return {
        "sets": [*BUILT_IN, *own],
        "types": sorted({type_of(item) for item in items}),
        "langs": sorted({item.lang for item in items}),
        "halves": any(item.split for item in items),
    }


def choose(form: Mapping[str, Any], sets: "OwnSets") -> Wanted:
    """Return the questions that a form asks for, of either sort, and what the report says of the choice.

    Raises:
        LocalizedError: a field has a value that is not allowed, or no question is left.
    """
    from eval.core.dataset import select
    from eval.core.kinds.questions import DECLARATION
    from eval.core.messages import LocalizedError
    from eval.core.sets import half_of, kinds_of, lookups_of, select_kinds
    from eval.web.sets import OWN, questions_of

    wanted, limit = str(form.get("split") or "dev"), str(form.get("limit") or "")
    if wanted not in ("dev", "test", "all"):
        raise LocalizedError("form_split", split=wanted)
    if limit and not re.fullmatch(r"0*[1-9]\d{0,4}", limit, re.ASCII):
        raise LocalizedError("form_limit", limit=limit)
    chosen = str(form.get("set") or DEFAULT_SET)
    types, langs = str(form.get("type") or ""), str(form.get("lang") or "")
    named, spoken, number = (types,) if types else (), (langs,) if langs else (), int(limit) if limit else None
    questions = questions_of(sets, chosen)
    split = half_of(questions, wanted)  # own sets and the second test set have no halves
    lookups, known = lookups_of(questions), kinds_of(questions)
    items: AnyQuestions
    if lookups:
        items = select(lookups, split, named, spoken, number)
        folder = split if chosen == DEFAULT_SET else chosen
        further: Selection = {"types": types or None}
    else:
        about = None if chosen.startswith(OWN) else DECLARATION
        items = select_kinds(known, split, named, spoken, document=about, limit=number)
        # A set may have been one of look-ups before; its own answers are kept apart.
        folder = f"{chosen}/kinds" if chosen.startswith(OWN) else chosen if split == "dev" else f"{chosen}/{split}"
        further = {"kinds": types or None}
    selection: Selection = {"questions": chosen, "split": split, **further, "langs": langs or None, "limit": number}
    kept = {key: str(form[key]) for key in ("set", "split", "type", "lang", "limit") if form.get(key)}
    return Wanted(items, folder, selection, kept, known)


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
        "download": lambda asked: download(
            out, text_of(asked, "report"), text_of(asked, "format"), known(asked.get("language"))
        ),
        "history": lambda asked: {"html": history(out, known(asked.get("language")))},
        "start": start,
        "progress": lambda asked: as_json(runs.now(), known(asked.get("language"))),
        "halt": lambda _: runs.stop(),
        "examine": lambda asked: {"html": examine(service, text_of(asked, "question"), known(asked.get("language")))},
    }
    return {name: or_error(action) for name, action in own.items()}
