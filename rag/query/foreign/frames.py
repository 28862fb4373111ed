"""What a question in a further language holds: the parts that it names, its topics, and what tells its kind. Pure.

Its frame words stand in index/language/lexicons/foreign; whatever is none of them, nor a number, is a topic.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.language.foreign import Foreign, foreign, language_of, pattern, plain
from index.language.lexicons.lists import Words
from index.structure.markers import roman_value
from rag.types import Kind

_QUOTED = re.compile(r"[«“„\"「『]\s*([^«»“”„\"「」『』]+?)\s*[»”“\"」』]|(?<!\w)['‘]([^'‘’]+)['’](?!\w)")
_TOKENS = (
    r"(?P<digits>\d+)(?P<inner>(?:\.\d+)*)(?P<ending>-?\w{1,5}(?![\w'])|\.(?!\d))?|[^\W\d_]+(?:['-][^\W\d_]+)*|[^\s\w]"
)
_COMMAS, _DASHES = frozenset(",;/&、，"), frozenset("-–—")
_UNITS = ("point", "article", "chapter", "paragraph")
_PAIR = 2
LAST = -1
"""Stands for the number of the last part."""
_Number = tuple[int, str]
"""A number, and what follows it in a decimal one: 7 and ".4"."""
_BEST = (Kind.COMPARE, Kind.QUOTE, Kind.COUNT, Kind.OVERVIEW, Kind.DEFINE, Kind.LIST)
"""Kinds that a word of a question may tell, the surest first."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Words that a question is about, as it spells them; `is_quoted`: in quotation marks."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: its sort (point, article, chapter, preamble) and number; -1 is the last one's.

    `paragraph` is the number of a paragraph in it, 0 for the whole; `inner` is what follows its number, as in 7.4.
    """

    sort: str
    number: int = 0
    paragraph: int = 0
    inner: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A question, read.

    Attributes:
        topics: in order.
        parts: that it names by number, in order.
        claims: in how many sentences it wants something; None if it does not say.
        told: the kinds that its words tell, the surest first.
        counts_parts: whether it asks for points and not for times; `counts_chapters`: what stands above points.
    """

    topics: tuple[Topic, ...] = ()
    parts: tuple[Part, ...] = ()
    claims: int | None = None
    told: tuple[Kind, ...] = ()
    counts_parts: bool = False
    counts_chapters: bool = False


@dataclass(slots=True)
class _Token:
    text: str
    start: int
    end: int
    number: int | None = None
    inner: str = ""
    is_ordinal: bool = False
    sort: str = ""
    is_frame: bool = False
    is_joint: bool = False
    is_used: bool = False


def named_topics(question: str) -> tuple[Topic, ...] | None:
    """Return what a question in a further language is about, as it spells it; None where its language is not known."""
    language = language_of(question)
    return read_frame(question, language).topics if language else None


def read_frame(question: str, language: str) -> Frame:
    """Read a question in a language that has a file of frame words."""
    lists = foreign(language)
    quoted = [(match.span(), match[1] or match[2]) for match in _QUOTED.finditer(question)]
    rest = question
    for (start, end), _ in quoted:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    found = _unspaced(rest, language) if lists.is_unspaced else _spaced(rest, language)
    said = [token.text for token in found]
    told = [kind for kind in _BEST if any(_fits(word, language, lists.kinds.get(kind, ())) for word in said)]
    parts, claims = tuple(_parts(found, language)), _claims(found, of_overview=Kind.OVERVIEW in told)
    topics = [(start, Topic(text, True)) for (start, _), text in quoted]
    topics += _topics(rest, found, lists)
    topics.sort(key=lambda pair: pair[0])
    if Kind.COMPARE in told:
        topics = _compared(rest, topics, found, lists)
    times = any(word in lists.times for word in said)
    mentions = any(pattern(language, lists.mentioning).fullmatch(word) for word in said)
    if times and mentions:
        told.append(Kind.COUNT)
    counted = {token.sort for token in found if token.sort in _UNITS and not token.is_used} if not times else set()
    return Frame(tuple(topic for _, topic in topics), parts, claims, tuple(told), bool(counted), counted == {"chapter"})


def _fits(word: str, language: str, patterns: Words) -> bool:
    return bool(pattern(language, patterns).fullmatch(word))


def _number(word: str, language: str, patterns: Words) -> int | None:
    return next((at for at, one in enumerate(patterns, 1) if _fits(word, language, (one,))), None)


