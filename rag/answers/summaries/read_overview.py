"""Overviews of a topic that a document says in other words, or in another language: the LLM reads what is on it."""

from collections.abc import Generator as Yields

from rag.answers.lists.topic_reading import TopicReading
from rag.answers.lookups.reading import PassageReader
from rag.answers.reply import Outcome
from rag.answers.summaries.overview import Overview
from rag.query.context import QueryContext
from rag.types import Event


class ReadOverview:
    """Gives overviews of one document, of topics by what was read where words cannot tell."""

    def __init__(self, overview: Overview, reading: TopicReading) -> None:
        """Take what needs no LLM, and what reads the paragraphs on a topic."""
        self._overview, self._reading = overview, reading

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the claims that words tell; None where the document does not speak of the topic in these."""
        return self._overview.at_once(context)

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Return claims of the sections of the likeliest paragraphs; None where none is on the topic."""
        topic = self._overview.topic_of(context.understood)
        if not topic:
            return None
        found = yield from self._reading.on(topic, context, reader)
        if not found:
            return None
        sections = dict.fromkeys(one.chunk.section.number for one in found)
        return self._overview.of_sections(tuple(sections), context.understood)
