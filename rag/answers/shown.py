"""What is shown of a paragraph: the sentence that counts, shortened where a clause can go. Always verbatim."""

import re
from collections.abc import Sequence

from index.digest.shorten import MAX_WORDS, shorten
from index.document import Chunk
from index.language.sentences import SourceSentence
from index.language.words import Word, words
from rag.answers.source import Source
from rag.query.mentions import mentions_word
from rag.types import Citation, Sentence

LONG = 30
"""Words beyond which a sentence that cannot lose a clause is cut around what was sought."""
_CLAUSE_END = re.compile(r"[,;]\s")


def excerpt(pair: tuple[Sentence, SourceSentence], topic: Sequence[Word] = ()) -> Sentence:
    """Return a sentence of `Source.sentences` without the clauses that can go; a word of `topic` that it has stays.

    Where the word stands too far back in a long sentence, the clauses around it are shown. The citation shrinks with a
    sentence of the original, and stays whole beside a translation.
    """
    sentence, _ = pair
    text = sentence.text
    place = shorten(text)
    lost = held_words(text, topic) - (held_words(text[slice(*place)], topic) if place else frozenset())
    if lost and len(text.split()) <= LONG:
        return sentence
    if lost:
        place = _around(text, [word for word in topic if word.text in lost]) or place
    if place is None:
        return sentence
    return _cut(sentence, *place)


def trimmed(sentence: Sentence) -> Sentence:
    """Return a sentence of the original with a citation of the very words that are shown, without its full stop."""
    return _cut(sentence, 0, len(sentence.text))


def _cut(sentence: Sentence, start: int, end: int) -> Sentence:
    kept = sentence.text[start:end].strip(" .;,:")
    (citation,) = sentence.citations
    if not citation.quote.startswith(sentence.text):  # a translation
        return Sentence(kept, sentence.citations)
    at = citation.start + sentence.text.index(kept, start)
    return Sentence(kept, (Citation(citation.point, kept, at, at + len(kept)),))


def _around(text: str, topic: Sequence[Word]) -> tuple[int, int] | None:
    """The clauses around the first word of a topic, as many as make no more than MAX_WORDS; None without one."""
    hit = next((there for there in words(text) if any(mentions_word(word, (there,)) for word in topic)), None)
    if hit is None:
        return None
    bounds = [0, *(match.end() for match in _CLAUSE_END.finditer(text) if _is_outside(text[: match.end()])), len(text)]
    first = max(place for place, bound in enumerate(bounds) if bound <= hit.start)
    last = first + 1
    while last + 1 < len(bounds) and len(text[bounds[first] : bounds[last + 1]].split()) <= MAX_WORDS:
        last += 1
    while first and len(text[bounds[first - 1] : bounds[last]].split()) <= MAX_WORDS:
        first -= 1
    return bounds[first], bounds[last]


def _is_outside(before: str) -> bool:
    """Whether no quotation or bracket is open."""
    return all(before.count(left) == before.count(right) for left, right in ("«»", "()", "“”"))


def best_sentence(
    source: Source, chunk: Chunk, topic: Sequence[Word], language: str, nearest: Sentence
) -> tuple[Sentence, SourceSentence]:
    """Return the sentence of a paragraph that holds most of a topic's words; of several `nearest`, else the first."""
    pairs = source.sentences(chunk, language)
    counts = [len(held_words(sentence.text, topic)) for sentence, _ in pairs]
    best = [pair for pair, count in zip(pairs, counts, strict=True) if count == max(counts)]
    return next((pair for pair in best if pair[0] == nearest), best[0])


def shown_at(source: Source, chunk: Chunk, start: int, language: str) -> tuple[Sentence, SourceSentence]:
    """Return the sentence of a paragraph that holds a place of its section's text, in a language."""
    pairs = source.sentences(chunk, language)
    return next((pair for pair in pairs if pair[1].start <= start < pair[1].end), pairs[0])


def held_words(text: str, topic: Sequence[Word]) -> frozenset[str]:
    """Return which words of a topic a text holds, in any form or a relative."""
    there = words(text)
    return frozenset(word.text for word in topic if mentions_word(word, there))
