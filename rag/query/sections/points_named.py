"""Points that a question names: «пункт 20», «п. 3 и 5», «в пятом пункте», «преамбула», "points 3-5". Pure.

The words stand in the lexicons, under `points` and `numbers`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.asking import Points
from index.language.numbers import CARDINALS, ENGLISH_ORDINALS, FROM_END, RUSSIAN_ORDINAL_ROOTS, TENS
from index.language.words import fold
from rag.query.sections.citing import without_orders_to_cite

_WORDS = {**CARDINALS, **TENS, **ENGLISH_ORDINALS}
MAX_IN_RANGE = 50


def forms(name: str) -> str:
    """Return what fits any expression of a list of `points`, as one alternation without brackets."""
    return "|".join(one for lexicon in (RUSSIAN, ENGLISH) for one in getattr(lexicon.points, name))


_TENS = "|".join(TENS)
_ENDING = f"(?:{forms('ordinal_endings')})"
DIGITS = rf"\d{{1,9}}(?:-?(?:{forms('digit_endings')})(?!\w))?"
_ORDINALS = (
    (RUSSIAN.points, f"(?:{'|'.join(RUSSIAN_ORDINAL_ROOTS)}){_ENDING}"),
    (ENGLISH.points, f"(?:{'|'.join(ENGLISH_ORDINALS)})"),
)


def _ordinal(languages: Sequence[tuple[Points, str]]) -> str:
    """An ordinal in words, in any of some languages: of one or two words, or counted from the end."""
    from_end = "|".join(one for points, _ in languages for one in points.from_end)
    words = "|".join(words for _, words in languages)
    return rf"(?:(?:{from_end}|(?:(?:{_TENS})[ -])?(?:{words}))(?!\w))"


ORDINAL = _ordinal(_ORDINALS)
_FOLLOWING_ORDINAL = _ordinal([one for one in _ORDINALS if one[0].ordinals_follow])
CARDINAL = rf"(?:(?:{_TENS})[ -])?(?:{'|'.join(CARDINALS)}|{_TENS})(?!\w)"
THROUGH = rf"(?:\s*[-–—]\s*|\s+(?:{forms('through')})\s+)"
AND = rf"(?:\s*[,;&]\s*(?:(?:{forms('joining')})\s+)?|\s+(?:{forms('joining')})\s+)(?:(?:{forms('repeated')})\s+)?"
NUMBERING = rf"(?:[№#]\s*|{forms('numbering')})"
NOT_A_POINT = rf"(?!\s*(?:%|(?:{forms('other_counts')})(?:(?<=\.)|(?!\w))))"
"""A number before these counts something else: «в пункте 7 и 2 раза», «в п. 28, 6 августа»."""


def _listed(item: str) -> str:
    """A list of such items with ranges, no item of which counts something else."""
    whole = rf"{item}(?![\w%]){NOT_A_POINT}"
    return rf"{whole}(?:(?:{THROUGH}|{AND}){whole})*"


_CLOSING = r"(?=\s*(?:[^\w\s]|$))"
_BEFORE_CARDINALS = "|".join(
    f"(?<={word} )" for lexicon in (RUSSIAN, ENGLISH) for word in lexicon.points.before_cardinals
)
_AFTER = re.compile(
    rf"(?<!\w)(?:{forms('nouns')}|{forms('short_nouns')})\s*(?:{NUMBERING}|(?:{forms('range_openings')})\s+)?"
    rf"({_listed(DIGITS)}|(?:{_FOLLOWING_ORDINAL}|{_listed(CARDINAL)}){_CLOSING}|(?:{_BEFORE_CARDINALS}){CARDINAL})"
)
"""In words a number must end its clause: «в каком пункте третья встреча …» names none."""
_BEFORE = re.compile(rf"(?<![\w-])((?:{_listed(DIGITS)}|{_listed(ORDINAL)}))\s+(?:{forms('nouns')})(?!\w)")
COUNTED = re.compile(rf"(?<![\w-])(?:{forms('counted')})(?!\w)")
"""«Назови 3 пункта», "list 5 points": how many, and not which."""
_ITEM = re.compile(rf"{DIGITS}|{ORDINAL}|{CARDINAL}")
_RANGE = re.compile(THROUGH)
_PREAMBLE = re.compile(rf"(?<!\w)(?:{forms('preambles')})(?!\w)")


@dataclass(frozen=True, slots=True)
class PointsNamed:
    """Points named by a question: those that exist, and numbers that do not; both in order of naming.

    `no_preamble`: the preamble is named, and there is none. `spans`: where that stands, in characters.
    """

    points: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    no_preamble: bool = False
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)


def number_of(item: str, last: int) -> int:
    """Return the point that a number, an ordinal or a cardinal stands for."""
    digits = re.match(r"\d+", item)
    if digits:
        return int(digits[0])
    from_end = next((back for word, back in FROM_END.items() if word in item), None)
    if from_end:
        return last + 1 - from_end
    *tens, unit = re.split("[ -]", item)
    base = TENS[tens[0]] if tens else 0
    if unit in _WORDS:
        return base + _WORDS[unit]
    return base + next(number for root, number in RUSSIAN_ORDINAL_ROOTS.items() if re.fullmatch(root + _ENDING, unit))


def _numbers(listed: str, last: int) -> Iterator[int]:
    """The points of a list; a range counts all between its ends."""
    items = list(_ITEM.finditer(listed))
    for before, item in pairwise([None, *items]):
        assert item is not None
        number = number_of(item[0], last)
        if before and _RANGE.fullmatch(listed[before.end() : item.start()]):
            first = number_of(before[0], last)
            if first < number < first + MAX_IN_RANGE:
                yield from range(first + 1, number)
        yield number


def points_named(question: str, last: int, preamble: bool = True) -> PointsNamed:
    """Return the points that a question names, of points 1 to `last` and, if there is one, a preamble (0)."""
    text = fold(without_orders_to_cite(question))
    named: dict[int, None] = {}
    matches = [*_AFTER.finditer(text), *(m for m in _BEFORE.finditer(text) if not COUNTED.match(m[0]))]
    for match in sorted(matches, key=re.Match.start):
        named.update(dict.fromkeys(_numbers(match[1], last)))
    points = [number for number in named if 1 <= number <= last]
    asks_for_preamble = names_preamble(question)
    if asks_for_preamble and preamble:
        points.insert(0, 0)
    missing = tuple(number for number in named if not 1 <= number <= last)
    return PointsNamed(tuple(points), missing, asks_for_preamble and not preamble, tuple(point_spans(question)))


def names_preamble(question: str) -> bool:
    """Return whether a question names a preamble."""
    return _PREAMBLE.search(fold(question)) is not None


def preamble_spans(question: str) -> tuple[tuple[int, int], ...]:
    """Return where a question names a preamble, in characters."""
    return tuple(match.span() for match in _PREAMBLE.finditer(fold(question)))


def point_spans(question: str) -> Iterator[tuple[int, int]]:
    """Yield where a question names points or a preamble, in characters."""
    folded = fold(without_orders_to_cite(question))
    for pattern in (_AFTER, _BEFORE, _PREAMBLE):
        yield from (match.span() for match in pattern.finditer(folded))
