"""The paragraphs on one topic, as the LLM reads them: for documents that nothing was fitted on.

The topic is read alone, as a list that asks for nothing but its places: the head of lists
(rag/answerability/list_gate.py) then tells which paragraphs are on it, also where the question has other words for it
than the text.
"""

from collections.abc import Generator as Yields
from dataclasses import dataclass, replace

from index.chunks import Chunk
from index.document import PREAMBLE
from rag.answers.lists.read_listing import ReadListing
from rag.answers.lookups.reading import PassageReader
from rag.answers.material.source import Source
from rag.query.context import QueryContext
from rag.types import Event, Kind, PassagesLeft

MAX_READ = 6
"""Paragraphs that are read: two batches."""
LEAST_PROBABILITY = 0.35
"""The least probability, by the list head, of a paragraph that is on a topic."""
INTRODUCING = 0.3
"""By how much likelier than another a paragraph before the first section has to be."""


@dataclass(frozen=True, slots=True)
class OnTopic:
    """A paragraph with the probability that it is on a topic."""

    chunk: Chunk
    probability: float


class TopicReading:
    """Finds paragraphs on a topic by what the LLM makes of them."""

    def __init__(self, lists: ReadListing, source: Source) -> None:
        """Take what weighs paragraphs for a list, and the document."""
        self._lists, self._source = lists, source

    def on(
        self, topic: str, context: QueryContext, reader: PassageReader
    ) -> Yields[Event, None, tuple[OnTopic, ...] | None]:
        """Return the paragraphs on a topic, likeliest first, after about as likely ones what only introduces the text.

        None where the LLM tells nothing of its states. Yields how many paragraphs are left to be read.
        """
        gate = reader.heads.listing
        if gate is None:
            return None
        found = []
        weighed = self._lists.weighed(self._asked_alone(topic, context), reader)
        for left, (passage, features) in zip(range(MAX_READ - 1, -1, -1), weighed, strict=False):
            if not features.vectors["hidden_state"].size:
                return None
            found.append(OnTopic(self._source.chunk(passage), gate.probability(features)))
            yield PassagesLeft(left)
        kept = [one for one in found if one.probability >= LEAST_PROBABILITY]
        return tuple(sorted(kept, key=_as_told, reverse=True))

    def _asked_alone(self, topic: str, context: QueryContext) -> QueryContext:
        """A topic as a question of its own, a bare keyword."""
        query = self._source.searched_for(topic, context.language)
        found = self._source.retriever.retrieve(topic, len(context.retrieved.passages), query)
        kind = replace(context.kind, kind=Kind.LIST)
        return replace(
            context,
            question=topic,
            standalone_question=topic,
            retrieved=found,
            kind=kind,
            previous=None,
            restated=None,
        )


def _as_told(one: OnTopic) -> float:
    return one.probability - INTRODUCING * (one.chunk.section.number == PREAMBLE)
