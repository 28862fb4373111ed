"""Where words stand in the text, letter by letter: every place of a word or phrase in any inflected form.

Precise where the retriever is broad: it counts, and it tells that something stands nowhere. An English question is
searched for in the English translation, where the index has one, and by its names and international words in the
original.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.chunks import Chunk
from index.language.compounds import is_compound_of
from index.language.lexicon import ENGLISH
from index.language.sentences import split_sentences
from index.language.transliteration import cognate
from index.language.words import Word, fold, is_spelt_out, words
from index.store import Index
from rag.query.asked.mentions import speaks_of

_Matches = Callable[[Word, Word], bool]

_JOINED = re.compile(r"[\s«»“”\"„()–—-]*")
"""What may stand between the words of a phrase."""
_HISSES = re.compile(r".*(?:[sxzo]|[cs]h)")
"""What "es" follows where others have "s"."""
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
"""A stem whose last letter is doubled before an ending: "planned"."""
_MIN_STEM = 2
_PAIR = 2
_ACRONYM = re.compile(r"[A-ZА-ЯЁ]{2,6}")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of a word or phrase.

    Attributes:
        section: number of the section.
        chunk: the paragraph.
        sentence: which sentence of the paragraph, from 0.
        start: where it begins, in characters of the paragraph as it was searched: the original, or a translation.
        end: where it ends, likewise.
        language: of that text; None for the original.
    """

    section: int
    chunk: Chunk
    sentence: int
    start: int
    end: int
    language: str | None = None

    @property
    def place(self) -> tuple[str, int]:
        """The sentence: its paragraph's id and its ordinal there."""
        return self.chunk.id, self.sentence


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence with its words; `start` is its offset in the paragraph's text."""

    chunk: Chunk
    sentence: int
    start: int
    text: str
    words: tuple[Word, ...]


class LiteralSearch:
    """The sentences of a document by their words, in the original and in its translations."""

    def __init__(self, index: Index) -> None:
        """Take the index; its words are read when they are first searched."""
        self._index = index
        self._lines: dict[str | None, tuple[_Line, ...]] = {}

    def occurrences(self, sought: Sequence[Word], language: str, *, related: bool = False) -> tuple[Occurrence, ...]:
        """Return every place of a word, or of several that follow each other, in the order of the text.

        Args:
            sought: the word, or all words of the phrase, prepositions included. Each counts in all its inflected forms,
                an abbreviation as it is spelt.
            language: of the question; "en" is searched in the English translation, and in the original by names and
                international words where that holds none.
            related: also take relatives of the words: «туристический» for «туризм», «ООН» spelt out.
        """
        return self._search(sought, language, lambda line, same: self._phrases(line, sought, same), related)

    def in_headings(self, sought: Sequence[Word]) -> tuple[int, ...]:
        """Return the section under every heading that holds a word or phrase, once for each place; as printed."""
        found: list[int] = []
        seen: set[str] = set()
        for section in self._index.document.sections:
            above = [heading.text for heading in section.path if heading.text not in seen]
            seen.update(above)
            for text in (*above, section.heading):
                there = words(text)
                runs = (there[at : at + len(sought)] for at in range(len(there) - len(sought) + 1))
                found += [section.number for run in runs if all(map(_is_same, sought, run)) and _is_joined(text, run)]
        return tuple(found)

    def together(self, sought: Sequence[Word], language: str, *, related: bool = False) -> tuple[Occurrence, ...]:
        """Return every sentence that holds all the words, wherever they stand in it, as the place of the first one.

        With `related` two words also stand where they make up one: «посадка лесов» in «лесопосадки».

        Args as for `occurrences`.
        """
        return self._search(sought, language, lambda line, same: self._all(line, sought, same), related)

    def sections(self, sought: Sequence[Word], language: str, *, related: bool = False) -> tuple[int, ...]:
        """Return the numbers of the sections in which a word or phrase stands, in order. Args as for `occurrences`."""
        return tuple(dict.fromkeys(one.section for one in self.occurrences(sought, language, related=related)))

    def _search(
        self,
        sought: Sequence[Word],
        language: str,
        find: Callable[[_Line, _Matches], Iterator[tuple[int, int]]],
        related: bool,
    ) -> tuple[Occurrence, ...]:
        if not sought:
            return ()
        translated = language if language in self._index.translations else None
        same = _is_related if related else _is_same
        attempts: list[tuple[str | None, _Matches]] = [(translated, same)]
        if translated:  # a name that the translation spells otherwise
            attempts.append((None, _is_related if _is_latin(sought) else same))
        for text_language, matches in attempts:
            found = tuple(
                Occurrence(line.chunk.section.number, line.chunk, line.sentence, start, end, text_language)
                for line in self._read(text_language)
                for start, end in find(line, matches)
            )
            if found:
                return found
        return ()

    def _read(self, language: str | None) -> tuple[_Line, ...]:
        if language not in self._lines:
            chunks = self._index.chunks
            texts = self._index.translations[language] if language else [chunk.text for chunk in chunks]
            self._lines[language] = tuple(
                _Line(chunk, place, sentence.start, sentence.text, words(sentence.text))
                for chunk, text in zip(chunks, texts, strict=True)
                for place, sentence in enumerate(split_sentences(text))
            )
        return self._lines[language]

    def _phrases(self, line: _Line, sought: Sequence[Word], same: _Matches) -> Iterator[tuple[int, int]]:
        """The places of the words one after the other; of an abbreviation also where it is spelt out, if related."""
        there, size, at = line.words, len(sought), 0
        spelt = len(sought[0].text) if size == 1 and same is _is_related and _ACRONYM.fullmatch(sought[0].text) else 0
        while at < len(there):
            run = there[at : at + size]
            if len(run) == size and all(map(same, sought, run)) and _is_joined(line.text, run):
                pass
            elif spelt and is_spelt_out(fold(sought[0].text), there[at : at + spelt]):
                run = there[at : at + spelt]
            else:
                at += 1
                continue
            yield line.start + run[0].start, line.start + run[-1].end
            at += len(run)

    def _all(self, line: _Line, sought: Sequence[Word], same: _Matches) -> Iterator[tuple[int, int]]:
        first: Word | None = None
        if same is _is_related and (made_up := next((word for word in line.words if _is_made_up(word, sought)), None)):
            yield line.start + made_up.start, line.start + made_up.end
            return
        for word in sought:
            found = next((other for other in line.words if same(word, other)), None)
            if found is None:
                return
            first = first or found
        if first:
            yield line.start + first.start, line.start + first.end


