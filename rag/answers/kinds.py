"""The modules of this folder by the kind of question that they answer, and the protocol that they share.

A module is asked in two steps, and either may decline with None: `at_once` before the LLM is waited for, `read` in the
thread that owns it. A question that its module declines is answered as a look-up.
"""

from collections.abc import Generator as Yields
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from rag.answers.compose import composed
from rag.answers.listing import Listing
from rag.answers.places import Places
from rag.answers.quote import Quote
from rag.answers.reading import PassageReader
from rag.answers.reply import Outcome
from rag.answers.source import Source
from rag.query.context import QueryContext
from rag.types import Event, Kind, Result


@runtime_checkable
class Answerer(Protocol):
    """What answers questions of one kind without the LLM."""

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the reply, a refusal, small talk, or None to decline."""
        ...


@runtime_checkable
class ReadingAnswerer(Protocol):
    """What has passages read by the LLM, after `at_once` has declined."""

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Yield events while passages are read, and return as `Answerer.at_once` does."""
        ...


class Kinds:
    """All modules of one document."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._document = source.document
        places = Places(source)
        self._by_kind: Mapping[Kind, Answerer | ReadingAnswerer] = {
            Kind.LIST: Listing(places),
            Kind.QUOTE: Quote(places),
        }

    def at_once(self, context: QueryContext) -> Result | None:
        """Return the result of a question that needs no LLM; None for any other."""
        answerer = self._by_kind.get(context.kind.kind)
        outcome = answerer.at_once(context) if isinstance(answerer, Answerer) else None
        return composed(context, outcome, self._document)

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Result | None]:
        """Yield events while passages are read, and return the result; None where the question is a look-up."""
        answerer = self._by_kind.get(context.kind.kind)
        if not isinstance(answerer, ReadingAnswerer):
            return None
        outcome = yield from answerer.read(context, reader)
        return composed(context, outcome, self._document)
