"""A reader of passages whose LLM knows nothing but words."""

from collections.abc import Generator, Iterator, Sequence

import numpy as np

from rag.answerability.gate import Gate
from rag.answerability.heads import Features, LogisticHead
from rag.answerability.list_gate import NUMBERS, ListGate
from rag.answerability.reading_heads import ReadingHeads
from rag.answers.lists.listing import Listing
from rag.answers.lists.places import Places
from rag.answers.lists.read_listing import ReadListing
from rag.answers.lists.topic_reading import TopicReading
from rag.answers.lookups.reading import PassageReader
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Outcome
from rag.generation.engine import Session
from rag.query.context import QueryContext
from rag.types import Event
from rag.verification.grounding import EvidenceText

GATE = ListGate(LogisticHead(-1.0, dict.fromkeys(NUMBERS, 0.0) | {"hidden_state": (2.0,)}), 0.5)
"""Takes the LLM's word."""


def outcome_of(reading: Generator[Event, None, Outcome]) -> Outcome:
    """What a module that has passages read returns in the end."""
    while True:
        try:
            next(reading)
        except StopIteration as stop:
            return stop.value


def topic_reading(source: Source) -> TopicReading:
    """What finds the paragraphs on a topic of a document."""
    places = Places(source)
    return TopicReading(ReadListing(Listing(places, Digests(source)), places), source)


class Reads(PassageReader):
    """A reader whose LLM is sure of the passages that hold one of some words."""

    def __init__(self, *sure_of: str, gate: ListGate | None = GATE, stateless: bool = False) -> None:
        self.sure_of, self.stateless, self.read_texts, self.questions = sure_of, stateless, [], set[str]()
        self.unread_gate, self.heads = Gate.untrained(), ReadingHeads(None, gate)

    def read(
        self, context: QueryContext, evidence: Sequence[EvidenceText], *, judges: bool = False
    ) -> Iterator[tuple[EvidenceText, Features, Session | None]]:
        assert not judges
        self.questions.add(context.standalone_question)
        for one in evidence:
            self.read_texts.append(one.text)
            state = np.array([float(any(word in one.text for word in self.sure_of))], np.float32)
            yield one, Features({}, {"hidden_state": state[:0] if self.stateless else state}), None
