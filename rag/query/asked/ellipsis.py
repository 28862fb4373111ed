"""What one of two things that are compared leaves out, because the other one says it: «права жителей и их обязанности».

Which words are then a side's own, and which are of both. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.transliteration import is_known_name
from index.language.words import Word, fold
from rag.query.asked.parts_of_speech import has_case, is_genitive, is_modifier, is_noun, may_modify

_OWNERS = frozenset((*RUSSIAN.comparing.owners, *ENGLISH.comparing.owners))
_STAND_INS = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.comparing.stand_ins, *ENGLISH.comparing.stand_ins))})(?!\w)")
_APOSTROPHES = frozenset("'’")
_MIN_ENDING = 3
"""Letters at the end by which two words are of one form: «исландского и финского»."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things: the words that are its own, and how it is called in a heading."""

    own: tuple[Word, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Two things that are compared, and the words that belong to both."""

    left: Side
    right: Side
    shared: tuple[Word, ...]
    aspects: tuple[Word, ...] = ()
    """Words for that in which they are compared: «по сроку»."""


@dataclass(frozen=True, slots=True)
class Split:
    """A way to part a question: the words before and after what joins them, within the clauses that it joins."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    others: tuple[Word, ...]
    parallel: int | None
    """Where in the question the left side begins, if it begins as the right one does."""
    right_start: int
    weight: float
    is_opposing: bool = False


def parted(question: str, split: Split) -> Sides:
    """Tell each side's own words from those about both."""
    return next(found for read in _READINGS if (found := read(question, split)) is not None)


def _with_owner(question: str, split: Split) -> Sides | None:
    """Two things of one owner, whom a pronoun repeats: «права жителей и их обязанности»."""
    left, right = split.left, split.right
    if len(left) < 2 or fold(question[split.right_start : right[0].start]).strip() not in _OWNERS:
        return None
    is_before = _is_owner(question, left[0])  # "the readers' rights and their duties"
    owner, own = (left[:1], left[1:]) if is_before else (left[1:], left[:1])
    whole, other = question[left[0].start : left[-1].end], question[right[0].start : right[-1].end]
    before = question[left[0].start : left[1].start] if is_before else ""
    after = "" if is_before else question[left[0].end : left[-1].end]
    return Sides(Side(own, _capitalised(whole)), Side(right, _capitalised(f"{before}{other}{after}")), owner)


def _with_stand_in(question: str, split: Split) -> Sides | None:
    """Two things of which a pronoun stands for the noun of the first: "the fee for boats and the one for rafts"."""
    left, right = split.left, split.right
    stand_in = _STAND_INS.search(fold(question), split.right_start, right[0].start)
    if len(left) < 2 or stand_in is None:
        return None
    head, of = question[left[0].start : left[0].end], question[stand_in.end() : right[-1].end]
    whole = question[left[0].start : left[-1].end]
    return Sides(Side(left[1:], _capitalised(whole)), Side(right, _capitalised(f"{head}{of}")), left[:1])


def _in_parallel(question: str, split: Split) -> Sides | None:
    """Two things that begin alike: «что сказано о спорте и о культуре»."""
    if split.parallel is None:
        return None
    right, own = split.right, tuple(word for word in split.left if word.start >= split.parallel)
    if len(right) == 1 and len(own) > 1 and is_modifier(right[0]):  # «что просит кенийский посол и что исландский»
        own = tuple(word for word in own if is_modifier(word) and _of_one_form(word, right[0])) or own
        return _sides(question, own, right, split, own[0].start, right[0].start)
    return _sides(question, own, right, split, split.parallel, split.right_start) if own else None


def _before_noun(question: str, split: Split) -> Sides | None:
    """Two modifiers of the noun that only the second has: «сроки обычного и нового льготного билета»."""
    left, right = split.left, split.right
    bare = (
        not split.is_opposing
        and is_modifier(left[-1])
        and not is_noun(left[-1])
        and len(right) > 1
        and is_noun(right[-1])
    )
    if not bare or not all(map(may_modify, right[:-1])):
        return None
    return _sides(question, left[-1:], right[:-1], split, left[-1].start, right[0].start)


def _in_one_form(question: str, split: Split) -> Sides | None:
    """Two things joined, of which one lacks what the other one has."""
    left, right = split.left, split.right
    if any(one.same(other) for one in left for other in right):
        return None
    if not split.is_opposing and (of := _of_one_head(left, right)):
        return _sides(question, *of, split, of[0][0].start, right[0].start)
    named = any(word.is_proper for word in (*left[-2:-1], *right[1:2]))  # names of several words are no two of one form
    is_pair = len(left) + len(right) > 2 and not named and not _is_compound(question, left)
    if is_pair and _of_one_form(left[-1], right[0]):
        return _sides(question, left[-1:], right[:1], split, left[-1].start, right[0].start)
    if not split.is_opposing and _is_elliptic(left, right):
        return _sides(question, left, right[:1], split, left[0].start, right[0].start)
    return None


def _of_one_word(question: str, split: Split) -> Sides | None:
    """Two things of which the second is said by a modifier or an owner alone: «инициатива Кении … от исландской»."""
    left, right = split.left, split.right
    if _is_owner(question, right[0]) and (owners := [word for word in left if _is_owner(question, word)]):
        return _sides(question, tuple(owners[:1]), right[:1], split, owners[0].start, right[0].start)
    if split.is_opposing and len(left) > 1 and len(right) == 1 and is_modifier(right[0]):  # «… от дополнительного»
        own = left[:1] if is_modifier(left[0]) else left[1:]
        return _sides(question, own, right, split, own[0].start, right[0].start)
    return None


def _after_noun(question: str, split: Split) -> Sides | None:
    """Two modifiers after the noun of both: «отпуск обычный и дополнительный»."""
    (noun, *_), (other, *more) = split.left, split.right
    if more or not (is_noun(noun) and is_modifier(other)) or split.is_opposing:
        return None
    modifiers = tuple(word for word in split.left[1:] if is_modifier(word))
    if len(modifiers) < len(split.left) - 1:
        return None
    whole = " ".join(question[noun.start : split.right_start].split()[:-1])  # without what joins both
    first = Side(modifiers or (noun,), _capitalised(whole))
    return Sides(first, Side((other,), _capitalised(f"{other.text} {noun.text}")), (noun,) if modifiers else ())


def _as_they_are(question: str, split: Split) -> Sides:
    """Two things that leave out nothing, or all but the last word of the first is of both."""
    left, right = split.left, split.right
    is_one = split.is_opposing and all(map(is_modifier, left[:-1]))  # «ассоциированный участник … от члена»
    own = left if len(right) > 1 or is_one or _is_compound(question, left) else left[-1:]
    return _sides(question, own, right, split, own[0].start, right[0].start)


_READINGS = (
    _with_owner,
    _with_stand_in,
    _in_parallel,
    _after_noun,
    _before_noun,
    _in_one_form,
    _of_one_word,
    _as_they_are,
)
"""How two things may be said, the surest first; the last one always is."""


def _is_owner(question: str, word: Word) -> bool:
    """Whether an English word is in the possessive: "Kenya's", "readers'"."""
    return word.text.isascii() and question[word.end : word.end + 1] in _APOSTROPHES


def _is_compound(question: str, found: Sequence[Word]) -> bool:
    """Whether English words follow each other without another between them: "casual traders"."""
    pairs = [question[one.end : other.start] for one, other in pairwise(found)]
    return bool(pairs) and found[0].text.isascii() and not any(map(str.strip, pairs))


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _of_one_head(left: tuple[Word, ...], right: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """The genitives of two things that share what they are of: «согласие взрослого и подростка на лечение»."""
    if not is_genitive(right[0]) or has_case(right[0], "nomn"):
        return None
    own = tuple(reversed([*takewhile(is_genitive, reversed(left[1:]))]))
    is_headed = len(own) < len(left) and (not is_genitive(left[0]) or has_case(left[0], "nomn"))  # «права», «задачи»
    return (own, tuple(takewhile(is_genitive, right))) if own and is_headed else None


def _is_elliptic(left: tuple[Word, ...], right: tuple[Word, ...]) -> bool:
    """Whether the first of two English things lacks the noun that the second one has: "planned and urgent works"."""
    return len(left) == 1 and len(right) == 2 and all(w.text.isascii() and not w.is_proper for w in (*left, *right))


def _of_one_form(left: Word, right: Word) -> bool:
    """Whether two words are names, or end alike: «исландского и финского», «развитых и развивающихся»."""
    names = all(
        (word.is_proper and not word.text.isupper()) or is_known_name(fold(word.text)) for word in (left, right)
    )
    return names or fold(left.text)[-_MIN_ENDING:] == fold(right.text)[-_MIN_ENDING:]


def _sides(
    question: str, left: tuple[Word, ...], right: tuple[Word, ...], split: Split, left_start: int, right_start: int
) -> Sides:
    """Both sides as they are called: what is about both, as far as it stands before or after, and their own words."""
    shared_before = tuple(word for word in split.left if word.end <= left_start)
    shared_between = tuple(word for word in split.left if word.start >= left[-1].end)
    shared_after = tuple(word for word in split.right if word.start >= right[-1].end)
    before = question[shared_before[0].start : left_start].strip() if shared_before else ""
    shared = shared_between or shared_after
    after = question[(left[-1] if shared_between else right[-1]).end : shared[-1].end] if shared else ""

    def side(own: tuple[Word, ...], start: int) -> Side:
        label = f"{before} {question[start : own[-1].end]}{after}".strip()
        for opening, closing in ("«»", "“”"):
            label += closing * (label.count(opening) - label.count(closing))
        return Side(own, _capitalised(label))

    return Sides(
        side(left, left_start),
        side(right, right_start),
        (*shared_before, *shared_between, *shared_after, *split.others),
    )