def _token(word: str, start: int, end: int, language: str) -> _Token:
    """A word with all that it may be."""
    lists = foreign(language)
    token = _Token(word, start, end)
    numbers = lists.numbers
    ordinal, cardinal = (_number(word, language, listed) for listed in (numbers.ordinals, numbers.cardinals))
    if _fits(word, language, numbers.last):
        ordinal = LAST
    token.number, token.is_ordinal = (ordinal, True) if ordinal is not None else (cardinal, False)
    token.sort = next((sort for sort, listed in lists.parts.items() if _fits(word, language, listed)), "")
    framing = (lists.frame, *lists.kinds.values())
    token.is_joint = word in lists.joining or word in _COMMAS
    token.is_frame = bool(token.sort) or word in lists.spelt or any(_fits(word, language, one) for one in framing)
    token.is_frame |= word in lists.times
    return token


@cache
def _token_of(language: str) -> re.Pattern[str]:
    """What matches a token: a number, an ordinal of several words, a word, a mark."""
    ordinals = "|".join(one for one in foreign(language).numbers.ordinals if "." in one)
    return re.compile(rf"(?<!\w)(?:{ordinals})(?!\w)|{_TOKENS}" if ordinals else _TOKENS)


def _spaced(text: str, language: str) -> list[_Token]:
    lists, said = foreign(language), plain(text)
    for expression in lists.cut:
        said = re.sub(expression, lambda match: " " * len(match[0]), said)
    found = []
    for match in _token_of(language).finditer(said):
        if match["digits"]:
            end = match.start("ending") if match["ending"] else match.end()
            found.append(
                _Token(match[0], match.start(), end, int(match["digits"]), match["inner"], bool(match["ending"]))
            )
            ending = (match["ending"] or "").removeprefix("-")
            if (joined := _token(ending, match.end() - len(ending), match.end(), language)).sort:  # «4-бапта»
                found.append(joined)
        else:
            token = _token(match[0], *match.span(), language)
            spelt = text[slice(*match.span())]
            if spelt.isupper() and token.number is None and (value := roman_value(spelt)) is not None:
                token.number, token.is_ordinal = value, True
            found.append(token)
    return found


@cache
def _entries_of(language: str) -> re.Pattern[str]:
    """What matches an entry of the lists of a language without spaces, the longest first, or a mark."""
    lists = foreign(language)

    def one_of(*listed: Words) -> str:
        return "|".join(sorted("|".join(one for each in listed for one in each).split("|"), key=len, reverse=True))

    parts, numbers = lists.parts.values(), lists.numbers
    every = (lists.frame, lists.joining, lists.times, lists.mentioning, lists.words, numbers.last, *parts)
    return re.compile(
        rf"(?P<ordinal>第(?P<digits>\d+)|(?:{one_of(numbers.ordinals)})(?={one_of(lists.joining, *parts)}))"
        rf"|(?P<number>\d+|(?:{one_of(numbers.cardinals)})(?={one_of(lists.parts['sentence'])}))"
        rf"|(?P<entry>{one_of(*every, *lists.kinds.values())})|(?P<mark>[^\s\w]|\s+)"
    )


def _unspaced(text: str, language: str) -> list[_Token]:
    """The entries of the lists that stand in a text, longest first, with the runs between them."""
    lists, said = foreign(language), plain(text)
    found, at = [], 0
    for match in _entries_of(language).finditer(said):
        if match["entry"] and _is_inside(said, match, at, match[0] in lists.joining):
            continue
        if at < match.start():
            found.append(_Token(said[at : match.start()], at, match.start()))
        at = match.end()
        if match["digits"] or match[0].isdecimal():
            found.append(_Token(match[0], *match.span(), int(match["digits"] or match[0]), "", bool(match["digits"])))
        elif match[0].strip():
            found.append(_token(match[0], *match.span(), language))
    if at < len(said):
        found.append(_Token(said[at:], at, len(said)))
    return found


def _is_inside(text: str, match: re.Match[str], at: int, is_joint: bool) -> bool:
    """Whether a single character is part of a longer word, as it is beside one other, or where it joins nothing."""
    if len(match[0]) > 1:
        return False
    before, after = text[at : match.start()], re.match(r"\w*", text[match.end() :])
    lone = not before.strip() and after is not None and len(after[0]) == 1
    return len(before.strip()) == 1 or lone or (is_joint and not before.strip() and match[0].isalpha())


