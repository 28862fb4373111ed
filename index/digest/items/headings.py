"""A heading for each section of a few of its own words, and its sentences in the order of their weight."""

import re
from collections.abc import Sequence
from functools import cache

from index.digest.items.proposals import STATUS_WEIGHT, is_formula
from index.digest.items.status import predicates
from index.digest.parts import Sentence
from index.digest.shorten import shorten
from index.digest.tokens import Token, is_predicate
from index.digest.types import Span, Status
from index.language.lexicon import RUSSIAN, Lexicon
from index.language.words import fold

MIN_WORDS, MAX_WORDS = 2, 8
_OPEN = frozenset({"PREP", "CONJ", "PRCL", "ADJF", "PRTF", "NUMR", "GRND", "ADVB"})
_NOMINAL = frozenset({"NOUN", "NAME", "NPRO", "DIGIT"})
_MIN_SENTENCE_WORDS = 3
_ITEM = re.compile(r"(?:\d+|[^\W\d_])\)\s")
"""How an item of a list begins: «1) », «а) »."""


def label(sentences: Sequence[Sentence], lexicon: Lexicon) -> Span | None:
    """Return a heading of 2 to 8 words for a section, or None if it has too few.

    The section's own heading if it has one, else what its first sentence's predicate governs.
    """
    for sentence in sentences:
        start = 0 if sentence.is_heading else _after_predicate(sentence, lexicon)
        end = len(sentence.tokens) if sentence.is_heading else _end(sentence, start, lexicon)
        if span := _fitted(sentence, start, end, lexicon):
            return span
    for sentence in sentences:
        if span := _fitted(sentence, 0, len(sentence.tokens), lexicon):
            return span
    return None


def _after_predicate(sentence: Sentence, lexicon: Lexicon) -> int:
    """The first token after the main predicate, and after the formula «отмечают, что»."""
    tokens, formulas = sentence.tokens, frozenset(lexicon.outline.formulas)
    at = _main_predicate(sentence, 0, lexicon) + 1
    clause = False
    while at < len(tokens) - MIN_WORDS and _opens(tokens[at], lexicon, formulas):
        clause = clause or tokens[at].folded in lexicon.outline.complementizers
        at += 1
    by_preposition = tokens[at - 1].pos == "PREP" and tokens[at - 1].folded not in lexicon.outline.complementizers
    if clause and not by_preposition and "nomn" in tokens[at].cases("NOUN", "ADJF", "PRTF"):
        clause = False
    if clause:  # the subject follows: «что в 2021 году отмечается …»
        following = _main_predicate(sentence, at, lexicon) + 1
        while 0 < following < len(tokens) - MIN_WORDS and _opens(tokens[following], lexicon, formulas):
            following += 1
        at = following or at
    at = min(at, len(tokens) - 1)
    task = next((i for i in range(at, min(at + 3, len(tokens))) if tokens[i].pos == "INFN"), at)
    at = task if "datv" in tokens[at].cases("NOUN", "ADJF") and task > at else at
    return at if len(tokens) - at >= MIN_WORDS else 0


def _main_predicate(sentence: Sentence, start: int, lexicon: Lexicon) -> int:
    """The first predicate from a token on that stands in no clause of «когда» or «который»; -1 if there is none."""
    tokens, text, inside = sentence.tokens, sentence.span.text, False
    for at in range(start, len(tokens)):
        if at and "," in text[tokens[at - 1].end : tokens[at].start]:
            inside = False
        inside = inside or tokens[at].lemma in lexicon.outline.subordinating
        if is_predicate(tokens[at], lexicon) and not inside:
            return at
    return -1


def _opens(token: Token, lexicon: Lexicon, formulas: frozenset[str]) -> bool:
    """Whether a word before a heading says nothing by itself."""
    return (
        token.folded in lexicon.outline.leading
        or token.pos in {"INFN", "PRED", "ADVB", "PRCL", "PREP", "CONJ"}
        or token.lemma_among(formulas) is not None
        or (is_predicate(token, lexicon) and token.pos != "ADJS")
    )


@cache
def _ends(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(expressions)})(?!\w)" if expressions else r"(?!)")


def _end(sentence: Sentence, start: int, lexicon: Lexicon) -> int:
    tokens, text = sentence.tokens, sentence.span.text
    for at in range(start + MIN_WORDS, len(tokens)):
        between = text[tokens[at - 1].end : tokens[at].start]
        ends = re.search(r"[,;:.()]", between) or _ends(lexicon.outline.heading_ends).match(
            fold(text[tokens[at].start :])
        )
        verb = at > start + MIN_WORDS and tokens[at - 1].pos in {"CONJ", "ADVB"} and tokens[at].pos == "INFN"
        if (ends and not _hangs(tokens[at - 1], lexicon)) or verb:
            return at
        if is_predicate(tokens[at], lexicon) and lexicon is RUSSIAN:
            return at
    return len(tokens)


def _hangs(token: Token, lexicon: Lexicon) -> bool:
    return token.pos in _OPEN or token.folded in lexicon.shortening.gaps


def _fitted(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> Span | None:
    """The tokens, cut to at most 8 and back to a noun; None if that leaves too few."""
    tokens = sentence.tokens
    stop = min(end, start + MAX_WORDS)
    while stop > start and (_hangs(tokens[stop - 1], lexicon) or (stop < end and tokens[stop - 1].pos not in _NOMINAL)):
        stop -= 1
    few = 1 if sentence.is_heading else MIN_WORDS
    return sentence.tokens_span(start, stop) if stop - start >= few else None


def key_sentences(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Span, ...]:
    """Return the sentences of a section, the weightiest first, each shortened where a clause can go.

    Where no sentence tells a status, as in a law, the first one and those that introduce a list go before the rest.
    """
    said = [one for one in sentences if not one.is_heading and len(one.tokens) >= _MIN_SENTENCE_WORDS]
    weights = {one: _weight(one, lexicon) for one in said}
    if not any(True for one in said for _ in predicates(one.tokens, lexicon)):
        for one in said:
            introduces = one.span.text.rstrip().endswith(":")
            weights[one] += 2.0 * (one is said[0]) + 2.0 * introduces - 2.0 * bool(_ITEM.match(one.span.text))
    ranked = sorted(said, key=lambda one: (-weights[one], one.span.start))
    return tuple(_short(one) for one in ranked)


def _weight(sentence: Sentence, lexicon: Lexicon) -> float:
    tokens = sentence.tokens
    found = next(predicates(tokens, lexicon), None)
    weight = STATUS_WEIGHT[found.status if found else Status.STATED]
    weight += 0.25 * min(4, sum(token.is_capital for token in tokens[1:]))
    weight += 0.25 * min(2, sum(token.text[0].isdigit() for token in tokens))
    weight -= 1.0 if is_formula(sentence.span.text, lexicon) else 0.0
    return weight - (2.0 if not any(is_predicate(token, lexicon) for token in tokens) else 0.0)


def _short(sentence: Sentence) -> Span:
    place = shorten(sentence.span.text)
    return sentence.part(*place) if place else sentence.span
