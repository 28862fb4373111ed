"""Earlier turns of a conversation: which of them was answered, and which points its answer cited."""

import re
from collections.abc import Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold, words
from rag import messages
from rag.generation.prompts import LANGUAGES
from rag.types import Turn

_MARK = re.compile(r"\[([^\]]*)\]")
_NEGATIONS = frozenset((*RUSSIAN.negations, *ENGLISH.negations))
_FRAMING = frozenset((*RUSSIAN.mentioning, *ENGLISH.mentioning))
_MIN_BEGINNING = 6
"""Letters that an answer must share with the beginning of a reply to be that reply."""


def answered_turns(history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns up to the last one that was answered; all of them where none was."""
    for end in range(len(history), 0, -1):
        if not is_unanswered(history[end - 1].answer):
            return history[:end]
    return history


def cited_points(turn: Turn, last: int) -> tuple[int, ...]:
    """Return the points that the marks of an answer name, in order, in a document of points 0 to `last`."""
    found = (int(number) for mark in _MARK.findall(turn.answer) for number in re.findall(r"\d{1,9}", mark))
    return tuple(dict.fromkeys(number for number in found if number <= last))


def is_unanswered(answer: str) -> bool:
    """Tell whether an answer is a refusal: it cites nothing, and says what one of the replies says.

    A reply of another wording counts if it denies and holds no content word that a refusal of ours does not hold.
    """
    if _MARK.search(answer):
        return False
    replies = [messages.replies(language) for language in LANGUAGES]
    spoken = fold(answer).strip()
    for said in replies:
        for text in (
            said.empty,
            said.too_long,
            said.no_words,
            *said.refusals.values(),
            *said.missing.model_dump().values(),
        ):
            beginning = fold(str(text)).split("{")[0].strip()
            if len(beginning) >= _MIN_BEGINNING and spoken.startswith(beginning):
                return True
    asked = words(answer)
    denies = any(fold(word.text) in _NEGATIONS for word in asked)
    content = [word for word in asked if word.is_content and word.forms.isdisjoint(_FRAMING)]
    refusing = {form for said in replies for text in said.refusals.values() for w in words(text) for form in w.forms}
    return denies and all(not word.forms.isdisjoint(refusing) for word in content)
