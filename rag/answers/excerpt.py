"""A part of a sentence around words of it: what an item shows of a long sentence. Pure."""

import re

from index.digest import shorten

MAX_WORDS = 25
_BOUNDARY = re.compile(r"[,;:](?=\s)|\s[–—](?=\s)")


def excerpt(text: str, start: int, end: int, max_words: int = MAX_WORDS) -> str:
    """Return the part of a sentence that holds the characters from `start` to `end`, verbatim, in at most so many words.

    It is the sentence, shortened where a clause can go, else the clauses around those characters; longer only where one
    clause is.
    """
    if len(text.split()) <= max_words:
        return text.rstrip(" .;,:")
    place = shorten(text, max_words)
    if place and place[0] <= start and end <= place[1] and len(text[slice(*place)].split()) <= max_words:
        return text[slice(*place)].rstrip(" .;,:")
    cuts = [(0, 0), *((m.start(), m.end()) for m in _BOUNDARY.finditer(text)), (len(text), len(text))]
    first = max(i for i, (_, after) in enumerate(cuts) if after <= start or i == 0)
    last = min(i for i, (before, _) in enumerate(cuts) if before >= end)
    while True:
        wider = [(i, j) for i, j in ((first, last + 1), (first - 1, last)) if i >= 0 and j < len(cuts)]
        fitting = [(i, j) for i, j in wider if _size(text, cuts, i, j) <= max_words]
        if not fitting:
            break
        first, last = fitting[0]
    return text[cuts[first][1] : cuts[last][0]].strip(" .;,:")


def _size(text: str, cuts: list[tuple[int, int]], first: int, last: int) -> int:
    return len(text[cuts[first][1] : cuts[last][0]].split())
