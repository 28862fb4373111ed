"""Points that a question names: «пункт 20», «п. 3 и 5», «в пятом пункте», «преамбула», "points 3-5". Pure.

The words for a point and the ordinals are data below; a language is added by adding to them.
"""

import re
from dataclasses import dataclass

from rag.words import fold

_NOUN = r"(?:пункт(?:а|у|ом|е|ы|ов|ам|ами|ах)?|пп?\.|п(?=\s*\d)|points?|paragraphs?|items?|paras?\.?)"
_RANGE = r"\d{1,4}(?:\s*(?:-|–|—|по|to|through)\s*\d{1,4})?"
_LIST = rf"{_RANGE}(?:\s*(?:,|;|и|или|and|or|&)\s*{_RANGE})*(?!\s*(?:год|г\.|%))"
_AFTER = re.compile(rf"(?<!\w){_NOUN}\s*(?:№\s*|no\.?\s*|number\s+|номер\s+)?({_LIST})(?!\d)")
_SUFFIX = r"(?:-?(?:й|ый|ой|ий|го|ого|му|ому|м|ом|ем|я|ая|е|st|nd|rd|th))"
_BEFORE = re.compile(rf"(?<![\w-])(\d{{1,4}}){_SUFFIX}?\s+(?:пункт(?:а|у|ом|е)?|point|paragraph|item)(?!\w)")
_SPAN = re.compile(r"(\d{1,4})(?:\s*(?:-|–|—|по|to|through)\s*(\d{1,4}))?")

_RU_ENDINGS = r"(?:ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем|ая|ья|ьего|ьему|ьем|ьим|ье|ое|ье)"
_RU_STEMS = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат "
    "шестнадцат семнадцат восемнадцат девятнадцат двадцат"
).split()
_EN_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TENS = {
    "двадцать ": 20,
    "тридцать ": 30,
    "сорок ": 40,
    "twenty-": 20,
    "twenty ": 20,
    "thirty-": 30,
    "thirty ": 30,
}
_ORDINAL = re.compile(
    rf"(?<!\w)({'|'.join(_TENS)})?(?:({'|'.join(_RU_STEMS)}|тридцат|сороков){_RU_ENDINGS}|({'|'.join(_EN_ORDINALS)}|thirtieth))"
    r"\s+(?:пункт(?:а|у|ом|е)?|point|paragraph|item)(?!\w)"
)
_LAST = re.compile(r"(?<!\w)(?:последн\w+|заключительн\w+|last|final)\s+(?:пункт\w*|point|paragraph|item)(?!\w)")
_PREAMBLE = re.compile(r"(?<!\w)(?:преамбул\w*|preamble|вводн\w+ част\w+)(?!\w)")


@dataclass(frozen=True, slots=True)
class References:
    """Points named by a question: those that exist, and numbers that do not; both in order of naming."""

    points: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.points or self.missing)


def _listed(text: str) -> list[int]:
    numbers: list[int] = []
    for match in _SPAN.finditer(text):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        numbers += range(first, last + 1) if first <= last < first + 50 else [first, last]
    return numbers


def _ordinals(text: str) -> list[int]:
    numbers = []
    for tens, russian, english in _ORDINAL.findall(text):
        if russian:
            unit = {"тридцат": 30, "сороков": 40}.get(russian) or _RU_STEMS.index(russian) + 1
        else:
            unit = 30 if english == "thirtieth" else _EN_ORDINALS.index(english) + 1
        numbers.append(_TENS.get(tens, 0) + unit)
    return numbers


def references(question: str, last: int) -> References:
    """The points that `question` names, in a document of points 1 to `last` and a preamble (0)."""
    text = fold(question)
    numbers = [number for match in _AFTER.finditer(text) for number in _listed(match[1])]
    numbers += [int(match[1]) for match in _BEFORE.finditer(text)]
    numbers += _ordinals(text)
    numbers += [last] * bool(_LAST.search(text))
    named = dict.fromkeys(numbers)
    points = [number for number in named if 1 <= number <= last]
    if _PREAMBLE.search(text):
        points.insert(0, 0)
    return References(tuple(points), tuple(number for number in named if not 1 <= number <= last))
