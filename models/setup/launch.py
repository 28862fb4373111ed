"""From any Python to the one that has the packages: set up, then start app.py again there. Standard library alone."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from models.errors import AskError
from models.setup.environment import ROOT, Environment, SetupError
from models.setup.stages import ensure

NEEDED: Final = ("gradio", "llama_cpp", "faiss", "onnxruntime", "pydantic", "sklearn")
"""One module of each package without which no page is served."""
_STARTED: Final = "_ASK_STARTED_AFTER_SETUP"


def lacks_packages(needed: Sequence[str] = NEEDED) -> bool:
    """Tell whether the running Python lacks a package of the chat. Imports none of them."""
    return any(importlib.util.find_spec(name) is None for name in needed)


def set_up_and_start(arguments: Sequence[str]) -> int:
    """Set up what is missing, then run app.py with these arguments in the virtual environment; return its status."""
    try:
        if os.environ.get(_STARTED):
            raise SetupError(
                "The set-up is done, and a package is missing all the same. Remove the folder "
                f"{ROOT / '.venv'} and run the same command again."
            )
        environment = ensure([one for one in arguments if one == "--small"])
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on from here.", file=sys.stderr)
        return 130
    return start(environment, arguments)


def start(environment: Environment, arguments: Sequence[str]) -> int:
    """Run app.py in an environment until it ends; return its exit status."""
    command = [str(environment.python), str(ROOT / "app.py"), *arguments]
    os.environ[_STARTED] = "1"
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 one process, so that signals reach the page
    with subprocess.Popen(command) as page:
        while True:
            try:
                return page.wait()
            except KeyboardInterrupt:  # Ctrl-C went to the page too, which ends by itself
                continue
