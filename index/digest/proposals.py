"""What was decided, supported, proposed or asked for, and by whom, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.digest.parts import Sentence
from index.digest.status import Predicate, predicates
from index.digest.tokens import Token, is_predicate
from index.digest.types import Proposal, Span, Status
from index.language.lexicon import Lexicon

_MIN_WHAT_WORDS = 2
_REACH = 7
_VERBAL = ("ние", "тие", "ка", "ция")


def proposals(sentence: Sentence, lexicon: Lexicon) -> Iterator[Proposal]:
    """The proposals of a sentence in order.

    One that names who proposes («поддержали предложение … о …») gives what follows the preposition, item by item;
    otherwise each predicate that tells a status gives what it governs.
    """
    supposes = sentence.tokens[0].folded in lexicon.outline.subordinating
    if sentence.is_heading or supposes or not _has_actor(sentence.tokens, lexicon):
        return
    found = list(predicates(sentence.tokens, lexicon))
    if not found:
        return
    named = _named(sentence, lexicon)
    if named:
        who, at = named
        # Whoever is said to have proposed it, the sentence's own predicate tells how far it has got.
        for start, end in _items(sentence, at, len(sentence.tokens), lexicon):
            yield Proposal(who, sentence.tokens_span(start, end), sentence.span, found[0].status)
        return
    for predicate, end in _governed(found, sentence, lexicon):
        if sentence.tokens[predicate.start].lemma_among(frozenset(lexicon.outline.happening)):
            continue
        start = _object(sentence.tokens, predicate, lexicon)
        if end - start >= _MIN_WHAT_WORDS:
            yield Proposal(None, sentence.tokens_span(start, end), sentence.span, predicate.status)


def _has_actor(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    return any(token.lemma_among(frozenset(lexicon.outline.proposers)) for token in tokens)


def _named(sentence: Sentence, lexicon: Lexicon) -> tuple[Span, int] | None:
    """Who proposes, beside a noun such as «инициатива», and the token with which the proposal begins."""
    tokens, nouns = sentence.tokens, frozenset(lexicon.proposal_nouns)
    heads, links = frozenset(lexicon.outline.proposers), frozenset(lexicon.outline.objects)
    for at, token in enumerate(tokens):
        if not token.lemma_among(nouns):
            continue
        link = next((i for i in range(at + 1, min(at + 10, len(tokens))) if tokens[i].folded in links), None)
        if link is None or link == at + 1 or link + 1 == len(tokens):
            continue
        if any(tokens[i].lemma_among(heads) for i in range(at + 1, link)):
            who = next(
                i for i in range(at + 1, link + 1) if i == link or tokens[i].folded not in lexicon.outline.leading
            )
            return (sentence.tokens_span(who, link), link + 1) if who < link else None
    return None


def _items(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut «объявлении …, а также создание …» before each verbal noun that «и» or «а также» joins to the first."""
    tokens, connectives = sentence.tokens, lexicon.outline.connectives
    first = tokens[start].cases("NOUN")
    cuts = [start]
    for at in range(start + 1, end - 2):
        joined = tokens[at].folded in connectives and tokens[at + 1].folded not in connectives
        apart = tokens[at - 1].folded in connectives  # «а также» takes the case less strictly
        noun = next(
            (i for i in range(at + 1, min(at + 5, end)) if "NOUN" in {r.pos for r in tokens[i].readings[:1]}), None
        )
        if joined and noun and tokens[noun].lemma.endswith(_VERBAL) and noun - at <= 4:
            same = not first.isdisjoint(tokens[noun].cases("NOUN")) or apart
            if same and tokens[noun].lemma.endswith(("ние", "тие")):
                cuts.append(at + 1)
    for begin, stop in pairwise([*cuts, end]):
        last = stop
        while last > begin + 1 and tokens[last - 1].folded in connectives:
            last -= 1
        yield begin, last


def _governed(found: Sequence[Predicate], sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[Predicate, int]]:
    """Each predicate with the end of what it governs: where another is joined to it, or the end of the sentence."""
    tokens = sentence.tokens
    for predicate in found:
        end = len(tokens)
        for at in range(predicate.end + 1, len(tokens)):
            if is_predicate(tokens[at], lexicon) and tokens[at - 1].folded in lexicon.outline.connectives:
                end = at
                break
        while end > predicate.end and end < len(tokens) and tokens[end - 1].folded in lexicon.outline.connectives:
            end -= 1
        yield predicate, end


def _object(tokens: Sequence[Token], predicate: Predicate, lexicon: Lexicon) -> int:
    """The first token of what a predicate governs, after its preposition."""
    start = predicate.end
    skipped = {*lexicon.outline.objects, *lexicon.outline.leading}
    while start < len(tokens) - 1 and tokens[start].folded in skipped:
        start += 1
    if predicate.status is Status.ASKED:  # whom it is asked of comes first
        return next((i for i in range(start, min(start + _REACH, len(tokens))) if tokens[i].pos == "INFN"), start)
    return start


def is_formula(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence only goes on from the one before."""
    return re.match(rf"(?:{'|'.join(lexicon.outline.continuations) or '(?!)'})", text.lower()) is not None


STATUS_WEIGHT = {
    Status.DONE: 3.0,
    Status.DECIDED: 3.0,
    Status.ASKED: 2.5,
    Status.PROPOSED: 2.0,
    Status.SUPPORTED: 2.5,
    Status.STATED: 0.0,
}
