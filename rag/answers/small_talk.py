"""A friendly sentence for a greeting, thanks, «Что ты умеешь?»: no passages, and no word of the document."""

import unicodedata

from index.language.lexicon import LANGUAGES
from index.profile.kinds import UNKNOWN
from rag import messages
from rag.answers.reply import SmallTalk
from rag.generation import prompts
from rag.query.context import QueryContext
from rag.query.intents import SMALL_TALK, intent


class SmallTalker:
    """Answers small talk."""

    def at_once(self, context: QueryContext) -> SmallTalk:
        """Return the sentence in the asker's language, in Russian and English where that is neither."""
        return SmallTalk(sentence(context.question, context.language, context.document_kind))


def sentence(question: str, language: str, kind: str = UNKNOWN) -> str:
    """Return what is said to small talk; `language` is the question's, `kind` that of the document."""
    sort = intent(question, "small_talk", SMALL_TALK, "abilities")
    languages = (language,) if language in prompts.LANGUAGES else LANGUAGES
    return " ".join(messages.replies(one, kind).talk[sort] for one in languages)


def is_wordless(question: str) -> bool:
    """Return whether a question is an emoji or several, and nothing else."""
    signs = {unicodedata.category(sign) for sign in question if not sign.isspace()}
    return "So" in signs and signs <= {"So", "Sk", "Mn", "Cf"}
