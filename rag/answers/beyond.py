"""What no document answers: an opinion, a poem, a forecast, what became of a promise. Declines with an offer."""

from rag import messages
from rag.answers.intents import intent
from rag.answers.reply import Declined
from rag.query.context import QueryContext
from rag.types import Reason

SORTS = ("modality", "writing", "later", "forecast", "comparison", "opinion")
"""In the order in which they are looked for."""


class OutOfScope:
    """Declines what lies beyond a document."""

    def at_once(self, context: QueryContext) -> Declined:
        """Return the refusal, with what is not done and what can be had in its place, in the answer's language."""
        said = messages.replies(context.answer_language)
        sort = intent(context.question, "beyond", SORTS, "other")
        text = said.beyond[sort]
        return Declined(Reason.OUT_OF_SCOPE, f"{text} {said.nearest_offer}")
