"""Two questions in one: each is looked up by itself, and the answers are shown side by side."""

from collections.abc import Callable
from collections.abc import Generator as Yields
from dataclasses import replace

from index.document import Document
from rag.answers.reply import Reply
from rag.answers.wording.compose import composed
from rag.query.asked.sides import says_to_compare
from rag.query.context import QueryContext
from rag.query.kind import KindPrediction
from rag.types import Answer, Event, Kind, Mode, Result, Sentence

LookedUp = Callable[[QueryContext], Yields[Event, None, Result]]
"""Yields the events of a look-up and returns its result."""


def side_by_side(context: QueryContext, looked_up: LookedUp, document: Document) -> Yields[Event, None, Result | None]:
    """Return what answers each of the two questions that one joins; None where one of them has no answer."""
    items: list[Sentence] = []
    for half in context.halves:
        found = yield from looked_up(half)
        if not isinstance(found, Answer):
            return None
        label = half.question[0].upper() + half.question[1:]
        items += [replace(sentence, heading=label) for sentence in found.sentences]
    return composed(context, Reply(tuple(items), Mode.QUOTED), document) if items else None


def as_one(context: QueryContext) -> QueryContext:
    """Return a question as one look-up where it joins two and asks in no word to compare them."""
    if not context.halves or says_to_compare(context.question):
        return context
    return replace(context, kind=KindPrediction(Kind.LOOKUP, 1.0, context.kind.others))
