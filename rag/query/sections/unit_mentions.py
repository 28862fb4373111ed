"""Parts of a document that a question names by words: «п. 3 статьи 7», "Art. 12(2)(a)", «глава 44», «1-бап». Pure.

The words stand in the lexicons: index/language/lexicons/units, and `points`. What exists of these,
rag/query/sections/units_named.py says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.units import Unit, languages, units
from index.language.words import fold
from index.structure.markers import roman_value
from rag.query.sections.citing import without_orders_to_cite
from rag.query.sections.points_named import CARDINAL, COUNTED, NUMBERING, ORDINAL, forms, number_of

Numbers = tuple[str, ...]
_NUMBER = (
    rf"(?:\d{{1,4}}(?:[.-]\d{{1,3}}(?!\d))*(?:-?(?:{forms('digit_endings')})(?!\w))?(?:(?![\w%])|(?=[a-zа-я](?![\w%-])))"
    r"|[ivxlc]{1,7}\.\d{1,3}(?![\w%])|\(\d{1,3}\))"
)
"""A letter may follow right after it («п. 19д»), a Roman number may begin it («II.3»), brackets may stand around it."""
_ROMAN = r"[ivxlc]{1,7}(?!\w)"
_MARKED_LETTER = r"[«\"“„'(]?(?:[a-zа-я]|[ivx]{2,5})[»\"”'“)](?!\w)"
_BARE_LETTER = "|".join(rf"[a-zа-я](?={after})" for name in languages() for after in units(name).bare_letters)
_LETTER = rf"(?:{_MARKED_LETTER}|(?<!\w)(?:{_BARE_LETTER}))"
_ORDINAL_DIGITS = rf"\d{{1,4}}-?(?:{forms('digit_endings')})(?!\w)"
_DIGITS = r"\d{1,4}(?!\w)"
_NUMBER_WORD = rf"{CARDINAL}(?:(?=\s*(?:[^\w\s]|$))|(?<=[a-z])(?!\s*(?:{forms('other_counts')})))"
"""A number in words: at the end of its clause in Russian, where «в статье два абзаца» counts; in English anywhere."""
_JOIN = rf"\s*(?:[,;&]|\b(?:{forms('joining')})\b)\s*"
_FROM = rf"(?:(?:{forms('starting')})\s+(?=\d+\s+(?:{forms('through')})\b))?"
"""What begins a range: «с 3 по 7»."""
_THROUGH = rf"\s*(?:[–—-]|\b(?:{forms('through')})\b)\s*"
_INNER = r"(?P<inner>(?:\s?\(\w{1,4}\)|\s?[«“„\"]\w[»”“\"]|(?:(?<=\d)|(?<=\d\.))[a-zа-я](?!\w)|\.(?=[a-zа-я](?!\w)))*)"
_LINK = re.compile(rf"[\s,(]*(?:(?:{forms('inside')})(?!\w))?[\s,]*")
"""What stands between a part and that of which it is one."""
_FOLLOWING = {**RUSSIAN.points.following_ordinals, **ENGLISH.points.following_ordinals}
_MAX_IN_RANGE = 50
_MAX_BEFORE = 9
"""Further numbers that stand before a word for parts."""
_LETTERED = frozenset({Unit.LETTER, Unit.SUBPOINT, Unit.POINT, Unit.CLAUSE, Unit.SUBSECTION})
"""Parts that may have letters for numbers."""


@dataclass(frozen=True, slots=True)
class UnitMention:
    """Numbers with the word that they belong to; `inner` are the (2)(a) of "Art. 12(2)(a)"; offsets in characters."""

    unit: Unit
    numbers: Numbers
    inner: Numbers
    start: int
    end: int


def unit_mentions(question: str) -> list[UnitMention]:
    """Return the mentions of a question in order, none inside another."""
    text = fold(without_orders_to_cite(question))
    found = sorted(_all(text, question), key=lambda one: (one.start, -one.end))
    kept: list[UnitMention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def mention_groups(question: str, mentions: Sequence[UnitMention]) -> list[list[UnitMention]]:
    """Return the mentions in groups, each of which names one part: «п. 3» and «статьи 7»."""
    groups: list[list[UnitMention]] = []
    for one in mentions:
        last = groups[-1] if groups else []
        between = fold(question)[last[-1].end : one.start] if last else ""
        if last and all(other.unit is not one.unit for other in last) and _LINK.fullmatch(between):
            last.append(one)
        else:
            groups.append([one])
    return groups


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Unit], ...]:
    """What names each unit in any language, with its numbers after it or before it."""
    found: list[tuple[re.Pattern[str], Unit]] = []
    every = "|".join(noun for name in languages() for nouns in units(name).named.values() for noun in nouns)
    closing = rf"(?=\s*(?:[^\w\s]|$|(?:{every})(?!\w)))"
    following = rf"(?:{'|'.join(_FOLLOWING)}){closing}"
    one = f"(?:{following}|{_NUMBER}|{_ROMAN}|{_LETTER}|{ORDINAL}|{_NUMBER_WORD})"
    # An ordinal before another word is that word's: "section 4, second paragraph".
    of_next = rf"(?:{ORDINAL}|{_ORDINAL_DIGITS})\s+(?:{every})(?!\w)"
    listed = rf"(?P<list>{one}(?:(?:{_THROUGH}|{_JOIN})(?!{of_next}){one})*)"
    which = f"(?:{ORDINAL}|{_ORDINAL_DIGITS})"
    before = rf"(?<![\w-])(?P<list>{which}(?:(?:{_THROUGH}|{_JOIN}){which}){{0,{_MAX_BEFORE}}})\s+"
    plain = rf"(?<![\w.,-])(?P<list>{_DIGITS}(?:(?:{_THROUGH}|{_JOIN}){_DIGITS}){{0,{_MAX_BEFORE}}})\s+"
    for name in languages():
        words = units(name)
        for unit, nouns in words.named.items():
            noun = "|".join(nouns)
            found.append((re.compile(rf"(?<![\w-])(?:{noun})\s*{NUMBERING}?{_FROM}{listed}{_INNER}"), unit))
            found.append((re.compile(rf"{before}(?:{noun})(?!\w)"), unit))
            found.append((re.compile(rf"(?<![\w-])(?P<list>{'|'.join(_FOLLOWING)})\s+(?:{noun}){closing}"), unit))
            if words.numbers_before:
                told = "|".join(words.numbers_before)
                found.append((re.compile(rf"{plain}(?=(?:{told})(?!\w))(?:{noun})(?!\w)"), unit))
        for unit, nouns in words.named_after.items():
            noun = "|".join(nouns)
            found.append((re.compile(rf"(?<![\w-])(?P<list>\d{{1,4}}(?:-\d{{1,2}})?)\s?-?\s?(?:{noun})(?!\w)"), unit))
    return tuple(found)


def _all(text: str, question: str) -> Iterator[UnitMention]:
    for pattern, unit in _patterns():
        for match in pattern.finditer(text):
            if match.start() == match.start("list") and COUNTED.match(text, match.start()):
                continue
            numbers = tuple(_expanded(match["list"], question[match.start("list") : match.end("list")], unit))
            inner = match.groupdict().get("inner") or ""
            if numbers:
                lettered = all(one.isalpha() and one.islower() for one in numbers)
                named = Unit.LETTER if lettered else unit
                yield UnitMention(named, numbers, tuple(re.findall(r"\w+", inner)), *match.span())


def _expanded(listed: str, spelt: str, unit: Unit) -> Iterator[str]:
    """The numbers of a list; those between the ends of a range too."""
    items = list(re.finditer(rf"{'|'.join(_FOLLOWING)}|{_NUMBER}|{ORDINAL}|{CARDINAL}|{_LETTER}|{_ROMAN}", listed))
    previous, end = "", 0
    for item in items:
        number = _number(item[0], spelt[item.start() : item.end()], unit)
        if number is None:
            return
        between = listed[end : item.start()]
        if re.fullmatch(_THROUGH, between):
            yield from _between(previous, number)
        yield number
        previous, end = number, item.end()


def _between(first: str, last: str) -> Iterator[str]:
    """The numbers between the ends of a range, whole or of the last level: 6.2 between 6.1 and 6.3."""
    (outer, _, start), (other, _, end) = first.rpartition("."), last.rpartition(".")
    if outer == other and start.isdecimal() and end.isdecimal() and int(start) < int(end) < int(start) + _MAX_IN_RANGE:
        yield from (f"{outer}.{value}" if outer else str(value) for value in range(int(start) + 1, int(end)))


def _number(item: str, spelt: str, unit: Unit) -> str | None:
    """A number as ids have it: "12" for «12-я» and «двенадцатая», "IV", "-1" for the last; None for other words."""
    if match := re.match(r"\(?(\d+(?:[.-]\d+)*)", item):
        return match[1]
    if re.fullmatch(r"[ivxlc]+\.\d+", item):
        outer, inner = item.split(".")
        return f"{roman_value(outer)}.{inner}"
    is_roman = re.fullmatch(_ROMAN, item) is not None
    if re.fullmatch(_MARKED_LETTER, item) or (len(item) == 1 and not (is_roman and spelt.isupper())):
        return re.sub(r"\W", "", item) if unit in _LETTERED else None
    if is_roman:
        return spelt if spelt.isupper() else None
    value = _FOLLOWING.get(item) or number_of(item, 0)
    return str(value if value > 0 else value - 1)
