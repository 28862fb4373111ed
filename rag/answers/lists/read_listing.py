"""Lists in a document that nothing was fitted on: the likeliest paragraphs are read by the LLM, and each is decided.

Items appear as they are decided; the whole list has them in the document's order.
"""

from collections.abc import Generator as Yields
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from rag.answerability.heads import Features
from rag.answerability.list_gate import list_reading_features
from rag.answers.lists.listing import Listing, names_nobody
from rag.answers.lists.places import Asked, Found, Places, asked_for
from rag.answers.lookups.reading import PassageReader
from rag.answers.reply import Declined, Outcome
from rag.answers.wording.shown import shown_part
from rag.generation.prompts import LANGUAGES
from rag.query.asked.alternatives import names_words
from rag.query.context import QueryContext
from rag.retrieval.retriever import to_passage
from rag.types import Event, Passage, PassagesLeft, Reason, Sentence, SentenceVerified
from rag.verification.grounding import EvidenceText

MAX_READ = 12
"""Paragraphs that are read: they hold .88 of the sections that belong in a list, 24 hold .92 (eval/LOG.md)."""


class ReadListing:
    """Answers questions for every place of something, by what the LLM makes of each."""

    def __init__(self, listing: Listing, places: Places) -> None:
        """Take what lists without the LLM, for questions and LLMs that nothing was fitted on, and the paragraphs."""
        self._listing, self._places, self._source = listing, places, places.source

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Have the likeliest paragraphs read; yield how many are left, and each item as it is decided."""
        if context.restated is not None and context.restated.is_literal and context.restated.stands_alone:
            context = context.understood  # its words stand in the text
        asked = self._places.asked_for(context)
        gate = reader.heads.listing
        if gate is None:
            return self._listing.at_once(context)
        if names_nobody(context, asked):
            return Declined(Reason.NO_ANSWER)
        if (certain := self._listing.certain(context, asked)) is not None:
            return certain
        items: dict[str, tuple[tuple[int, int], Sentence]] = {}
        found = self._places.find(context, asked)
        left, mentioned = MAX_READ, self._places.mentioned(asked, found)
        for passage, features in self._weighed(context, reader, asked, found):
            if not features.vectors["hidden_state"].size:
                return self._listing.at_once(context)
            if gate.lists(features) or passage.chunk in mentioned:
                items[passage.chunk] = self._item(context, asked, passage.chunk)
                context.stopwatch.mark("first_token", "first_sentence")
                yield SentenceVerified(items[passage.chunk][1])
            left = min(left, len(self._source.chunks)) - 1
            yield PassagesLeft(left)
        for name in mentioned:  # those that were not among the likeliest too
            items[name] = self._item(context, asked, name)
        kept = self._places.enumerated(asked, found, items.keys())
        return self._listing.reply(context, dict(item for name, item in items.items() if name in kept))

    def _item(self, context: QueryContext, asked: Asked, name: str) -> tuple[tuple[int, int], Sentence]:
        """Return what is shown of a paragraph, after its section and its place there."""
        pair = self._places.sentence(context, asked, name)
        item = shown_part(pair, asked.words)
        return (item.citations[0].point, pair[1].start), item

    def weighed(self, context: QueryContext, reader: PassageReader) -> Iterator[tuple[Passage, Features]]:
        """Yield the likeliest paragraphs, the best first, with what tells whether they belong in the list."""
        asked = self._places.asked_for(context)
        yield from self._weighed(context, reader, asked, self._places.find(context, asked))

    def _weighed(
        self, context: QueryContext, reader: PassageReader, asked: Asked, found: Found
    ) -> Iterator[tuple[Passage, Features]]:
        held = found.literal.whole(asked.topics)
        none = np.empty(0, np.float32)
        for one, features, _ in reader.read(_by_topic(context), self._evidence(context, held)):
            name, state = one.passage.chunk, features.vectors.get("hidden_state", none)
            probability = found.probabilities.get(name, 0.0)
            yield one.passage, list_reading_features(probability, held=name in held, some_held=bool(held), state=state)

    def _evidence(self, context: QueryContext, held: frozenset[str]) -> list[EvidenceText]:
        """The best paragraphs, those that hold the topic's words before others; in the order of retrieval."""
        retriever, language = self._source.retriever, context.answer_language
        ranked = [to_passage(*pair) for pair in islice(self._source.ranked(context), 2 * MAX_READ)]
        chosen = sorted(ranked, key=lambda passage: passage.chunk not in held)[:MAX_READ]
        return [EvidenceText(one, retriever.text(one, language)) for one in ranked if one in chosen]


def _by_topic(context: QueryContext) -> QueryContext:
    """Return a question as it is read for a list: by its bare topic, by which the LLM tells better what is on it.

    One in a language that there are no prompts in is read as it stands, and one for words, which are no topic.
    """
    topic = " ".join(word.text for word in asked_for(context).words)
    is_for_topic = context.language in LANGUAGES and not names_words(context.question)
    return replace(context, standalone_question=topic) if topic and is_for_topic else context
