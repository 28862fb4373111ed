"""The one place that names the order of the steps: question -> passages -> gate -> answer -> verified.

`find` needs no LLM and may run in any thread; `answer` runs in the thread that owns the generator.
"""

import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Yields
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial

from index.language.identify import identify_language
from index.language.words import Word, words
from rag import messages
from rag.answerability.gate import (
    NO_LLM,
    Gate,
    claimed_actors,
    covers_topic,
    is_misattributed,
    oov_terms,
    unsupported_entities,
)
from rag.answerability.logistic import Features
from rag.generation import prompts
from rag.generation.llamacpp.engine import MAX_SESSIONS, Generator, Prompt, Session
from rag.query import history as followup
from rag.query import mentions
from rag.query.history import HistoryResolver
from rag.query.multi_hop import MultiHop
from rag.retrieval.retriever import RetrievalResult, Retriever, best_of_points
from rag.types import (
    Answer,
    Citation,
    Event,
    Finished,
    GateReport,
    Passage,
    Reason,
    Refusal,
    RejectedSentence,
    Rejection,
    Sentence,
    SentenceRetracted,
    SentenceVerified,
    Timings,
    Token,
    Turn,
)  # fmt: skip
from rag.verification.grounding import EvidenceText, to_citation, verify_sentence

TOP_K_SHOWN = 5
"""How many points a result shows."""
READ_MARGIN = 0.03
"""How much less near than the best passage another one may be to be read as well."""
READ_MARGIN_MULTI_HOP = 0.06
"""The same for a question for two things."""
MAX_SINGLE_HOP = 2
"""Most passages that are read for a question that asks for one thing."""
FORCED_PREFIX_WORDS = 2
"""Words of a source sentence that a second attempt must begin with."""


class Stopwatch:
    """Milliseconds since the question arrived, and when its stages were reached."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.timings = Timings(0.0, None, None, 0.0)

    def mark(self, stage: str) -> None:
        """Note that a stage of `Timings` was reached, the first time only."""
        if getattr(self.timings, stage) in (None, 0.0):
            self.timings = replace(self.timings, **{stage: 1000 * (time.perf_counter() - self._start)})

    def stop(self) -> Timings:
        """The timings, with the total."""
        self.mark("total")
        return self.timings


_ASKS_FOR_POINT = frozenset(
    "пункт говорить говориться сказать содержание содержаться речь идти преамбула тема последний point points say says "
    "preamble last first paragraph content contents summarise summarize summary кратко изложить пересказать про "
    "рассказать показать".split()
)
"""Words of a question that only asks what a point says."""


@dataclass(frozen=True, slots=True)
class QueryContext:
    """A question on its way: what was found for it, and the probability that it asks for what stands in two points."""

    question: str
    asked: str
    language: str
    retrieved: RetrievalResult
    multi_hop: float
    clock: Stopwatch

    @property
    def answer_language(self) -> str:
        """Language of the answer."""
        return "en" if self.language == "en" else "ru"

    @property
    def asks_for_point(self) -> bool:
        """Whether the question asks what a point says and no more: such a question always has an answer."""
        own = [w for w in words(self.question) if w.is_content and not w.text.isdigit()]
        return bool(self.retrieved.named.points) and sum(w.forms.isdisjoint(_ASKS_FOR_POINT) for w in own) <= 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was read for a task, and what the gate thinks of it."""

    source: EvidenceText
    reading: Session | None
    gate: GateReport


def _quoted(text: str, citation: Citation, answer_language: str) -> Sentence:
    """Words of the text as a sentence, in the quotation marks of a language."""
    left, right = "“”" if answer_language == "en" else "«»"
    return Sentence(f"{left}{text.rstrip('.,;:')}{right}", (citation,))


def _note(task: QueryContext, mode: str, sentences: Sequence[Sentence]) -> str | None:
    """A line below an answer about its language."""
    if task.language == "other":
        return messages.OTHER_LANGUAGE_NOTE
    verbatim = all(_quoted(c.quote, c, task.answer_language).text == s.text for s in sentences for c in s.citations)
    return messages.TRANSLATED_NOTE if mode == "quoted" and not verbatim else None


def _always_answered(task: QueryContext, source: EvidenceText) -> bool:
    """Whether the text must have the answer: what does a point say, or what is said of a thing that it names."""
    return task.asks_for_point or covers_topic(task.question, source.text)


def _prompt(task: QueryContext, source: EvidenceText) -> Prompt:
    question = prompts.point_question(task.answer_language) if task.asks_for_point else task.asked
    return Prompt(source.text, question, task.answer_language)


