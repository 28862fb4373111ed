"""The one place that names the order of the steps: question -> passages -> gate -> answer -> verified.

`find` needs no LLM and may run in any thread; `answer` runs in the thread that owns the generator.
"""

import re
import threading
import time
import unicodedata
from collections.abc import Generator as Yields
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag import followup, mentions, messages
from rag import prompt as prompts
from rag.gate import Gate, Signals, absent, speaks_of_it
from rag.llm import Generator, Prompt, Reading
from rag.retrieve import Retrieved, Retriever, best_of_points
from rag.support import spans
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
from rag.verify import Verifier, cite
from rag.words import language, words

SHOWN = 5
"""How many points a result shows."""
MARGIN = 0.02
"""How much less near than the best passage another one may be to be read as well."""
MOST_PARAGRAPHS = 3
"""Most paragraphs that are read where a point is asked for."""


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


_AND_ASKS = re.compile(
    r"\w,? (?:и|and) (?:кто|кем|чь[яеё]|где|когда|как|почему|зачем|сколько|что|как(?:ой|ая|ое|ие)"
    r"|who|where|when|how|why|what)(?!\w)",
    re.IGNORECASE,
)
_ASKS_FOR_POINT = frozenset(
    "пункт говорить говориться сказать содержание содержаться речь идти преамбула тема последний point points say says "
    "preamble last first paragraph content contents summarise summarize summary кратко изложить пересказать про "
    "рассказать показать".split()
)
"""Words of a question that only asks what a point says."""


@dataclass(frozen=True, slots=True)
class Task:
    """A question on its way: what was found for it, and what the LLM is to read."""

    question: str
    asked: str
    language: str
    retrieved: Retrieved
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

    @property
    def asks_twice(self) -> bool:
        """Whether the question asks for two things: «какой форум создадут и где он будет?»."""
        return bool(_AND_ASKS.search(self.question))


def _quoted(citation: Citation) -> Sentence:
    """A citation's own words as a sentence."""
    return Sentence(f"«{citation.quote.rstrip('.,;:')}»", (citation,))


def _always_answered(task: Task) -> bool:
    """Whether the text must have the answer: what does a point say, or what is said of a thing that it names."""
    return task.asks_for_point or speaks_of_it(task.question, task.retrieved.chunks[0], task.language)


def _prompt(task: Task, passage: Passage) -> Prompt:
    question = prompts.point_question(task.speaks) if task.asks_for_point else task.asked
    return Prompt(passage.text, question, prompts.ending(task.speaks))