def _parts(found: Sequence[_Token], language: str) -> Iterator[Part]:
    """The parts that are named by number; the tokens that name them are used up."""
    through = foreign(language).numbers.through
    named: list[tuple[str, list[_Number]]] = []
    for at, token in enumerate(found):
        if token.sort == "preamble":
            token.is_used = True
            named.append(("preamble", [(0, "")]))
        if token.sort not in _UNITS:
            continue
        run = _run(found, at, -1, through) or _run(found, at, 1, through)
        if run:
            token.is_used = True
            named.append((token.sort, run))
    in_article = [sort for sort, _ in named] == ["article", "point"]
    inner = {"paragraph", "point"} if in_article else {"paragraph"}
    paragraphs = [number for sort, run in named if sort in inner for number, _ in run]
    whole = [(sort, number) for sort, run in named if sort not in inner for number in run]
    if not whole:  # some texts call their sections so
        whole = [("point", number) for sort, run in named if sort == "paragraph" for number in run]
        paragraphs = []
    for place, (sort, (number, deeper)) in enumerate(whole):
        inside = paragraphs[0] if paragraphs and place == 0 else 0
        yield Part(sort, number, inside, deeper)


def _run(found: Sequence[_Token], at: int, step: int, through: Sequence[str]) -> list[_Number]:
    """The numbers on one side of a word for parts, with what joins them; a cardinal before it only counts them.

    An ordinal between two such words is that of the second: «III. bölümün 6. maddesi».
    """
    run: list[_Token] = []
    place = at + step
    while 0 <= place < len(found):
        token = found[place]
        after = found[place + 1] if place + 1 < len(found) else None
        is_of_next = step > 0 and token.is_ordinal and after is not None and after.sort in _UNITS
        may_name = not is_of_next and (token.is_ordinal or token.text[0].isdigit() or step > 0)
        if token.number is not None and may_name and not token.is_used:
            run.append(token)
        elif not (token.is_joint and run) and token.text not in {*_DASHES, *through, "."}:
            break
        place += step
    run.sort(key=lambda token: token.start)
    numbers = [(token.number, token.inner) for token in run[:1] if token.number is not None]
    for before, token in pairwise(run):
        between = [one.text for one in found if before.end <= one.start < token.start]
        if token.number is None or before.number is None:
            continue
        is_range = any(one in _DASHES or one in through for one in between)
        passed = range(before.number + 1, token.number) if is_range else ()
        numbers += [*((number, "") for number in passed), (token.number, token.inner)]
    for token in run:
        token.is_used = True
    return numbers


def _claims(found: Sequence[_Token], *, of_overview: bool) -> int | None:
    """The number before a word for sentences, or for points: in words, or of an overview."""
    for token, after in pairwise(found):
        units = {"sentence", "point"} if of_overview or not token.text[0].isdigit() else {"sentence"}
        if token.number and token.number > 0 and after.sort in units and not token.is_ordinal:
            token.is_used = after.is_used = True
            return token.number
    return None


def _topics(text: str, found: Sequence[_Token], lists: Foreign) -> list[tuple[int, Topic]]:
    """What no list has, in the runs that nothing but function words stands in."""
    topics: list[tuple[int, Topic]] = []
    run: list[_Token] = []

    def close() -> None:
        if run:
            start, end = run[0].start, run[-1].end
            topics.append((start, Topic(text[start:end].strip(" '’‘"))))
            run.clear()

    for token in found:
        is_word = token.text[0].isalnum() and not token.is_used
        if is_word and not token.is_frame and not token.is_joint and (token.number is None or not _is_small(token)):
            run.append(token)
        elif token.is_joint or not is_word or token.text not in lists.spelt:
            close()
    close()
    return topics


def _compared(
    text: str, topics: list[tuple[int, Topic]], found: Sequence[_Token], lists: Foreign
) -> list[tuple[int, Topic]]:
    """The two topics with nothing but what joins them in between, of several; both of one that is set against another.

    All where that tells no two.
    """
    if len(topics) == 1:
        ((start, topic),) = topics
        end = start + len(topic.text)
        against = next((one for one in found if start < one.start < end and one.text in lists.against), None)
        if against is None or topic.is_quoted:
            return topics
        inside = [one for one in found if start <= one.start < end and one.text not in lists.spelt]
        sides = [one for one in inside if one.end <= against.start], [one for one in inside if one.start >= against.end]
        return [(side[0].start, Topic(text[side[0].start : side[-1].end])) for side in sides if side]
    if len(topics) == _PAIR:
        return topics
    joints = [token.start for token in found if token.is_joint]
    joined = ([one, other] for one, other in pairwise(topics) if any(one[0] < joint < other[0] for joint in joints))
    return next(joined, topics)


def _is_small(token: _Token) -> bool:
    """Whether a number is none of a year."""
    return token.number is not None and token.number < 1000
