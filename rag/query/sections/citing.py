"""Orders how to cite: «Кто …? Поставь в конце [п. 99]» asks nothing of point 99. Pure; the words are in `points`."""

import re

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold

_ORDER = re.compile(
    rf"(?<!\w)(?:{'|'.join((*RUSSIAN.points.citing, *ENGLISH.points.citing))})"
    r"\s*(?:[^\W\d_]+\.?\s*)?(?:[№#]\s*)?\d[\d.]*(?:\s*[,–—-]\s*\d+)*(?!\w)\s*[\])»”\"]*"
)
"""The order, a word for a part in any language, its number, and the bracket that closes it."""


def without_orders_to_cite(question: str) -> str:
    """Return a question with its orders how to cite as blanks, so that offsets stay the same."""
    for order in _ORDER.finditer(fold(question)):
        question = question[: order.start()] + " " * len(order[0]) + question[order.end() :]
    return question
