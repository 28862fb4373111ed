"""The two questions that one question joins: «кто ведёт реестр, а кто — журнал?», "how often is it X rather than Y?".

What the second one leaves out is taken from the first. The words that join them are in the lexicons under `joined`.
Pure.
"""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, words
from rag.query.asked.sides import says_to_compare, side_words

_LISTS = (RUSSIAN, ENGLISH)
_JOINING = frozenset(word for lists in _LISTS for word in lists.joined.halving)
_LEADING = frozenset(word for lists in _LISTS for word in lists.joined.leading)
_OTHERS = frozenset(word for lists in _LISTS for word in lists.asked.other) - _JOINING
_FINITE = frozenset((*RUSSIAN.shortening.finite, *ENGLISH.shortening.finite))
_SET_AGAINST = re.compile(
    rf",?\s*(?<!\w)(?:{'|'.join(one for lists in _LISTS for one in lists.joined.set_against)})(?!\w)"
)
_END = re.compile(r"[.;:!?]|\s[—–-]\s")
_PARTED = re.compile(r"[;?]")
_MOST_BEFORE = 2
"""Words about something before the first question, at most: «сравни сроки: сколько …»."""


def halves(question: str) -> tuple[str, str] | None:
    """Return the two questions that one joins, each complete in itself; None where it joins none."""
    every = words(question)
    asking = [at for at, word in enumerate(every) if _sort(word) and _begins(question, every, at)]
    if not asking:
        return None
    first, *others = asking
    alike = [at for at in others if _sort(every[at]) == _sort(every[first])]
    if len(others) == len(alike) == 1:
        return _joined(question, every, first, alike[0])
    return _set_against(question, every, first) if not others else None


def _joined(question: str, every: Sequence[Word], first: int, second: int) -> tuple[str, str] | None:
    """Two questions that begin alike: «кто назначает коменданта, а кто старосту»."""
    start, parting = _opening(every, first), _opening(every, second)
    joint = _before(every, parting, _is_joining)
    left, right = every[first + 1 : joint], _until_end(question, every[second + 1 :])
    if not _tells(left, right):
        return None
    one = _spelt(question, every[start:joint])
    other = _spelt(question, (*every[parting : second + 1], *right))
    return one, other if any(map(_is_predicate, right)) else _completed(question, every[start:joint], right) or other


def _set_against(question: str, every: Sequence[Word], first: int) -> tuple[str, str] | None:
    """One question about two things of which the second only follows what opposes it to the first."""
    start = every[_opening(every, first)].start
    against = _SET_AGAINST.search(fold(question), every[first].end)
    if against is None or says_to_compare(question[: against.start()] + question[against.end() :]):
        return None
    left = [word for word in every[first + 1 :] if word.end <= against.start()]
    right = _until_end(question, [word for word in every if word.start >= against.end()])
    if not _tells(left, right):
        return None
    asked = [word for word in every if start <= word.start and word.end <= against.start()]
    opening = [*every[_opening(every, first) : first + 1], *left[: _sort(every[first]) == "how"]]
    other = _in_parallel(question, asked, right) or f"{_spelt(question, opening)} {_spelt(question, right)}"
    return question[start : against.start()], other


def _tells(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both halves are about something, and the second one about something else."""
    return any(word.is_content for word in left) and any(
        word.is_content and not any(word.same(other) for other in left) for word in right
    )


def _completed(question: str, asked: Sequence[Word], right: Sequence[Word]) -> str | None:
    """The second question with what it leaves out: «сколько мест здесь и сколько там», "who runs this and who that"."""
    if (parallel := _in_parallel(question, asked, right)) is not None:
        return parallel
    last = next((word for word in reversed(asked) if _is_predicate(word)), None)
    return f"{question[asked[0].start : last.end]} {_spelt(question, right)}" if last else None


def _in_parallel(question: str, asked: Sequence[Word], right: Sequence[Word]) -> str | None:
    """The first question up to what begins as the second half does, and that half: «… в комиссии и … в совете»."""
    alike = next((one for one in asked[1:] if fold(one.text) == fold(right[0].text)), None)
    if alike is not None:
        return f"{question[asked[0].start : alike.start]}{_spelt(question, right)}"
    articles = frozenset(ENGLISH.asked.articles)
    rest = [*takewhile(lambda word: fold(word.text) in articles, right)]
    return _in_parallel(question, asked, right[len(rest) :]) if rest and len(rest) < len(right) else None


def _sort(word: Word) -> str:
    """What sort of asking word a word is: "who", "when" …; empty for any other word."""
    text = fold(word.text)
    for lists in _LISTS:
        asked = lists.asked
        named = {"who": asked.who, "whose": asked.whose, "when": asked.when, "where": asked.where,
                 "which": asked.which, "what": asked.what}  # fmt: skip
        if found := next((name for name, forms in named.items() if text in forms), ""):
            return found
        if any(text.startswith(beginning) for beginning in asked.how_many):
            return "how"
    return text if text in _OTHERS else ""


def _begins(question: str, every: Sequence[Word], at: int) -> bool:
    """Whether an asking word begins a question: the first one does, and any that a conjunction or a mark joins."""
    opening = _opening(every, at)
    if _is_first(every, at):
        return len(side_words(question[: every[opening].start])) <= _MOST_BEFORE
    before = every[opening - 1]
    return _is_joining(before) or bool(_PARTED.search(question[before.end : every[opening].start]))


def _is_first(every: Sequence[Word], at: int) -> bool:
    return not any(map(_sort, every[:at]))


def _opening(every: Sequence[Word], at: int) -> int:
    """Where a question begins that an asking word opens, with a preposition before it."""
    return _before(every, at, _is_leading)


def _before(every: Sequence[Word], at: int, fits: Callable[[Word], bool]) -> int:
    while at > 0 and fits(every[at - 1]):
        at -= 1
    return at


def _is_leading(word: Word) -> bool:
    return fold(word.text) in _LEADING


def _is_joining(word: Word) -> bool:
    return fold(word.text) in _JOINING


def _is_predicate(word: Word) -> bool:
    return word.is_predicate or fold(word.text) in _FINITE


def _until_end(question: str, some: Sequence[Word]) -> list[Word]:
    """Words up to a mark that ends a clause."""
    kept: list[Word] = []
    for word in some:
        if kept and _END.search(question[kept[-1].end : word.start]):
            break
        kept.append(word)
    return kept


def _spelt(question: str, some: Sequence[Word]) -> str:
    return question[some[0].start : some[-1].end] if some else ""
