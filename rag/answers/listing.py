"""Lists: every place of the document that answers, in its order, a bullet each.

At once, without the LLM: what was proposed or asked for comes from the digest; places of a topic from literal search,
and beside them, or in their place, from what the head `list` thinks of each paragraph.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.digest.make import make_digest
from index.digest.types import Digest, Span
from index.document import Chunk
from rag import messages
from rag.answers.acts import acts
from rag.answers.excerpt import best_sentence, excerpt, shown_at
from rag.answers.relevance import Literal, LiteralPlaces, Relevance, list_features
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.source import Source
from rag.query.alternatives import Topic, alternatives, asks_for_names
from rag.query.context import QueryContext
from rag.types import Mode, Reason, Sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sought: topics, and the question that names them, which is the one before for «А ещё?»."""

    question: str
    topics: tuple[Topic, ...]


class Listing:
    """Answers questions for every place of something."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source = source
        self._search = LiteralPlaces(source.retriever.index)
        self._rows = {chunk.id: place for place, chunk in enumerate(source.chunks)}

    @cached_property
    def _digest(self) -> Digest:
        return make_digest(self._source.document)

    @cached_property
    def _relevance(self) -> Relevance | None:
        """The fitted head; None where another embedder made the index, whose scores it was not fitted on."""
        found = Relevance.load()
        return found if found.embedder == self._source.retriever.index.embedder_id else None

    def at_once(self, context: QueryContext) -> Outcome:
        """Return every place, or a refusal where there is none."""
        asked = _asked(context)
        literal = self._search.find(asked.topics, context.language, names=asks_for_names(asked.question))
        done = acts(
            self._digest, asked.question, asked.topics, lambda topic: bool(literal.whole([topic], related=True))
        )
        if done is not None:
            return self._reply(context, self._acts(context, (one.sentence for one in done)))
        return self._reply(context, self._places(context, asked, literal))

    def _acts(self, context: QueryContext, spans: Iterable[Span]) -> Mapping[tuple[int, int], Sentence]:
        """The sentences of the digest by their places."""
        found = {}
        for span in spans:
            chunk = self._chunk(span)
            pair = shown_at(self._source, chunk, span.start, context.answer_language)
            found[span.section, pair[1].start] = excerpt(pair)
        return found

    def _places(self, context: QueryContext, asked: Asked, literal: Literal) -> Mapping[tuple[int, int], Sentence]:
        """One sentence of each paragraph that belongs in the list, by its place."""
        found = literal.whole(asked.topics, related=True)
        if self._relevance is not None:
            features = list_features(self._source, context, asked.topics, literal)
            found = self._relevance.relevant(self._source.chunks, features, found)
        words = tuple(word for topic in asked.topics for word in topic)
        sentences = {}
        for name in found:
            chunk = self._source.chunks[self._rows[name]]
            nearest = self._source.nearest(context, chunk)
            pair = best_sentence(self._source, chunk, words, context.answer_language, nearest)
            sentences[chunk.section.number, pair[1].start] = excerpt(pair, words)
        return sentences

    def _chunk(self, span: Span) -> Chunk:
        """The paragraph that a place of the digest lies in."""
        chunks = self._source.paragraphs(span.section)
        return next((chunk for chunk in chunks if chunk.start <= span.start < chunk.end), chunks[0])

    def _reply(self, context: QueryContext, places: Mapping[tuple[int, int], Sentence]) -> Outcome:
        if not places:
            return Declined(Reason.NO_ANSWER)
        sections = {section for section, _ in places}
        lead = messages.in_points(len(sections - {0}), 0 in sections, context.answer_language)
        return Reply(tuple(places[place] for place in sorted(places)), Mode.EXTRACTED, lead)


def _asked(context: QueryContext) -> Asked:
    """What a question seeks; one that names nothing itself leans on the one before."""
    own = alternatives(context.question)
    if own or context.previous is None:
        return Asked(context.question, own)
    before = context.previous.question
    return Asked(before, alternatives(before))