def _is_same(word: Word, other: Word) -> bool:
    """Whether both can be forms of one word; an abbreviation is only itself."""
    if _ACRONYM.fullmatch(word.text) and _ACRONYM.fullmatch(other.text):
        return word.text == other.text
    if word.text.isascii() and other.text.isascii() and word.text.isalpha():
        return _inflected(_spelling(word.text), _spelling(other.text))
    return word.same(other)


@lru_cache(maxsize=16384)
def _spelling(token: str) -> str:
    """A folded English word in the one of two spellings that both are taken for."""
    found = fold(token)
    for pattern, spelling in ENGLISH.spellings.items():
        found = re.sub(pattern, spelling, found)
    return found


def _inflected(left: str, right: str) -> bool:
    """Whether two English words are forms of one by inflection only: "peaceful" is no form of "peace"."""
    return not _bases(left).isdisjoint(_bases(right))


@lru_cache(maxsize=16384)
def _bases(word: str) -> frozenset[str]:
    """What an English word can be the plural, the past or the participle of: "plans" and "planned" of "plan"."""
    found = {word}
    if (stem := word.removesuffix("s")) != word:
        found |= {stem} | ({stem[:-1]} if _HISSES.fullmatch(stem[:-1]) and stem.endswith("e") else set())
    for ending, base in (("ies", "y"), ("ied", "y"), ("ed", "e"), ("ing", "e")):
        if word.endswith(ending):
            found.add(word.removesuffix(ending) + base)
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem == word:
            continue
        if not _DOUBLES.fullmatch(stem):  # "cared" is no form of "car"
            found.add(stem)
        if stem[-2:-1] == stem[-1:] and _DOUBLES.fullmatch(stem[:-1]):
            found.add(stem[:-1])
    return frozenset(one for one in found if len(one) >= _MIN_STEM)


def _is_related(word: Word, other: Word) -> bool:
    """Whether a word is another's form or relative, by what both are and not by where they stand."""
    return _related(replace(word, start=0, end=0), replace(other, start=0, end=0))


@lru_cache(maxsize=8192)
def _related(word: Word, other: Word) -> bool:
    if _is_same(word, other):
        return True
    if word.text.isascii() and word.same(other):
        return True
    if other.text.isascii() and other.text.isalpha() and not word.text.isascii():
        return cognate(fold(other.text), fold(word.text))  # «спринклер» in an English text
    return word.is_content and speaks_of(word, (other,))


def _is_made_up(word: Word, sought: Sequence[Word]) -> bool:
    """Whether a word is made up of two sought ones, in whichever order."""
    return len(sought) == _PAIR and any(is_compound_of(fold(word.text), pair) for pair in (sought, sought[::-1]))


def _is_latin(sought: Sequence[Word]) -> bool:
    return all(word.text.isascii() for word in sought)


def _is_joined(text: str, run: Sequence[Word]) -> bool:
    """Whether nothing but blanks, hyphens and quotation marks stands between words."""
    return all(_JOINED.fullmatch(text[left.end : right.start]) for left, right in pairwise(run))
