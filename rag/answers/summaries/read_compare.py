"""Comparisons in a document that nothing was fitted on: of each side the likeliest paragraphs are read by the LLM."""

from collections.abc import Generator as Yields
from collections.abc import Sequence

from index.language.words import words
from rag.answers.lists.topic_reading import OnTopic, TopicReading
from rag.answers.lookups.reading import PassageReader
from rag.answers.reply import Outcome
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.topics import Scored, Topic, coverage
from rag.generation import prompts
from rag.query.context import QueryContext
from rag.query.foreign.frames import named_topics
from rag.types import Event

_SIDES = 2
SHARED_GAIN = 0.2
"""What a paragraph on a side gains by the words about both sides, beside its probability."""
SURE_OF_OTHER_WORDS = 0.7
"""The least probability, by the list head, of a paragraph that has none of the words that tell a side from the other:
what the text has nothing on is near to something else, too."""


class ReadComparison:
    """Sets topics of one document side by side that the LLM has read."""

    def __init__(self, comparison: ComparisonAnswerer, reading: TopicReading) -> None:
        """Take what compares without the LLM, and what reads the paragraphs on a topic."""
        self._comparison, self._reading = comparison, reading

    def at_once(self, context: QueryContext) -> Outcome:
        """Return both sides where they are parts of the document, which needs no reading; else None."""
        return self._comparison.of_parts(context)

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Return both sides as topics; None where the question does not tell them."""
        topics = self._topics(context)
        context = context.understood
        if topics is None:
            return self._comparison.at_once(context)
        found: list[list[Scored]] = []
        for topic in topics:
            if not self._comparison.may_speak(topic, context):
                found.append([])
                continue
            side = yield from self._reading.on(_said(topic), context, reader)
            if side is None:
                return self._comparison.at_once(context)
            if self._comparison.is_told_otherwise(topic, context):
                side = tuple(one for one in side if one.probability >= SURE_OF_OTHER_WORDS)
            found.append(self._scored(topic, side, context))
        return self._comparison.of_topics(topics, (found[0], found[1]), context, only_both=True)

    def _scored(self, topic: Topic, side: Sequence[OnTopic], context: QueryContext) -> list[Scored]:
        """The paragraphs on a side, those first that have the words about both too."""
        asked, language = (*topic.shared, *topic.aspects), context.answer_language
        scores = {
            one.chunk.id: one.probability
            + SHARED_GAIN * coverage(asked, words(self._comparison.source.text(one.chunk, language)))
            for one in side
        }
        best = sorted(side, key=lambda one: -scores[one.chunk.id])
        return [Scored(one.chunk, scores[one.chunk.id], one.chunk.section == best[0].chunk.section) for one in best]

    def _topics(self, context: QueryContext) -> tuple[Topic, Topic] | None:
        """Both sides; of a question in a further language as it names them, which the LLM understands."""
        named = None if context.language in prompts.LANGUAGES else named_topics(context.question)
        if named and len(named) == _SIDES:
            left, right = (Topic(one.text, words(one.text)) for one in named)
            return left, right
        return self._comparison.topics(context.understood)


def _said(topic: Topic) -> str:
    """A side as it is read for: how it is called, and what is about both sides that this leaves out."""
    held = words(topic.label)
    return " ".join((topic.label, *(one.text for one in topic.shared if not any(one.same(word) for word in held))))
