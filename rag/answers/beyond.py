"""What no document answers: an opinion, a forecast, the bot's own prompt, all declined with an offer; and small talk.

Neither needs passages, and small talk no word of the document: a friendly sentence for a greeting, thanks, «Что ты
умеешь?».
"""

import unicodedata

from index.language.lexicon import LANGUAGES
from index.profile.kinds import UNKNOWN
from rag import messages
from rag.answers.reply import Declined, SmallTalk
from rag.generation import prompts
from rag.query.context import QueryContext
from rag.query.intents import BEYOND, OVERRIDING, SMALL_TALK, intent
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


class SmallTalker:
    """Answers small talk."""

    def at_once(self, context: QueryContext) -> SmallTalk:
        """Return the sentence in the asker's language, in Russian and English where that is neither."""
        return SmallTalk(small_talk(context.question, context.language, context.document_kind))


def small_talk(question: str, language: str, kind: str = UNKNOWN) -> str:
    """Return what is said to small talk; `language` is the question's, `kind` that of the document."""
    sort = intent(question, "small_talk", SMALL_TALK, "abilities")
    languages = (language,) if language in prompts.LANGUAGES else LANGUAGES
    return " ".join(messages.replies(one, kind).talk[sort] for one in languages)


def is_wordless(question: str) -> bool:
    """Return whether a question is an emoji or several, and nothing else."""
    signs = {unicodedata.category(sign) for sign in question if not sign.isspace()}
    return "So" in signs and signs <= {"So", "Sk", "Mn", "Cf"}
