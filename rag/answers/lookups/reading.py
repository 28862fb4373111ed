"""Passages and sentences read by the LLM, each for what it says about the question."""

import threading
from collections.abc import Callable, Container, Iterator, Sequence

from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answerability.reading_heads import ReadingHeads
from rag.answers.lookups.lookup import Candidate, Lookup
from rag.answers.lookups.told import TOLD_LOSS
from rag.answers.short.choose import stating_amount
from rag.generation.engine import MAX_SESSIONS, Generator, Session
from rag.query.context import QueryContext
from rag.types import Sentence
from rag.verification.grounding import EvidenceText

MAX_SENTENCES = 9
"""Sentences of a passage that are read; of a longer one the first."""

FeaturesOf = Callable[[QueryContext, EvidenceText, Session], Features]


class PassageReader:
    """Has passages read, a few at a time; belongs to the thread that owns the generator."""

    def __init__(
        self,
        lookup: Lookup,
        features_of: FeaturesOf,
        generator: Generator,
        cancel: threading.Event,
        *,
        unread_gate: Gate | None = None,
        heads: ReadingHeads | None = None,
    ) -> None:
        """Take what reads and what makes features of what was read; `cancel` stops it within a batch.

        `unread_gate` is the gate for passages that no LLM has read; `heads` weigh what this one has, None where
        nothing was fitted on it.
        """
        self._lookup, self._features_of, self._generator, self._cancel = lookup, features_of, generator, cancel
        self.unread_gate, self.heads = unread_gate or Gate.untrained(), heads or ReadingHeads()

    def read(
        self, context: QueryContext, evidence: Sequence[EvidenceText], *, judges: bool = False
    ) -> Iterator[tuple[EvidenceText, Features, Session]]:
        """Yield each passage with the gate's features and its session, which is valid until the next one is asked for.

        `judges`: the question is read as a claim to be judged, which the hidden state and the session then are of.

        Raises:
            CancelledError: `cancel` was set.
        """
        for start in range(0, len(evidence), MAX_SESSIONS):
            some = evidence[start : start + MAX_SESSIONS]
            with self._lookup.sessions(context, some, self._generator, self._cancel, judges=judges) as sessions:
                for one, session in zip(some, sessions, strict=True):
                    yield one, self._features_of(context, one, session), session


def pointed_at(
    lookup: Lookup, context: QueryContext, candidates: Sequence[Candidate], reader: PassageReader, gate: Gate | None
) -> list[Sentence]:
    """Quote the sentence that answers of each passage that belongs in the answer.

    Without a gate that weighs what the LLM makes of a sentence it is the nearest one of the best passage.
    """
    if gate is None:
        return [lookup.quote(context, candidates[0].evidence)]
    found = [one.evidence for one in lookup.chosen(context, candidates)]
    chosen = [_stating(context, found[0], candidates)] if len(found) == 1 else found
    told = lookup.told(context)
    places = [sentence_that_answers(context, one, reader, gate, told) for one in chosen]
    return [lookup.quote(context, one, place) for one, place in zip(chosen, places, strict=True)]


def _stating(context: QueryContext, best: EvidenceText, candidates: Sequence[Candidate]) -> EvidenceText:
    """The likeliest passage that states the amount which is asked for, of those that answer, if the best has none."""
    others = [one.evidence for one in candidates if one.gate.probability >= one.gate.threshold]
    stating = (one for one in others if stating_amount(context, [best.read, *_sentences(one)], 0))
    return next(stating, best)


def _sentences(evidence: EvidenceText) -> list[str]:
    return [text for text, _ in evidence.sentences()]


def sentence_that_answers(
    context: QueryContext, evidence: EvidenceText, reader: PassageReader, gate: Gate, told: Container[str] = ()
) -> int | None:
    """Return the place of the sentence of a passage that answers; None where the LLM tells nothing of them.

    Each sentence is read alone, and the gate tells which of them answers. That finds it where the one that is nearest
    by its embedding is often another, and where the LLM strays when it writes (eval/LOG.md). It costs less time. Where
    an amount is asked for and that one has no number, one that states such an amount is taken instead, if any does.
    `told` are sentences that the answer before has told: another one goes before, unless it is far less likely.
    """
    texts = _sentences(evidence)[:MAX_SENTENCES]
    if len(texts) == 1:
        return 0
    alone = [EvidenceText(evidence.passage, text) for text in texts]
    weighed = [features for _, features, _ in reader.read(context, alone)]
    if not gate.weighs_states or not all("hidden_state" in one.vectors for one in weighed):
        return None
    answers = [gate.predict(features).p_relevant for features in weighed]
    best = max(range(len(texts)), key=lambda place: answers[place] - TOLD_LOSS * (texts[place] in told))
    return max(stating_amount(context, texts, best), key=lambda place: answers[place], default=best)