class Pipeline:
    """Retriever, gate, generator and verifier in their order."""

    def __init__(
        self,
        retriever: Retriever,
        gate_of: Callable[[str], Gate],
        multi_hop: MultiHop,
        history: HistoryResolver,
        *,
        read: int,
        max_tokens: int,
    ) -> None:
        """Takes the parts, and which gate belongs to an LLM of a name.

        `read` is the most passages that the LLM reads, `max_tokens` the length of its longest sentence.
        """
        self._retriever, self._gate_of, self._multi_hop, self._followup = retriever, gate_of, multi_hop, history
        self._most, self._max_tokens = min(read, MAX_SESSIONS), max_tokens

    def find(self, question: str, history: Sequence[Turn] = ()) -> QueryContext | Refusal | Answer:
        """Everything before the LLM: a task for it, or at once the result where it is not needed."""
        clock = Stopwatch()
        question = " ".join(unicodedata.normalize("NFC", question.encode("utf-8", "replace").decode()).split())
        question_language = identify_language(question)
        answer_language = "en" if question_language == "en" else "ru"
        bad = _unfit(question, answer_language)
        if bad:
            return Refusal(question, bad, Reason.BAD_QUESTION, answer_language, (), clock.stop())
        search = partial(self._retriever.retrieve, question, 2 * TOP_K_SHOWN)
        found, before = self._followup.search(question, history, search)
        clock.mark("retrieve")
        multi_hop = self._multi_hop.probability(question, found.vector)
        task = QueryContext(
            question, followup.for_prompt(question, before, answer_language), question_language, found, multi_hop, clock
        )
        if found.named and not found.named.points:
            return self._refuse(task, Reason.NO_SUCH_POINT)
        return self._where_mentioned(task) or task

    def signals(
        self, task: QueryContext, generator: Generator, cancel: threading.Event
    ) -> tuple[tuple[Passage, Features], ...]:
        """What the gate weighs for a task and each passage that is looked at, without writing an answer."""
        sources = self._sources(task)
        with self._read(task, sources, generator, cancel) as readings:
            return tuple(
                (source.passage, self._signals(task, source, reading))
                for source, reading in zip(sources, readings, strict=True)
            )

    def answer(self, task: QueryContext, generator: Generator, cancel: threading.Event) -> Iterator[Event]:
        """Gate, write, verify; ends with Done. Raises CancelledError where `cancel` was set."""
        gate = self._gate_of(generator.name if self._writes(task) else NO_LLM)
        sources = self._sources(task)
        with self._read(task, sources, generator, cancel) as readings:
            candidates = [
                Candidate(source, reading, gate.predict(self._signals(task, source, reading)))
                for source, reading in zip(sources, readings, strict=True)
            ]
            if not task.asks_for_point:
                candidates.sort(key=lambda candidate: -candidate.gate.p_relevant)
            kept: list[Sentence] = []
            dropped: list[RejectedSentence] = []
            for candidate, reading in self._to_write(task, candidates, gate):
                checked = yield from self._sentence(task, candidate.source, reading)
                kept += [item for item in checked if isinstance(item, Sentence)]
                dropped += [item for item in checked if isinstance(item, RejectedSentence)]
        yield Finished(self._result(task, candidates[0], gate, tuple(kept), tuple(dropped)))

    @contextmanager
    def _read(
        self, task: QueryContext, sources: Sequence[EvidenceText], generator: Generator, cancel: threading.Event
    ) -> Iterator[Sequence[Session | None]]:
        """What the LLM read of each source; None where it does not speak the question's language."""
        if not self._writes(task):
            yield [None] * len(sources)
            return
        with generator.read([_prompt(task, source) for source in sources], cancel) as readings:
            yield readings

    def _to_write(
        self, task: QueryContext, candidates: Sequence[Candidate], gate: Gate
    ) -> Iterator[tuple[Candidate, Session]]:
        """Those candidates that a sentence is written from: none where the gate refuses or the LLM read nothing."""
        best = candidates[0]
        refused = best.gate.probability < gate.threshold and not _always_answered(task, best.source)
        if refused and not task.asks_for_point:
            return
        for candidate in candidates if task.asks_for_point else [best, *self._second(task, candidates)]:
            if candidate.reading is not None:
                yield candidate, candidate.reading

    def _second(self, task: QueryContext, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The passage of another point that belongs in the answer too, if one does."""

        def second_passage_margin(candidate: Candidate) -> float:
            told = candidate.gate
            return self._multi_hop.second_passage_margin(task.multi_hop, told.p_relevant, told.signals["behind"])

        point = candidates[0].source.passage.point
        others = [candidate for candidate in candidates[1:] if candidate.source.passage.point != point]
        likeliest = max(others, key=second_passage_margin, default=None)
        return [likeliest] if likeliest and second_passage_margin(likeliest) >= 0 else []

    def _writes(self, task: QueryContext) -> bool:
        """Whether the LLM writes in the question's language, from a text in that language (eval/LOG.md)."""
        return task.language == "ru" or (task.language == "en" and "en" in self._retriever.index.translations)

    def _sources(self, task: QueryContext) -> list[EvidenceText]:
        """What is read: passages, in the language of the answer where the index has them in it."""
        language = "en" if task.answer_language == "en" else None
        return [EvidenceText(passage, self._retriever.text(passage, language)) for passage in self._passages(task)]

    def _signals(self, task: QueryContext, source: EvidenceText, reading: Session | None) -> Features:
        found, passage = task.retrieved, source.passage
        asked = words(task.question)
        numbers = {
            "score": passage.score,
            "behind": found.chunks[0].score - passage.score,
            "margin": found.top2_margin,
            "deviation": found.z_score,
            "english": float(task.language == "en"),
            "other": float(task.language == "other"),
            **oov_terms(asked, self._retriever.vocabulary(task.language)),
            **unsupported_entities(asked, words(source.text)),
            "misascribed": float(self._misascribed(task, asked, passage)),
        }
        vector = self._retriever.vector(passage)
        vectors = {"question": found.vector, "match": found.vector * vector}
        return Features(numbers, vectors | ({"state": reading.state} if reading else {}))

    @cached_property
    def _names(self) -> list[Word]:
        """Every name in the text: sought when the first question ascribes a proposal to somebody."""
        points = self._retriever.index.document.sections
        return [word for point in points for word in words(point.text) if word.is_proper]

    def _misascribed(self, task: QueryContext, asked: Sequence[Word], passage: Passage) -> bool:
        """Whether the question ascribes to another what the passage says whose it is; one for two things may well."""
        if self._multi_hop.is_multi_hop(task.multi_hop) or not claimed_actors(asked):
            return False
        return is_misattributed(asked, words(passage.text), self._names)

    def _passages(self, task: QueryContext) -> tuple[Passage, ...]:
        """What the LLM reads: the paragraphs of named points in their order, else the best chunks.

        Another than the best one is read where it is nearly as near, and more of them for a question for two things.
        """
        chunks = task.retrieved.chunks
        if task.asks_for_point:
            named = best_of_points(chunks) if len(task.retrieved.named.points) > 1 else chunks
            return tuple(sorted(named[:MAX_SESSIONS], key=lambda p: (p.point, p.start)))
        multi_hop = self._multi_hop.is_multi_hop(task.multi_hop)
        most, margin = (
            (self._most, READ_MARGIN_MULTI_HOP) if multi_hop else (min(MAX_SINGLE_HOP, self._most), READ_MARGIN)
        )
        return tuple(c for c in chunks[:most] if c.score >= chunks[0].score - margin)

    def _result(
        self,
        task: QueryContext,
        best: Candidate,
        gate: Gate,
        kept: tuple[Sentence, ...],
        dropped: tuple[RejectedSentence, ...],
    ) -> Answer | Refusal:
        told = best.gate
        if kept:
            return self._answered(task, "generated", kept, dropped, told)
        if not _always_answered(task, best.source) and told.probability < gate.quote_threshold:
            reason = Reason.NO_ANSWER if told.probability < gate.threshold else Reason.UNSUPPORTED
            return self._refuse(task, reason, told, dropped)
        quoted = (self._quote(task, best.source),)
        task.clock.mark("first_token")
        task.clock.mark("first_sentence")
        return self._answered(task, "quoted", quoted, dropped, told)

    def _sentence(
        self, task: QueryContext, source: EvidenceText, reading: Session
    ) -> Yields[Event, None, list[Sentence | RejectedSentence]]:
        """A sentence from one passage, and what was dropped before it held.

        Where the first attempt does not hold, a second one has to begin as the nearest sentence of the passage does: it
        then goes on copying where a free one echoed the question or strayed (eval/LOG.md).
        """
        first = yield from self._attempt(task, source, reading, "")
        if isinstance(first, Sentence) or first.reason is Rejection.UNFINISHED:  # as long a one would come again
            return [first]
        head = self._head(task, source)
        if not head[:1].isupper() or first.text.startswith(head):  # a clause of the preamble; or it would come again
            return [first]
        return [first, (yield from self._attempt(task, source, reading, head))]

    def _attempt(
        self, task: QueryContext, source: EvidenceText, reading: Session, start: str
    ) -> Yields[Event, None, Sentence | RejectedSentence]:
        text = ""
        checked: Sentence | RejectedSentence | None = None
        for piece in reading.write(prompts.grammar(source.text, task.answer_language, start), self._max_tokens):
            task.clock.mark("first_token")
            text += piece
            if text.endswith("."):
                checked = verify_sentence(text.rstrip(" .;,"), source, task.asked)
                break
            yield Token(piece)
        checked = checked or RejectedSentence(text, (source.passage.point,), Rejection.UNFINISHED)
        if isinstance(checked, Sentence):
            task.clock.mark("first_sentence")
            yield SentenceVerified(checked)
        else:
            yield SentenceRetracted(checked)
        return checked

    def _head(self, task: QueryContext, source: EvidenceText) -> str:
        """The first words of the passage's sentence that is nearest to the question."""
        text, _ = self._nearest(task, source)
        return " ".join(text.split()[:FORCED_PREFIX_WORDS]).rstrip(",;:")

    def _nearest(self, task: QueryContext, source: EvidenceText) -> tuple[str, Citation]:
        """The sentence of a source that is nearest to the question, and its citation in the original.

        It is sought in the question's own language where the text is there in it.
        """
        pairs = source.sentences()
        own = EvidenceText(
            source.passage, self._retriever.text(source.passage, task.retrieved.text_language)
        ).sentences()
        sought = own if len(own) == len(pairs) else pairs
        place = self._retriever.nearest(task.question, task.retrieved.vector, [text for text, _ in sought])
        text, span = pairs[place]
        return text, to_citation(source.passage.point, span)

    def _quote(self, task: QueryContext, source: EvidenceText) -> Sentence:
        """The passage's sentence that is nearest to the question, word for word."""
        text, citation = self._nearest(task, source)
        return _quoted(text, citation, task.answer_language)

    def _where_mentioned(self, task: QueryContext) -> Answer | None:
        """The answer to «в каких пунктах …», or None where that is not asked or nothing is found."""
        sought = mentions.mention_topic(task.question)
        found = mentions.mentions(sought, self._retriever.index.document) if sought else ()
        if not found:
            return None
        sentences = tuple(
            _quoted(m.sentence.text, to_citation(m.point, m.sentence), task.answer_language) for m in found
        )
        task.clock.mark("first_token")
        task.clock.mark("first_sentence")
        return self._answered(task, "quoted", sentences, (), None)

    def _answered(
        self,
        task: QueryContext,
        mode: str,
        sentences: tuple[Sentence, ...],
        dropped: tuple[RejectedSentence, ...],
        gate: GateReport | None,
    ) -> Answer:
        text = " ".join(
            f"{s.text} [{', '.join(dict.fromkeys(messages.mark(c.point) for c in s.citations))}]." for s in sentences
        )
        return Answer(
            question=task.question,
            text=text,
            mode=mode,
            language=task.answer_language,
            sentences=sentences,
            passages=task.retrieved.passages[:TOP_K_SHOWN],
            timings=task.clock.stop(),
            note=_note(task, mode, sentences),
            dropped=dropped,
            gate=gate,
        )

    def _refuse(
        self,
        task: QueryContext,
        reason: Reason,
        gate: GateReport | None = None,
        dropped: tuple[RejectedSentence, ...] = (),
    ) -> Refusal:
        if reason is Reason.NO_SUCH_POINT:
            document, named = self._retriever.index.document, task.retrieved.named
            text = messages.no_such_point(
                document.last, document.has_preamble, bool(named.missing), task.answer_language
            )
        else:
            text = messages.REFUSALS[reason][task.answer_language]
        passages = task.retrieved.passages[:TOP_K_SHOWN]
        return Refusal(task.question, text, reason, task.answer_language, passages, task.clock.stop(), dropped, gate)


def _unfit(question: str, answer_language: str) -> str | None:
    """A friendly sentence for a question that can not be answered as it stands, else None."""
    if not question:
        return messages.EMPTY[answer_language]
    if len(question) > messages.MAX_QUESTION:
        return messages.TOO_LONG[answer_language].format(length=len(question), limit=messages.MAX_QUESTION)
    return None if words(question) else messages.NO_WORDS[answer_language]
