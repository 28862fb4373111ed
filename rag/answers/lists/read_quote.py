"""Quotations from a text in another language than the question: the LLM reads which paragraph is on the topic.

In the text's own language words tell it better: what they do not find is mostly not there.
"""

from collections.abc import Generator as Yields

from rag.answers.lists.places import asked_for
from rag.answers.lists.quote import Quote
from rag.answers.lists.topic_reading import TopicReading
from rag.answers.lookups.reading import PassageReader
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome
from rag.generation import prompts
from rag.query.context import QueryContext
from rag.query.foreign.frames import named_topics
from rag.types import Event, Reason


class ReadQuote:
    """Answers requests for the text's own words, by what was read where words cannot tell."""

    def __init__(self, quote: Quote, source: Source, reading: TopicReading) -> None:
        """Take what quotes by words alone, the document, and what reads its paragraphs."""
        self._quote, self._source, self._reading = quote, source, reading

    def at_once(self, context: QueryContext) -> Outcome:
        """Return what words tell of a text in the question's language; None for another, which has to be read."""
        return self._quote.at_once(context) if self._source.speaks(context.language) else None

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Return the sentence of the likeliest paragraph; what words tell where there is nothing to read."""
        topic = "" if self._source.speaks(context.language) else _topic(context)
        if not topic or self._quote.is_told(context):
            return self._quote.at_once(context.understood)
        found = yield from self._reading.on(topic, context, reader)
        if found is None:
            return self._quote.at_once(context.understood)
        if not found:
            return Declined(Reason.NO_ANSWER)
        return self._quote.quotation(context, found[0].chunk.id)


def _topic(context: QueryContext) -> str:
    """What is to be quoted about, as the question spells it; of one in a further language without its frame words."""
    if context.language not in prompts.LANGUAGES and (named := named_topics(context.question)) is not None:
        return ", ".join(one.text for one in named)
    asked = asked_for(context)
    return asked.question[asked.words[0].start : asked.words[-1].end] if asked.words else ""
