"""The page on which people judge answers (/evaluation/judge), and its actions.

A page without Gradio: HTML with its style and script, and one route for its actions, which take and return JSON and
need the token that the page has. A rater sees what others said only in the adjudication and the results, which open to
those who have judged every answer of the round, or none.
"""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from eval.web.access import HERE, TOKEN_HEADER, page_strings
from eval.web.actions import committed, report_named, reports
from eval.web.payload import Action, Payload, as_file, bytes_of, text_of
from eval.web.routes import action_route
from models.folders import FEEDBACK, data_dir
from rag.web.naming import fills
from rag.web.page import STATIC, switches
from rag.web.strings import LANGUAGES, strings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from eval.judging.store import Judged, JudgingStore
    from eval.judging.tasks import Task
    from index.document import Document
    from rag.service import Service

PATH = "/evaluation/judge"
FOLDER = "judging"


def routes(service: "Service", out: Path, data: Callable[[], Path] = data_dir) -> "list[Route]":
    """Return the page and its actions as routes for rag/web/page.py's launch.

    Args:
        service: Its document is what the answers are about.
        out: The folder of the reports.
        data: Returns the folder of what cannot be made again.
    """
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    token = secrets.token_urlsafe()

    def show(_: "Request") -> "Response":
        return HTMLResponse(page_html(service.document, token))

    return [Route(PATH, show, methods=["GET"]), action_route(PATH, judge_actions(out, data), token)]


def page_html(document: "Document", token: str) -> str:
    """Return the page; what is in it besides the project's own files is escaped for a script."""
    props = {
        "strings": {language: {**strings(language), **page_strings(language)} for language in LANGUAGES},
        "document": {"names": {language: dict(fills(language, document)) for language in LANGUAGES}},
        "title": "judge_title",
        "token_header": TOKEN_HEADER,
        "token": token,
    }
    # Within a script only "<" can end it.
    data = json.dumps(props, ensure_ascii=False).replace("<", "\\u003c")
    script = "\n".join(path.read_text(encoding="utf-8") for path in (STATIC / "1-strings.js", HERE / "judge.js"))
    return Template((HERE / "judge.html").read_text(encoding="utf-8")).substitute(
        style=(STATIC / "page.css").read_text(encoding="utf-8"),
        switches=switches("../evaluation", "judge_back"),
        props=data,
        script=script,
    )


def judge_actions(out: Path, data: Callable[[], Path]) -> dict[str, Action]:
    """Return what the page's script can call, by name."""

    def rounds(asked: Payload) -> Payload:
        store = _store(data)
        rater = text_of(asked, "rater")
        listed = []
        for name in store.names():
            judged = store.load(name)
            listed.append({"name": name, "answers": len(judged.round.tasks), "done": judged.done(rater)})
        return {"rounds": listed, "reports": reports(out), "committed": committed()}

    def create(asked: Payload) -> Payload:
        from eval.judging.tasks import round_of

        name, limit = text_of(asked, "name"), text_of(asked, "limit")
        chosen = dict.fromkeys(filter(None, (text_of(asked, "report"), text_of(asked, "baseline"))))
        _require_name(name)
        compared = {one: report_named(out, one) for one in chosen}
        _store(data).create(round_of(name, compared, int(limit) if limit.isdecimal() else None))
        return {"name": name}

    def tasks(asked: Payload) -> Payload:
        from eval.judging.tasks import shuffled

        rater = _rater(asked)
        judged = _store(data).load(text_of(asked, "round"))
        return {"tasks": [_shown(judged, task, rater) for task in shuffled(judged.round.tasks, rater)]}

    def judge(asked: Payload) -> Payload:
        return _judge(_store(data), asked, _rater(asked))

    def disputes(asked: Payload) -> Payload:
        judged, rater = _open_to(_store(data), asked)
        return {"tasks": _disputes(judged, rater)}

    def results(asked: Payload) -> Payload:
        from eval.judging.agreement import findings

        judged, _ = _open_to(_store(data), asked)
        return asdict(findings(judged))

    def write(asked: Payload) -> Payload:
        judged, _ = _open_to(_store(data), asked)
        return as_file(f"{judged.round.name}.json", _store(data).export(judged.round.name))

    def read(asked: Payload) -> Payload:
        return {"name": _store(data).import_round(bytes_of(asked))}

    return {
        "rounds": rounds,
        "create": create,
        "tasks": tasks,
        "judge": judge,
        "disputes": disputes,
        "results": results,
        "write": write,
        "read": read,
    }


