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

from index.language.words import Word, language, words
from rag import messages
from rag.answerability.gate import NO_LLM, Gate, absent, ascribed, misascribed, speaks_of_it, unnamed
from rag.answerability.logistic import Signals
from rag.generation import prompts
from rag.generation.llamacpp.engine import MOST_READ, Generator, Prompt, Reading
from rag.query import history as followup
from rag.query import mentions
from rag.query.history import Followup
from rag.query.multi_hop import Twofold
from rag.retrieval.retriever import Retrieved, Retriever, best_of_points
from rag.types import (
    Answer,
    Citation,
    Done,
    Dropped,
    Event,
    GateReport,
    Passage,
    Reason,
    Refusal,
    Sentence,
    Timings,
    Turn,
    Verified,
    Withdrawn,
    Words,
)  # fmt: skip
from rag.verification.grounding import UNFINISHED, Source, check, cite

SHOWN = 5
"""How many points a result shows."""
MARGIN = 0.03
"""How much less near than the best passage another one may be to be read as well."""
MARGIN_TWOFOLD = 0.06
"""The same for a question for two things."""
MOST_ONE = 2
"""Most passages that are read for a question that asks for one thing."""
HEAD_WORDS = 2
"""Words of a source sentence that a second attempt must begin with."""


class Clock:
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
class Task:
    """A question on its way: what was found for it, and the probability that it asks for what stands in two points."""

    question: str
    asked: str
    language: str
    retrieved: Retrieved
    twofold: float
    clock: Clock

    @property
    def speaks(self) -> str:
        """Language of the answer."""
        return "en" if self.language == "en" else "ru"

    @property
    def asks_for_point(self) -> bool:
        """Whether the question asks what a point says and no more: such a question always has an answer."""
        own = [w for w in words(self.question) if w.content and not w.text.isdigit()]
        return bool(self.retrieved.named.points) and sum(w.forms.isdisjoint(_ASKS_FOR_POINT) for w in own) <= 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was read for a task, and what the gate thinks of it."""

    source: Source
    reading: Reading | None
    gate: GateReport


def _quoted(text: str, citation: Citation, speaks: str) -> Sentence:
    """Words of the text as a sentence, in the quotation marks of a language."""
    left, right = "“”" if speaks == "en" else "«»"
    return Sentence(f"{left}{text.rstrip('.,;:')}{right}", (citation,))


def _note(task: Task, mode: str, sentences: Sequence[Sentence]) -> str | None:
    """A line below an answer about its language."""
    if task.language == "other":
        return messages.OTHER_LANGUAGE_NOTE
    verbatim = all(_quoted(c.quote, c, task.speaks).text == s.text for s in sentences for c in s.citations)
    return messages.TRANSLATED_NOTE if mode == "quoted" and not verbatim else None


def _always_answered(task: Task, source: Source) -> bool:
    """Whether the text must have the answer: what does a point say, or what is said of a thing that it names."""
    return task.asks_for_point or speaks_of_it(task.question, source.text)


def _prompt(task: Task, source: Source) -> Prompt:
    question = prompts.point_question(task.speaks) if task.asks_for_point else task.asked
    return Prompt(source.text, question, task.speaks)


class Pipeline:
    """Retriever, gate, generator and verifier in their order."""

    def __init__(
        self,
        retriever: Retriever,
        gate_of: Callable[[str], Gate],
        twofold: Twofold,
        leaning: Followup,
        *,
        read: int,
        max_tokens: int,
    ) -> None:
        """Takes the parts, and which gate belongs to an LLM of a name.

        `read` is the most passages that the LLM reads, `max_tokens` the length of its longest sentence.
        """
        self._retriever, self._gate_of, self._twofold, self._followup = retriever, gate_of, twofold, leaning
        self._most, self._max_tokens = min(read, MOST_READ), max_tokens

    def find(self, question: str, history: Sequence[Turn] = ()) -> Task | Refusal | Answer:
        """Everything before the LLM: a task for it, or at once the result where it is not needed."""
        clock = Clock()
        question = " ".join(unicodedata.normalize("NFC", question.encode("utf-8", "replace").decode()).split())
        spoken = language(question)
        speaks = "en" if spoken == "en" else "ru"
        bad = _unfit(question, speaks)
        if bad:
            return Refusal(question, bad, Reason.BAD_QUESTION, speaks, (), clock.stop())
        search = partial(self._retriever.retrieve, question, 2 * SHOWN)
        found, before = self._followup.search(question, history, search)
        clock.mark("retrieve")
        twofold = self._twofold.probability(question, found.vector)
        task = Task(question, followup.for_prompt(question, before, speaks), spoken, found, twofold, clock)
        if found.named and not found.named.points:
            return self._refuse(task, Reason.NO_SUCH_POINT)
        return self._where_mentioned(task) or task

    def signals(self, task: Task, generator: Generator, cancel: threading.Event) -> tuple[tuple[Passage, Signals], ...]:
        """What the gate weighs for a task and each passage that is looked at, without writing an answer."""
        sources = self._sources(task)
        with self._read(task, sources, generator, cancel) as readings:
            return tuple(
                (source.passage, self._signals(task, source, reading))
                for source, reading in zip(sources, readings, strict=True)
            )

    def answer(self, task: Task, generator: Generator, cancel: threading.Event) -> Iterator[Event]:
        """Gate, write, verify; ends with Done. Raises CancelledError where `cancel` was set."""
        gate = self._gate_of(generator.name if self._writes(task) else NO_LLM)
        sources = self._sources(task)
        with self._read(task, sources, generator, cancel) as readings:
            candidates = [
                Candidate(source, reading, gate.judge(self._signals(task, source, reading)))
                for source, reading in zip(sources, readings, strict=True)
            ]
            if not task.asks_for_point:
                candidates.sort(key=lambda candidate: -candidate.gate.fits)
            kept: list[Sentence] = []
            dropped: list[Dropped] = []
            for candidate, reading in self._to_write(task, candidates, gate):
                checked = yield from self._sentence(task, candidate.source, reading)
                kept += [item for item in checked if isinstance(item, Sentence)]
                dropped += [item for item in checked if isinstance(item, Dropped)]
        yield Done(self._result(task, candidates[0], gate, tuple(kept), tuple(dropped)))

    @contextmanager
    def _read(
        self, task: Task, sources: Sequence[Source], generator: Generator, cancel: threading.Event
    ) -> Iterator[Sequence[Reading | None]]:
        """What the LLM read of each source; None where it does not speak the question's language."""
        if not self._writes(task):
            yield [None] * len(sources)
            return
        with generator.read([_prompt(task, source) for source in sources], cancel) as readings:
            yield readings

    def _to_write(self, task: Task, candidates: Sequence[Candidate], gate: Gate) -> Iterator[tuple[Candidate, Reading]]:
        """Those candidates that a sentence is written from: none where the gate refuses or the LLM read nothing."""
        best = candidates[0]
        refused = best.gate.probability < gate.threshold and not _always_answered(task, best.source)
        if refused and not task.asks_for_point:
            return
        for candidate in candidates if task.asks_for_point else [best, *self._second(task, candidates)]:
            if candidate.reading is not None:
                yield candidate, candidate.reading

    def _second(self, task: Task, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The passage of another point that belongs in the answer too, if one does."""

        def belongs(candidate: Candidate) -> float:
            told = candidate.gate
            return self._twofold.belongs(task.twofold, told.fits, told.signals["behind"])

        point = candidates[0].source.passage.point
        others = [candidate for candidate in candidates[1:] if candidate.source.passage.point != point]
        likeliest = max(others, key=belongs, default=None)
        return [likeliest] if likeliest and belongs(likeliest) >= 0 else []

    def _writes(self, task: Task) -> bool:
        """Whether the LLM writes in the question's language, from a text in that language (eval/LOG.md)."""
        return task.language == "ru" or (task.language == "en" and "en" in self._retriever.index.translations)

    def _sources(self, task: Task) -> list[Source]:
        """What is read: passages, in the language of the answer where the index has them in it."""
        language = "en" if task.speaks == "en" else None
        return [Source(passage, self._retriever.text(passage, language)) for passage in self._passages(task)]

    def _signals(self, task: Task, source: Source, reading: Reading | None) -> Signals:
        found, passage = task.retrieved, source.passage
        asked = words(task.question)
        numbers = {
            "score": passage.score,
            "behind": found.chunks[0].score - passage.score,
            "margin": found.margin,
            "deviation": found.deviation,
            "english": float(task.language == "en"),
            "other": float(task.language == "other"),
            **absent(asked, self._retriever.vocabulary(task.language)),
            **unnamed(asked, words(source.text)),
            "misascribed": float(self._misascribed(task, asked, passage)),
        }
        vector = self._retriever.vector(passage)
        vectors = {"question": found.vector, "match": found.vector * vector}
        return Signals(numbers, vectors | ({"state": reading.state} if reading else {}))

    @cached_property
    def _names(self) -> list[Word]:
        """Every name in the text: sought when the first question ascribes a proposal to somebody."""
        points = self._retriever.index.document.points
        return [word for point in points for word in words(point.text) if word.name]

    def _misascribed(self, task: Task, asked: Sequence[Word], passage: Passage) -> bool:
        """Whether the question ascribes to another what the passage says whose it is; one for two things may well."""
        if self._twofold.is_twofold(task.twofold) or not ascribed(asked):
            return False
        return misascribed(asked, words(passage.text), self._names)

    def _passages(self, task: Task) -> tuple[Passage, ...]:
        """What the LLM reads: the paragraphs of named points in their order, else the best chunks.

        Another than the best one is read where it is nearly as near, and more of them for a question for two things.
        """
        chunks = task.retrieved.chunks
        if task.asks_for_point:
            named = best_of_points(chunks) if len(task.retrieved.named.points) > 1 else chunks
            return tuple(sorted(named[:MOST_READ], key=lambda p: (p.point, p.start)))
        twofold = self._twofold.is_twofold(task.twofold)
        most, margin = (self._most, MARGIN_TWOFOLD) if twofold else (min(MOST_ONE, self._most), MARGIN)
        return tuple(c for c in chunks[:most] if c.score >= chunks[0].score - margin)

    def _result(
        self,
        task: Task,
        best: Candidate,
        gate: Gate,
        kept: tuple[Sentence, ...],
        dropped: tuple[Dropped, ...],
    ) -> Answer | Refusal:
        told = best.gate
        if kept:
            return self._answered(task, "generated", kept, dropped, told)
        if not _always_answered(task, best.source) and told.probability < gate.sure:
            reason = Reason.NO_ANSWER if told.probability < gate.threshold else Reason.UNSUPPORTED
            return self._refuse(task, reason, told, dropped)
        quoted = (self._quote(task, best.source),)
        task.clock.mark("first_token")
        task.clock.mark("first_sentence")
        return self._answered(task, "quoted", quoted, dropped, told)

    def _sentence(self, task: Task, source: Source, reading: Reading) -> Yields[Event, None, list[Sentence | Dropped]]:
        """A sentence from one passage, and what was dropped before it held.

        Where the first attempt does not hold, a second one has to begin as the nearest sentence of the passage does: it
        then goes on copying where a free one echoed the question or strayed (eval/LOG.md).
        """
        first = yield from self._attempt(task, source, reading, "")
        if isinstance(first, Sentence) or first.why == UNFINISHED:  # as long a one would come again
            return [first]
        head = self._head(task, source)
        if not head[:1].isupper() or first.text.startswith(head):  # a clause of the preamble; or it would come again
            return [first]
        return [first, (yield from self._attempt(task, source, reading, head))]

    def _attempt(
        self, task: Task, source: Source, reading: Reading, start: str
    ) -> Yields[Event, None, Sentence | Dropped]:
        text = ""
        checked: Sentence | Dropped | None = None
        for piece in reading.write(prompts.grammar(source.text, task.speaks, start), self._max_tokens):
            task.clock.mark("first_token")
            text += piece
            if text.endswith("."):
                checked = check(text.rstrip(" .;,"), source, task.asked)
                break
            yield Words(piece)
        checked = checked or Dropped(text, (source.passage.point,), UNFINISHED)
        if isinstance(checked, Sentence):
            task.clock.mark("first_sentence")
            yield Verified(checked)
        else:
            yield Withdrawn(checked)
        return checked

    def _head(self, task: Task, source: Source) -> str:
        """The first words of the passage's sentence that is nearest to the question."""
        text, _ = self._nearest(task, source)
        return " ".join(text.split()[:HEAD_WORDS]).rstrip(",;:")

    def _nearest(self, task: Task, source: Source) -> tuple[str, Citation]:
        """The sentence of a source that is nearest to the question, and its citation in the original.

        It is sought in the question's own language where the text is there in it.
        """
        pairs = source.sentences()
        own = Source(source.passage, self._retriever.text(source.passage, task.retrieved.tongue)).sentences()
        sought = own if len(own) == len(pairs) else pairs
        place = self._retriever.nearest(task.question, task.retrieved.vector, [text for text, _ in sought])
        text, span = pairs[place]
        return text, cite(span)

    def _quote(self, task: Task, source: Source) -> Sentence:
        """The passage's sentence that is nearest to the question, word for word."""
        text, citation = self._nearest(task, source)
        return _quoted(text, citation, task.speaks)

    def _where_mentioned(self, task: Task) -> Answer | None:
        """The answer to «в каких пунктах …», or None where that is not asked or nothing is found."""
        sought = mentions.topic(task.question)
        found = mentions.mentions(sought, self._retriever.index.document) if sought else ()
        if not found:
            return None
        sentences = tuple(_quoted(m.span.text, cite(m.span), task.speaks) for m in found)
        task.clock.mark("first_token")
        task.clock.mark("first_sentence")
        return self._answered(task, "quoted", sentences, (), None)

    def _answered(
        self,
        task: Task,
        mode: str,
        sentences: tuple[Sentence, ...],
        dropped: tuple[Dropped, ...],
        gate: GateReport | None,
    ) -> Answer:
        text = " ".join(
            f"{s.text} [{', '.join(dict.fromkeys(messages.mark(c.point) for c in s.citations))}]." for s in sentences
        )
        return Answer(
            question=task.question,
            text=text,
            mode=mode,
            language=task.speaks,
            sentences=sentences,
            passages=task.retrieved.passages[:SHOWN],
            timings=task.clock.stop(),
            note=_note(task, mode, sentences),
            dropped=dropped,
            gate=gate,
        )

    def _refuse(
        self, task: Task, reason: Reason, gate: GateReport | None = None, dropped: tuple[Dropped, ...] = ()
    ) -> Refusal:
        if reason is Reason.NO_SUCH_POINT:
            document, named = self._retriever.index.document, task.retrieved.named
            text = messages.no_such_point(document.last, document.has_preamble, bool(named.missing), task.speaks)
        else:
            text = messages.REFUSALS[reason][task.speaks]
        passages = task.retrieved.passages[:SHOWN]
        return Refusal(task.question, text, reason, task.speaks, passages, task.clock.stop(), dropped, gate)


def _unfit(question: str, speaks: str) -> str | None:
    """A friendly sentence for a question that can not be answered as it stands, else None."""
    if not question:
        return messages.EMPTY[speaks]
    if len(question) > messages.MAX_QUESTION:
        return messages.TOO_LONG[speaks].format(length=len(question), limit=messages.MAX_QUESTION)
    return None if words(question) else messages.NO_WORDS[speaks]
