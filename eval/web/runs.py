"""Runs that the evaluators' page starts: one at a time, beside the readers, stopped and resumed, also after a restart.

A run goes on when the page is closed. While somebody asks on the page or by the API it steps aside: its own question is
stopped at once and asked anew afterwards, so that neither the reader waits nor the run's times are spoilt.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.web.yielding import Yielding
from models.errors import AskError
from models.files import write_atomically

if TYPE_CHECKING:
    from eval.core.kinds.questions import KindQuestion
    from eval.core.lookups.loop import Progress
    from eval.core.run_report import Fault
    from eval.core.sets import AnyQuestions, AnyReport
    from rag.service import Service

UNFINISHED = "unfinished.run"
"""What was asked for by a run that has not ended, in the folder of the reports."""

Selection = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks for.

    Attributes:
        items: The questions.
        folder: The folder of their report.
        selection: What the report says of the choice.
        form: What was sent.
        known: The whole set that questions of kinds come from, since their pairs stand there.
    """

    items: "AnyQuestions"
    folder: str
    selection: Selection
    form: Mapping[str, Any]
    known: "tuple[KindQuestion, ...]" = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Progress of the current or last run.

    Attributes:
        faulty: Number of questions with a fault so far.
        failure: Why the last run ended before its last question, if it was not stopped.
        yielding: Whether it waits for people who ask.
        report: Name of the last run's report.
        finished: Number of runs that have ended.
        resumable: The form of a run that was stopped or cut off, if there is one.
        left_at: How far that one had come.
    """

    running: bool = False
    stopping: bool = False
    yielding: bool = False
    done: int = 0
    total: int = 0
    faulty: int = 0
    failure: Exception | None = None
    report: str = ""
    finished: int = 0
    resumable: Mapping[str, Any] | None = None
    left_at: int = 0


class Runs:
    """At most one run at a time, in a thread of its own."""

    def __init__(self, service: "Service", settings: object, out: Path) -> None:
        self._service, self._settings, self._out = service, settings, out
        self._engine = Yielding(service)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._now = Run(**self._left())

    def now(self) -> Run:
        """Return the progress of the run."""
        with self._lock:
            return replace(self._now, yielding=self._now.running and self._engine.waits)

    def start(self, wanted: Wanted) -> int:
        """Start a run and return how many ended before it.

        Raises:
            LocalizedError: a run is in progress.
        """
        from eval.core.messages import LocalizedError

        with self._lock:
            if self._now.running:
                raise LocalizedError("run_under_way")
            before = self._now.finished
            self._now = Run(running=True, total=len(wanted.items), finished=before)
        self._stop.clear()
        threading.Thread(target=self._run, args=(wanted,), name="evaluation", daemon=True).start()
        return before

    def stop(self) -> None:
        """Stop the run after the current step; finished questions are kept and reused."""
        self._stop.set()
        self._update(stopping=True)

    def _update(self, **changes: Any) -> None:  # noqa: ANN401 (fields of Run)
        with self._lock:
            self._now = replace(self._now, **changes)

    def _end(self, **changes: Any) -> None:  # noqa: ANN401 (fields of Run)
        self._update(running=False, stopping=False, finished=self._now.finished + 1, **self._left(), **changes)

    def _left(self) -> dict[str, Any]:
        """Return what is known of a run that did not end."""
        try:
            left = json.loads((self._out / UNFINISHED).read_bytes())
            return {"resumable": dict(left["form"]), "left_at": int(left["done"]), "total": int(left["total"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _note_left(self, wanted: Wanted, done: int) -> None:
        left = {"form": dict(wanted.form), "done": done, "total": len(wanted.items)}
        write_atomically(self._out / UNFINISHED, json.dumps(left, ensure_ascii=False).encode(), durable=False)

    def _run(self, wanted: Wanted) -> None:
        from eval.core.history import note
        from eval.core.messages import LocalizedError
        from eval.core.sets import save_report
        from eval.report.html import save_page

        folder = self._out / wanted.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._note_left(wanted, 0)
            made = self._asked(wanted, folder)
            if made.outcomes:
                save_report(made, folder / "report.json")
                save_page(made, folder / "report.html")
                note(made, folder)
            if made.complete:
                (self._out / UNFINISHED).unlink(missing_ok=True)
        except AskError as error:
            self._end(failure=error)
        except OSError as error:
            path, detail = str(error.filename or folder), error.strerror or str(error)
            self._end(failure=LocalizedError("cannot_write", path=path, detail=detail))
        else:
            self._end(report=f"{wanted.folder}/report.json" if made.outcomes else "")

    def _asked(self, wanted: Wanted, folder: Path) -> "AnyReport":
        """Ask the questions, of either sort, and judge the answers."""
        from eval.core.documents import documents_of
        from eval.core.provenance import provenance_of
        from eval.core.sets import kinds_of, lookups_of

        provenance = provenance_of(self._service.document.sha256, self._settings)
        documents = documents_of(self._service.document, lambda: self._service.library)
        if lookups := lookups_of(wanted.items):
            from eval.core.lookups.loop import Plan, run
            from eval.core.result_cache import ResultCache

            def on_progress(progress: "Progress") -> None:
                self._note_progress(wanted, progress.outcome.faults)

            plan = Plan(provenance, wanted.selection, ResultCache(folder / "results.jsonl"), documents)
            return run(self._engine, lookups, on_progress, self._stop.is_set, plan=plan)

        from eval.answers.ask_kinds import KindPlan, ask_kinds, report_of
        from eval.core.kinds.faults import faults_of
        from eval.core.kinds.given import given_from_object
        from eval.core.result_cache import LineCache, ObjectEntry

        def on_answer(question: "KindQuestion", answer: Mapping[str, Any]) -> None:
            self._note_progress(wanted, faults_of(question, given_from_object(answer)))

        kinds = kinds_of(wanted.items)
        cache = LineCache(folder / "results.jsonl", ObjectEntry)
        kind_plan = KindPlan(provenance.context, cache, documents, on_progress=on_answer)
        objects = ask_kinds(self._engine, kinds, kind_plan, self._stop.is_set)
        return report_of(kinds, objects, provenance, wanted.selection, wanted.known)

    def _note_progress(self, wanted: Wanted, faults: "Sequence[Fault]") -> None:
        done = self._now.done + 1
        self._note_left(wanted, done)
        self._update(done=done, faulty=self._now.faulty + bool(faults))


def as_json(run: Run, language: str) -> dict[str, Any]:
    """Return the progress as the page's script reads it, with what went wrong in a language."""
    from eval.core.messages import said

    shown = {entry.name: getattr(run, entry.name) for entry in fields(run) if entry.name != "failure"}
    return {**shown, "error": said(run.failure, language) if run.failure else ""}
