"""The order of the steps, to be read top to bottom: question -> passages -> decision -> sentences -> result.

`retrieve` needs no LLM and may run in any thread; `answer` runs in the thread that owns the generator.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from index.language.identify import identify_language
from rag.answerability import decision
from rag.answerability.attribution import AttributionChecker
from rag.answerability.decision import DecisionInputs, decide
from rag.answerability.features import covers_topic, extract_features, question_inputs
from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answerability.verdict import VerdictHead
from rag.answers import followup as followups
from rag.answers import mentions, small_talk
from rag.answers.compose import TOP_K_SHOWN, answered, composed, refused, unfit
from rag.answers.kinds import Kinds
from rag.answers.lookup import Candidate, Lookup
from rag.answers.reading import PassageReader
from rag.answers.source import Source
from rag.answers.yes_no import YesNo
from rag.generation.engine import Generator, Session
from rag.query import followup
from rag.query import history as earlier
from rag.query.capitals import Capitals
from rag.query.context import QueryContext, Stopwatch, answer_language, normalize
from rag.query.history import HistoryResolver
from rag.query.kind import KindClassifier
from rag.query.multi_hop import MultiHop
from rag.query.spelling import SpellingRepair
from rag.retrieval.literal import LiteralSearch
from rag.retrieval.retriever import Retriever
from rag.types import Event, Finished, GateReport, Kind, Mode, Passage, Reason, Refusal, Result, Talk, Turn
from rag.verification.grounding import EvidenceText


class Pipeline:
    """Retriever, gate, generator and verifier in their order."""

    def __init__(
        self,
        retriever: Retriever,
        gate_for: Callable[[bool], Gate],
        multi_hop: MultiHop,
        history: HistoryResolver,
        kinds: KindClassifier,
        *,
        max_passages: int,
        max_tokens: int,
        verdict_head: Callable[[], VerdictHead | None] = lambda: None,
    ) -> None:
        """Take the parts.

        Args:
            retriever: finds passages.
            gate_for: the gate for passages that the LLM has read (True) or has not.
            multi_hop: tells questions that join two sections.
            history: finds the earlier turn that a question needs.
            kinds: tells what form of answer a question asks for.
            max_passages: most passages that the LLM reads.
            max_tokens: longest sentence, in tokens.
            verdict_head: what judges claims that the LLM has read; None where nothing was fitted on that LLM.
        """
        self._retriever, self._gate_for, self._multi_hop, self._history = retriever, gate_for, multi_hop, history
        self._source = Source(retriever)
        self._classifier, self._kinds = kinds, Kinds(self._source)
        index = retriever.index
        texts = ([chunk.text for chunk in index.chunks], *index.translations.values())
        self._capitals = Capitals(chain.from_iterable(texts))
        self._spelling = SpellingRepair.for_index(index)
        self._document = retriever.index.document
        self._verdict_head = verdict_head
        self._attribution = AttributionChecker([section.text for section in self._document.sections])
        self._lookup = Lookup(retriever, multi_hop, max_passages=max_passages, max_tokens=max_tokens)

    def retrieve(self, question: str, history: Sequence[Turn] = (), kind: Kind | None = None) -> QueryContext | Result:
        """Do everything that needs no LLM: return the question with its passages, or the result at once.

        `kind` is what the question is taken for; None for what the classifier says.
        """
        stopwatch = Stopwatch()
        question = self._spelling.repair(self._capitals.lowered(normalize(question)))
        spoken = identify_language(question)
        if small_talk.is_wordless(question):
            said = small_talk.sentence(question, spoken)
            return Talk(question, said, answer_language(spoken), stopwatch.stop())
        problem = unfit(question, answer_language(spoken))
        if problem:
            return Refusal(question, problem, Reason.BAD_QUESTION, answer_language(spoken), (), stopwatch.stop())
        reading = followup.read(question, history, self._document.last, self._kind_of)
        question = reading.question
        search = partial(self._retriever.retrieve, question, 2 * TOP_K_SHOWN)
        found, turn = self._history.search(question, reading.open_turns, search, reading.turn)
        stopwatch.mark("retrieve")
        standalone = earlier.for_prompt(question, turn, answer_language(spoken))
        p_multi_hop = self._multi_hop.probability(question, found.vector)
        known = kind or reading.kind or (followup.mixed_kind(question, turn, self._probabilities) if turn else None)
        taken_for = self._classifier.predict(question, self._retriever.embed(question) if turn else found.vector, known)
        context = QueryContext(question, standalone, spoken, found, p_multi_hop, stopwatch, taken_for, turn)
        if isinstance(unread := decide(question_inputs(context)), decision.Refuse):
            return refused(context, unread.reason, self._document)
        if (told := composed(context, followups.at_once(context, reading, self._source), self._document)) is not None:
            return told
        return self._kinds.at_once(context) or mentions.answer(context, self._document) or context

    def answer(self, context: QueryContext, generator: Generator, cancel: threading.Event) -> Iterator[Event]:
        """Read, decide, write, verify; the last event is Finished. Raises CancelledError if `cancel` was set."""
        reader = self._reader(generator, cancel)
        if result := (yield from self._kinds.read(context, reader)):
            yield Finished(result)
            return
        evidence = self._lookup.evidence(context)
        with self._lookup.sessions(context, evidence, generator, cancel) as sessions:
            gate = self._gate_for(self._lookup.can_write(context))
            candidates = [self._candidate(context, gate, *pair) for pair in zip(evidence, sessions, strict=True)]
            if not context.asks_for_point:
                candidates.sort(key=lambda candidate: -candidate.gate.p_relevant)
            best = candidates[0]
            outcome = decide(_inputs(context, best, gate))
            if isinstance(outcome, decision.Answer):
                sentences, rejected = yield from self._lookup.write(context, candidates)
                if sentences:
                    yield Finished(answered(context, Mode.GENERATED, sentences, rejected, best.gate))
                    return
                outcome = outcome.fallback
            else:
                rejected = []
        if isinstance(outcome, decision.Refuse):
            yield Finished(refused(context, outcome.reason, self._document, rejected, best.gate))
        else:
            quotation = self._lookup.quote(context, best.evidence)
            yield Finished(answered(context, Mode.QUOTED, [quotation], rejected, best.gate))

    def _probabilities(self, question: str) -> Mapping[Kind, float]:
        return self._classifier.probabilities(question, self._retriever.embed(question))

    def _kind_of(self, question: str) -> Kind:
        return self._classifier.predict(question, self._retriever.embed(question)).kind

    def texts_to_read(self, context: QueryContext) -> list[str]:
        """Return the passages that the LLM would read, in the language of the answer."""
        return [evidence.text for evidence in self._lookup.evidence(context)]

    def features(
        self, context: QueryContext, generator: Generator, cancel: threading.Event
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what the gate weighs for each passage that is read, without writing an answer."""
        evidence = self._lookup.evidence(context)
        with self._lookup.sessions(context, evidence, generator, cancel) as sessions:
            return tuple(
                (one.passage, self._features(context, one, session))
                for one, session in zip(evidence, sessions, strict=True)
            )

    def _reader(self, generator: Generator, cancel: threading.Event) -> PassageReader:
        gate, head = self._gate_for(False), self._verdict_head()
        return PassageReader(self._lookup, self._features, generator, cancel, unread_gate=gate, verdict_head=head)

    def claim_features(
        self, context: QueryContext, generator: Generator, cancel: threading.Event
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what a verdict is weighed by, for each passage that a claim is judged against."""
        return tuple(
            YesNo(self._source, LiteralSearch(self._retriever.index)).weighed(context, self._reader(generator, cancel))
        )

    def _features(self, context: QueryContext, evidence: EvidenceText, session: Session | None) -> Features:
        return extract_features(
            context.question,
            context.language,
            context.retrieved,
            evidence.passage,
            evidence.text,
            vocabulary=self._retriever.vocabulary(context.language),
            passage_vector=self._retriever.vector(evidence.passage),
            hidden_state=session.hidden_state if session else None,
        )

    def _candidate(
        self, context: QueryContext, gate: Gate, evidence: EvidenceText, session: Session | None
    ) -> Candidate:
        predicted = gate.predict(self._features(context, evidence, session))
        misattributed = not self._multi_hop.is_multi_hop(context.p_multi_hop) and self._attribution.is_misattributed(
            context.question, evidence.passage.text
        )
        p = 0.0 if misattributed else predicted.p_answerable
        report = GateReport(p, gate.thresholds.answer, predicted.feature_values, predicted.p_relevant, misattributed)
        return Candidate(evidence, session, report)


def _inputs(context: QueryContext, best: Candidate, gate: Gate) -> DecisionInputs:
    """What the decision rests on, once the passages are read."""
    return DecisionInputs(
        asks_for_point=context.asks_for_point,
        covers_topic=covers_topic(context.question, best.evidence.text),
        is_misattributed=best.gate.misattributed,
        can_write=best.session is not None,
        p_answerable=best.gate.probability,
        thresholds=gate.thresholds,
    )