def _store(data: Callable[[], Path]) -> "JudgingStore":
    from eval.judging.store import JudgingStore

    folder = data()
    return JudgingStore(folder / FOLDER, folder / FEEDBACK)


def _require_name(name: str) -> None:
    from eval.core.messages import LocalizedError
    from eval.judging.store import FEEDBACK_ROUND

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name) or name == FEEDBACK_ROUND:
        raise LocalizedError("round_name", name=name)


def _rater(asked: Payload) -> str:
    from pydantic import TypeAdapter, ValidationError

    from eval.core.messages import LocalizedError
    from eval.judging.tasks import Rater

    try:
        return TypeAdapter(Rater).validate_python(text_of(asked, "rater"))
    except ValidationError as error:
        raise LocalizedError("rater_name", name=text_of(asked, "rater")) from error


def _judge(store: "JudgingStore", asked: Payload, rater: str) -> Payload:
    """Add a label or a note, for the rater or, of a dispute, as the adjudicator."""
    from pydantic import ValidationError

    from eval.core.messages import LocalizedError
    from eval.judging.store import MAX_NOTE, Line

    said: dict[str, Any] = {key: asked[key] for key in ("label", "note") if isinstance(asked.get(key), str)}
    if len(said.get("note", "")) > MAX_NOTE:
        raise LocalizedError("note_long", count=len(said["note"]), most=MAX_NOTE)
    adjudicates = asked.get("role") == "adjudicator"
    if adjudicates:
        _open_to(store, asked)
    elif any(rater in said_of for said_of in store.load(text_of(asked, "round")).adjudicated.values()):
        raise LocalizedError("has_seen", rater=rater)
    try:
        line = Line(task=text_of(asked, "task"), rater=rater, role="adjudicator" if adjudicates else "rater", **said)
    except ValidationError as error:
        raise LocalizedError("no_judgement", detail=error.errors()[0]["msg"]) from error
    store.add(text_of(asked, "round"), [line])
    return {"saved": True}


def _open_to(store: "JudgingStore", asked: Payload) -> "tuple[Judged, str]":
    """Return a round with everything that was said, to somebody whose own judgements it can no longer sway."""
    from eval.core.messages import LocalizedError
    from eval.judging.store import Line

    rater = _rater(asked)
    judged = store.load(text_of(asked, "round"))
    done, answers = judged.done(rater), len(judged.round.tasks)
    adjudicates = any(rater in said for said in judged.adjudicated.values())
    if 0 < done < answers and not adjudicates:
        raise LocalizedError("judged_part", rater=rater, done=done, answers=answers)
    if done < answers and not adjudicates:
        # From now on this person has seen what others say.
        store.add(judged.round.name, [Line(task=judged.round.tasks[0].id, rater=rater, role="adjudicator")])
    return judged, rater


def _shown(judged: "Judged", task: "Task", rater: str) -> Payload:
    """Return a task as its rater sees it: without the system, its metrics, the reader's thumb and other raters."""
    from eval.judging.store import Judgement

    mine = judged.ratings.get(task.id, {}).get(rater, Judgement())
    hidden = {"sides", "metrics", "thumb", "note", "question_id"}
    return {**task.model_dump(mode="json", exclude=hidden), "label": mine.label, "said": mine.note}


def _disputes(judged: "Judged", rater: str) -> list[Payload]:
    """Return the answers on which raters differ, each with what they said, without their names."""
    from eval.judging.agreement import disputes
    from eval.judging.store import Judgement

    listed = []
    for task, said in disputes(judged):
        decided: Mapping[str, Judgement] = judged.adjudicated.get(task.id, {})
        mine = decided.get(rater) or next(iter(decided.values()), Judgement())
        shown = {**_shown(judged, task, rater), "label": mine.label, "said": mine.note}
        listed.append({**shown, "others": [asdict(one) for _, one in sorted(said.items()) if one.label]})
    return listed
