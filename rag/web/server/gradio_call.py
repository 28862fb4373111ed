"""The call of Gradio's that is being answered: whose it is, and telling its client the place in the line.

What is used of Gradio here is not part of its documented interface; `tests/rag/web/server/test_waiting.py` holds it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio import Blocks


@dataclass(frozen=True, slots=True)
class Call:
    """Gradio's hash of the tab or program and its id of the call; None outside of a call."""

    session: str | None
    event: str | None


def current_call() -> Call:
    """Return the call in whose function this runs."""
    from gradio.context import LocalContext

    request = LocalContext.request.get(None)
    return Call(getattr(request, "session_hash", None), LocalContext.event_id.get(None))


def tell_rank(ahead: int) -> None:
    """Tell the client of the current call how many come first, as the `rank` of its status."""
    from gradio.context import LocalContext
    from gradio.server_messages import EstimationMessage

    blocks = LocalContext.blocks.get(None)
    event = blocks._queue.event_ids_to_events.get(current_call().event) if blocks else None
    if event is not None:
        blocks._queue.send_message(event, EstimationMessage(rank=ahead, queue_size=ahead + 1))


def is_open(blocks: "Blocks", key: str) -> bool:
    """Return whether there is a call with this id, or a session with this hash, whose messages can be read."""
    queue = blocks._queue
    known = (queue.pending_messages_per_session, queue.event_ids_to_events)
    return any(key in calls for calls in known) or any(key in ids for ids in queue.pending_event_ids_session.values())
