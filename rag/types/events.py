"""What is passed on while a question is worked on; the page, the terminal and the evaluation read the same."""

from dataclasses import dataclass

from rag.types.results import RejectedSentence, Result
from rag.types.spans import Passage, Sentence


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """Event: retrieval is done."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: further words of the sentence being written, not yet verified; show them as such."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceVerified:
    """Event: the sentence being written was verified; it replaces the unverified words."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class SentenceRetracted:
    """Event: the sentence being written was not supported; its unverified words go."""

    dropped: RejectedSentence


@dataclass(frozen=True, slots=True)
class Waiting:
    """Event: how many questions the LLM answers first; 0 when it is this one's turn. Left out where nobody waits."""

    ahead: int


@dataclass(frozen=True, slots=True)
class PassagesLeft:
    """Event: how many passages are still to be read before the answer is complete."""

    count: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Event, always the last one: the whole result."""

    result: Result


Event = PassagesFound | Waiting | PassagesLeft | Token | SentenceVerified | SentenceRetracted | Finished
