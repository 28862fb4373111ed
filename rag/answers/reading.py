"""Passages read by the LLM, for the modules that need to know what each of many says about the question."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answerability.verdict import VerdictHead
from rag.answers.lookup import Lookup
from rag.generation.engine import MAX_SESSIONS, Generator, Session
from rag.query.context import QueryContext
from rag.verification.grounding import EvidenceText

FeaturesOf = Callable[[QueryContext, EvidenceText, Session | None], Features]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What judges claims, and the gate for passages that the LLM has not read, which it weighs."""

    head: VerdictHead
    unread_gate: Gate


class PassageReader:
    """Has passages read, a few at a time; belongs to the thread that owns the generator."""

    def __init__(
        self,
        lookup: Lookup,
        features_of: FeaturesOf,
        generator: Generator,
        cancel: threading.Event,
        verdicts: Verdicts | None = None,
    ) -> None:
        """Take what reads and what makes features of what was read; `cancel` stops it within a batch.

        `verdicts` judges claims by what the generator has read; None where nothing was fitted on it.
        """
        self._lookup, self._features_of, self._generator, self._cancel = lookup, features_of, generator, cancel
        self.verdicts = verdicts

    def read(
        self, context: QueryContext, evidence: Sequence[EvidenceText], *, judges: bool = False
    ) -> Iterator[tuple[EvidenceText, Features, Session | None]]:
        """Yield each passage with the gate's features; the session is valid until the next one is asked for.

        `judges`: the question is read as a claim to be judged, which the hidden state and the session then are of.

        Raises:
            CancelledError: `cancel` was set.
        """
        for start in range(0, len(evidence), MAX_SESSIONS):
            some = evidence[start : start + MAX_SESSIONS]
            with self._lookup.sessions(context, some, self._generator, self._cancel, judges=judges) as sessions:
                for one, session in zip(some, sessions, strict=True):
                    yield one, self._features_of(context, one, session), session
