"""Longer documents for the bench, made from ours: its points again and again, with other names and numbers each time.

Pure. Each copy moves its numbers on and renames its countries, so that no two paragraphs are the same and a search has
near misses to sort out; grammar and lengths stay those of the original.
"""

import re
from collections.abc import Iterator
from itertools import product

from index.document import Document, Section

_SYLLABLES = [a + b for a, b in product("бвгдзклмнпрстф", "аеиоу")]
_COUNTRY = re.compile(r"\b(?:Казах|Узбеки|Таджики|Туркмени|Кыргыз)стан")
_ADJECTIVE = re.compile(r"\b(?:Кыргызск|Туркменск|Казахск|Узбекск|Таджикск)")
_REGION = re.compile(r"\bЦентральн(?=[а-я]+ Ази)")
_NUMBER = re.compile(r"\d+")


def stem(number: int) -> str:
    """The made-up beginning of a name, another one for each number below 70³: «Бабаба», «Бабабе» and on."""
    base = len(_SYLLABLES)
    places = (number // base // base % base, number // base % base, number % base)
    return "".join(_SYLLABLES[place] for place in places).capitalize()


def changed(text: str, copy: int) -> str:
    """A paragraph as copy number `copy` has it; copy 0 is the original."""
    if not copy:
        return text
    text = _COUNTRY.sub(f"{stem(copy)}стан", text)
    text = _ADJECTIVE.sub(f"{stem(copy)}ск", text)
    text = _REGION.sub(f"{stem(copy)}н", text)
    return _NUMBER.sub(lambda found: str(int(found[0]) + copy), text)


def synthesize(document: Document, points: int) -> str:
    """A text of so many points, one paragraph a line, an empty line between any two; the preamble stands once."""
    preamble = [p for point in document.sections if point.number == 0 for p in point.paragraphs]
    return "\n\n".join([*preamble, *_points([p for p in document.sections if p.number], points)]) + "\n"


def _points(originals: list[Section], count: int) -> Iterator[str]:
    for number in range(count):
        copy, place = divmod(number, len(originals))
        first, *rest = (changed(paragraph, copy) for paragraph in originals[place].paragraphs)
        yield f"{number + 1}. {first}"
        yield from rest
