"""What is shown of a paragraph: the sentence that counts, shortened where a clause can go. Always verbatim."""

from collections.abc import Sequence

from index.chunks import Chunk
from index.digest import shorten
from index.language.sentences import SourceSentence
from index.language.words import Word, words
from rag.answers.material.source import Source
from rag.answers.wording.excerpt import part_of
from rag.query.asked.mentions import speaks_of
from rag.types import Citation, Sentence


def shown_part(pair: tuple[Sentence, SourceSentence], topic: Sequence[Word] = ()) -> Sentence:
    """Return a sentence of `Source.sentences` without the clauses that can go; a word of `topic` that it has stays.

    The citation shrinks with a sentence of the original, and stays whole beside a translation.
    """
    sentence, _ = pair
    text = sentence.text
    place = shorten(text)
    lost = held_words(text, topic) - (held_words(text[slice(*place)], topic) if place else frozenset())
    if lost:
        sought = [word for word in topic if word.text in lost]
        # An acronym is spelt out by several words, none of which it is by itself.
        there = next((one for one in words(text) if any(speaks_of(word, (one,)) for word in sought)), None)
        place = part_of(text, there.start, there.end) if there else part_of(text, 0, len(text))
    return _cut(sentence, *place) if place and place != (0, len(text)) else sentence


def trimmed(sentence: Sentence) -> Sentence:
    """Return a sentence of the original with a citation of the very words that are shown, without its full stop."""
    return _cut(sentence, 0, len(sentence.text))


def _cut(sentence: Sentence, start: int, end: int) -> Sentence:
    kept = sentence.text[start:end].strip(" .;,:")
    (citation,) = sentence.citations
    if not citation.quote.startswith(sentence.text):  # a translation
        return Sentence(kept, sentence.citations)
    at = citation.start + sentence.text.index(kept, start)
    return Sentence(kept, (Citation(citation.point, kept, at, at + len(kept), citation.locator),))


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
    return frozenset(word.text for word in topic if speaks_of(word, there))
