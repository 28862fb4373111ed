"""The modules that answer, by the kind of question that they answer, and the protocol that they share.

A module is asked in two steps, and either may decline with None: `at_once` before the LLM is waited for, `read` in the
thread that owns it. A question that its module declines is answered as a look-up.
"""

from collections.abc import Generator as Yields
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol, runtime_checkable

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import words
from rag.answerability.heads import Features
from rag.answers.beyond import OutOfScope, SmallTalker
from rag.answers.facts.about import AboutAnswerer
from rag.answers.facts.count import CountAnswerer
from rag.answers.facts.define import DefineAnswerer
from rag.answers.lists.listing import Listing
from rag.answers.lists.places import Places
from rag.answers.lists.quote import Quote
from rag.answers.lists.read_listing import ReadListing
from rag.answers.lists.read_quote import ReadQuote
from rag.answers.lists.topic_reading import TopicReading
from rag.answers.lookups.reading import PassageReader
from rag.answers.lookups.yes_no import YesNo
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.material.subjects import Subjects
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.summaries.claims import MAX_CLAIM_WORDS
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.overview import Overview
from rag.answers.summaries.point import PointAnswerer
from rag.answers.summaries.read_compare import ReadComparison
from rag.answers.summaries.read_overview import ReadOverview
from rag.answers.wording.compose import composed
from rag.generation import prompts
from rag.query.asked.about import asked_about
from rag.query.asked.claims import asks_for_mentions
from rag.query.asked.sides import asks_to_compare, sides
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch
from rag.types import Answer, Event, Kind, Passage, Reason, Result, Sentence, SilentUnless, Verdict

SURE_ENOUGH_TO_REFUSE = {Reason.NO_ANSWER: 0.97, Reason.OUT_OF_SCOPE: 0.5, Reason.NO_SUCH_POINT: 0.5}
"""Least probability of a kind at which its module may refuse a question, by the refusal's reason; below, the question
is looked up, and refused there if it has no answer."""

_FURTHER = frozenset((*RUSSIAN.followup.further, *ENGLISH.followup.further))
"""Words for others of the same."""
_LISTED = frozenset({("participants",), ("place",)})
"""What a document says of itself that may be asked for as a list."""
_IN_ONE_SENTENCE = frozenset({Kind.COMPARE, Kind.QUOTE, Kind.YES_NO})
"""Kinds whose items say by themselves what they say; in others what introduces items stands above or beside them."""


@runtime_checkable
class Answerer(Protocol):
    """A module that answers questions of one kind without the LLM."""

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the reply, a refusal, small talk, or None to decline."""
        ...


@runtime_checkable
class ReadingAnswerer(Protocol):
    """A module that has passages read by the LLM, after its `at_once` has declined."""

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Yield events while passages are read, and return as `Answerer.at_once` does."""
        ...


class WeighingAnswerer(Protocol):
    """A module with a fitted head of its own for passages that the LLM has read."""

    def weighed(self, context: QueryContext, reader: PassageReader) -> Iterator[tuple[Passage, Features]]:
        """Yield each passage that is read for a question with the features that the head weighs."""
        ...


