"""The engine that the settings name: a server, with the local LLM behind it if that may step in."""

import logging
from collections.abc import Callable

from rag.generation.engine import Generator
from rag.generation.openai import RemoteGenerator, open_remote
from rag.generation.openai_client import EngineError
from rag.generation.substitute import SubstitutedGenerator
from rag.settings import Settings

_log = logging.getLogger(__name__)


def open_engine(
    settings: Settings, open_local: Callable[[], Generator]
) -> RemoteGenerator | SubstitutedGenerator | None:
    """Return the engine of a server; None for the local LLM, which also serves where the server fails at the start.

    Raises EngineError where the server cannot be used and the local LLM may not step in.
    """
    if not settings.engine:
        return None
    try:
        remote = open_remote(settings.engine, settings.engine_key, settings.engine_model)
    except EngineError as error:
        if not settings.engine_fallback:
            raise
        _log.warning("The local engine serves until the next start: %s", error)
        return None
    return SubstitutedGenerator(remote, open_local) if settings.engine_fallback else remote
