"""Text to sentences, with their places in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.language.lexicon import ENGLISH, RUSSIAN

_END = re.compile(r"(?P<end>[.!?…][»”\")]*)\s+(?=[«“„\"(–—]*\s?[A-ZА-ЯЁ\d])|\n")
_ABBREVIATION = re.compile(
    rf"(?<!\w)(?:[^\W\d_]|{'|'.join((*RUSSIAN.abbreviations, *ENGLISH.abbreviations))})\.$", re.IGNORECASE
)
_BEFORE_NUMBER = re.compile(
    rf"(?<!\w)(?:{'|'.join((*RUSSIAN.numbered_abbreviations, *ENGLISH.numbered_abbreviations))})\.$", re.IGNORECASE
)
_NUMBERED = re.compile(r"\s*(?:\d|[^\W\d_]{1,6}[/-][\w/-]*\d)")
"""A number, or letters that are part of one: "No. AB/2017/46"."""
_NUMBER_ALONE = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6})\.")
"""The number of a part, before its first sentence: «1. Плательщиками являются …»."""
_CUTS = ("; ", ", ", " ")
"""Where a sentence that is too long is cut, the best place first."""
_ABBREVIATED_END = re.compile(rf"(?<!\w){RUSSIAN.abbreviated_ends}\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a source; `start` and `end` are character offsets into the whole of which it is a part."""

    start: int
    end: int
    text: str


def is_abbreviation(before: str) -> bool:
    """Return whether a full stop that ends `before` belongs to an abbreviation or an initial and not to a sentence."""
    tail = before[-12:]
    return bool(_ABBREVIATION.search(tail)) and not _ABBREVIATED_END.search(tail)


def ends_sentence(text: str, end: int) -> bool:
    """Return whether the mark that ends before a place in a text closes a sentence; white space or the end follows it.

    «15.04.2022», «1.5 млн», «А. Б. Каримов», «ул. Садовая» and the number of a part do not.
    """
    before, after = text[:end], text[end:]
    if not before.rstrip('»”")').endswith("."):
        return True
    if after[:1] and not after[0].isspace():
        return False
    is_number = _BEFORE_NUMBER.search(before[-12:]) is not None and _NUMBERED.match(after) is not None
    begun = before.rsplit("\n", 1)[-1]
    return not (is_number or is_abbreviation(before) or _NUMBER_ALONE.fullmatch(begun))


def begins_sentence(before: str) -> bool:
    """Return whether what follows `before` is the first word of a sentence."""
    before = before[-40:].rstrip(' \t\xa0«»"“”„()–—-')
    return not before or before[-1] in "!?…:\n" or (before[-1] == "." and not is_abbreviation(before))


def split_long(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the parts of a text that has more than `most` characters, each of at most as many.

    Parts end where sentences do; within a longer sentence after a semicolon, a comma or a word, and in the middle of a
    word only if that is longer still.
    """
    start = end = 0
    ends = [sentence.end for sentence in split_sentences(text)]
    ends[-1:] = [len(text)]
    for candidate in ends:
        if candidate - start <= most:
            end = candidate
            continue
        if end > start:
            yield start, end
            start = end + len(text[end:]) - len(text[end:].lstrip())
        while candidate - start > most:
            window = text[start : start + most]
            cut = next((at for mark in _CUTS if (at := window.rfind(mark) + 1) > most // 2), 0) or most
            yield start, start + len(text[start : start + cut].rstrip())
            start += cut + len(text[start + cut :]) - len(text[start + cut :].lstrip())
        end = candidate
    if end > start:
        yield start, end


def split_sentences(text: str, start: int = 0) -> Iterator[SourceSentence]:
    """Yield the sentences of `text`, without the white space around them.

    `start` is the offset of the text in a longer one, in characters; the offsets of the sentences count from there.
    """
    at = 0
    for match in [*_END.finditer(text), None]:
        if match and match["end"] and not _ends(text[at:], match.end("end") - at, match[0]):
            continue
        end = (match.end("end") if match["end"] else match.start()) if match else len(text)
        sentence = text[at:end].strip()
        if sentence:
            first = text.index(sentence, at)
            yield SourceSentence(start + first, start + first + len(sentence), sentence)
        at = end


def _ends(text: str, end: int, match: str) -> bool:
    """Whether a mark closes a sentence; at the end of a paragraph it does even after an initial («Annex A.»)."""
    is_last = "\n" in match and _NUMBER_ALONE.fullmatch(text[:end]) is None
    return is_last or ends_sentence(text, end)
