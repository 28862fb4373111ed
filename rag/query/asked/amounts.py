"""Which amount a question asks for: a sum, a share, a length of time, how many of what …? Pure.

The expressions that tell it stand in the lexicons.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold

_LEXICONS = (RUSSIAN, ENGLISH)
ANY, MOMENT = "any", "moment"


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    merged: dict[str, list[str]] = {}
    for one in _LEXICONS:
        for sort, patterns in one.quantities.asks.items():
            merged.setdefault(sort, []).extend(patterns)
    manner = "|".join(word for one in _LEXICONS for word in one.quantities.manner)
    return {
        sort: re.compile(rf"(?<!\w)(?:(?:{manner}) )?(?:{'|'.join(found)})(?!\w)") for sort, found in merged.items()
    }


@cache
def _counting() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(p for one in _LEXICONS for p in one.quantities.counts)})(?!\w)")


@dataclass(frozen=True, slots=True)
class AmountAsked:
    """What amount a question asks for.

    Attributes:
        sorts: of amounts, the one that is named first first; with `ANY` last where one of whatever sort would do.
        counted: offset after what asks how many there are of something; None where nothing does.
        moment: offset of what asks for a moment, «когда»; None where nothing does.
        rest: the folded question without what was recognised, blanks in its place.
    """

    sorts: tuple[str, ...]
    counted: int | None
    moment: int | None
    rest: str


def amount_asked(question: str) -> AmountAsked:
    """Return what amount a question asks for; without sorts and `counted` it asks for none."""
    folded = fold(question)
    found: dict[str, int] = {}
    left = list(folded)
    for sort, pattern in _patterns().items():
        for match in pattern.finditer(folded):
            found.setdefault(sort, match.start())
            left[match.start() : match.end()] = " " * (match.end() - match.start())
    counting = _counting().search(folded)
    sorts = sorted(found, key=lambda sort: (sort == ANY, found[sort]))
    return AmountAsked(tuple(sorts), counting.end() if counting else None, found.get(MOMENT), "".join(left))
