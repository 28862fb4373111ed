"""What is known of an answer while it arrives: the pipeline's events folded into one frozen value.

The page shows the whole of it again after every event, so that a lost update does no harm. Knows nothing of HTML.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from rag.types import Answer, Done, Dropped, Event, Found, Passage, Refusal, Sentence, Verified, Withdrawn, Words


class State(StrEnum):
    """Where an exchange stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Live:
    """One exchange so far. `pending` is unverified; `passages` is None until retrieval is done."""

    question: str
    language: str
    state: State = State.RUNNING
    passages: tuple[Passage, ...] | None = None
    sentences: tuple[Sentence, ...] = ()
    pending: str = ""
    dropped: tuple[Dropped, ...] = ()
    result: Answer | Refusal | None = None
    error: str = ""

    def after(self, event: Event) -> "Live":
        """Return the state after one more event."""
        match event:
            case Found(passages):
                return replace(self, passages=passages)
            case Words(text):
                return replace(self, pending=self.pending + text)
            case Verified(sentence):
                return replace(self, pending="", sentences=(*self.sentences, sentence))
            case Withdrawn(dropped):
                return replace(self, pending="", dropped=(*self.dropped, dropped))
            case Done(result):
                return self._done(result)

    def stopped(self) -> "Live":
        """Return the state after Stop: verified sentences stay, the unverified words go."""
        return replace(self, state=State.STOPPED, pending="")

    def failed(self, error: str) -> "Live":
        """Return the state after an error, with a sentence that says what happened."""
        return replace(self, state=State.FAILED, pending="", error=error)

    def _done(self, result: Answer | Refusal) -> "Live":
        sentences = result.sentences if isinstance(result, Answer) else ()
        return replace(
            self,
            state=State.DONE,
            passages=result.passages,
            sentences=sentences,
            dropped=result.dropped,
            pending="",
            result=result,
        )
