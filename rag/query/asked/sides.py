"""The two things that a question compares: «спорт и культура», «проекты Исландии и Кении», "water vs energy".

What stands between them, and the words that are of neither, are in the lexicons under `comparing`. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.transliteration import is_known_name
from index.language.words import Word, fold, words
from rag.query.asked.parts_of_speech import has_case, is_genitive, is_modifier
from rag.query.topic import is_frame

_ASKING = frozenset((*RUSSIAN.comparing.asking, *ENGLISH.comparing.asking))
_FRAMING = _ASKING | {*RUSSIAN.comparing.framing, *ENGLISH.comparing.framing}
_BREAK = re.compile(r"[.;:!?]|\s[—–-]\s|,")
_HARD_BREAK = re.compile(r"[.;:!?]|\s[—–-]\s")
_SPELT_ALIKE = tuple(frozenset(one.split()) for one in RUSSIAN.building.spelt_alike)
_MIN_ENDING = 3
"""Letters at the end by which two words are of one form: «исландского и финского»."""
_OPPOSING_WEIGHT, _PARALLEL_WEIGHT = 3.0, 2.0
_ORDER_WEIGHT = 0.1
"""What each place further down the list of joining words costs."""


def _patterns(forms: Sequence[str]) -> list[re.Pattern[str]]:
    return [re.compile(rf"(?<!\w)(?:{form})(?!\w)") for form in forms]


_CORRELATIVE = (*RUSSIAN.comparing.correlative, *ENGLISH.comparing.correlative)
_ASPECTS = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.comparing.aspects, *ENGLISH.comparing.aspects))})")
_OPPOSING = _patterns((*RUSSIAN.comparing.opposing, *ENGLISH.comparing.opposing))
_JOINING = _patterns(RUSSIAN.comparing.joining), _patterns(ENGLISH.comparing.joining)


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
class _Split:
    """A way to part a question: the words before and after what joins them, within the clauses that it joins."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    others: tuple[Word, ...]
    parallel: int | None
    """Where in the question the left side begins, if it begins as the right one does."""
    right_start: int
    weight: float
    is_opposing: bool = False


def is_correlative(question: str) -> bool:
    """Return whether a question only looks like a comparison: «чем больше взнос, тем больше голосов»."""
    return any(re.search(rf"(?<!\w){pattern}", fold(question)) for pattern in _CORRELATIVE)


def asks_to_compare(question: str) -> bool:
    """Return whether a word of a question asks for a comparison, or opposes two things: "water vs energy"."""
    if any(not word.forms.isdisjoint(_ASKING) for word in words(question)):
        return True
    text = fold(question)
    return _ASPECTS.search(text) is not None or any(pattern.search(text) for pattern in _OPPOSING)


def side_words(text: str) -> tuple[Word, ...]:
    """Return the words of a comparing question that are about what is compared."""
    return tuple(
        word for word in words(text) if word.is_content and not is_frame(word) and word.forms.isdisjoint(_FRAMING)
    )


def sides(question: str) -> Sides | None:
    """Return the two things that a question compares, None where it does not tell them."""
    found = list(_splits(question))
    if not found:
        return None
    best = max(found, key=lambda split: split.weight)
    best, aspects = _without_aspects(question, best)
    return replace(_parted(question, best), aspects=aspects)


def _without_aspects(question: str, split: _Split) -> tuple[_Split, tuple[Word, ...]]:
    """Part the words for that in which two things are compared from the end of the second one."""
    first, last = split.right[0], split.right[-1]
    mark = _ASPECTS.search(fold(question), first.end)
    if mark is None or mark.start() >= last.start:
        return split, ()
    own = tuple(word for word in split.right if word.end <= mark.start())
    return replace(split, right=own), tuple(word for word in split.right if word.start >= mark.start())


def _splits(question: str) -> Iterator[_Split]:
    text = fold(question)
    every = words(question)
    content = side_words(question)
    for weight, pattern in _connectors():
        for match in pattern.finditer(text):
            for breaks, cost in ((_BREAK, 0.0), (_HARD_BREAK, 0.5), (None, 1.0)):
                split = _split(question, every, content, match, breaks)
                if split is not None:
                    extra = _PARALLEL_WEIGHT if split.parallel is not None else 0.0
                    is_opposing = weight >= _OPPOSING_WEIGHT
                    yield replace(split, weight=weight + extra - cost, is_opposing=is_opposing)
                    break
    for match in re.finditer("[,/]", text):
        split = _split(question, every, content, match, _HARD_BREAK)
        if split is not None:
            yield split


