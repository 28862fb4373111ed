"""What no document answers: an opinion, a poem, a forecast, the bot's own prompt. Declines with an offer."""

from rag.answers.reply import Declined
from rag.query.context import QueryContext
from rag.query.intents import BEYOND, OVERRIDING, intent
from rag.types import Reason


def asks_for_medium(question: str) -> bool:
    """Return whether a picture or a recording is asked for, which no text gives."""
    return intent(question, "beyond", ("modality",), "") == "modality"


class OutOfScope:
    """Declines what lies beyond a document."""

    def at_once(self, context: QueryContext) -> Declined:
        """Return the refusal, with what is not done and what can be had in its place, in the answer's language."""
        said = context.said
        sort = intent(context.question, "beyond", BEYOND, "other")
        text = said.beyond["itself" if sort == OVERRIDING else sort]
        return Declined(Reason.OUT_OF_SCOPE, f"{text} {said.nearest_offer}")
