"""A part of a sentence around words of it: what an item shows of a long sentence. Pure.

The part reads by itself: the sentence without a clause that only adds, the whole sentence, or of a very long one the
clauses around the words. Those begin where a clause begins by its first word («в сферах …», «а также …»), never
between two items of an enumeration.
"""

import re

from index.digest import shorten
from index.digest.tokens import Token, is_predicate, rules, tokenize
from index.language.lexicon import Lexicon
from index.language.words import fold

MAX_WORDS = 25
MAX_WHOLE = 45
"""Words up to which a sentence that cannot lose a clause is shown whole."""
_BOUNDARY = re.compile(r"[,;:](?=\s)|\s[–—](?=\s)")
_OPENING = frozenset({"PREP", "CONJ", "GRND", "VERB", "PRED", "INFN"})
"""Parts of speech that a clause begins with, and an item of an enumeration seldom does."""
_DANGLING = frozenset({"PREP", "CONJ", "ADJF", "PRTF", "NUMR"})
_EDGES = " .;,:–—"


def excerpt(text: str, start: int, end: int, max_words: int = MAX_WORDS) -> str:
    """Return the part of a sentence that holds the characters from `start` to `end`, verbatim, without its full stop.

    See `part_of` for which.
    """
    return text[slice(*part_of(text, start, end, max_words))].strip(_EDGES)


def wide_excerpt(text: str, start: int, end: int, max_words: int) -> str:
    """Return such a part with the clauses before it that still fit: what a thing is may stand before its name."""
    first, last = part_of(text, start, end, max_words)
    tokens, lexicon = tokenize(text), rules(text)
    begins = [0] if any(is_predicate(one, lexicon) for one in tokens if one.end <= last) else []
    after = [after for _, after in _boundaries(text) if after < first]
    begins += [at for at in after if _opens(text, at, tokens, lexicon) or _adds(text, at, lexicon)]
    fitting = [begin for begin in begins if begin < first and len(text[begin:last].split()) <= max_words]
    return text[min(fitting, default=first) : last].strip(_EDGES)


def part_of(text: str, start: int, end: int, max_words: int = MAX_WORDS) -> tuple[int, int]:
    """Return the place, as character offsets, of the part of a sentence that holds the characters `start` to `end`.

    It is the sentence shortened where a clause can go; else all of it, up to MAX_WHOLE words; else the clauses around
    those characters, as many as make `max_words` words, or more where one clause is longer.
    """
    if len(text.split()) <= max_words:
        return 0, len(text)
    place = shorten(text, max_words)
    if place and place[0] <= start and end <= place[1]:
        return place
    if len(text.split()) <= MAX_WHOLE:
        return 0, len(text)
    tokens, lexicon = tokenize(text), rules(text)
    begins = [0, *(after for _, after in _boundaries(text) if _opens(text, after, tokens, lexicon))]
    first = max(begin for begin in begins if begin <= start or begin == 0)
    ends = [before for before, _ in _boundaries(text) if before >= end and _closes(tokens, before)]
    if first == 0:  # «Учитывая …, стороны …»: an adverbial alone is no sentence
        ends = [before for before in ends if any(is_predicate(one, lexicon) for one in tokens if one.end <= before)]
    ends.append(len(text))
    fitting = [before for before in ends if len(text[first:before].split()) <= max_words]
    return first, fitting[-1] if fitting else ends[0]


def _boundaries(text: str) -> list[tuple[int, int]]:
    """Where clauses end and the next ones begin, outside quotations."""
    found = []
    for match in _BOUNDARY.finditer(text):
        before = text[: match.start()]
        quoted = any(before.rfind(left) > before.rfind(right) for left, right in ("«»", "“”", "()"))
        if not quoted:
            found.append(match.span())
    return found


def _opens(text: str, place: int, tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether a clause or a quoted name begins at a place, and not what only adds to the clause before it.

    English has no parts of speech here, and its function words tell it.
    """
    rest = fold(text[place:]).lstrip()
    token = next((token for token in tokens if token.start >= place), None)
    if token is None or rest.startswith(("«", "“")):
        return token is not None
    if token.pos == "CONJ":
        return token.folded not in lexicon.outline.joining
    return not _adds(text, place, lexicon) and (token.pos in _OPENING or token.folded in lexicon.shortening.gaps)


def _adds(text: str, place: int, lexicon: Lexicon) -> bool:
    """Whether what begins at a place only adds to the clause before it: "as well as …"."""
    rest = fold(text[place:]).lstrip()
    return any(re.match(rf"(?:{tail})(?!\w)", rest) for tail in lexicon.shortening.tails)


def _closes(tokens: list[Token], place: int) -> bool:
    """Whether a clause can end at a place: not between two adjectives of one noun."""
    last = next((token for token in reversed(tokens) if token.end <= place), None)
    return last is None or last.pos not in _DANGLING