def _connectors() -> Iterator[tuple[float, re.Pattern[str]]]:
    yield from ((_OPPOSING_WEIGHT, pattern) for pattern in _OPPOSING)
    for language in _JOINING:
        yield from ((1.0 - _ORDER_WEIGHT * place, pattern) for place, pattern in enumerate(language))


def _split(
    question: str,
    every: Sequence[Word],
    content: Sequence[Word],
    connector: re.Match[str],
    breaks: re.Pattern[str] | None,
) -> _Split | None:
    """Part a question at what joins two things; None where one side has no words of its own."""
    start, end = 0, len(question)
    if breaks is not None:
        start = max((m.end() for m in breaks.finditer(question, 0, connector.start())), default=0)
        after = breaks.search(question, connector.end())
        end = after.start() if after else end
    left = tuple(word for word in content if start <= word.start and word.end <= connector.start())
    right = tuple(word for word in content if connector.end() <= word.start and word.end <= end)
    left, right = _without_frame(left, right, every)
    if not left or not right:
        return None
    others = tuple(word for word in content if word.end <= start or word.start >= end)
    first = next(word for word in every if word.start >= connector.end())
    same = [
        word for word in every if start <= word.start and word.end <= connector.start() and _begin_alike(word, first)
    ]
    return _Split(left, right, others, same[-1].start if same else None, first.start, 0.0)


def _without_frame(
    left: tuple[Word, ...], right: tuple[Word, ...], every: Sequence[Word]
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Leave what stands between two words that ask for a comparison: «прошу сравнить X и Y», «X и Y, что важнее»."""
    frames = [word for word in every if not word.forms.isdisjoint(_FRAMING)]
    for frame in frames:
        left = tuple(word for word in left if word.start > frame.start) or left
        right = tuple(word for word in right if word.end < frame.start) or right
    return left, right


def _begin_alike(word: Word, first: Word) -> bool:
    """Whether two words are the same, or one preposition: «о» and «об»."""
    if first.is_content:
        return word.is_content and word.same(first)
    pair = {fold(word.text), fold(first.text)}
    return len(pair) == 1 or any(pair <= alike for alike in _SPELT_ALIKE)


def _parted(question: str, split: _Split) -> Sides:
    """Tell each side's own words from those about both."""
    left, right = split.left, split.right
    if split.parallel is not None:
        own = tuple(word for word in left if word.start >= split.parallel)
        if own:
            return _sides(question, own, right, split, split.parallel, split.right_start)
    repeated = any(one.same(other) for one in left for other in right)
    if not repeated and not split.is_opposing and (of := _of_one_head(left, right)):
        return _sides(question, *of, split, of[0][0].start, right[0].start)
    named = [word.is_proper for word in (*left[-2:-1], *right[1:2])]  # names of several words are no two of one form
    if not repeated and not any(named) and _of_one_form(left[-1], right[0]) and len(left) + len(right) > 2:
        return _sides(question, left[-1:], right[:1], split, left[-1].start, right[0].start)
    if not split.is_opposing and not repeated and _is_elliptic(left, right):
        return _sides(question, left, right[:1], split, left[0].start, right[0].start)
    if split.is_opposing and len(left) > 1 and len(right) == 1 and is_modifier(right[0]):  # «… от дополнительного»
        own = left[:1] if is_modifier(left[0]) else left[1:]  # «инициатива Кении отличается от исландской»
        return _sides(question, own, right, split, own[0].start, right[0].start)
    is_one = split.is_opposing and all(map(is_modifier, left[:-1]))  # «ассоциированный участник … от члена»
    own = left if len(right) > 1 or is_one else left[-1:]
    return _sides(question, own, right, split, own[0].start, right[0].start)


def _of_one_head(left: tuple[Word, ...], right: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """The genitives of two things that share what they are of: «согласие взрослого и подростка на лечение»."""
    if not is_genitive(right[0]) or has_case(right[0], "nomn"):
        return None
    own = tuple(reversed([*takewhile(is_genitive, reversed(left[1:]))]))
    is_headed = len(own) < len(left) and not is_genitive(left[0])
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
    question: str, left: tuple[Word, ...], right: tuple[Word, ...], split: _Split, left_start: int, right_start: int
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
        return Side(own, label[0].upper() + label[1:])

    return Sides(
        side(left, left_start),
        side(right, right_start),
        (*shared_before, *shared_between, *shared_after, *split.others),
    )
