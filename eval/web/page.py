"""The evaluators' page: the last report, a run with progress and Stop, two reports compared, one question examined.

A page of its own (/evaluation) beside the chat. The evaluation is imported when the page first asks for something, so
that the chat opens without it. A run asks the chat's own service, which queues its questions with those of readers.
Knows nothing of how a report is made or drawn.
"""

import secrets
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from models.errors import AskError
from rag.messages import MAX_QUESTION
from rag.web.naming import fills
from rag.web.page import STATIC, switches
from rag.web.render import reply
from rag.web.reply_state import ReplyState
from rag.web.strings import LANGUAGES, known, strings

if TYPE_CHECKING:
    from gradio import Blocks

    from eval.core.dataset import Question
    from eval.core.loop import Progress
    from rag.service import Service

HERE = Path(__file__).parent
DEFAULT_OUT = HERE.parent / "out"
TOKEN_HEADER = "X-Ask-Token"  # noqa: S105 (the name of a header)

Selection = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Run:
    """Progress of the current or last run.

    Attributes:
        faulty: Number of questions with a fault so far.
        report: Name of the last run's report.
        finished: Number of runs that have ended.
    """

    running: bool = False
    stopping: bool = False
    done: int = 0
    total: int = 0
    faulty: int = 0
    error: str = ""
    report: str = ""
    finished: int = 0


class Runs:
    """At most one run at a time, in a thread of its own."""

    def __init__(self, service: "Service", settings: object, out: Path) -> None:
        self._service, self._settings, self._out = service, settings, out
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._now = Run()

    def now(self) -> Run:
        """Return the progress of the run."""
        with self._lock:
            return self._now

    def start(self, items: "tuple[Question, ...]", split: str, selection: Selection) -> int:
        """Start a run and return how many ended before it.

        Raises:
            AskError: a run is in progress.
        """
        with self._lock:
            if self._now.running:
                raise AskError("A run is under way. Stop it first.")
            before = self._now.finished
            self._now = Run(running=True, total=len(items), finished=before)
        self._stop.clear()
        threading.Thread(target=self._run, args=(items, split, selection), name="evaluation", daemon=True).start()
        return before

    def stop(self) -> None:
        """Stop the run after the current step; finished questions are kept and reused."""
        self._stop.set()
        self._update(stopping=True)

    def _update(self, **changes: Any) -> None:  # noqa: ANN401 (fields of Run)
        with self._lock:
            self._now = replace(self._now, **changes)

    def _end(self, **changes: str) -> None:
        self._update(running=False, stopping=False, finished=self._now.finished + 1, **changes)

    def _run(self, items: "tuple[Question, ...]", split: str, selection: Selection) -> None:
        from eval.core.loop import Plan, run
        from eval.core.provenance import provenance_of
        from eval.core.records import save
        from eval.core.result_cache import ResultCache
        from eval.report.html import save_page

        def on_progress(progress: "Progress") -> None:
            self._update(done=progress.done, faulty=self._now.faulty + bool(progress.outcome.faults))

        folder = self._out / split
        try:
            result_cache = ResultCache(folder / "results.jsonl")
            plan = Plan(provenance_of(self._service.document.sha256, self._settings), selection, result_cache)
            made = run(self._service, items, on_progress, self._stop.is_set, plan=plan)
            save(made, folder / "report.json")
            save_page(made, folder / "report.html")
        except (AskError, OSError) as error:
            self._end(error=str(error))
        else:
            self._end(report=f"{split}/report.json")


