"""What sort of thing a question says, by patterns of the lexicons. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.language.words import fold

Table = Literal["small_talk", "beyond"]

SMALL_TALK = ("rudeness", "identity", "abilities", "apology", "thanks", "goodbye", "greeting", "acknowledged")
"""What small talk says, in the order in which it is looked for: «Привет! Что ты умеешь?» asks."""

OVERRIDING = "overriding"
"""Patterns of what is asked of the assistant itself, or overrides it; what they tell is the sort `itself`."""
BEYOND = ("harm", OVERRIDING, "modality", "writing", "later", "forecast", "comparison", "opinion", "itself")
"""What no document answers, in the order in which it is looked for."""
CERTAINLY_BEYOND = ("harm", "certain", OVERRIDING)
"""Of those, what is declined whatever kind a question is taken for: help to do harm, the bot's own side, an essay, its
prompt."""


def intent(question: str, table: Table, sorts: Sequence[str], default: str) -> str:
    """Return the first of `sorts` that has a pattern in the question, in any language; `default` if none has."""
    text = fold(question)
    for sort in sorts:
        for lexicon in (RUSSIAN, ENGLISH, OTHER):
            patterns: Mapping[str, tuple[str, ...]] = getattr(lexicon, table)
            if any(_stands(pattern, text) for pattern in patterns.get(sort, ())):
                return sort
    return default


def _stands(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})", text) is not None
