"""An answer that stands in one passage, or in two: read by the LLM, and quoted, or written and verified.

Each passage is read alone, right after the prompt. An LLM that cannot point at the sentence that answers
(rag/answers/lookups/reading.py) writes one from it under a grammar, which so cites that passage's section. Knows
nothing of whether a question should be answered (rag/answerability/).
"""

import threading
from collections.abc import Generator as Yields
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from rag.answers.lookups.told import TOLD_LOSS, told
from rag.answers.material.source import Source
from rag.answers.wording.compose import quoted
from rag.answers.wording.shown import trimmed
from rag.generation import prompts
from rag.generation.engine import MAX_SESSIONS, Generator, Prompt, Session
from rag.query.context import QueryContext
from rag.query.multi_hop import MultiHop
from rag.types import (
    Citation,
    Event,
    GateReport,
    Kind,
    Passage,
    RejectedSentence,
    Rejection,
    Sentence,
    SentenceRetracted,
    SentenceVerified,
    Token,
)
from rag.verification.grounding import EvidenceText, to_citation, verify_sentence

MAX_SINGLE_HOP = 2
"""Most passages that are read for any other question."""
FORCED_PREFIX_WORDS = 2
"""Words of a source sentence that a second attempt must begin with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that the LLM has read, its session, and what the gate thinks of it."""

    evidence: EvidenceText
    session: Session
    gate: GateReport


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read and written.

    Attributes:
        passages: most passages that the LLM reads for a question.
        tokens: longest sentence.
        general: whether the gate was fitted on other documents. What the LLM makes of a passage then tells more than
            the ranker does: as many passages as may be are read.
    """

    passages: int
    tokens: int
    general: bool = False


class Lookup:
    """Reads passages, writes from them and verifies what was written."""

    def __init__(self, source: Source, multi_hop: MultiHop, limits: Limits) -> None:
        """Take the document as it is shown, what tells questions that join two sections, and the limits."""
        self._source, self._retriever, self._multi_hop, self._limits = source, source.retriever, multi_hop, limits
        self._max_passages = min(limits.passages, MAX_SESSIONS)
        self._enumerations = source.enumerations

    def evidence(self, context: QueryContext) -> list[EvidenceText]:
        """Return what is read: passages, in the language of the answer if the index has them in it."""
        return self._texts(context, self._passages(context))

    def _texts(self, context: QueryContext, passages: Sequence[Passage]) -> list[EvidenceText]:
        language = context.answer_language
        return [EvidenceText(passage, self._retriever.text(passage, language)) for passage in passages]

    def can_write(self, context: QueryContext) -> bool:
        """Tell whether the LLM writes in the question's language, from a text in that language (eval/LOG.md)."""
        there = {self._retriever.language, *self._retriever.index.translations}
        return context.language in there.intersection(prompts.LANGUAGES)

    def is_foreign(self, context: QueryContext) -> bool:
        """Tell whether a question is in a language that there are no prompts in: it is read all the same."""
        return context.language not in prompts.LANGUAGES

    def sessions(
        self,
        context: QueryContext,
        evidence: Sequence[EvidenceText],
        generator: Generator,
        cancel: threading.Event,
        *,
        judges: bool = False,
    ) -> AbstractContextManager[Sequence[Session]]:
        """Have the LLM read each text; `judges`: the question is read as a claim to be judged."""
        language, question = context.answer_language, context.standalone_question
        return generator.prefill([Prompt(one.read, question, language, judges) for one in evidence], cancel)

    def write(
        self, context: QueryContext, candidates: Sequence[Candidate]
    ) -> Yields[Event, None, tuple[list[Sentence], list[RejectedSentence]]]:
        """Write a sentence from each candidate that belongs in the answer; return what held and what did not.

        Args:
            context: the question.
            candidates: what was read, the likeliest first.
        """
        verified: list[Sentence] = []
        rejected: list[RejectedSentence] = []
        for candidate in self.chosen(context, candidates):
            for written in (yield from self._sentence(context, candidate.evidence, candidate.session)):
                if isinstance(written, Sentence):
                    verified.append(written)
                else:
                    rejected.append(written)
        return verified, rejected

    def quote(self, context: QueryContext, evidence: EvidenceText, place: int | None = None) -> Sentence:
        """Return a sentence of a passage, word for word: that at a place, or the nearest to the question."""
        text, citation = self._nearest(context, evidence) if place is None else self._at(evidence, place)
        if context.kind.kind is Kind.QUOTE:  # whoever asks for a quotation is given a citation of the very words
            (citation,) = trimmed(Sentence(text, (citation,))).citations
        context.stopwatch.mark("first_token", "first_sentence")
        return self._enumerations.inline(quoted(text, citation, context.answer_language))

    def _passages(self, context: QueryContext) -> tuple[Passage, ...]:
        """The best chunks, of the sections that the question names if it names some.

        Another than the best one is read if it scores nearly as high, and more of them for a multi-hop question; with
        a general gate as many as may be.
        """
        chunks = context.retrieved.chunks
        if self._limits.general or self.is_foreign(context):
            return tuple(chunks[: self._max_passages])
        margins = self._retriever.ranker.margins
        most, margin = min(MAX_SINGLE_HOP, self._max_passages), margins.read
        if self._multi_hop.is_multi_hop(context.p_multi_hop):
            most, margin = self._max_passages, margins.read_multi_hop
        return tuple(chunk for chunk in chunks[:most] if chunk.score >= chunks[0].score - margin)

    def told(self, context: QueryContext) -> frozenset[str]:
        """Return the sentences of what was found that the answer which the question goes on with has told.

        None with a document's own gate, which was fitted with such questions.
        """
        if context.previous is None or not self._limits.general:
            return frozenset()
        read = self._texts(context, context.retrieved.chunks)
        pairs = ((one.passage.point, text) for one in read for text, _ in one.sentences())
        return told(pairs, context.previous, self._source.document)

    @staticmethod
    def likeliest_first(candidates: Sequence[Candidate], known: frozenset[str]) -> list[Candidate]:
        """Return candidates in the order of the gate, but for those that hold nothing but sentences told before."""

        def likelihood(candidate: Candidate) -> float:
            is_told = known.issuperset(text for text, _ in candidate.evidence.sentences())
            return candidate.gate.p_relevant - TOLD_LOSS * is_told

        return sorted(candidates, key=likelihood, reverse=True)

    def is_beside_told(self, context: QueryContext, evidence: EvidenceText, known: frozenset[str]) -> bool:
        """Tell whether a passage is another one of a section of which a sentence was told before, by `known`."""
        point = evidence.passage.point
        beside = [one for one in context.retrieved.chunks if one.point == point and one.chunk != evidence.passage.chunk]
        return bool(known) and any(text in known for one in self._texts(context, beside) for text, _ in one.sentences())

    def chosen(self, context: QueryContext, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the best passage, and that of another section that belongs in the answer too, if one does.

        Which one does was fitted with a document's own gate: by any other the best passage stands alone.
        """

        def margin(candidate: Candidate) -> float:
            gap_to_top = context.retrieved.chunks[0].score - candidate.evidence.passage.score
            return self._multi_hop.second_passage_margin(context.p_multi_hop, candidate.gate.p_relevant, gap_to_top)

        best, *others = candidates
        if self._limits.general or self.is_foreign(context):
            return [best]
        elsewhere = [one for one in others if one.evidence.passage.point != best.evidence.passage.point]
        likeliest = max(elsewhere, key=margin, default=None)
        return [best, likeliest] if likeliest and margin(likeliest) >= 0 else [best]

    def _sentence(
        self, context: QueryContext, evidence: EvidenceText, session: Session
    ) -> Yields[Event, None, list[Sentence | RejectedSentence]]:
        """A sentence from one passage, and what was rejected before it held.

        If the first attempt does not hold, a second one has to begin as the passage's nearest sentence does: it then
        goes on copying, where a free one restated the question or strayed (eval/LOG.md).
        """
        if (whole := self._enumeration(context, evidence)) is not None:
            context.stopwatch.mark("first_token", "first_sentence")
            yield SentenceVerified(whole)
            return [whole]
        first = yield from self._attempt(context, evidence, session, "")
        if isinstance(first, Sentence) or first.reason is Rejection.UNFINISHED:  # as long a one would come again
            return [first]
        nearest, _ = self._nearest(context, evidence)
        prefix = " ".join(nearest.split()[:FORCED_PREFIX_WORDS]).rstrip(",;:")
        # A clause of the preamble cannot begin a sentence, and a sentence that began so already would come again.
        if not prefix[:1].isupper() or first.text.startswith(prefix):
            return [first]
        return [first, (yield from self._attempt(context, evidence, session, prefix))]

    def _enumeration(self, context: QueryContext, evidence: EvidenceText) -> Sentence | None:
        """The nearest sentence with its items where it introduces some, which are shown and not told; else None."""
        if not evidence.passage.items:
            return None
        text, citation = self._nearest(context, evidence)
        whole = self._enumerations.inline(Sentence(text, (citation,)))
        return whole if whole.text != text else None

    def _attempt(
        self, context: QueryContext, evidence: EvidenceText, session: Session, prefix: str
    ) -> Yields[Event, None, Sentence | RejectedSentence]:
        text = ""
        checked: Sentence | RejectedSentence | None = None
        grammar = prompts.answer_grammar(evidence.read, context.answer_language, prefix)
        for piece in session.generate(grammar, self._limits.tokens):
            context.stopwatch.mark("first_token")
            text += piece
            if text.endswith("."):
                checked = verify_sentence(text.rstrip(" .;,"), evidence, context.standalone_question)
                break
            yield Token(piece)
        checked = checked or RejectedSentence(text, (evidence.passage.point,), Rejection.UNFINISHED)
        if isinstance(checked, Sentence):
            context.stopwatch.mark("first_sentence")
            yield SentenceVerified(checked)
        else:
            yield SentenceRetracted(checked)
        return checked

    def _nearest(self, context: QueryContext, evidence: EvidenceText) -> tuple[str, Citation]:
        """The sentence of a passage that is nearest to the question, and its citation in the original.

        It is sought in the question's own language if the text is there in it.
        """
        pairs = evidence.sentences()
        own_text = self._retriever.text(evidence.passage, context.retrieved.text_language)
        own = EvidenceText(evidence.passage, own_text).sentences()
        sought = own if len(own) == len(pairs) else pairs
        place = self._retriever.nearest(context.question, context.retrieved.vector, [text for text, _ in sought])
        return self._at(evidence, place)

    @staticmethod
    def _at(evidence: EvidenceText, place: int) -> tuple[str, Citation]:
        """A sentence of a passage by its place, and its citation in the original."""
        text, sentence = evidence.sentences()[place]
        return text, to_citation(evidence.passage.point, sentence, evidence.passage.locator)
