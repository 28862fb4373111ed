"""A question on its way through the pipeline: how it was read, what was found for it, and how long that took."""

import time
from dataclasses import dataclass, field, replace

from index.readers.plain.normalize import one_line
from rag.generation.prompts import FALLBACK_LANGUAGE, LANGUAGES
from rag.messages import replies
from rag.query.foreign.restate import Restated
from rag.query.kind import KindPrediction
from rag.reply_schema import Replies
from rag.retrieval.retriever import RetrievalResult
from rag.types import Timings, Turn


class Stopwatch:
    """Milliseconds since a question arrived, and when its stages were reached."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.timings = Timings(0.0, None, None, 0.0)

    def mark(self, *stages: str) -> None:
        """Note that stages of `Timings` were reached, each the first time only."""
        for stage in stages:
            if getattr(self.timings, stage) in (None, 0.0):
                self.timings = replace(self.timings, **{stage: 1000 * (time.perf_counter() - self._start)})

    def stop(self) -> Timings:
        """Return the timings, with the total."""
        self.mark("total")
        return self.timings


@dataclass(frozen=True, slots=True)
class QueryContext:
    """A question, what was found for it, and the probability that it asks for what stands in two sections.

    `standalone_question` is the question with the earlier turn that it needs, if it needs one; `previous` is that turn.
    `restated` is one in a further language as it would be asked in the document's. `halves` are the two questions that
    a comparison joins, each as a look-up.
    """

    question: str
    standalone_question: str
    language: str
    retrieved: RetrievalResult
    p_multi_hop: float
    stopwatch: Stopwatch
    kind: KindPrediction = field(default_factory=KindPrediction)
    previous: Turn | None = None
    restated: Restated | None = None
    halves: "tuple[QueryContext, ...]" = ()

    @property
    def understood(self) -> "QueryContext":
        """The question as it would be asked in the document's language, where it is in a further one."""
        if self.restated is None:
            return self
        language = self.retrieved.document_language if self.restated.is_literal else self.language
        return replace(self, question=self.restated.question, language=language, restated=None)

    @property
    def answer_language(self) -> str:
        """Language of the answer, one of the prompts' languages."""
        return answer_language(self.language, self.retrieved.document_language)

    @property
    def document_kind(self) -> str:
        """What the document is called: a kind of index/profile/kinds.toml."""
        return self.retrieved.document_kind

    @property
    def said(self) -> Replies:
        """What is said in the language of the answer of a document of this kind."""
        return replies(self.answer_language, self.document_kind)


def answer_language(question_language: str, document_language: str) -> str:
    """Return the language that a question is answered in: its own, else the document's, if there are prompts in it."""
    spoken = (question_language, document_language)
    return next((language for language in spoken if language in LANGUAGES), FALLBACK_LANGUAGE)


def normalize(question: str) -> str:
    """Return a question on one line, its characters made regular as those of the document are."""
    return one_line(question)
