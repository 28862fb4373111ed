"""The two things that a question compares: «спорт и культура», «проекты Исландии и Кении», "water vs energy".

What stands between them, and the words that are of neither, are in the lexicons under `comparing`. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, words
from rag.query.asked.ellipsis import Sides, Split, parted
from rag.query.topic import is_frame

_ASKING = frozenset((*RUSSIAN.comparing.asking, *ENGLISH.comparing.asking))
_FRAMING = _ASKING | {*RUSSIAN.comparing.framing, *ENGLISH.comparing.framing}
_BREAK = re.compile(r"[.;:!?]|\s[—–-]\s|,")
_HARD_BREAK = re.compile(r"[.;:!?]|\s[—–-]\s")
_SPELT_ALIKE = tuple(frozenset(one.split()) for one in RUSSIAN.building.spelt_alike)
_ADVERBIAL = frozenset((*RUSSIAN.comparing.adverbial, *ENGLISH.comparing.adverbial))
_RECIPROCAL = re.compile(
    rf"(?<!\w)(?:{'|'.join((*RUSSIAN.comparing.reciprocal, *ENGLISH.comparing.reciprocal))})(?!\w)"
)
_OPENINGS = re.compile(rf"\W*(?:(?:{'|'.join((*RUSSIAN.followup.openings, *ENGLISH.followup.openings))})(?!\w)\W*)+")
_OPPOSING_WEIGHT, _PARALLEL_WEIGHT = 3.0, 2.0
_ORDER_WEIGHT = 0.1
"""What each place further down the list of joining words costs."""


def _patterns(forms: Sequence[str]) -> list[re.Pattern[str]]:
    return [re.compile(rf"(?<!\w)(?:{form})(?!\w)") for form in forms]


_CORRELATIVE = (*RUSSIAN.comparing.correlative, *ENGLISH.comparing.correlative)
_ASPECTS = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.comparing.aspects, *ENGLISH.comparing.aspects))})")
_OPPOSING = _patterns((*RUSSIAN.comparing.opposing, *ENGLISH.comparing.opposing))
_JOINING = _patterns(RUSSIAN.comparing.joining), _patterns(ENGLISH.comparing.joining)


def is_correlative(question: str) -> bool:
    """Return whether a question only looks like a comparison: «чем больше взнос, тем больше голосов»."""
    return any(re.search(rf"(?<!\w){pattern}", fold(question)) for pattern in _CORRELATIVE)


def asks_to_compare(question: str) -> bool:
    """Return whether a word of a question asks for a comparison, or opposes two things: "water vs energy"."""
    if says_to_compare(question):
        return True
    text = fold(question)
    return _ASPECTS.search(text) is not None or any(pattern.search(text) for pattern in _OPPOSING)


def says_to_compare(question: str) -> bool:
    """Return whether a word of a question by itself asks for a comparison: «сравни», "difference"."""
    return any(not word.forms.isdisjoint(_ASKING) for word in words(question))


def side_words(text: str) -> tuple[Word, ...]:
    """Return the words of a comparing question that are about what is compared."""
    return tuple(
        word
        for word in words(_without_frame_words(text))
        if word.is_content and not is_frame(word) and word.forms.isdisjoint(_FRAMING)
    )


def sides(question: str) -> Sides | None:
    """Return the two things that a question compares, None where it does not tell them."""
    question = _without_frame_words(question)
    found = list(_splits(question))
    if not found:
        return None
    best = max(found, key=lambda split: split.weight)
    best, aspects = _without_aspects(question, best)
    return replace(parted(question, best), aspects=aspects)


def _without_frame_words(question: str) -> str:
    """Blank what is of neither side in several words: «друг от друга», and «ок, а» at the beginning."""
    blanked = _RECIPROCAL.sub(_blank, fold(question))
    opening = _OPENINGS.match(blanked)
    blanked = (_blank(opening) if opening else "") + blanked[opening.end() if opening else 0 :]
    return "".join(" " if blank == " " else letter for blank, letter in zip(blanked, question, strict=True))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _without_aspects(question: str, split: Split) -> tuple[Split, tuple[Word, ...]]:
    """Part the words for that in which two things are compared from the end of the second one."""
    first, last = split.right[0], split.right[-1]
    mark = _ASPECTS.search(fold(question), first.end)
    if mark is None or mark.start() >= last.start:
        return split, ()
    own = tuple(word for word in split.right if word.end <= mark.start())
    return replace(split, right=own), tuple(word for word in split.right if word.start >= mark.start())


def _splits(question: str) -> Iterator[Split]:
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
) -> Split | None:
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
    same = same or _adverbial(
        first, [word for word in every if left[0].end <= word.start and word.end <= left[-1].start]
    )
    return Split(left, right, others, same[-1].start if same else None, first.start, 0.0)


def _adverbial(first: Word, before: Sequence[Word]) -> list[Word]:
    """What begins another adverbial than the second thing is: "crossing on foot versus by helicopter"."""
    if fold(first.text) not in _ADVERBIAL:
        return []
    return [word for word in before if fold(word.text) in _ADVERBIAL][-1:]


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
