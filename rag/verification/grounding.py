"""Verify that a generated sentence is supported by the passage that it cites, and reject it if not.

A sentence was written from one text: a passage, or its translation. It holds where one sentence of that text, or two
that follow each other, hold all its numbers, names and denials and most of its content words
(rag/verification/support.py). Of several such sentences the citation goes to the one whose words are nearest in order.
What is cited is always the original: a translation stands sentence for sentence beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.document import Locator
from index.enumeration import marker_length
from index.language.sentences import SourceSentence, split_sentences
from index.language.words import TOKEN, fold, words
from rag.types import Citation, Passage, RejectedSentence, Rejection, Sentence
from rag.verification.support import (
    Support,
    is_interrogative,
    measure_support,
    restates_question,
)

MAX_EXPANDED_WORDS = 45
"""The longest source sentence, in words, that is shown in full in place of a part or a rewording of it."""
MIN_BIGRAM_OVERLAP = 0.8
"""The minimum share of a sentence's pairs of neighbouring words that are neighbours in the source too."""
MIN_COVERAGE = 0.7
"""The minimum share of a sentence's content words that the source must hold (chosen on dev, eval/LOG.md)."""


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A passage and the text of it that is shown: the passage's own, or its translation."""

    passage: Passage
    text: str

    @property
    def read(self) -> str:
        """What the LLM reads: the original with its context and items (`Chunk.in_context`); a translation alone."""
        is_original = self.text == self.passage.text
        return (self.passage.in_context if is_original else "") or self.text

    def sentences(self) -> tuple[tuple[str, SourceSentence], ...]:
        """Return each sentence of the text with its place in the original; the whole passage where they do not pair.

        The number of a part is left out: its label names it.
        """
        passage = self.passage
        original = tuple(split_sentences(passage.text, passage.start))
        if passage.place.is_part:
            first = original[0]
            size = marker_length(first.text)
            original = (SourceSentence(first.start + size, first.end, first.text[size:]), *original[1:])
        if self.text == passage.text:
            return tuple((source.text, source) for source in original)
        read = [sentence.text for sentence in split_sentences(self.text)]
        if len(read) == len(original):
            return tuple(zip(read, original, strict=True))
        whole = SourceSentence(passage.start, passage.end, passage.text)
        return tuple((text, whole) for text in read)


def to_citation(point: int, source: SourceSentence, locator: Locator | None) -> Citation:
    """Return a citation of a whole sentence of a point."""
    return Citation(point, source.text, source.start, source.end, locator)


def bigram_overlap(sentence: str, source: str) -> float:
    """Return the share of word pairs of a sentence that follow each other in the source too, from 0 to 1."""
    said, there = words(sentence), words(source)
    pairs = list(pairwise(said))
    kept = sum(any(a.same(c) and b.same(d) for c, d in pairwise(there)) for a, b in pairs)
    return kept / len(pairs) if pairs else 0.0


def verify_sentence(text: str, source: EvidenceText, question: str) -> Sentence | RejectedSentence:
    """Return the sentence with a citation that supports it, or the rejected sentence with the reason."""
    point = source.passage.point
    if any(text.count(left) != text.count(right) for left, right in ("()", "«»", "“”")) or text.count('"') % 2:
        return RejectedSentence(text, (point,), Rejection.UNFINISHED)
    if restates_question(text, question) or is_interrogative(text):
        return RejectedSentence(text, (point,), Rejection.RESTATES_QUESTION)
    single = source.sentences()
    led = tuple(_introduced(single, source.passage))
    judged: list[Support] = []
    for held in (single, tuple(_neighbours(single, source.passage)), led):
        judged += [measure_support(text, read, MIN_COVERAGE, original) for read, original in held]
        holding = [judgement for judgement in judged if judgement.holds]
        if holding:
            best = max(holding, key=lambda one: one.coverage + bigram_overlap(text, one.text))
            cited = [to_citation(point, best.source, source.passage.locator)]
            if held is led:
                cited += [Citation(point, one.text, one.start, one.end, one.locator) for one in source.passage.lead_ins]
            return Sentence(_with_yo(expand_to_source(text, best), best.text), tuple(cited))
    nearest = max(judged, key=lambda one: one.coverage)
    return RejectedSentence(text, (point,), nearest.rejection or Rejection.LOW_COVERAGE, nearest.detail)


def expand_to_source(text: str, best: Support) -> str:
    """Return the source sentence in full if it is not too long and the generated one is a poor stand-in for it.

    It is poor if it breaks off before the end of its source, where purposes and circumstances stand; if it has lost the
    predicate, so that the cases of what is left no longer fit; and if it rewords: a small model joins what the source
    keeps apart, and words that all stand in it may still say something else. A clause of the preamble, which has no
    capital, is given in full only if just its end is missing.
    """
    source = best.text
    said, there = words(text), words(source)
    begun = len(said) < len(there) and all(a.same(b) for a, b in zip(said, there, strict=False))
    ended = bool(said) and said[-1].same(there[-1])
    bare = any(word.is_predicate for word in there) and not any(word.is_predicate for word in said)
    reworded = best.coverage < 1 or bigram_overlap(text, source) < MIN_BIGRAM_OVERLAP
    poor = begun or (source[:1].isupper() and (not ended or bare or reworded))
    return source.rstrip(" .;,:") if poor and len(there) <= MAX_EXPANDED_WORDS else text


def _with_yo(text: str, source: str) -> str:
    """Spell a sentence with ё where its source does: a small model writes «подчеркивают»."""
    spelt = {fold(word.text): word.text for word in words(source) if "ё" in word.text.lower()}

    def respelt(match: re.Match[str]) -> str:
        word = spelt.get(fold(match[0]), match[0])
        return word[0].upper() + word[1:] if match[0][0].isupper() else word[0].lower() + word[1:]

    return TOKEN.sub(respelt, text) if spelt else text


def _neighbours(
    single: tuple[tuple[str, SourceSentence], ...], passage: Passage
) -> Iterator[tuple[str, SourceSentence]]:
    """Pairs of adjacent sentences as one: an answer may join what a passage says in two."""
    for (first, start), (second, end) in pairwise(single):
        original = passage.text[start.start - passage.start : end.end - passage.start]
        yield f"{first} {second}", SourceSentence(start.start, end.end, original)


def _introduced(
    single: tuple[tuple[str, SourceSentence], ...], passage: Passage
) -> Iterator[tuple[str, SourceSentence]]:
    """The first sentence of an item after what introduces it: «Предъявляются: … две фотографии»."""
    if passage.lead_ins:
        text, original = single[0]
        yield " ".join((*(one.text for one in passage.lead_ins), text)), original
