"""The evaluators' page (/evaluation) beside the chat: the last report, runs, own questions, one question examined.

The evaluation is imported when the page first asks for something, so that the chat opens without it. A run asks the
chat's own service. What the page can ask for is eval/web/actions.py; people judge answers on a page of their own,
eval/web/judge.py.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from eval.web import judge
from eval.web.access import HERE, TOKEN_HEADER, is_holder, page_strings
from eval.web.actions import page_actions
from eval.web.payload import Action
from eval.web.routes import action_route
from eval.web.set_actions import set_actions
from models.folders import data_dir
from rag.web.naming import fills
from rag.web.page import STATIC, switches
from rag.web.strings import LANGUAGES, strings

if TYPE_CHECKING:
    from gradio import Blocks
    from starlette.routing import Route

    from rag.service import Service

DEFAULT_OUT = HERE.parent / "out"
SETS = "/evaluation/sets"


def for_holders(token: str, name: str, action: Action) -> Callable[..., object]:
    """Return an action as Gradio calls it, for requests that carry a token in `TOKEN_HEADER`.

    Args:
        token: What the page got when it was loaded.
        name: The name by which the page's script calls the action.
        action: Takes the object that the script sends.
    """
    import gradio as gr
    from fastapi import HTTPException

    def call(payload: object, request: gr.Request) -> object:
        if not is_holder(request.headers, token):
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
    data: Callable[[], Path] = data_dir,
) -> "list[Route]":
    """Add /evaluation to the chat's Blocks; return the routes of its sets and of the judging page, for launch.

    Imports nothing of the evaluation until the page calls an action.

    Args:
        blocks: The chat's page.
        service: Answers the questions.
        settings: Its settings, for the report.
        out: The folder of the reports.
        data: Returns the folder of what cannot be made again, such as own sets of questions.
    """
    import gradio as gr

    token = secrets.token_urlsafe()
    actions = page_actions(service, settings, out, data)
    with blocks.route("Evaluation", "/evaluation", show_in_navbar=False):
        surface = gr.HTML(
            value=Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
                switches=switches("./", "eval_back")
            ),
            js_on_load="\n".join(
                path.read_text(encoding="utf-8")
                for path in (STATIC / "1-strings.js", HERE / "page.js", HERE / "sets.js")
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
    return [*judge.routes(service, out, data), action_route(SETS, set_actions(service, data), token)]