def reports(out: Path) -> tuple[str, ...]:
    """Return the names of the reports below a folder, the newest first."""
    found = sorted(out.rglob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    return tuple(path.relative_to(out).as_posix() for path in found)


def show(out: Path, report: str, baseline: str = "") -> str:
    """Return the HTML page of a report, compared with a baseline if one is named.

    Raises:
        EvalError: there is no such report.
    """
    from eval.core.dataset import EvalError
    from eval.core.diff import diff
    from eval.core.records import load_report
    from eval.report.html import page

    names = reports(out)
    for name in filter(None, (report, baseline)):
        if name not in names:  # a browser may name nothing outside the folder
            raise EvalError(f"There is no report {name!r} in {out.name}/. There are: {', '.join(names) or 'none'}.")
    made = load_report(out / report)
    return page(made, diff(made, load_report(out / baseline)) if baseline else None)


def choices(questions: Path | None = None) -> dict[str, list[str]]:
    """Return the types and the languages of the questions in a file (default: the built-in set)."""
    items = _load(questions)
    return {"types": sorted({item.type for item in items}), "langs": sorted({item.lang for item in items})}


def choose(wanted: Mapping[str, Any], questions: Path | None = None) -> "tuple[tuple[Question, ...], str, Selection]":
    """Return the questions, the split and the selection that a form asks for.

    Raises:
        EvalError: a field has a value that is not allowed, or no question is left.
    """
    from eval.core.dataset import EvalError, select

    split, limit = wanted.get("split", "dev"), str(wanted.get("limit") or "")
    if split not in ("dev", "test", "all") or not (limit == "" or (limit.isdecimal() and int(limit) > 0)):
        raise EvalError(f"split {split!r}, limit {limit!r}: allowed are dev, test, all, and a number from 1.")
    types, langs = str(wanted.get("type") or ""), str(wanted.get("lang") or "")
    number = int(limit) if limit else None
    items = select(_load(questions), split, (types,) if types else (), (langs,) if langs else (), number)
    return items, split, {"split": split, "types": types or None, "langs": langs or None, "limit": number}


def examine(service: "Service", question: str, language: str) -> str:
    """Return the reply to one question, with everything known about how it was made, as HTML."""
    state = ReplyState(question.strip()[: MAX_QUESTION + 1], language)
    try:
        for event in service.ask(state.question):
            state = state.after(event)
    except AskError as error:
        state = state.failed(str(error))
    return reply(state, service.document.last, preamble=service.document.has_preamble)


def page_strings(language: str) -> dict[str, Any]:
    """Return the page's own words in one of `LANGUAGES`; the others are the chat's."""
    return tomllib.loads((HERE / "strings" / f"{language}.toml").read_text(encoding="utf-8"))


def for_holders(token: str, name: str, action: Callable[[dict[str, Any]], object]) -> Callable[..., object]:
    """Return an action as Gradio calls it, for requests that carry a token in `TOKEN_HEADER`.

    Args:
        token: What the page got when it was loaded.
        name: The name by which the page's script calls the action.
        action: Takes the object that the script sends.
    """
    import gradio as gr
    from fastapi import HTTPException

    def call(payload: object, request: gr.Request) -> object:
        shown = request.headers.get(TOKEN_HEADER, "")
        if not secrets.compare_digest(shown.encode(), token.encode()):
            raise HTTPException(
                403, f"{TOKEN_HEADER} is not this run's token. Open or reload /evaluation, which has it."
            )
        if not isinstance(payload, dict):
            raise HTTPException(400, f"The data is a {type(payload).__name__}: an object is needed.")
        return action(payload)

    call.__name__ = name
    return call


def add_page(
    blocks: "Blocks",
    service: "Service",
    settings: object = None,
    out: Path = DEFAULT_OUT,
    questions: Path | None = None,
) -> None:
    """Add /evaluation to the chat's Blocks. Imports nothing of the evaluation until the page calls an action."""
    import gradio as gr

    token = secrets.token_urlsafe()
    actions = _actions(service, settings, out, questions)
    with blocks.route("Evaluation", "/evaluation", show_in_navbar=False):
        surface = gr.HTML(
            value=Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
                switches=switches("./", "eval_back")
            ),
            js_on_load="\n".join(
                path.read_text(encoding="utf-8") for path in (STATIC / "1-strings.js", HERE / "page.js")
            ),
            apply_default_css=False,
            elem_id="ask",
            server_functions=[for_holders(token, name, action) for name, action in actions.items()],
            title="eval_title",
            strings={language: {**strings(language), **page_strings(language)} for language in LANGUAGES},
            document={"names": {language: dict(fills(language, service.document)) for language in LANGUAGES}},
            token_header=TOKEN_HEADER,
            token=token,
        )
        surface.props["component"] = surface._id  # the script calls its actions itself, to add the header


def _actions(
    service: "Service", settings: object, out: Path, questions: Path | None
) -> dict[str, Callable[[dict[str, Any]], object]]:
    """Return what the page's script can call, by name."""
    runs = Runs(service, settings, out)

    def or_error(action: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def guarded(payload: dict[str, Any]) -> dict[str, Any]:
            try:
                return action(payload)
            except AskError as error:
                return {"error": str(error)}

        return guarded

    return {
        "choices": or_error(lambda _: choices(questions)),
        "reports": lambda _: {"reports": reports(out)},
        "show": or_error(
            lambda payload: {"html": show(out, str(payload.get("report", "")), str(payload.get("baseline", "")))}
        ),
        "start": or_error(lambda payload: {"finished": runs.start(*choose(payload, questions))}),
        "progress": lambda _: asdict(runs.now()),
        "halt": lambda _: runs.stop(),
        "examine": lambda payload: {
            "html": examine(service, str(payload.get("question", "")), known(payload.get("language")))
        },
    }


def _load(questions: Path | None) -> "tuple[Question, ...]":
    from eval.core.dataset import DEFAULT_QUESTIONS, load

    return load(questions or DEFAULT_QUESTIONS)
