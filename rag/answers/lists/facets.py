"""Lists of what a text says in many words: «все сроки в рабочих днях», "everything that is free", «все проценты».

What a question asks for is told by the lexicons: amounts by their sort, unit and qualifier, and facets that texts name
otherwise than questions do. Each paragraph that states it is a place; of a topic beside it, those that hold that too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from index.digest.tokens import tokenize
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.sentences import split_sentences
from index.language.words import fold
from rag.answers.material.source import Source
from rag.answers.short.quantities import DATE, SHARE, TIME, Quantity, quantities, unit_of
from rag.query.asked.alternatives import Topic, alternatives

_LEXICONS = (RUSSIAN, ENGLISH)
_SORTS = frozenset({TIME, DATE, SHARE, "money", "temperature"})
"""Sorts of amounts of which a question asks for all."""
_DATED = frozenset({TIME, DATE})
"""Sorts that are asked for by one word: «сроки» are lengths of time, and days by which something is done."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[%$€₽₸]")


@dataclass(frozen=True, slots=True)
class Facet:
    """What a question asks for all of.

    Attributes:
        names: of the lexicons' facets.
        sorts: of amounts; empty where it asks for none.
        units: of amounts; empty for any.
        qualifiers: that an amount must have, of `quantities.qualified`.
        topics: what else the question names.
    """

    names: tuple[str, ...]
    sorts: frozenset[str]
    units: frozenset[str]
    qualifiers: tuple[str, ...]
    topics: tuple[Topic, ...]


def facet_of(question: str) -> Facet | None:
    """Return what a question asks for all of; None where it asks for something else."""
    folded = fold(question)
    left = list(folded)
    names = tuple(name for name, one in _facets().items() if _taken(one[0], folded, left))
    unnamed = "".join(left)  # the year of «раз в год» is no amount
    sorts = {sort for sort, pattern in _listed().items() if _taken(pattern, unnamed, left)}
    units = set()
    for match in _WORD.finditer(unnamed):
        unit = unit_of(match[0])
        if unit and unit[0] in _SORTS and unit[1] != "term" and not re.search(r"\d\s*$", unnamed[: match.start()]):
            units.add(unit[1])
            sorts = {unit[0]} if unit[0] not in sorts else sorts
            left[match.start() : match.end()] = " " * len(match[0])
    if not names and not sorts:
        return None
    qualifiers = tuple(name for name, pattern in _qualified().items() if _taken(pattern, folded, left))
    rest = _stating().sub(lambda match: " " * len(match[0]), "".join(left))
    kept = "".join(own if letter != " " else " " for own, letter in zip(question, rest, strict=True))
    wider = sorts | (_DATED if sorts & _DATED and not units else set())
    return Facet(names, frozenset(wider), frozenset(units), qualifiers, alternatives(kept))


class FacetPlaces:
    """The paragraphs of one document by what they state."""

    def __init__(self, source: Source) -> None:
        """Take the document."""
        self._source = source

    def of(self, facet: Facet) -> frozenset[str]:
        """Return the ids of the paragraphs that state what is asked for, whatever its topic."""
        return frozenset(
            chunk.id
            for chunk in self._source.chunks
            if all(_facets()[name][1].search(fold(chunk.text)) for name in facet.names)
            and (not facet.sorts or any(_fits(facet, *one) for one in self._amounts[chunk.id]))
        )

    @cached_property
    def _amounts(self) -> Mapping[str, Sequence[tuple[Quantity, str]]]:
        """The amounts of each paragraph, with their folded words."""
        return {chunk.id: tuple(_amounts(chunk.text)) for chunk in self._source.chunks}


def _amounts(text: str) -> Iterator[tuple[Quantity, str]]:
    if not re.search(r"\d", text) and not _spelt().search(fold(text)):
        return
    for sentence in split_sentences(text):
        for one in quantities(sentence.text, tokenize(sentence.text)):
            yield one, fold(sentence.text[one.start : one.end])


def _fits(facet: Facet, one: Quantity, said: str) -> bool:
    if one.sort not in facet.sorts or (facet.units and one.unit not in facet.units):
        return False
    return all(_qualified()[name].search(said) for name in facet.qualifiers)


def _taken(pattern: re.Pattern[str], folded: str, left: list[str]) -> bool:
    """Blank what fits a pattern, and tell whether anything did."""
    found = list(pattern.finditer(folded))
    for match in found:
        left[match.start() : match.end()] = " " * len(match[0])
    return bool(found)


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


@cache
def _facets() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By name, how questions call it and how texts say it, in any language."""
    names = dict.fromkeys(name for one in _LEXICONS for name in one.facets)
    found = {name: [one.facets[name] for one in _LEXICONS if name in one.facets] for name in names}
    return {
        name: (_any_of([a for one in facets for a in one.asks]), _any_of([s for one in facets for s in one.states]))
        for name, facets in found.items()
    }


@cache
def _qualified() -> Mapping[str, re.Pattern[str]]:
    names = dict.fromkeys(name for one in _LEXICONS for name in one.quantities.qualified)
    return {
        name: _any_of([one.quantities.qualified[name] for one in _LEXICONS if name in one.quantities.qualified])
        for name in names
    }


@cache
def _listed() -> Mapping[str, re.Pattern[str]]:
    sorts = dict.fromkeys(sort for one in _LEXICONS for sort in one.quantities.listed)
    return {sort: _any_of([p for one in _LEXICONS for p in one.quantities.listed.get(sort, ())]) for sort in sorts}


@cache
def _stating() -> re.Pattern[str]:
    return _any_of([pattern for one in _LEXICONS for pattern in one.quantities.stating])


@cache
def _spelt() -> re.Pattern[str]:
    """A unit of a sort that is asked for: without one, and without digits, a paragraph states none."""
    return _any_of(
        [unit for one in _LEXICONS for sort in one.quantities.units for unit in one.quantities.units[sort].values()]
    )
