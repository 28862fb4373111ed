"""Which paragraphs of two sides that are compared are shown, and which words tell what sort of thing one is. Pure."""

from collections.abc import Sequence
from itertools import product

from index.language.words import Word
from rag.answers.material.subject_words import telling
from rag.answers.summaries.topics import Scored, Topic
from rag.query.asked.parts_of_speech import is_modifier, is_noun

MAX_CLAIMS = 2
"""Sentences of a side."""
SAME_SECTION_GAP, OTHER_SECTION_GAP = 0.1, 0.025
"""By how much less a side's second paragraph may score than its first, in one section and in another."""
SAME_PARAGRAPH_GAIN = 0.06
"""By how much more the same paragraph has to score for both sides than the best two different ones."""
_PAIR = 2
"""Words of an English side of which the first tells what sort of thing the second is."""
_PAIRED = 5
"""Best paragraphs of each side among which a pair of different ones is chosen."""


def told_apart(left: list[Scored], right: list[Scored]) -> tuple[list[Scored], list[Scored]]:
    """Return both sides with different first paragraphs, unless one paragraph is what speaks of both."""
    pairs = [pair for pair in product(left[:_PAIRED], right[:_PAIRED]) if pair[0].chunk != pair[1].chunk]
    if not pairs:
        return left, right
    one, other = max(pairs, key=lambda pair: pair[0].score + pair[1].score)
    if left[0].score + right[0].score - one.score - other.score > SAME_PARAGRAPH_GAIN:
        return left, right
    return [one, *(rest for rest in left if rest != one)], [other, *(rest for rest in right if rest != other)]


def best_of(found: Sequence[Scored], *, is_one_word: bool) -> list[Scored]:
    """Return the best paragraph of a side, and a second one that is about as good.

    In another section only for a topic of one word: several words may stand there by chance.
    """
    kept = list(found[:1])
    for one in found[1:]:
        same = one.chunk.section == kept[0].chunk.section
        gap = SAME_SECTION_GAP if same else OTHER_SECTION_GAP if is_one_word else 0.0
        near = kept[0].score - one.score <= gap
        if len(kept) < MAX_CLAIMS and near and one.is_clear and kept[0].is_clear:
            kept.append(one)
    return sorted(kept, key=lambda one: (one.chunk.section.number, one.chunk.ordinal))


def modified(topic: Topic) -> list[tuple[Word, Word]]:
    """Return the words of a side that tell what sort of thing it is, each with the noun for that."""
    told = telling(topic.own)
    if all(word.text.isascii() for word in told):
        beside = len(told) == len(topic.own) == _PAIR and told[1].start - told[0].end == 1
        return [(told[0], told[1])] if beside else []
    noun = next((word for word in (*told, *topic.shared) if is_noun(word)), None)
    return [(word, noun) for word in told if noun is not None and is_modifier(word)]
