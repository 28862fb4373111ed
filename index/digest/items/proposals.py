"""What was decided, supported, proposed or asked for, and by whom, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.digest.items.names import Found
from index.digest.items.status import Predicate, predicates
from index.digest.items.things import things
from index.digest.parts import Sentence
from index.digest.phrases import Phrases
from index.digest.tokens import Token, is_predicate
from index.digest.types import Proposal, Span, Status
from index.language.lexicon import RUSSIAN, Lexicon

_MIN_WHAT_WORDS = 2
_REACH = 7
_ASKED_REACH = 14
"""Within so many words of the verb the infinitive follows whoever is asked."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences before tell of who acts.

    `subject` is the sentence before, if it is a name that this one goes on from. `resolves` is whether the text before
    the first number ends in «постановляют:» or the like, so that infinitives say what was decided.
    """

    subject: Span | None = None
    resolves: bool = False


def resolves(sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Return whether one of the opening sentences of a text says that what follows was decided."""
    return any(
        one.span.text.rstrip().endswith(":") and found.status is Status.DECIDED
        for one in sentences
        for found in predicates(one.tokens, lexicon, resolves=True)
    )


def proposals(
    sentence: Sentence, lexicon: Lexicon, names: Sequence[Found] = (), context: Context = Context()
) -> Iterator[Proposal]:
    """Yield the proposals of a sentence in order.

    One that names who proposes («поддержали предложение … о …») gives what follows the preposition, thing by thing;
    otherwise each predicate that tells a status gives what it governs. `names` are those of the sentence.
    """
    if context.resolves and sentence.tokens[0].pos == "INFN":
        found = [*_resolved(sentence, lexicon, names)]
    else:
        found = [*_passing(sentence, lexicon, names), *_asserted(sentence, lexicon, names, context)]
    yield from sorted(found, key=lambda one: one.what.start)


def _resolved(sentence: Sentence, lexicon: Lexicon, names: Sequence[Found]) -> Iterator[Proposal]:
    """What a sentence of a resolution orders: «Создать …», «Поручить … подготовить …»."""
    tokens, status, start = sentence.tokens, Status.DECIDED, 0
    if tokens[0].lemma_among(frozenset(lexicon.outline.predicates.get("asked", ()))):
        status, start = Status.ASKED, _task(tokens, 1)
    for begin, end in things(sentence, start, len(tokens), lexicon, names):
        if end - begin >= _MIN_WHAT_WORDS:
            yield Proposal(None, sentence.tokens_span(begin, end), sentence.span, status)


def _asserted(sentence: Sentence, lexicon: Lexicon, names: Sequence[Found], context: Context) -> Iterator[Proposal]:
    """What the sentence's own predicates tell."""
    if sentence.is_heading or sentence.tokens[0].folded in lexicon.outline.subordinating:
        return
    named, who = _named(sentence, lexicon), context.subject or _initiator(sentence, lexicon)
    found = list(_with_actors(sentence, lexicon, context, certain=named is not None or who is not None))
    if not found:
        return
    if named:
        who, at = named
        # Whoever is said to have proposed it, the sentence's own predicate tells how far it has got.
        for start, end in things(sentence, at, len(sentence.tokens), lexicon, names, loosely=True):
            yield Proposal(who, sentence.tokens_span(start, end), sentence.span, found[0].status)
        return
    for predicate, reach in _governed(found, sentence, lexicon):
        if sentence.tokens[predicate.start].lemma_among(frozenset(lexicon.outline.happening)):
            continue
        first = _object(sentence.tokens, predicate, lexicon)
        if reach <= first:
            continue
        actor = who or _proposer(sentence, predicate, lexicon)
        for start, end in things(sentence, first, reach, lexicon, names):
            if end - start >= _MIN_WHAT_WORDS:
                yield Proposal(actor, sentence.tokens_span(start, end), sentence.span, predicate.status)


def _with_actors(sentence: Sentence, lexicon: Lexicon, context: Context, certain: bool) -> Iterator[Predicate]:
    """The predicates of a sentence of which it is said who acts, or that share the subject of one before."""
    shared = False
    for one in predicates(sentence.tokens, lexicon, context.resolves):
        joined = one.start > 0 and sentence.tokens[one.start - 1].folded in lexicon.outline.connectives
        if certain or _has_actor(sentence, one, lexicon):
            yield one
            shared = True
        elif joined and shared:
            yield one


def _passing(sentence: Sentence, lexicon: Lexicon, names: Sequence[Found]) -> Iterator[Proposal]:
    """What a participle says that a body has done: «год, объявленный Ассамблеей Годом мира»."""
    tokens, verbs = sentence.tokens, frozenset(lexicon.outline.predicates.get("done", ()))
    begins = {one.start: one for one in names}
    ends = {one.end: one for one in names}
    for at, token in enumerate(tokens[:-1]):
        if not any(reading.pos == "PRTF" and reading.lemma in verbs for reading in token.readings):
            continue
        actor, agent = begins.get(tokens[at + 1].start), tokens[at + 1]
        if not (agent.is_acronym or (actor and actor.sort == "bodies" and "ablt" in agent.cases("ADJF", "NOUN"))):
            continue
        stop = actor.end if actor else agent.end
        after = next((one.start for one in tokens if one.start >= stop), -1)
        what = begins.get(after) or (ends.get(tokens[at - 1].end) if at else None)
        if what:
            who = sentence.part(agent.start, stop)
            yield Proposal(who, sentence.part(what.start, what.end), sentence.span, Status.DONE)


