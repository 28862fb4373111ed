"""Actions as routes of their own, for bodies that are longer than Gradio's calls may be: files, sets, judgements.

Each takes and returns a JSON object and needs the token of its page; rag/web/server/guard.py knows their paths.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from eval.web.access import TOKEN_HEADER, is_holder
from eval.web.payload import Action, or_error

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

MAX_BODY = 64 * 2**20


def action_route(path: str, actions: Mapping[str, Action], token: str) -> "Route":
    """Return the route of actions: POST to `path`/NAME with the token in `TOKEN_HEADER`.

    Args:
        path: Where the page of the actions is served.
        actions: By name.
        token: What the page got when it was loaded.
    """
    from fastapi.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    guarded = {name: or_error(action) for name, action in actions.items()}

    async def act(request: "Request") -> "Response":
        if not is_holder(request.headers, token):
            return JSONResponse(
                {"error": f"{TOKEN_HEADER} is not this run's token. Reload the page, which has it."}, 403
            )
        action = guarded.get(request.path_params["action"])
        if action is None:
            return JSONResponse({"error": f"Allowed are {', '.join(guarded)}."}, 404)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY:
                return JSONResponse({"error": f"Allowed are {MAX_BODY:,} bytes."}, 413)
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            return JSONResponse({"error": "The body is no JSON object."}, 400)
        return JSONResponse(await run_in_threadpool(action, payload))

    return Route(path + "/{action}", act, methods=["POST"])
