"""The front door: `python app.py` serves the chat page on http://127.0.0.1:7860 (ASK_PORT, or --port, moves it).

The page opens at once and says what is still loading: models are loaded in the service's background thread. Wiring
only; the page is rag/web/, what it asks is rag/service.py. `--mcp` (or ASK_MCP=1) also serves the API as MCP tools.

`--small` takes the small LLM, for a machine with little memory.

`python app.py --setup` sets up what is missing and ends (models/setup/). Any Python may be used, on Windows
`py app.py`: where it lacks the packages, the set-up comes first, and the virtual environment's Python serves the page.
So nothing but the standard library is imported before it is known that the rest is there.
"""

from __future__ import annotations  # a Python that is too old is to be told so, and not to fail here

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from models import console
from models.errors import AskError

if TYPE_CHECKING:
    from rag.service import Service
    from rag.settings import Settings

HOST, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104
CLOSE_SECONDS = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted, or set up what is missing; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--setup" in given:
        from models.setup.stages import main as set_up

        return set_up([one for one in given if one != "--setup"])
    parser = argparse.ArgumentParser(prog="python app.py", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--port", help="port on 127.0.0.1 (default: ASK_PORT or 7860)")
    parser.add_argument("--share", action="store_true", help="serve the network too, with a code (or ASK_SHARE=1)")
    parser.add_argument("--mcp", action="store_true", help="also serve the API as MCP tools (or ASK_MCP=1)")
    parser.add_argument("--small", action="store_true", help="take the small LLM: half the memory, weaker answers")
    parser.add_argument("--setup", action="store_true", help="set up what is missing and end; --setup --help says more")
    options = parser.parse_args(given)
    from models.setup.launch import lacks_packages, set_up_and_start

    if lacks_packages():
        return set_up_and_start(given)
    from models.fetch import ensure
    from rag.offer import SMALL
    from rag.settings import Settings

    try:
        chosen = {} if options.port is None else {"ASK_PORT": options.port}
        if options.small:
            chosen["ASK_LLM"] = str(ensure(SMALL))
        settings = Settings.from_environment({**os.environ, **chosen})
        mcp, share = (os.environ.get(name) == "1" for name in ("ASK_MCP", "ASK_SHARE"))
        serve(settings, options.mcp or mcp, options.share or share)
    except AskError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:  # before the page is there; afterwards it ends quietly
        return 130
    return 0


def serve(settings: Settings, mcp: bool, share: bool = False) -> None:
    """Start the service, build its page and serve it.

    Raises:
        SettingsError: the port cannot be had, or the page is to be shared and there is no network.
    """
    from eval.web.page import add_page
    from models.fetch import default_store
    from models.folders import FEEDBACK, data_dir
    from rag import logfile, terminal
    from rag.offer import Offer
    from rag.service import Service
    from rag.web.page import build, launch
    from rag.web.port import require_free_port
    from rag.web.share.sharing import Sharing
    from rag.web.shelf import Shelf

    sharing = Sharing.begin(keeps_questions=settings.log == "debug") if share else None
    host = EVERYWHERE if sharing else HOST
    require_free_port(host, settings.port)  # before the seconds that the page takes to build
    logfile.begin(data_dir(), settings.log)
    service = Service(settings)
    shelf = Shelf(service)
    offer = Offer(settings, default_store())
    page = build(service, data_dir() / FEEDBACK, versions(settings), shelf, offer)
    evaluation = add_page(page, service, settings)
    launch(page, service, host, settings.port, mcp, sharing, shelf, evaluation)
    sys.stdout.write(terminal.said("opened", url=f"http://{HOST}:{settings.port}"))
    sys.stdout.write(offer.warning())
    if sharing:
        sys.stdout.write(sharing.announcement(settings.port))
    sys.stdout.flush()
    service.start()  # only now: loading would slow down what the page needs to open
    try:
        page.block_thread()
    finally:
        leave(service)


def leave(service: Service) -> None:
    """Close the service, or end the process where that takes long (a model is being loaded or read).

    Ending it is safe: every file that the service writes is complete before it gets its name.
    """
    closing = threading.Thread(target=service.close, daemon=True)
    closing.start()
    closing.join(CLOSE_SECONDS)
    if closing.is_alive():
        os._exit(0)


def versions(settings: Settings) -> dict[str, str]:
    """What made the answers: kept beside each piece of feedback."""
    packages = ("llama-cpp-python", "sentence-transformers", "onnxruntime", "faiss-cpu", "gradio")
    found = {name: _version(name) for name in packages}
    return {"llm": settings.llm.name if settings.llm else "default"} | {
        name: said for name, said in found.items() if said is not None
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:  # it is needed for another embedder alone
        return None


if __name__ == "__main__":
    sys.exit(console.run(main))
