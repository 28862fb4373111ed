"""Numbers in a question with the words that they belong to: «абзацы 1 и 2», «с 6 по 8 пункт», "point IX". Pure.

Which parts of a document these are, rag/query/sections/places.py says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.language.words import words
from rag.query.sections.place_tokens import Number, Role, Token
from rag.query.topic import is_frame

Item = tuple[Number, Number] | Number
"""A number, or the ends of a range."""
_MAX_BARE = 99
"""The greatest number that is a section's where no word says so."""
_MIN_BARE = 4
"""The least such number in words: «два», "one" mostly count."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Numbers with the word that they belong to, as tokens from `first` to before `last`."""

    role: Role
    items: tuple[Item, ...]
    first: int
    last: int
    amount: int = 0
    """How many, from the beginning or the end: «первые три»."""


def find_mentions(tokens: Sequence[Token]) -> tuple[list[Mention], list[Mention]]:
    """Return the numbers beside a word for a part, with preambles, halves and edges; and the numbers without one."""
    bound: list[Mention] = []
    bare: list[Mention] = []
    used = -1
    at = 0
    while at < len(tokens):
        roles = tokens[at].roles
        if mention := _run(tokens, at, used):
            (bound if mention.role else bare).append(mention)
            used = mention.last - 1 if mention.role else used
            at = max(at + 1, mention.last)
            continue
        found = (role for role in (Role.PREAMBLE, Role.BEGINNING, Role.END) if role in roles)
        bound.extend(Mention(role, (), at, at + 1) for role in found)
        at += 1
    return bound, [mention for mention in bare if _stands_alone(tokens, mention)]


def _run(tokens: Sequence[Token], at: int, used: int) -> Mention | None:
    """The list of numbers that begins at a token, with the word before or after it; None where none begins.

    Tokens up to `used` belong to other numbers.
    """
    before = _noun_before(tokens, at, used)
    number = _number_at(tokens, at, after_noun=before is not None)
    if number is None:
        return None
    amount = _amount(tokens, at, number)
    if amount:
        noun = _noun_at(tokens, at + 2)
        end = at + 2 if noun is None else noun + 1
        return Mention(tokens[noun].roles & Role.NOUN if noun is not None else Role.NONE, (number,), at, end, amount)
    items, ends = _items(tokens, at, number, after_noun=before is not None)
    after = _noun_at(tokens, ends[-1])
    if before is not None:
        if after is not None and len(items) > 1 and _number_at(tokens, after + 1, after_noun=True) is None:
            items, ends = items[:-1], ends[:-1]  # the last number belongs to the next word: «пункт 16, 3 абзац»
        return Mention(tokens[before].roles & Role.NOUN, tuple(items), before, ends[-1])
    if after is not None and Role.HALF in tokens[after].roles:
        return Mention(Role.HALF, tuple(items), at, after + 1)
    is_amount = number.is_counted or number.is_cardinal
    if after is None or is_amount:
        return None if after is not None else Mention(Role.NONE, tuple(items), at, ends[-1])
    return Mention(tokens[after].roles & Role.NOUN, tuple(items), at, after + 1)


def _number_at(tokens: Sequence[Token], at: int, *, after_noun: bool) -> Number | None:
    """The number at a place; Roman numerals need a word beside them that they belong to."""
    if not 0 <= at < len(tokens):
        return None
    token = tokens[at]
    if Role.NUMBER in token.roles or token.number is None or token.number.is_cardinal:
        return token.number if Role.NUMBER in token.roles else None
    pronoun = len(token.text) == 1 and at + 1 < len(tokens) and tokens[at + 1].text.isalpha()
    before_noun = len(token.text) > 1 and _noun_at(tokens, at + 1) is not None
    return token.number if before_noun or (after_noun and not pronoun) else None


def _amount(tokens: Sequence[Token], at: int, number: Number) -> int:
    """How many are asked for from an end, in «первые три пункта»; 0 where it is not so."""
    following = tokens[at + 1].number if at + 1 < len(tokens) else None
    counts = following is not None and (following.is_digits or following.is_cardinal) and following.paragraph is None
    is_end = number.value == 1 and not number.is_digits and not number.is_cardinal
    return following.value if following and counts and is_end else 0


def _items(tokens: Sequence[Token], at: int, number: Number, *, after_noun: bool) -> tuple[list[Item], list[int]]:
    """The numbers of a list, and where each of them ends."""
    items: list[Item] = [number]
    ends = [at + 1]
    while True:
        at, is_range = ends[-1], False
        start = at
        while at < len(tokens) and tokens[at].roles & (Role.JOINING | Role.THROUGH | Role.INSIDE | Role.BEFORE_NUMBER):
            is_range |= Role.THROUGH in tokens[at].roles
            at += 1
        joined = any(tokens[i].roles & (Role.JOINING | Role.THROUGH) for i in range(start, at))
        found = _number_at(tokens, at, after_noun=after_noun)
        if found is None or not (joined or (at == start and found.is_digits and number.is_digits)):
            return items, ends
        last = items[-1]
        if is_range and isinstance(last, Number) and last.paragraph is None:
            items[-1], ends[-1] = (last, found), at + 1
        else:
            items.append(found)
            ends.append(at + 1)


def _noun_before(tokens: Sequence[Token], at: int, used: int) -> int | None:
    at -= 1
    while at > used and (tokens[at].text in ".:#№" or tokens[at].roles & Role.BEFORE_NUMBER):
        at -= 1
    return at if at > used and tokens[at].roles & Role.NOUN else None


def _noun_at(tokens: Sequence[Token], at: int) -> int | None:
    while at < len(tokens) and tokens[at].text in ".-":
        at += 1
    return at if at < len(tokens) and tokens[at].roles & (Role.NOUN | Role.HALF) else None


def _stands_alone(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether numbers without a word for a part may still be those of sections, and count nothing else."""
    numbers = [one for item in mention.items for one in (item if isinstance(item, tuple) else (item,))]
    if any(one.value > _MAX_BARE or (one.is_cardinal and one.value < _MIN_BARE) for one in numbers) or mention.amount:
        return False
    if mention.last == len(tokens):
        return True
    after = tokens[mention.last]
    said = words(after.text)
    return not after.roles & Role.SENTENCES and (not said or not said[0].is_content or is_frame(said[0]))
