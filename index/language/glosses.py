"""Words of further languages in Russian: lexicons/glosses/LANGUAGE.toml, read once and checked.

A word in any of its forms is told by the longest beginning that the list knows, where nothing parts words each is the
longest that the list has; no sense of it is told apart here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.language.foreign import UNSPACED, foreign, plain, tokens
from index.language.words import words

_FOLDER = Path(__file__).parent / "lexicons" / "glosses"
_SHORT, _MAX_ENDING = 2, 4
"""A beginning of at most so many letters is followed by at most so many others."""
_MIN_PART = 4
"""Letters of either of two words that are written together, at least."""


class _Glosses(BaseModel):
    """What a file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str
    linking: str = ""
    """What may stand between two words that are written together; empty where none are."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """A word of a text, or two that mean one thing, and the Russian ones that may stand for it, the likeliest first.

    `senses` is empty for a function word that the list does not have, and None for another one.
    """

    text: str
    senses: tuple[str, ...] | None


@cache
def languages() -> frozenset[str]:
    """Return the languages that have a file."""
    return frozenset(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def _file(language: str) -> _Glosses:
    """What a file says. Raises ValueError where it is not TOML, or holds something else."""
    return _Glosses.model_validate(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


@cache
def _beginnings(language: str) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The Russian words by the beginnings of one or two words.

    Raises:
        ValueError: as for `_file`, or a line of it has not one "=".
    """
    found: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for line in _file(language).words.strip().splitlines():
        russian, beginnings = (side.strip() for side in line.split("="))
        for place, one in enumerate(beginnings.split()):
            found.setdefault(tuple(plain(one).split("+")), []).append((place, russian))
    return {key: tuple(word for _, word in sorted(senses, key=lambda one: one[0])) for key, senses in found.items()}


def glosses(text: str, language: str) -> Iterator[Gloss]:
    """Yield the words of a text in one of `languages`, in order, with what may stand for them."""
    said, at = [word for match in tokens(text) for word in _parted(match[0], language)], 0
    while at < len(said):
        word, both = said[at], said[at : at + 2]
        if len(both) == 2 and (joined := _joined(both[0], both[1], language)):
            yield Gloss(" ".join(both), joined)
            at += 2
            continue
        at += 1
        if word.isdigit():
            yield Gloss(word, (word,))
        elif word in foreign(language).spelt:
            yield Gloss(word, _beginnings(language).get((word,), ()))
        else:
            yield Gloss(word, _single(word, language))


def languages_of(word: str) -> list[str]:
    """Return the languages whose lists have a word that stands alone, those first that leave least of it unread."""
    unread = {language: _unread(plain(word), language) for language in sorted(languages())}
    found = [language for language, letters in unread.items() if letters is not None]
    return sorted(found, key=lambda language: unread[language] or 0)


def names_things(text: str, language: str) -> bool:
    """Return whether every word of a text in a language is known, and none may be a pronoun, a verb "to be" or such."""
    known = [gloss.senses for gloss in glosses(text, language)]
    return bool(known) and all(senses and words(senses[0])[0].is_content for senses in known)


def _unread(word: str, language: str) -> int | None:
    """How many letters of a word are after its longest beginning that a list has; None where it has none of it."""
    if UNSPACED.search(word):
        known = [gloss for gloss in glosses(word, language) if gloss.senses]
        return len(word) - sum(len(gloss.text) for gloss in known) if known else None
    found = next((size for size in range(len(word), 0, -1) if (word[:size],) in _beginnings(language)), None)
    return None if found is None or len(word) - found > _MAX_ENDING else len(word) - found


def _parted(text: str, language: str) -> Iterator[str]:
    """A word by itself; of letters that nothing parts the longest words from the left, and what is between them."""
    if not UNSPACED.search(text):
        yield from _compounded(text, language)
        return
    known, longest = _whole_words(language)
    at = start = 0
    while at < len(text):
        size = next((size for size in range(longest, 0, -1) if text[at : at + size] in known), 0)
        if size and start < at:
            yield text[start:at]
        if size:
            yield text[at : at + size]
            start = at + size
        at += size or 1
    if start < at:
        yield text[start:at]


def _compounded(word: str, language: str) -> Iterator[str]:
    """The words that one is written together of, where the list has each: «Sicherheits|dialog»; else itself."""
    joints, begins = _file(language).linking.split(), _beginnings(language)
    if joints and (word,) not in begins:
        size = next((size for size in range(len(word), _MIN_PART - 1, -1) if (word[:size],) in begins), 0)
        for joint in sorted(("", *joints), key=len, reverse=True):
            rest = word[size:].removeprefix(joint) if word[size:].startswith(joint) else ""
            if size and any((rest[:end],) in begins for end in range(len(rest), _MIN_PART - 1, -1)):
                yield word[:size]
                yield from _compounded(rest, language)
                return
    yield word


@cache
def _whole_words(language: str) -> tuple[frozenset[str], int]:
    """Every word of a language that nothing parts, and the length of the longest."""
    listed = {word for key in _beginnings(language) for word in key}
    known = frozenset(listed | foreign(language).spelt)
    return known, max(map(len, known))


def _single(word: str, language: str) -> tuple[str, ...] | None:
    """What a word may stand for; where it is not known with what an apostrophe joins to it, «l'eau», without that."""
    found = _begun(word, language)
    _, joined, rest = word.rpartition("'")
    return _begun(rest, language) if found is None and joined else found


def _begun(word: str, language: str) -> tuple[str, ...] | None:
    beginnings = _beginnings(language)
    for size in range(len(word), 0, -1):
        if size <= _SHORT and len(word) - size > _MAX_ENDING:
            return None
        if senses := beginnings.get((word[:size],)):
            return senses
    return None


def _joined(first: str, second: str, language: str) -> tuple[str, ...]:
    """What two words together may stand for: of several pairs of beginnings the longest one."""
    beginnings = _beginnings(language)
    for size in range(len(first), 0, -1):
        for end in range(len(second), 0, -1):
            if senses := beginnings.get((first[:size], second[:end])):
                return senses
    return ()
