"""What a predicate governs, taken apart: one span for each thing, without its aims, means and additions."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from index.digest.items.names import Found
from index.digest.parts import Sentence
from index.digest.tokens import Token
from index.language.lexicon import RUSSIAN, Lexicon
from index.language.words import fold

_MAX_THINGS = 2
"""A longer row is a programme: its first part stands for it."""
_LONG = 12
"""A thing of more words ends before a participle that adds to it."""
_REACH = 4
_HANGING = frozenset({"PREP", "CONJ", "PRCL", "NUMR"})
_NOMINAL = frozenset({"NOUN", "NAME", "NPRO"})


def things(
    sentence: Sentence, start: int, end: int, lexicon: Lexicon, names: Sequence[Found], loosely: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield the things that tokens `start` to `end` (exclusive) of a sentence name, as tokens from and to (exclusive).

    Infinitives, or nouns of action in one case, that commas and "and" join are things of their own; `loosely`:
    whether the case may change after «а также». `names` are those of the sentence; none is cut.
    """
    named = list(_named(sentence, start, end, lexicon, names))
    if named:
        yield from named
        return
    marked = start > 0 and sentence.tokens[start - 1].folded in lexicon.outline.infinitive
    if marked or sentence.tokens[start].pos == "INFN":
        begins = _tasks(sentence, start, end, lexicon)
    else:
        begins = _actions(sentence, start, end, lexicon, loosely)
    cuts = [start, *(at for at in begins if not _inside(sentence.tokens[at], names))]
    parts = list(pairwise([*cuts, end]))
    for begin, stop in parts if len(parts) <= _MAX_THINGS else parts[:1]:
        yield begin, _trimmed(sentence, begin, stop, lexicon, names)


def _named(
    sentence: Sentence, start: int, end: int, lexicon: Lexicon, names: Sequence[Found]
) -> Iterator[tuple[int, int]]:
    """The names of one sort that are joined from `start` on, if there are several: «Положение … и Программу …»."""
    tokens, begins = sentence.tokens, {one.start: one for one in names}
    first = begins.get(tokens[start].start)
    if first is None:
        return
    cuts = [
        at
        for at in range(start + 1, end)
        if (name := begins.get(tokens[at].start))
        and name.sort == first.sort
        and _is_joined(sentence, at, lexicon)
        and not _inside(tokens[at], names)
    ]
    for begin, stop in pairwise([start, *cuts, end]) if cuts else ():
        yield begin, _trimmed(sentence, begin, stop, lexicon, names)


def _tasks(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> Iterator[int]:
    """Where the next infinitive begins, with an adverb before it: «…, создать …», «и широко внедрять …»."""
    tokens, has_object = sentence.tokens, False
    if tokens[start].pos != "INFN":  # "to sign … and to hold …"
        mark = tokens[start - 1].folded
        for at in range(start + 2, end - 1):
            if tokens[at - 1].folded == mark and _is_joined(sentence, at - 1, lexicon):
                yield at
        return
    for at in range(start + 1, end - 1):
        has_object = has_object or tokens[at - 1].pos in _NOMINAL
        verb = at + 1 if tokens[at].pos == "ADVB" else at
        if has_object and _is_joined(sentence, at, lexicon) and tokens[verb].pos == "INFN":
            yield at
            has_object = False


def _actions(sentence: Sentence, start: int, end: int, lexicon: Lexicon, loosely: bool) -> Iterator[int]:
    """Where the next noun of action in the first one's case and number begins: «… и создании …»."""
    tokens, heads = sentence.tokens, frozenset({*lexicon.outline.documents, *lexicon.outline.bodies})
    first = next((i for i in range(start, min(start + _REACH, end)) if tokens[i].pos == "NOUN"), None)
    if first is None or not tokens[first].lemma.endswith(RUSSIAN.broad_action_endings):
        return
    for at in range(start + 1, end - 1):
        if not _is_joined(sentence, at, lexicon) or tokens[at].folded in lexicon.outline.connectives:
            continue
        begin = at + 1 if tokens[at].pos == "PREP" and tokens[at].folded == tokens[start - 1].folded else at
        noun = next((i for i in range(begin, min(begin + _REACH, end)) if tokens[i].pos == "NOUN"), None)
        if noun is None or not tokens[noun].lemma.endswith(RUSSIAN.action_endings) or tokens[noun].lemma_among(heads):
            continue
        modifiers = {token.pos for token in tokens[begin:noun]}
        free = loosely and tokens[at - 1].folded == lexicon.outline.connectives[-1]
        if modifiers <= {"ADJF", "PRTF"} and (free or not _forms(tokens[first]).isdisjoint(_forms(tokens[noun]))):
            yield begin


def _forms(token: Token) -> set[tuple[str, str]]:
    return {(reading.case, reading.number) for reading in token.readings if reading.pos == "NOUN"}


def _is_joined(sentence: Sentence, at: int, lexicon: Lexicon) -> bool:
    before, token = sentence.tokens[at - 1], sentence.tokens[at]
    return "," in sentence.span.text[before.end : token.start] or before.folded in lexicon.outline.connectives


def _inside(token: Token, names: Sequence[Found]) -> bool:
    """Whether a word stands in a name, but not first."""
    return any(one.start < token.start < one.end for one in names)


@cache
def _pattern(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(expressions)})(?!\w)" if expressions else r"(?!)")


def _trimmed(sentence: Sentence, begin: int, end: int, lexicon: Lexicon, names: Sequence[Found]) -> int:
    """The end of a thing without small words that nothing follows."""
    last = _natural_end(sentence, begin, end, lexicon, names)
    while last > begin + 1 and _hangs(sentence.tokens[last - 1], lexicon):
        last -= 1
    return last


def _natural_end(sentence: Sentence, begin: int, end: int, lexicon: Lexicon, names: Sequence[Found]) -> int:
    """The end of a thing: where an aim, a means, an addition or a bracket begins."""
    tokens, text = sentence.tokens, sentence.span.text
    for at in range(begin + 1, end):
        between, rest = text[tokens[at - 1].end : tokens[at].start], fold(text[tokens[at].start :])
        if _inside(tokens[at], names):
            continue
        if ";" in between or "(" in between:
            return at
        if "," in between and _pattern(lexicon.shortening.tails).match(rest):
            return at
        if "," in between and end - begin > _LONG and tokens[at].pos == "PRTF":
            return at
        waits = tokens[at - 1].lemma.endswith(RUSSIAN.action_endings) and "," not in between
        long_enough = at > begin + 1 or tokens[begin].is_capital
        if long_enough and not waits and _pattern(lexicon.outline.thing_ends).match(rest):
            return at
    return end


def _hangs(token: Token, lexicon: Lexicon) -> bool:
    return token.pos in _HANGING or token.folded in {*lexicon.outline.connectives, *lexicon.outline.leading}
