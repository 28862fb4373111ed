"""Comparisons in a document that nothing was fitted on: of each side the likeliest paragraphs are read by the LLM.

A side is read as a list's topic is: the same head (rag/answerability/list_gate.py) tells which paragraphs are on it,
also where the question has other words for it than the text.
"""

from collections.abc import Generator as Yields
from dataclasses import replace

from index.document import PREAMBLE
from index.language.foreign import language_of
from index.language.words import words
from rag.answerability.list_gate import ListGate
from rag.answers.lists.read_listing import ReadListing
from rag.answers.lookups.reading import PassageReader
from rag.answers.material.source import Source
from rag.answers.reply import Outcome
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.topics import Scored, Topic
from rag.generation import prompts
from rag.query.context import QueryContext
from rag.query.foreign.frames import read_frame
from rag.types import Event, Kind, PassagesLeft

MAX_READ = 6
"""Paragraphs of a side that are read: two batches."""
LEAST_PROBABILITY = 0.5
"""The least probability, by the list head, of a paragraph that is on a side."""

_SIDES = 2


class ReadComparison:
    """Sets topics of one document side by side that the LLM has read."""

    def __init__(self, comparison: ComparisonAnswerer, lists: ReadListing, source: Source) -> None:
        """Take what compares without the LLM, what weighs paragraphs for a list, and the document."""
        self._comparison, self._lists, self._source = comparison, lists, source

    def at_once(self, context: QueryContext) -> Outcome:
        """Return both sides where they are parts of the document, which needs no reading; else None."""
        return self._comparison.of_parts(context)

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Return both sides as topics; None where the question does not tell them."""
        topics = self._topics(context)
        context = context.understood
        gate = reader.heads.listing
        if topics is None or gate is None:
            return self._comparison.at_once(context)
        found: list[list[Scored]] = []
        for topic in topics:
            side = yield from self._on(topic, context, reader, gate)
            if side is None:
                return self._comparison.at_once(context)
            found.append(side)
        return self._comparison.of_topics(topics, (found[0], found[1]), context, only_both=True)

    def _topics(self, context: QueryContext) -> tuple[Topic, Topic] | None:
        """Both sides; of a question in a further language as it names them, which the LLM understands."""
        if context.language not in prompts.LANGUAGES and (spoken := language_of(context.question)):
            named = [Topic(one.text, words(one.text)) for one in read_frame(context.question, spoken).topics]
            if len(named) == _SIDES:
                return named[0], named[1]
        return self._comparison.topics(context.understood)

    def _on(
        self, topic: Topic, context: QueryContext, reader: PassageReader, gate: ListGate
    ) -> Yields[Event, None, list[Scored] | None]:
        """Return the paragraphs on a side, likeliest first, after others what only introduces the document.

        None where the LLM tells nothing of its states. Yields how many paragraphs of the side are left to be read.
        """
        found = []
        weighed = self._lists.weighed(self._asked_alone(topic, context), reader)
        for left, (passage, features) in zip(range(MAX_READ - 1, -1, -1), weighed, strict=False):
            if not features.vectors["hidden_state"].size:
                return None
            probability = gate.probability(features)
            if probability >= LEAST_PROBABILITY:
                found.append(Scored(self._source.chunk(passage), probability, is_clear=True))
            yield PassagesLeft(left)
        found.sort(key=lambda one: (one.chunk.section.number == PREAMBLE, -one.score))
        return [replace(one, is_clear=one.chunk.section == found[0].chunk.section) for one in found]

    def _asked_alone(self, topic: Topic, context: QueryContext) -> QueryContext:
        """One side as a question of its own, a bare keyword."""
        found = self._source.retriever.retrieve(topic.label, len(context.retrieved.passages))
        return replace(
            context,
            question=topic.label,
            standalone_question=topic.label,
            retrieved=found,
            kind=replace(context.kind, kind=Kind.LIST),
            previous=None,
            restated=None,
        )
