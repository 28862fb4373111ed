"""The evaluators' page: the last report, a run with progress and Stop, two reports compared, one question examined.

A page of its own (/evaluation) beside the chat, so that the chat opens as quickly as before. It lies here because rag/
imports nothing of eval/. A run asks the chat's own service: its questions queue with those of readers. Knows nothing
of how a report is made or drawn.
"""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from eval.core.dataset import DEFAULT_QUESTIONS, EvalError, Question, load, select
from eval.core.diff import diff
from eval.core.loop import Plan, Progress, run
from eval.core.provenance import provenance_of
from eval.core.records import load_report, save
from eval.core.result_cache import ResultCache
from eval.report.html import page as draw
from eval.report.html import save_page
from models.errors import AskError
from rag.messages import MAX_QUESTION
from rag.web.page import STATIC, switches
from rag.web.render import reply
from rag.web.reply_state import ReplyState
from rag.web.strings import LANGUAGES, known, name_of, strings

if TYPE_CHECKING:
    from gradio import Blocks

    from rag.service import Service

HERE = Path(__file__).parent
DEFAULT_OUT = HERE.parent / "out"
TOKEN_HEADER = "X-Ask-Token"  # noqa: S105 (the name of a header)


@dataclass(frozen=True, slots=True)
class Run:
    """How far the run is; `finished` counts the runs so far, `report` is the name of the last one's report."""

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
        """How far the run is."""
        with self._lock:
            return self._now

    def start(self, items: tuple[Question, ...], split: str, selection: Mapping[str, str | int | None]) -> int:
        """Begin a run and return how many ended before it.

        Raises:
            EvalError: one is running.
        """
        with self._lock:
            if self._now.running:
                raise EvalError("A run is under way. Stop it first.")
            before = self._now.finished
            self._now = Run(running=True, total=len(items), finished=before)
        self._stop.clear()
        threading.Thread(target=self._run, args=(items, split, selection), name="evaluation", daemon=True).start()
        return before

    def stop(self) -> None:
        """Stop the run after the step at hand; what was finished is kept and used again."""
        self._stop.set()
        self._tell(stopping=True)

    def _tell(self, **changes: Any) -> None:  # noqa: ANN401 (fields of Run)
        with self._lock:
            self._now = replace(self._now, **changes)

    def _end(self, **changes: str) -> None:
        self._tell(running=False, stopping=False, finished=self._now.finished + 1, **changes)

    def _run(self, items: tuple[Question, ...], split: str, selection: Mapping[str, str | int | None]) -> None:
        def tell(progress: Progress) -> None:
            self._tell(done=progress.done, faulty=self._now.faulty + bool(progress.outcome.faults))

        folder = self._out / split
        try:
            journal = ResultCache(folder / "results.jsonl")
            plan = Plan(provenance_of(self._service.document.sha256, self._settings), selection, journal)
            made = run(self._service, items, tell, self._stop.is_set, plan=plan)
            save(made, folder / "report.json")
            save_page(made, folder / "report.html")
        except (AskError, OSError) as error:
            self._end(error=str(error))
        else:
            self._end(report=f"{split}/report.json")


def reports(out: Path) -> tuple[str, ...]:
    """Names of the reports below a folder, the newest first."""
    found = sorted(out.rglob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    return tuple(path.relative_to(out).as_posix() for path in found)


def show(out: Path, report: str, baseline: str = "") -> str:
    """The HTML page of a report, against a baseline if one is named.

    Raises:
        EvalError: there is no such report.
    """
    names = reports(out)
    for name in filter(None, (report, baseline)):
        if name not in names:  # a browser may name nothing outside the folder
            raise EvalError(f"There is no report {name!r} in {out.name}/. There are: {', '.join(names) or 'none'}.")
    made = load_report(out / report)
    return draw(made, diff(made, load_report(out / baseline)) if baseline else None)


def choose(wanted: Mapping[str, Any], questions: Path) -> tuple[tuple[Question, ...], str, dict[str, str | int | None]]:
    """The questions, the split and the selection that a form asks for.

    Raises:
        EvalError: a field has a value that is not allowed, or nothing is left.
    """
    split, limit = wanted.get("split", "dev"), str(wanted.get("limit") or "")
    if split not in ("dev", "test", "all") or not (limit == "" or (limit.isdecimal() and int(limit) > 0)):
        raise EvalError(f"split {split!r}, limit {limit!r}: allowed are dev, test, all, and a number from 1.")
    types, langs = str(wanted.get("type") or ""), str(wanted.get("lang") or "")
    number = int(limit) if limit else None
    items = select(load(questions), split, (types,) if types else (), (langs,) if langs else (), number)
    return items, split, {"split": split, "types": types or None, "langs": langs or None, "limit": number}


def examine(service: "Service", question: str, language: str) -> str:
    """The reply to one question with everything that is known of how it came about, as HTML."""
    live = ReplyState(question.strip()[: MAX_QUESTION + 1], language)
    try:
        for event in service.ask(live.question):
            live = live.after(event)
    except AskError as error:
        live = live.failed(str(error))
    return reply(live, service.document.last, preamble=service.document.has_preamble)


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
    questions: Path = DEFAULT_QUESTIONS,
) -> None:
    """Add /evaluation to the chat's Blocks."""
    import gradio as gr

    runs = Runs(service, settings, out)

    def start(payload: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"finished": runs.start(*choose(payload, questions))}
        except AskError as error:
            return {"error": str(error)}

    def shown(payload: dict[str, Any]) -> dict[str, str]:
        try:
            return {"html": show(out, str(payload.get("report", "")), str(payload.get("baseline", "")))}
        except AskError as error:
            return {"error": str(error)}

    functions = {
        "reports": lambda _: {"reports": reports(out)},
        "show": shown,
        "start": start,
        "progress": lambda _: asdict(runs.now()),
        "halt": lambda _: runs.stop(),
        "examine": lambda payload: {
            "html": examine(service, str(payload.get("question", "")), known(payload.get("language")))
        },
    }
    token = secrets.token_urlsafe()
    items = load(questions)
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
            server_functions=[for_holders(token, name, action) for name, action in functions.items()],
            title="eval_title",
            strings={language: strings(language, service.document) for language in LANGUAGES},
            file=name_of(service.document),
            types=sorted({item.type for item in items}),
            langs=sorted({item.lang for item in items}),
            token_header=TOKEN_HEADER,
            token=token,
        )
        surface.props["component"] = surface._id  # the script calls its actions itself, to add the header
