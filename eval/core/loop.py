"""The one loop that runs every evaluation: ask, rank, judge.

The command line (eval/run.py) and the page's evaluator tab both use it. It knows the engine only by the
protocol below, and nothing of models, files or how a report looks.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eval.core.dataset import EvalError, Question
from eval.core.metrics import RANKED, Observation, distinct
from eval.core.provenance import Provenance, provenance_of, run_metadata
from eval.core.records import Outcome, Report, assemble, judge
from eval.core.result_cache import Entry, ResultCache, fingerprint
from eval.core.support import Lemmas
from eval.core.turns import history_of
from models.errors import AskError
from rag.types import Answer, Event, Finished, Passage, Refusal, Turn

_RETRIEVED = 10


class Section(Protocol):
    """A section of the document."""

    @property
    def number(self) -> int:
        """The number; 0 is the preamble."""

    @property
    def text(self) -> str:
        """The whole text, to which citations give offsets."""


class Document(Protocol):
    """The document that is asked about."""

    @property
    def sections(self) -> Sequence[Section]:
        """Every section, the preamble included."""

    @property
    def sha256(self) -> str:
        """Digest of the source."""


class Engine(Protocol):
    """What the evaluation needs of rag.service.Service."""

    @property
    def document(self) -> Document:
        """The document that is asked about."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), cancel: threading.Event | None = None
    ) -> Iterator[Event]:
        """Events, the last of them Done, unless cancelled."""

    def retrieve(self, question: str, top: int = 10) -> tuple[Passage, ...]:
        """The best passages, best first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `reused` is true where the result came from the journal."""

    done: int
    total: int
    outcome: Outcome
    reused: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a run beside the questions: the engine's identity, and what was chosen."""

    origin: Provenance
    selection: Mapping[str, str | int | None] = field(default_factory=dict)
    journal: ResultCache | None = None


class _Cancel(threading.Event):
    """A cancel flag that asks `should_stop` itself: the engine sees a stop in the middle of a step."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        super().__init__()
        self._should_stop = should_stop

    def is_set(self) -> bool:
        return super().is_set() or self._should_stop()


def run(
    engine: Engine,
    items: Sequence[Question],
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    *,
    plan: Plan | None = None,
    lemmas: Lemmas | None = None,
) -> Report:
    """Ask the questions one by one and judge the answers; a stopped run reports on what is finished.

    Args:
        engine: answers; other callers may use it meanwhile, questions queue there.
        items: the questions, asked in this order.
        on_progress: called after each question, in the caller's thread.
        should_stop: looked at between the steps of an answer too, also from the engine's thread.
        plan: identity of the engine and the journal; without it nothing is reused or kept.
        lemmas: how to lemmatise; index.language.words.lemmas by default.

    Raises:
        EvalError: the engine failed on a question, which is named; what is in the journal stays.
    """
    lemmas = lemmas or _default_lemmas()
    stop = should_stop or (lambda: False)
    plan = plan or Plan(provenance_of(engine.document.sha256))
    points = {point.number: point.text for point in engine.document.sections}
    outcomes: list[Outcome] = []
    for item in items:
        found = _observe(engine, item, stop, plan)
        if found is None:
            break
        observation, reused = found
        outcomes.append(judge(observation, points, lemmas))
        if on_progress:
            on_progress(Progress(len(outcomes), len(items), outcomes[-1], reused))
    return assemble(run_metadata(plan.origin, plan.selection, len(items)), outcomes)


def _observe(engine: Engine, item: Question, stop: Callable[[], bool], plan: Plan) -> tuple[Observation, bool] | None:
    key = fingerprint(item, plan.origin.context)
    entry = plan.journal.get(key) if plan.journal else None
    if entry:
        return Observation(item, entry.result, entry.ranked), True
    if stop():
        return None
    cancel = _Cancel(stop)
    result: Answer | Refusal | None = None
    try:
        for event in engine.ask(item.question, history_of(item), cancel):
            if isinstance(event, Finished):
                result = event.result
    except AskError as error:
        raise EvalError(f"Question {item.id}: {error}") from error
    if result is None:
        return None
    ranked = _ranking(engine, item, result)
    if plan.journal:
        plan.journal.add(Entry(key, item.id, result, ranked))
    return Observation(item, result, ranked), False


def _ranking(engine: Engine, item: Question, result: Answer | Refusal) -> tuple[int, ...]:
    """The points that the answer was made from, in their order, then further ones by a retrieval of its own.

    The engine reads fewer passages than nDCG@5 needs. Follow-ups get no further points: retrieval alone
    does not know what they follow.
    """
    own = distinct([passage.point for passage in result.passages])
    if len(own) >= RANKED or item.history or not item.gold:
        return own
    further = engine.retrieve(item.question, top=_RETRIEVED)
    return distinct([*own, *(passage.point for passage in further)])


def _default_lemmas() -> Lemmas:
    from index.language.words import lemmas

    return lemmas
