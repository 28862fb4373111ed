"""The layout of the page and its wiring to Gradio.

Why one gr.HTML instead of gr.Chatbot: a citation must highlight words in the other pane, unverified words must be
dimmed and replaced sentence by sentence without moving anything, and points that were found must be shown before the
first word. Chatbot redraws Markdown bubbles at every update. So the page is one gr.HTML with HTML, CSS
and JavaScript in files of their own (static/); Gradio carries its events (`ask`, queued and streamed through a second,
hidden gr.HTML) and its short calls (stop, status, feedback), and publishes the API.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from models.errors import AskError
from rag.messages import MAX_QUESTION
from rag.types import Standing
from rag.web.api import publish
from rag.web.chat import Chat, Update, identifier
from rag.web.door.routes import routes
from rag.web.feedback import append, parse
from rag.web.port import require_free_port
from rag.web.server.askers import OPEN, CountStreams
from rag.web.server.bodies import CheckBodies
from rag.web.server.gradio_call import current_call
from rag.web.server.gradio_queue import MAX_SESSIONS, bound_sessions
from rag.web.server.guard import install
from rag.web.server.middleware import FirstPaint
from rag.web.server.uploads import SUFFIXES, Uploads
from rag.web.share.entrance import Entrance
from rag.web.share.sharing import Sharing
from rag.web.shelf import Shelf, kind_names
from rag.web.shelf_actions import actions, facts
from rag.web.strings import LANGUAGES, string, strings
from rag.web.views.document_view import document_view
from rag.web.views.guide import guide
from rag.web.views.word_file import word_file as as_word

if TYPE_CHECKING:
    from gradio import Blocks
    from gradio.themes import Base
    from starlette.routing import BaseRoute

    from rag.offer import Offer
    from rag.service import Service

STATIC = Path(__file__).parent / "static"
ASKING = ("page", "ask", "passages", "points", "documents")
"""Names of the events that only ask."""
IDLE_SECONDS = 0.05
"""How often Gradio looks for a question while there is none: as it does on Windows, and not 1,000 times a second, which
takes 4% of a core for as long as the program runs, on battery too. It delays a question by half of that."""
MAX_THREADS = 128
"""Threads that answer requests: one for each question that waits, and some for what need not wait."""
STREAM_JS = "watch('value', () => window.askReceive?.(props.value));"


def build(
    service: "Service",
    feedback_file: Path,
    versions: dict[str, str],
    shelf: "Shelf | None" = None,
    offer: "Offer | None" = None,
) -> "Blocks":
    """Return the page of a service; nothing is served yet.

    Args:
        service: Answers the questions; it may still be loading.
        feedback_file: JSON Lines file that feedback is appended to.
        versions: What made the answers, kept with feedback.
        shelf: The documents that can be chosen and added; None for a page of one document.
        offer: Whether the page offers the small LLM; None if it never does.
    """
    import gradio as gr

    chat, document = Chat(service, offer), service.document

    def stop(payload: dict[str, Any] | None) -> bool:
        return chat.stop(identifier(payload or {}))

    def status(payload: dict[str, Any] | None = None) -> dict[str, Any]:
        chosen = str((payload or {}).get("document") or "")
        now, weights = service.status(), service.weights_for(chosen) if chosen else service.weights
        note = None
        if weights is not None and weights.standing is not Standing.FITTED:
            note = {"standing": weights.standing, "mismatches": weights.mismatches}
        return {
            "stage": now.stage,
            "done": now.done,
            "can_ask": now.can_ask,
            "detail": now.detail,
            "weights": note,
            "offer": offer.reason if offer else "",
        }

    def feedback(payload: dict[str, Any] | None) -> bool:
        try:
            append(feedback_file, parse(payload or {}, versions))
        except AskError:
            return False
        return True

    def word_file(payload: dict[str, Any]) -> dict[str, Any]:
        chosen = str(payload.get("document") or "")
        try:
            return {"data": as_word(shelf.text(chosen) if shelf and chosen else document, payload)}
        except AskError as error:
            return {"error": str(error)}

    def ask(event: gr.EventData) -> Iterator[Update]:
        payload = event._data if isinstance(event._data, dict) else {}
        yield from chat.ask(payload, OPEN.asking(current_call(), lambda: chat.stop(identifier(payload))))

    with gr.Blocks(title=string("ru", "title", document), analytics_enabled=False, fill_width=True) as page:
        surface = gr.HTML(
            value=_markup(service),
            js_on_load="\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js"))),
            apply_default_css=False,
            elem_id="ask",
            server_functions=[stop, status, feedback, word_file, *(actions(shelf) if shelf else ())],
            strings={language: strings(language) for language in LANGUAGES},
            document=facts(document),
            kinds=kind_names(),
            suffixes=sorted(SUFFIXES),
            has_library=shelf is not None,
            limit=MAX_QUESTION,
            title="title",
        )
        stream = gr.HTML(value=None, js_on_load=STREAM_JS, html_template="", visible="hidden")
        surface.ask(
            ask,
            outputs=stream,
            show_progress="hidden",
            concurrency_limit=None,
            trigger_mode="multiple",
            api_name="page",
            api_visibility="private",
        )
        publish(service, shelf)
    return page


def theme() -> "Base":
    """Return Gradio's plain theme with the fonts of the system, so that none is fetched."""
    import gradio as gr

    fonts = [gr.themes.Font(name) for name in ("system-ui", "sans-serif")]
    return gr.themes.Base(font=fonts, font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")])


def switches(link: str, link_key: str) -> str:
    """Return the corner of every page: a link to the other page, language, light or dark."""
    template = Template((STATIC / "switches.html").read_text(encoding="utf-8"))
    return template.substitute(link=link, link_key=link_key)


def _markup(service: "Service") -> str:
    template = Template((STATIC / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        document_view=document_view(service.document),
        guide=guide(service.document),
        switches=switches("evaluation", "eval_link"),
    )


def launch(
    page: "Blocks",
    service: "Service",
    host: str = "127.0.0.1",
    port: int = 7860,
    mcp: bool = False,
    sharing: Sharing | None = None,
    shelf: "Shelf | None" = None,
    further: Sequence["BaseRoute"] = (),
) -> None:
    """Serve a service's page, and its door for programs, from a thread of its own and return; a shelf takes documents.

    `further` are more routes; the guard has to know them.

    Raises:
        SettingsError: the port cannot be bound.
    """
    from gradio.routes import App, ORJSONResponse
    from starlette.middleware import Middleware

    around = [
        Middleware(FirstPaint, document=service.document, text=shelf.text if shelf else None),
        Middleware(CountStreams),
        Middleware(CheckBodies),
    ]
    if shelf is not None:
        around.append(Middleware(Uploads, shelf=shelf))
    app = App(default_response_class=ORJSONResponse, middleware=around)
    app.router.routes[:0] = [*routes(service), *further]  # before Gradio's own, which catch everything
    install(app, Entrance(sharing, events_of(page)) if sharing else None)
    try:
        page.launch(
            server_name=host,
            server_port=port,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            max_threads=MAX_THREADS,
            state_session_capacity=MAX_SESSIONS,
            num_workers=0,  # workers would take uploads on ports of their own, which the guard does not see
            mcp_server=mcp,
            theme=theme(),
            css_paths=[STATIC / "page.css"],
            favicon_path=STATIC / "favicon.svg",
            max_file_size=1,  # byte: nothing is uploaded to Gradio, and the guard serves no upload of its
            _app=app,
        )
        bound_sessions(page)
        page._queue.sleep_when_free = IDLE_SECONDS
        page._queue.progress_update_sleep_when_free = 2 * IDLE_SECONDS
    except OSError:  # Gradio gives the advice of another program
        require_free_port(host, port)
        raise


def events_of(page: "Blocks") -> list[int]:
    """Return the numbers of the events by which readers ask: of the page itself and of the API."""
    return [number for number, event in page.fns.items() if event.api_name in ASKING]
