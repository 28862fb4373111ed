"""What Gradio keeps of each session: bounded, so that a week leaves no trace, and never that of who is still there.

Gradio's own store of messages drops those of the session that came first, once there are 2,000 of them, and every call
of a program is one. So a tab that had been open for long lost its reply in mid-answer, and whoever asked next got an
error. What is used of Gradio here is not part of its documented interface; `tests/rag/web/server/test_sessions.py`
holds it.
"""

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradio import Blocks

MAX_SESSIONS = 100
"""Sessions of which Gradio keeps something, besides those that wait for a reply."""

Messages = asyncio.Queue[Any]


class SessionMessages(OrderedDict[str, Messages]):
    """The messages that wait to be read, by session; those used least recently go first, but not while a call runs."""

    def __init__(self, queue: Any, most: int = MAX_SESSIONS) -> None:  # noqa: ANN401 - Gradio's queue
        super().__init__()
        self._queue, self._most = queue, most

    def __setitem__(self, session: str, messages: Messages) -> None:
        """Keep the messages of a session, and forget others where there are too many."""
        super().__setitem__(session, messages)
        self.move_to_end(session)
        if len(self) > self._most:
            self._forget()

    def __getitem__(self, session: str) -> Messages:
        """Return the messages of a session; of one that is gone, some that nobody reads."""
        if session not in self:
            return asyncio.Queue()
        self.move_to_end(session)
        return super().__getitem__(session)

    def _forget(self) -> None:
        busy = self._busy()
        for session in [one for one in self if one not in busy][: len(self) - self._most]:
            del self[session]
            for event in self._queue.pending_event_ids_session.pop(session, ()):
                self._queue.event_ids_to_events.pop(event, None)

    def _busy(self) -> set[str]:
        """The sessions of calls that wait or run, and the newest one, whose call is just coming."""
        waiting = (event for calls in self._queue.event_queue_per_concurrency_id.values() for event in calls.queue)
        running = (event for job in self._queue.active_jobs if job for event in job)
        return {next(reversed(self)), *(event.session_hash for event in (*waiting, *running))}


def bound_sessions(page: "Blocks") -> None:
    """Bound what is kept of the sessions of a page that is being served."""
    page._queue.pending_messages_per_session = SessionMessages(page._queue)
