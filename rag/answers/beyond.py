"""What no document answers: an opinion, a poem, a forecast, what became of a promise. Declines with an offer."""

from rag.answers.reply import Declined
from rag.query.asked.intents import intent
from rag.query.context import QueryContext
from rag.types import Reason

CERTAIN = ("harm", "certain")
"""Sorts that are declined whatever kind a question is taken for: help to do harm, the bot's own side, an essay."""
SORTS = ("harm", "modality", "writing", "later", "forecast", "comparison", "opinion")
"""In the order in which they are looked for."""


def is_certain(question: str) -> bool:
    """Whether a question is beyond any document by its words alone: «Составь план, как пронести бомбу»."""
    return bool(intent(question, "beyond", CERTAIN, ""))


def asks_for_medium(question: str) -> bool:
    """Whether a picture or a recording is asked for, which no text gives."""
    return intent(question, "beyond", ("modality",), "") == "modality"


class OutOfScope:
    """Declines what lies beyond a document."""

    def at_once(self, context: QueryContext) -> Declined:
        """Return the refusal, with what is not done and what can be had in its place, in the answer's language."""
        said = context.said
        sort = intent(context.question, "beyond", SORTS, "other")
        text = said.beyond[sort]
        return Declined(Reason.OUT_OF_SCOPE, f"{text} {said.nearest_offer}")
