"""What says by itself that a question is for an overview: of the whole document, or of whatever it names. Pure.

The patterns stand in the lexicons under `telling`.
"""

import re

from index.language.lexicon import ENGLISH, OTHER, RUSSIAN
from index.language.words import fold

_LISTS = (RUSSIAN.telling, ENGLISH.telling, OTHER.telling)
OPENING = rf"^\W*(?:(?:{'|'.join(one for lists in _LISTS for one in lists.openings)})\W+)*"
"""Words that may open a question and say nothing of it."""
_WHOLE = re.compile(rf"{OPENING}(?:{'|'.join(one for lists in _LISTS for one in lists.whole)})\W*$")
_ROUGHLY = re.compile(rf"(?<!\w)(?:{'|'.join(one for lists in _LISTS for one in lists.roughly)})(?!\w)")
_MEASURES = re.compile(rf"(?<!\w)(?:{'|'.join(one for lists in _LISTS for one in lists.measures)})(?!\w)")


def asks_for_document(text: str) -> bool:
    """Return whether a text is nothing but a question for the whole document: "What's it all about?"."""
    return _WHOLE.search(fold(text)) is not None


def asks_roughly(text: str) -> bool:
    """Return whether a question wants what is said in general, and no number or time: «в общих чертах»."""
    folded = fold(text)
    return _ROUGHLY.search(folded) is not None and _MEASURES.search(folded) is None
