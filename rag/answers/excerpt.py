"""A part of a sentence around words of it: what an item shows of a long sentence. Pure."""

import re

from index.digest import shorten

MAX_WORDS = 25
MIN_WORDS = 5
"""A shorter part says too little."""
_BOUNDARY = re.compile(r"[,;:](?=\s)|\s[–—](?=\s)")


def excerpt(text: str, start: int, end: int, max_words: int = MAX_WORDS) -> str:
    """Return the part of a sentence that holds the characters from `start` to `end`, verbatim.

    It is the sentence, shortened where a clause can go, else the clauses around those characters; of more than
    `max_words` words only where one clause is.
    """
    if len(text.split()) <= max_words:
        return text.rstrip(" .;,:")
    place = shorten(text, max_words)
    if place and place[0] <= start and end <= place[1] and len(text[slice(*place)].split()) <= max_words:
        return text[slice(*place)].rstrip(" .;,:")
    cuts = [(0, 0), *_boundaries(text), (len(text), len(text))]
    first = max(i for i, (_, after) in enumerate(cuts) if after <= start or i == 0)
    last = min(i for i, (before, _) in enumerate(cuts) if before >= end)
    while True:
        wider = [(i, j) for i, j in ((first, last + 1), (first - 1, last)) if i >= 0 and j < len(cuts)]
        fitting = [pair for pair in wider if _size(text, cuts, *pair) <= max_words]
        if not fitting and wider and _size(text, cuts, first, last) < MIN_WORDS:
            fitting = [min(wider, key=lambda pair: _size(text, cuts, *pair))]
        if not fitting:
            break
        first, last = fitting[0]
    return text[cuts[first][1] : cuts[last][0]].strip(" .;,:–—")


def _boundaries(text: str) -> list[tuple[int, int]]:
    """Where clauses end and the next ones begin, outside quotations."""
    found = []
    for match in _BOUNDARY.finditer(text):
        before = text[: match.start()]
        quoted = any(before.rfind(left) > before.rfind(right) for left, right in ("«»", "“”", "()"))
        if not quoted:
            found.append(match.span())
    return found


def _size(text: str, cuts: list[tuple[int, int]], first: int, last: int) -> int:
    return len(text[cuts[first][1] : cuts[last][0]].split())
