"""Text to sentences, with their places in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.language.lexicon import ENGLISH, RUSSIAN

_END = re.compile(r"(?P<end>[.!?…][»”\")]*)\s+(?=[«“„\"(–—]*\s?[A-ZА-ЯЁ\d])|\n")
_ABBREVIATION = re.compile(
    rf"(?<!\w)(?:[^\W\d_]|{'|'.join((*RUSSIAN.abbreviations, *ENGLISH.abbreviations))})\.$", re.IGNORECASE
)
_ABBREVIATED_END = re.compile(rf"(?<!\w){RUSSIAN.abbreviated_ends}\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a source; `start` and `end` are character offsets into the whole of which it is a part."""

    start: int
    end: int
    text: str


def is_abbreviation(before: str) -> bool:
    """Whether a full stop that ends `before` belongs to an abbreviation or an initial and not to a sentence."""
    tail = before[-12:]
    return bool(_ABBREVIATION.search(tail)) and not _ABBREVIATED_END.search(tail)


def begins_sentence(before: str) -> bool:
    """Whether what follows `before` is the first word of a sentence."""
    before = before[-40:].rstrip(' \t\xa0«»"“”„()–—-')
    return not before or before[-1] in "!?…:\n" or (before[-1] == "." and not is_abbreviation(before))


def split_sentences(text: str, start: int = 0) -> Iterator[SourceSentence]:
    """The sentences of `text`, without the white space around them.

    `start` is the offset of the text in a longer one, in characters; the offsets of the sentences count from there.
    """
    at = 0
    for match in [*_END.finditer(text), None]:
        if match and match["end"] and is_abbreviation(text[at : match.end("end")]):
            continue
        end = (match.end("end") if match["end"] else match.start()) if match else len(text)
        sentence = text[at:end].strip()
        if sentence:
            first = text.index(sentence, at)
            yield SourceSentence(start + first, start + first + len(sentence), sentence)
        at = end
