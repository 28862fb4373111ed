"""What is shown of a paragraph: the sentence that counts, shortened where a clause can go. Always verbatim."""

from collections.abc import Sequence

from index.digest.shorten import shorten
from index.document import Chunk
from index.language.sentences import SourceSentence
from index.language.words import Word, words
from rag.answers.source import Source
from rag.query.mentions import mentions_word
from rag.types import Citation, Sentence


def excerpt(pair: tuple[Sentence, SourceSentence], topic: Sequence[Word] = ()) -> Sentence:
    """Return a sentence of `Source.sentences` without the clauses that can go; those that hold `topic` stay.

    The citation shrinks with a sentence of the original, and stays whole beside a translation.
    """
    sentence, original = pair
    place = shorten(sentence.text)
    if place is None:
        return sentence
    start, end = place
    kept = sentence.text[start:end].rstrip(" .;,:")
    if held_words(sentence.text, topic) - held_words(kept, topic):
        return sentence
    (citation,) = sentence.citations
    if not citation.quote.startswith(sentence.text):
        return Sentence(kept, sentence.citations)
    at = citation.start + start
    return Sentence(kept, (Citation(citation.point, kept, at, at + len(kept)),))


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