class Kinds:
    """All modules of one document."""

    def __init__(self, source: Source, reads_lists: bool = False) -> None:
        """Take the document as it is shown, and whether all lists of it are made by what the LLM reads."""
        self._source, self._document = source, source.document
        search, digests, places = LiteralSearch(source.retriever.index), Digests(source), Places(source)
        self._digests, self._subjects = digests, Subjects(source)
        about = self._about = AboutAnswerer(source, digests)
        claims, listing = YesNo(source, search, self._subjects), Listing(places, digests)
        self._listing, self._lists, self._reads_lists = listing, ReadListing(listing, places), reads_lists
        comparison = ComparisonAnswerer(source, self._subjects)
        quote, reading = Quote(places, self._subjects), TopicReading(self._lists, source)
        self._overview = Overview(source, digests, self._subjects)
        self._reading: Mapping[Kind, ReadingAnswerer] = {
            Kind.LIST: self._lists,
            Kind.OVERVIEW: ReadOverview(self._overview, reading),
            Kind.COMPARE: ReadComparison(comparison, reading),
            Kind.QUOTE: ReadQuote(quote, source, reading),
        }
        self._weighing: Mapping[Kind, WeighingAnswerer] = {Kind.YES_NO: claims, Kind.LIST: self._lists}
        self._by_kind: Mapping[Kind, Answerer | ReadingAnswerer] = {
            Kind.ABOUT: about,
            Kind.COUNT: CountAnswerer(source, search, digests, about),
            Kind.DEFINE: DefineAnswerer(source, search, digests),
            Kind.POINT: PointAnswerer(source, digests),
            Kind.COMPARE: comparison,
            Kind.TALK: SmallTalker(),
            Kind.BEYOND: OutOfScope(),
            Kind.OVERVIEW: self._overview,
            Kind.YES_NO: claims,
            Kind.LIST: listing,
            Kind.QUOTE: quote,
        }

    def prepare(self) -> None:
        """Make what does not depend on a question, so that the first one need not wait for it."""
        for language in prompts.LANGUAGES:
            self._digests.digest(language)
        self._subjects.prepare()

    def at_once(self, context: QueryContext) -> Result | None:
        """Return the result of a question that needs no LLM; None for any other."""
        asked = context.understood
        if context.kind.kind is Kind.POINT and self._overview.asks_for_claims(asked):
            context, asked = (replace(one, kind=replace(one.kind, kind=Kind.OVERVIEW)) for one in (context, asked))
        if (told := self._of_document(context)) is not None:
            return told
        answerer = self._answerer(asked)
        outcome = answerer.at_once(asked) if isinstance(answerer, Answerer) else None
        return self._composed(context, outcome) or self._mentioned(context, asked)

    def _of_document(self, context: QueryContext) -> Result | None:
        """Who took part, or where, for a list of nothing else: «все страны»; None where the text says no such thing."""
        is_further = any(not word.forms.isdisjoint(_FURTHER) for word in words(context.question))  # «а ещё где?»
        if (
            context.kind.kind is not Kind.LIST
            or is_further
            or asked_about(context.question, context.language) not in _LISTED
        ):
            return None
        context = replace(context, kind=replace(context.kind, kind=Kind.ABOUT))
        return self._composed(context, self._about.at_once(context))

    def _mentioned(self, context: QueryContext, asked: QueryContext) -> Result | None:
        """The points that mention what a question asks for the places of, as a list; None if it asks for none."""
        outcome = self._listing.mentioned(asked)
        others = tuple(one for one in (context.kind.kind, *context.kind.others) if one is not Kind.LIST)
        kind = replace(context.kind, kind=Kind.LIST, others=others[: len(context.kind.others)])
        return self._composed(replace(context, kind=kind), outcome) if outcome else None

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Result | None]:
        """Yield events while passages are read, and return the result; None where the question is a look-up."""
        answerer = self._answerer(context)
        if not isinstance(answerer, ReadingAnswerer):
            return None
        outcome = yield from answerer.read(context, reader)
        return self._composed(context, outcome)

    def weighed(
        self, kind: Kind, context: QueryContext, reader: PassageReader
    ) -> Iterator[tuple[Passage, Features]] | None:
        """Return each passage with the features that the head of a kind weighs; None where the kind has no head."""
        answerer = self._weighing.get(kind)
        return answerer.weighed(context, reader) if answerer else None

    def _answerer(self, context: QueryContext) -> Answerer | ReadingAnswerer | None:
        """What answers a question; words alone tell places only in a known text, and in languages that have prompts.

        Quotations from a known text are told by its own head in any language.
        """
        kind = context.kind.kind
        is_foreign = context.language not in prompts.LANGUAGES and kind is not Kind.QUOTE
        if (self._reads_lists or is_foreign) and kind in self._reading:
            return self._reading[kind]
        return self._by_kind.get(kind)

    def _composed(self, context: QueryContext, outcome: Outcome) -> Result | None:
        if not (self._source.speaks(context.language) or _says_own_words(context)) and _finds_nothing(outcome):
            return None
        if isinstance(outcome, Reply):
            outcome = replace(outcome, items=self._with_enumerations(context.kind.kind, outcome.items))
        result = composed(context, None if _is_doubtful(context, outcome) else outcome, self._document)
        if isinstance(result, Answer) and isinstance(outcome, Reply) and outcome.unless is not None:
            answered = self._composed(context, outcome.unless.answered)
            unless = SilentUnless(
                outcome.unless.passage, answered if isinstance(answered, Answer) else None, outcome.unless.below
            )
            return replace(result, unless=unless)
        return result

    def _with_enumerations(self, kind: Kind, items: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        enumerations = self._source.enumerations
        if kind is Kind.LIST:
            return enumerations.listed(items)
        if kind is Kind.OVERVIEW:
            return tuple(enumerations.inline(item, MAX_CLAIM_WORDS) for item in items)
        return tuple(map(enumerations.inline, items)) if kind in _IN_ONE_SENTENCE else items


def _says_own_words(context: QueryContext) -> bool:
    """Whether a question in a further language is for words of the document's language: «… «интернет» kaç kez?»."""
    literal = context.restated is not None and context.restated.is_literal
    return literal and context.kind.kind in {Kind.COUNT, Kind.DEFINE}


def _finds_nothing(outcome: Outcome) -> bool:
    """Whether it says that something does not stand in the text, which words of another language cannot tell."""
    if isinstance(outcome, Declined):
        return outcome.reason is Reason.NO_ANSWER
    if not isinstance(outcome, Reply) or outcome.is_sure or outcome.unless is not None:  # the LLM tells the last one
        return False
    silent = outcome.verdict in {Verdict.NO, Verdict.NOT_IN_TEXT} and not outcome.items
    return silent or outcome.count == 0


def _is_doubtful(context: QueryContext, outcome: Outcome) -> bool:
    """Whether a question was refused as one of a kind that it may not be of: as a look-up it may have an answer."""
    if not isinstance(outcome, Declined) or context.kind.probability >= SURE_ENOUGH_TO_REFUSE[outcome.reason]:
        return False
    # Whatever the classifier says, words tell that two things are compared, or that a place in the text is asked for.
    compares = context.kind.kind is Kind.COMPARE and asks_to_compare(context.question)
    is_told = context.kind.kind is Kind.LIST and asks_for_mentions(context.question)
    return not (is_told or (compares and sides(context.question)))