def _has_actor(sentence: Sentence, predicate: Predicate, lexicon: Lexicon) -> bool:
    """Whether somebody acts and no norm is set.

    One of those who propose is named; or the past has a subject, the present one beside it («Мэры просят …»), or an
    infinitive follows an impersonal verb («Предлагается создать …»).
    """
    tokens, at = sentence.tokens, predicate.start
    if any(token.lemma_among(frozenset(lexicon.outline.proposers)) for token in tokens):
        return True
    if tokens[at].pos == "NAME":  # no dictionary knows its forms
        return tokens[at].folded.endswith("ed") and at > 0 and tokens[at - 1].folded not in lexicon.outline.auxiliaries
    if at == 0 and tokens[at].pos == "PRTS":  # «Одобрена идея …»
        return True
    verb = next((reading for reading in tokens[at].readings if reading.pos == "VERB"), None)
    if verb is None:
        return False
    if (
        verb.lemma.endswith(RUSSIAN.building.reflexive)
        and predicate.end < len(tokens)
        and tokens[predicate.end].pos == "INFN"
    ):
        return True
    subjects = tokens[:at] if verb.tense == "past" else tokens[max(0, at - 1) : at]
    return any("nomn" in token.cases("NOUN", "NPRO") for token in subjects)


def _named(sentence: Sentence, lexicon: Lexicon) -> tuple[Span, int] | None:
    """Who proposes, beside a noun such as «инициатива», and the token with which the proposal begins."""
    tokens, nouns = sentence.tokens, frozenset({*lexicon.proposal_nouns, *lexicon.outline.initiatives})
    heads, links = frozenset(lexicon.outline.proposers), frozenset(lexicon.outline.objects)
    for at, token in enumerate(tokens):
        if not token.lemma_among(nouns):
            continue
        link = next((i for i in range(at + 1, min(at + 10, len(tokens))) if tokens[i].folded in links), None)
        if link is None or link == at + 1 or link + 1 == len(tokens):
            continue
        between = range(at + 1, link)
        if re.search("[;:.«]", sentence.span.text[token.end : tokens[link].start]):
            continue
        if any(tokens[i].is_capital or tokens[i].lemma_among(heads) for i in between):
            who = next((i for i in between if tokens[i].folded not in lexicon.outline.leading), link)
            return (sentence.tokens_span(who, link), link + 1) if who < link else None
    return None


def _initiator(sentence: Sentence, lexicon: Lexicon) -> Span | None:
    """Who began it, in «По предложению … решено …»."""
    tokens, nouns = sentence.tokens, frozenset(lexicon.proposal_nouns)
    for at in range(1, len(tokens) - 1):
        if tokens[at - 1].folded in lexicon.outline.initiating and tokens[at].lemma_among(nouns):
            end = Phrases(sentence.span.text, tokens, lexicon.outline).right(at + 1, "bodies")
            return sentence.tokens_span(at + 1, end) if end > at + 1 else None
    return None


def _proposer(sentence: Sentence, predicate: Predicate, lexicon: Lexicon) -> Span | None:
    """The subject of "propose", if it is more than the text's own parties: «Делегация Севера предложила …»."""
    tokens = sentence.tokens
    proposes = frozenset({*lexicon.proposal_verbs, *lexicon.proposal_nouns, *lexicon.outline.proposing})
    said = tokens[predicate.start : predicate.end]
    if (
        predicate.start == 0
        or predicate.status is not Status.PROPOSED
        or not any(t.lemma_among(proposes) for t in said)
    ):
        return None
    first = next((i for i in range(predicate.start) if tokens[i].folded not in lexicon.outline.leading), 0)
    subject = tokens[first : predicate.start]
    proper = any(token.is_capital for token in subject[1:])
    return sentence.tokens_span(first, predicate.start) if proper and len(subject) <= _REACH else None


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
    return _task(tokens, start) if predicate.status is Status.ASKED else start


def _task(tokens: Sequence[Token], start: int) -> int:
    """The infinitive that whoever is asked comes before, or `start` if there is none."""
    return next((i for i in range(start, min(start + _ASKED_REACH, len(tokens))) if tokens[i].pos == "INFN"), start)


def is_formula(text: str, lexicon: Lexicon) -> bool:
    """Return whether a sentence only goes on from the one before."""
    return re.match(rf"(?:{'|'.join(lexicon.outline.continuations) or '(?!)'})", text.lower()) is not None


STATUS_WEIGHT = {
    Status.DONE: 3.0,
    Status.DECIDED: 3.0,
    Status.ASKED: 2.5,
    Status.PROPOSED: 2.0,
    Status.SUPPORTED: 2.5,
    Status.STATED: 0.0,
}
