"""The order of the steps, to be read top to bottom: question -> passages -> decision -> sentences -> result.

`retrieve` needs no LLM and may run in any thread; `answer` runs in the thread that owns the generator.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Yields
from functools import partial

from index.language.identify import identify_language
from rag import messages
from rag.answerability import decision
from rag.answerability.decision import decide
from rag.answerability.features import question_inputs
from rag.answerability.gate import Gate, GateUse
from rag.answerability.heads import Features
from rag.answerability.reading_heads import ReadingHeads
from rag.answers.beyond import is_wordless, small_talk
from rag.answers.kinds import Kinds
from rag.answers.lookups import halves, where
from rag.answers.lookups.candidates import Candidates, confirmed, decision_inputs
from rag.answers.lookups.counted import with_number
from rag.answers.lookups.lookup import Limits, Lookup
from rag.answers.lookups.reading import PassageReader, pointed_at
from rag.answers.material.source import Source
from rag.answers.wording.compose import TOP_K_SHOWN, answered, composed, refused, unfit
from rag.generation import prompts
from rag.generation.engine import Generator
from rag.messages import MAX_QUESTION
from rag.query.context import QueryContext, Stopwatch, answer_language, normalize
from rag.query.dialogue.history import HistoryResolver
from rag.query.kind import KindClassifier
from rag.query.multi_hop import MultiHop
from rag.query.reader import QueryReader
from rag.retrieval.retriever import Retriever
from rag.types import Answer, Event, Finished, Kind, Mode, Passage, Reason, Refusal, Result, Talk, Turn


class Pipeline:
    """Retriever, gate, generator and verifier in their order."""

    def __init__(
        self,
        retriever: Retriever,
        gate_for: Callable[[GateUse], Gate],
        multi_hop: MultiHop,
        history: HistoryResolver,
        kinds: KindClassifier,
        limits: Limits,
        heads: Callable[[bool], ReadingHeads] = lambda _: ReadingHeads(),
    ) -> None:
        """Take the parts.

        Args:
            retriever: finds passages.
            gate_for: the gate by what it weighs.
            multi_hop: tells questions that join two sections.
            history: finds the earlier turn that a question needs.
            kinds: tells what form of answer a question asks for.
            limits: how much is read and written.
            heads: what weighs passages that the LLM has read, for other kinds than look-ups; for a question in a
                language that there are no prompts in (True), or any other.
        """
        self._document, self._source = retriever.index.document, Source(retriever)
        self._document_kind = retriever.document_kind
        self._gate_for, self._heads = gate_for, heads
        self._reader = QueryReader(retriever, history, multi_hop, kinds, 2 * TOP_K_SHOWN, self._source.wording)
        self._kinds = Kinds(self._source, reads_lists=limits.general)
        self._candidates = Candidates(retriever, multi_hop)
        self._limits, self._lookup = limits, Lookup(self._source, multi_hop, limits)

    def prepare(self) -> None:
        """Make what does not depend on a question; may run beside questions, which make what they need of it."""
        self._kinds.prepare()
        self._reader.prepare()

    def retrieve(self, question: str, history: Sequence[Turn] = (), kind: Kind | None = None) -> QueryContext | Result:
        """Do everything that needs no LLM: return the question with its passages, or the result at once.

        `kind` is what the question is taken for; None for what the classifier says.
        """
        stopwatch = Stopwatch()
        question = normalize(question)
        if len(question) <= MAX_QUESTION:  # a longer one is not read at all: megabytes would keep others waiting
            question = self._reader.as_meant(question)
        spoken = identify_language(question[:MAX_QUESTION], prompts.LANGUAGES)
        language = answer_language(spoken, self._source.language)
        if is_wordless(question):
            said = small_talk(question, spoken, self._document_kind)
            return Talk(question, said, language, stopwatch.stop())
        problem = unfit(question, messages.replies(language, self._document_kind))
        if problem:
            return Refusal(question, problem, Reason.BAD_QUESTION, language, (), stopwatch.stop())
        context, reading = self._reader.read(question, spoken, history, kind, stopwatch)
        if isinstance(unread := decide(question_inputs(context)), decision.Refuse):
            return refused(context, unread.reason, self._document)
        stands = where.points_of_last_answer(context, reading, self._source)
        if (told := composed(context, stands, self._document)) is not None:
            return told
        return self._kinds.at_once(context) or context

    def answer(self, context: QueryContext, generator: Generator, cancel: threading.Event) -> Iterator[Event]:
        """Read, decide, write, verify; the last event is Finished. Raises CancelledError if `cancel` was set."""
        reader = self._passages(context, generator, cancel)
        result = None
        if self._gate_for(GateUse.READ).weighs_states:  # else the LLM writes, and what it wrote is not taken back
            looked_up = partial(self._looked_up, generator=generator, cancel=cancel)
            result = yield from halves.side_by_side(context, looked_up, self._document)
        context = halves.as_one(context)
        result = result or (yield from self._kinds.read(context, reader))
        silent = result if isinstance(result, Answer) and result.is_silence else None
        if result and not silent:  # the latter the gate has to confirm
            yield Finished(result)
            return
        yield Finished((yield from self._looked_up(context, generator, cancel, silent)))

    def _looked_up(
        self, context: QueryContext, generator: Generator, cancel: threading.Event, silent: Answer | None = None
    ) -> Yields[Event, None, Result]:
        """Yield events of a look-up and return its result.

        `silent` is what is said of a claim that the gate has to confirm.
        """
        reader = self._passages(context, generator, cancel)
        evidence = self._lookup.evidence(context)
        with self._lookup.sessions(context, evidence, generator, cancel) as sessions:
            gate = self._gate_for(GateUse.FOREIGN if self._lookup.is_foreign(context) else GateUse.READ)
            pairs = zip(evidence, sessions, strict=True)
            weighed = [self._candidates.candidate(context, gate, *pair) for pair in pairs]
            known = self._lookup.told(context)
            candidates = self._lookup.likeliest_first(weighed, known)
            best, can_write = candidates[0], self._lookup.can_write(context)
            # The LLM points better than it writes: where it can point, it is not asked to write.
            goes_on = self._lookup.is_beside_told(context, best.evidence, known)
            outcome = decide(decision_inputs(context, best, gate, can_write=can_write, is_beside_told=goes_on))
            if told := confirmed(silent, best, refuses=isinstance(outcome, decision.Refuse)):
                return told
            if isinstance(outcome, decision.Answer):
                sentences, rejected = yield from self._lookup.write(context, candidates)
                if sentences:
                    return answered(context, Mode.GENERATED, sentences, rejected, best.gate)
                outcome = outcome.fallback
            else:
                rejected = []
        if isinstance(outcome, decision.Refuse):
            told = confirmed(silent, best, refuses=True)
            return told or refused(context, outcome.reason, self._document, rejected, best.gate)
        quotations = pointed_at(self._lookup, context, candidates, reader, gate if gate.weighs_states else None)
        answer = answered(context, Mode.QUOTED, quotations, rejected, best.gate)
        return with_number(answer, self._source.enumerations)

    def texts_to_read(self, context: QueryContext) -> list[str]:
        """Return the passages that the LLM would read, in the language of the answer."""
        return [evidence.read for evidence in self._lookup.evidence(context)]

    def features(
        self, context: QueryContext, generator: Generator, cancel: threading.Event, kind: Kind = Kind.LOOKUP
    ) -> tuple[tuple[Passage, Features], ...]:
        """Return what is weighed of each passage that is read, by the head of a kind or by the gate."""
        reader = self._passages(context, generator, cancel)
        if (weighed := self._kinds.weighed(kind, context, reader)) is not None:
            return tuple(weighed)
        read = reader.read(context, self._lookup.evidence(context))
        return tuple((one.passage, features) for one, features, _ in read)

    def _passages(self, context: QueryContext, generator: Generator, cancel: threading.Event) -> PassageReader:
        features_of, gate = self._candidates.features, self._gate_for(GateUse.UNREAD)
        heads = self._heads(self._lookup.is_foreign(context))
        return PassageReader(self._lookup, features_of, generator, cancel, unread_gate=gate, heads=heads)
