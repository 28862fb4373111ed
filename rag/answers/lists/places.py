"""The paragraphs that a question's topic stands in or that answer it, for lists and quotations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.document import PREAMBLE
from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.sentences import SourceSentence, split_sentences
from index.language.words import Word, fold, words
from index.profile.kinds import generic
from rag.answers.lists.acts import asked_status, asks_who
from rag.answers.lists.enumerated import enumerated, named_by_items
from rag.answers.lists.facets import FacetPlaces, facet_of
from rag.answers.lists.relevance import Literal, LiteralPlaces, Relevance, list_features
from rag.answers.material.other_words import OtherWords
from rag.answers.material.outline import headings
from rag.answers.material.source import Source
from rag.answers.material.subject_words import is_of_same_words
from rag.answers.material.thresholds import MAX_SPREAD
from rag.answers.wording.shown import best_sentence, held_words
from rag.query.asked.alternatives import (
    Topic,
    alternatives,
    asks_for_all,
    asks_for_names,
    asks_for_places,
    distributed,
    is_place,
    narrowed,
    quoted_topics,
    spelt_words,
)
from rag.query.asked.claims import asks_for_mentions
from rag.query.asked.listed import introduced_as
from rag.query.asked.other_script import words_in_other_script
from rag.query.context import QueryContext
from rag.types import Kind, Sentence

_ROLES = frozenset((*RUSSIAN.roles, *ENGLISH.roles))
LEAST_SHARE = 0.5
"""The least share of a topic's words that a paragraph holds beside what it states."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sought: topics, and the question that names them, which is the one before for «А ещё?»."""

    question: str
    topics: tuple[Topic, ...]
    language: str = ""
    """That of the words of the topics; the question's where it is empty."""
    is_certain: bool = True
    """Whether the topics are in words of the question or their common translations, and not only near in meaning."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all topics."""
        return tuple(word for topic in self.topics for word in topic)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question.

    Attributes:
        literal: where its words stand.
        probabilities: by paragraph, that it belongs in the list; empty where nothing fitted can be used.
        relevant: the paragraphs that belong in the list.
    """

    literal: Literal
    probabilities: Mapping[str, float]
    relevant: frozenset[str]


def _is_act(asked: Asked) -> bool:
    """Whether a question asks what was proposed or asked of somebody, which its verb tells."""
    return asks_who(" ".join(word.text for word in asked.words)) or asked_status(asked.question) is not None


def asked_for(context: QueryContext) -> Asked:
    """Return what a question seeks; one that names nothing itself leans on the one before."""
    own = _topics(context.question, context)
    if own or context.previous is None:
        return Asked(context.question, own)
    before = context.previous.question
    return Asked(before, _topics(before, context))


def _topics(question: str, context: QueryContext) -> tuple[Topic, ...]:
    """The topics of a question; the word for the document is none, unless it is the only one."""
    named = quoted_topics if context.kind.kind is Kind.QUOTE else alternatives
    return named(generic(question, context.document_kind)) or named(question)


class Places:
    """The paragraphs of a document by what they are about."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self.source = source
        self._search, self._facets = LiteralPlaces(source.retriever.index), FacetPlaces(source)
        self._headings = headings(source.document)
        self._chunks, self._other_words = {chunk.id: chunk for chunk in source.chunks}, OtherWords(source)

    @cached_property
    def _relevance(self) -> Relevance | None:
        """The fitted head; None where another embedder made the index, whose scores it was not fitted on."""
        found = Relevance.load()
        return found if found.embedder == self.source.retriever.index.embedder_id else None

    def asked_for(self, context: QueryContext) -> Asked:
        """Return what a question seeks, its topics in the words of the text where these are of another language.

        Topics that stand nowhere are narrowed to what texts do not say in many ways, if that stands there.
        """
        asked = asked_for(context)
        shared = distributed(asked.topics)
        if shared != asked.topics and all(self._holding((topic,), context.language) for topic in shared):
            return replace(asked, topics=shared)
        is_whole = context.kind.kind is Kind.QUOTE or _is_act(asked)
        fewer = () if is_whole else narrowed(asked.question, asked.topics)
        if not self._other_words.are_needed(context.language):
            if fewer == asked.topics or self._holding(asked.topics, context.language):
                return asked
            stands = self._holding(fewer, context.language, related=False)
            return replace(asked, topics=fewer) if stands else asked
        own = self.source.language
        for some in (asked.topics, fewer):
            if (topics := self._other_words.common(some)) and self._holding(topics, own):
                return replace(asked, topics=topics, language=own)
        topics = self._other_words.topics(asked.topics) or self._other_words.topics(fewer)
        return replace(asked, topics=topics, language=own, is_certain=False) if topics else asked

    def _holding(self, topics: Sequence[Topic], language: str, *, related: bool = True) -> frozenset[str]:
        """The paragraphs that hold a whole topic."""
        return self._search.find(topics, language).whole(topics, related=related)

    def find(self, context: QueryContext, asked: Asked) -> Found:
        """Return the paragraphs for a question."""
        language = asked.language or context.language
        is_spelt = bool(spelt_words(asked.question))
        literal = self._search.find(asked.topics, language, names=is_spelt or asks_for_names(asked.question))
        held = literal.whole(asked.topics)
        if self._relevance is None or (is_spelt and held):
            return Found(literal, {}, held)
        features = list_features(self.source, context, asked.topics, literal)
        probabilities = dict(zip(self._chunks, self._relevance.probabilities(features), strict=True))
        if self.source.document.sha256 in self._relevance.documents:
            return Found(literal, probabilities, self._relevance.relevant(probabilities, held))
        if not self.source.speaks(language) or (asked.language and held):
            return Found(literal, {}, held)
        held = self._enumerating(asked, held) or held
        likeliest = self._relevance.likeliest(probabilities)
        if not held or self._is_everywhere(held, asked):
            held = held & likeliest or likeliest
        return Found(literal, probabilities, held)

    def quoted(self, context: QueryContext, asked: Asked) -> frozenset[str]:
        """Return the paragraphs with the words of the text that a question in other letters asks for the places of."""
        if self.source.speaks(context.language) or not self._asks_where(context, asked):
            return frozenset()
        topic = words_in_other_script(asked.question)
        return self._search.find([topic], self.source.language).whole([topic], related=False) if topic else frozenset()

    @staticmethod
    def _asks_where(context: QueryContext, asked: Asked) -> bool:
        """Whether a question asks for places; of one in a further language its kind alone tells."""
        asks = asks_for_mentions(asked.question) or asks_for_places(asked.question)
        return asks or context.language not in LANGUAGES

    def of_role(self, context: QueryContext, asked: Asked) -> frozenset[str]:
        """Return the paragraphs that say what somebody may or has to do, if it is asked: «обязанности жильца».

        Each has a sentence that names him and says so. Where one introduces items, those are his duties or rights.
        """
        introduced = introduced_as(asked.question)
        somebody = [word for topic in asked.topics for word in topic if word.forms.isdisjoint(_ROLES)]
        if introduced is None or not somebody or len(asked.topics) > 1 or not self.source.speaks(context.language):
            return frozenset()
        found = [
            (chunk, sentence)
            for chunk in self.source.chunks
            for sentence in split_sentences(chunk.text)
            if introduced.search(fold(sentence.text)) and len(held_words(sentence.text, somebody)) == len(somebody)
        ]
        listed = [chunk for chunk, sentence in found if chunk.items and chunk.text.endswith(sentence.text)]
        return frozenset(chunk.id for chunk in listed or [chunk for chunk, _ in found])

    def stated(self, context: QueryContext, asked: Asked) -> frozenset[str]:
        """Return the paragraphs that state what a question asks for all of; empty where it asks for something else.

        Of a topic beside it those are taken that hold its words, else those that hold the most of them, their headings
        included.
        """
        facet = facet_of(generic(asked.question, context.document_kind))
        places = self._facets.of(facet) if facet else frozenset[str]()
        if facet and not facet.names and asks_for_names(asked.question):
            places = named_by_items(asked.topics, self.source.chunks) or places
        if not facet or not places or not facet.topics:
            return places
        topics, language = facet.topics, context.language
        if self._other_words.are_needed(language):
            topics, language = self._other_words.topics(facet.topics), self.source.language
            if not topics:
                return frozenset()
        literal = self._search.find(topics, language)
        topics = self._telling(asked.question, facet.topics, topics, literal)
        if not topics:
            return places
        held = frozenset(name for name in places if self._best_share(name, topics, literal) == 1)
        held = held or places & self._holding(narrowed(asked.question, topics), language, related=False)
        if held or facet.names:
            return held
        shares = {name: self._best_share(name, topics, literal) for name in places}
        most = max(shares.values())
        return frozenset(name for name in places if shares[name] == most) if most >= LEAST_SHARE else frozenset()

    def _telling(
        self, question: str, named: Sequence[Topic], topics: Sequence[Topic], literal: Literal
    ) -> tuple[Topic, ...]:
        """Topics without what is only where all of the text holds: «в доме» narrows nothing in the rules of a house.

        `named` are those of the question; where `topics` are in other words, all of them are such places or none is.
        """
        places = {word.text for topic in named for word in topic if is_place(question, word)}
        is_place_alone = bool(places) and places == {word.text for topic in named for word in topic}
        return tuple(
            kept
            for topic in topics
            if (
                kept := tuple(
                    word
                    for word in topic
                    if not ((word.text in places or is_place_alone) and self._is_of_all(literal.related[word.text]))
                )
            )
        )

    def _is_of_all(self, held: frozenset[str]) -> bool:
        """Whether what paragraphs hold is that of all of them: it stands in so many, or before the first section."""
        return self._is_spread(held) or any(self._chunks[name].section.number == PREAMBLE for name in held)

    def _best_share(self, name: str, topics: Sequence[Topic], literal: Literal) -> float:
        return max(self._share(name, topic, literal) for topic in topics)

    def mentioned(self, asked: Asked, found: Found) -> frozenset[str]:
        """Return the paragraphs that hold what a question asks for the mentions of, or is nothing but; else none.

        Of sections below a heading that is the topic the likeliest paragraphs are among them, whatever is asked.
        """
        headed = frozenset(
            max((chunk.id for chunk in there), key=lambda name: found.probabilities.get(name, 0.0))
            for number in self.headed(asked)
            if (there := self.source.paragraphs(number))
        )
        own = sum(map(len, alternatives(asked.question)))
        is_keyword = own == len(words(asked.question)) and asked.is_certain
        if not is_keyword and not asks_for_mentions(asked.question) and not asks_for_places(asked.question):
            return headed
        return headed | found.literal.whole(asked.topics, related=False)

    def enumerated(self, asked: Asked, found: Found, names: Iterable[str]) -> frozenset[str]:
        """Return which of the paragraphs that belong in a list remain: an enumeration of what is asked for, or all."""
        return enumerated(asked.question, asked.topics, found.literal, {name: self._chunks[name] for name in names})

    def headed(self, asked: Asked) -> frozenset[int]:
        """Return the sections below headings that say what a topic does, no more and no less."""
        return frozenset().union(
            *(one.sections for topic in asked.topics for one in self._headings if is_of_same_words(one, topic))
        )

    def _share(self, name: str, topic: Topic, literal: Literal) -> float:
        """The share of a topic's words that a paragraph, its section's heading or a heading above holds."""
        section = self._chunks[name].section
        headed = words(" ".join((section.heading, *(one.text for one in section.path))))
        held = [name in literal.related[word.text] or any(word.same(one) for one in headed) for word in topic]
        return sum(held) / len(topic)

    def _is_everywhere(self, held: frozenset[str], asked: Asked) -> bool:
        """Whether the words of a question stand in so many sections that they tell no place; not if it is but these."""
        if len(asked.words) == len(words(asked.question)):
            return False
        sections = {self._chunks[name].section.number for name in held}
        return len(sections) > MAX_SPREAD * len(self.source.document.sections)

    def _is_spread(self, held: frozenset[str]) -> bool:
        """Whether paragraphs are of so many sections that what they hold tells none from the others."""
        sections = {self._chunks[name].section.number for name in held}
        return len(sections) > MAX_SPREAD * len(self.source.document.sections)

    def _enumerating(self, asked: Asked, held: frozenset[str]) -> frozenset[str]:
        """The paragraphs that introduce an enumeration of what a question asks to be listed."""
        if not asks_for_names(asked.question) and not asks_for_all(asked.question):
            return frozenset()
        return frozenset(name for name in held if self._chunks[name].items)

    def sentence(self, context: QueryContext, asked: Asked, name: str) -> tuple[Sentence, SourceSentence]:
        """Return the sentence of a paragraph that is shown for a question, with its place in the original."""
        chunk = self._chunks[name]
        nearest = self.source.nearest(context, chunk)
        return best_sentence(self.source, chunk, asked.words, context.answer_language, nearest)