class Pipeline:
    """Retriever, gate, generator and verifier in their order."""

    def __init__(self, retriever: Retriever, gate: Gate, verifier: Verifier, *, read: int, max_tokens: int) -> None:
        """`read` is the most passages that the LLM reads, `max_tokens` the length of its longest sentence."""
        self._retriever, self._gate, self._verifier = retriever, gate, verifier
        self._read, self._max_tokens = read, max_tokens

    def find(self, question: str, history: Sequence[Turn] = ()) -> Task | Refusal | Answer:
        """Everything before the LLM: a task for it, or at once the result where it is not needed."""
        clock = Clock()
        question = " ".join(unicodedata.normalize("NFC", question.encode("utf-8", "replace").decode()).split())
        spoken = language(question)
        speaks = "en" if spoken == "en" else "ru"
        bad = _unfit(question, speaks)
        if bad:
            return Refusal(question, bad, Reason.BAD_QUESTION, speaks, (), clock.stop())
        found = self._retriever.retrieve(question, 2 * SHOWN, followup.query(question, history))
        clock.mark("retrieve")
        task = Task(question, followup.for_prompt(question, history), spoken, found, clock)
        if found.named.missing and not found.named.points:
            return self._refuse(task, Reason.NO_SUCH_POINT)
        return self._where_mentioned(task) or task

    def signals(self, task: Task, generator: Generator, cancel: threading.Event) -> Signals:
        """What the gate weighs for a task, without writing an answer."""
        passage = task.retrieved.chunks[0]
        with generator.read(_prompt(task, passage), cancel) as reading:
            return self._signals(task, passage, reading)

    def answer(self, task: Task, generator: Generator, cancel: threading.Event) -> Iterator[Event]:
        """Gate, write, verify; ends with Done. Raises CancelledError where `cancel` was set.

        Passages are read one after the other, each only where it is needed.
        """
        passages = self._passages(task)
        reports: list[GateReport] = []
        kept: list[Sentence] = []
        dropped: list[Dropped] = []
        for passage in passages:
            with generator.read(_prompt(task, passage), cancel) as reading:
                reports.append(self._gate.judge(self._signals(task, passage, reading)))
                least = self._gate.threshold if len(reports) == 1 else self._gate.sure
                if reports[-1].probability < least and not _always_answered(task):
                    continue
                if task.language == "other":  # what a small model makes of such a question is of no use (eval/LOG.md)
                    break
                checked = yield from self._sentence(task, passage, reading)
            if isinstance(checked, Sentence):
                task.clock.mark("first_sentence")
                kept.append(checked)
                yield Verified(checked)
            else:
                dropped.append(checked)
                yield Withdrawn(checked)
        yield Done(self._result(task, passages[0], reports[0], tuple(kept), tuple(dropped)))

    def _signals(self, task: Task, passage: Passage, reading: Reading) -> Signals:
        found = task.retrieved
        numbers = {
            "dense": passage.score,
            "margin": found.margin,
            "deviation": found.deviation,
            "english": float(task.language == "en"),
            "other": float(task.language == "other"),
            **absent(words(task.question), self._retriever.vocabulary),
        }
        vector = self._retriever.vector(passage)
        vectors = {"question": found.vector, "match": found.vector * vector, "state": reading.state}
        return Signals(numbers, vectors)

    def _passages(self, task: Task) -> tuple[Passage, ...]:
        """What the LLM reads: the paragraphs of named points in their order, else the best chunk.

        Where two things are asked about, the best chunk of another point is read as well, if it is nearly as near.
        """
        chunks = task.retrieved.chunks
        if task.asks_for_point:
            named = best_of_points(chunks) if len(task.retrieved.named.points) > 1 else chunks
            return tuple(sorted(named, key=lambda p: (p.point, p.start)))[:MOST_PARAGRAPHS]
        others = [c for c in chunks if c.point != chunks[0].point and c.score > chunks[0].score - MARGIN]
        return (chunks[0], *(others[: self._read - 1] if task.asks_twice else ()))

    def _result(
        self,
        task: Task,
        best: Passage,
        gate: GateReport,
        kept: tuple[Sentence, ...],
        dropped: tuple[Dropped, ...],
    ) -> Answer | Refusal:
        if kept:
            return self._answered(task, "generated", kept, dropped, gate)
        if not _always_answered(task) and gate.probability < self._gate.sure:
            reason = Reason.NO_ANSWER if gate.probability < gate.threshold else Reason.UNSUPPORTED
            return self._refuse(task, reason, gate, dropped)
        quoted = (self._quote(task, best),)
        task.clock.mark("first_token")
        task.clock.mark("first_sentence")
        return self._answered(task, "quoted", quoted, dropped, gate)

    def _sentence(self, task: Task, passage: Passage, reading: Reading) -> Yields[Event, None, Sentence | Dropped]:
        text = ""
        for piece in reading.write(prompts.grammar(passage.text, task.speaks), self._max_tokens):
            task.clock.mark("first_token")
            text += piece
            if text.endswith("."):
                return self._verifier.check(text.rstrip(" .;,"), passage, task.asked, task.speaks)
            yield Words(piece)
        return Dropped(text, (passage.point,), "unfinished")

    def _quote(self, task: Task, best: Passage) -> Sentence:
        """The passage's sentence that is nearest to the question, word for word."""
        sentences = list(spans(best.point, best.text, best.start))
        place = self._retriever.nearest(task.question, task.retrieved.vector, [span.text for span in sentences])
        return _quoted(cite(sentences[place]))

    def _where_mentioned(self, task: Task) -> Answer | None:
        """The answer to «в каких пунктах …», or None where that is not asked or nothing is found."""
        sought = mentions.topic(task.question)
        found = mentions.mentions(sought, self._retriever.index.document) if sought else ()
        if not found:
            return None
        sentences = tuple(_quoted(cite(m.span)) for m in found)
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
            note=messages.OTHER_LANGUAGE_NOTE if task.language == "other" else None,
            dropped=dropped,
            gate=gate,
        )

    def _refuse(
        self, task: Task, reason: Reason, gate: GateReport | None = None, dropped: tuple[Dropped, ...] = ()
    ) -> Refusal:
        last = self._retriever.index.document.last
        text = messages.REFUSALS[reason][task.speaks].format(last=last, count=messages.points_count(last, task.speaks))
        passages = task.retrieved.passages[:SHOWN]
        return Refusal(task.question, text, reason, task.speaks, passages, task.clock.stop(), dropped, gate)


def _unfit(question: str, speaks: str) -> str | None:
    """A friendly sentence for a question that can not be answered as it stands, else None."""
    if not question:
        return messages.EMPTY[speaks]
    if len(question) > messages.MAX_QUESTION:
        return messages.TOO_LONG[speaks].format(length=len(question), limit=messages.MAX_QUESTION)
    return None if words(question) else messages.NO_WORDS[speaks]
