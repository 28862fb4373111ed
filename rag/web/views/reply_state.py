"""A reply while it arrives: the pipeline's events folded into one frozen value.

The page gets all of it again after every event, so that a lost update does no harm. Knows nothing of HTML.
"""

import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from rag.types import (
    Answer,
    Event,
    Finished,
    Passage,
    PassagesFound,
    PassagesLeft,
    RejectedSentence,
    Result,
    Sentence,
    SentenceRetracted,
    SentenceVerified,
    Token,
    Waiting,
)


class ReplyStatus(StrEnum):
    """How far an exchange is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReplyState:
    """One exchange so far.

    `pending` is text that is not yet verified; `passages` is None until retrieval is done;
    `passages_left` counts those that a list still has to read, None in other answers; `ahead` is how many questions the
    LLM answers first.
    """

    question: str
    language: str
    status: ReplyStatus = ReplyStatus.RUNNING
    passages: tuple[Passage, ...] | None = None
    passages_left: int | None = None
    ahead: int = 0
    sentences: tuple[Sentence, ...] = ()
    pending: str = ""
    dropped: tuple[RejectedSentence, ...] = ()
    result: Result | None = None
    error: str = ""

    def after(self, event: Event) -> "ReplyState":
        """Return the state after one more event."""
        changed: dict[str, Any]
        match event:
            case Finished(result):
                return self._done(result)
            case PassagesFound(passages):
                changed = {"passages": passages}
            case Waiting(ahead):
                changed = {"ahead": ahead}
            case PassagesLeft(count):
                changed = {"passages_left": count}
            case Token(text):
                changed = {"pending": self.pending + text}
            case SentenceVerified(sentence):
                changed = {"pending": "", "sentences": self._with(sentence)}
            case SentenceRetracted(dropped):
                changed = {"pending": "", "dropped": (*self.dropped, dropped)}
        return replace(self, **changed)

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list, whose items arrive in any order and are shown in the document's."""
        return self.passages_left is not None

    def stopped(self) -> "ReplyState":
        """Return the state after Stop: verified sentences stay, the unverified words go."""
        return replace(self, status=ReplyStatus.STOPPED, pending="")

    def failed(self, error: str) -> "ReplyState":
        """Return the state after an error, with a sentence that says what happened."""
        return replace(self, status=ReplyStatus.FAILED, pending="", error=error)

    def _with(self, sentence: Sentence) -> tuple[Sentence, ...]:
        """The sentences with one more: the items of a list in the order of the text, others as they come."""
        if not self.is_list:
            return (*self.sentences, sentence)
        return tuple(sorted((*self.sentences, sentence), key=_place))

    def _done(self, result: Result) -> "ReplyState":
        sentences = result.sentences if isinstance(result, Answer) else ()
        return replace(
            self,
            status=ReplyStatus.DONE,
            passages=result.passages,
            sentences=sentences,
            dropped=result.dropped,
            pending="",
            result=result,
        )


def _place(sentence: Sentence) -> tuple[int, int]:
    """Where an item stands in the text; one without citations comes last."""
    return min(((one.point, one.start) for one in sentence.citations), default=(sys.maxsize, 0))
