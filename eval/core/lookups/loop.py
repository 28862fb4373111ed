"""The loop of every evaluation: ask, rank, judge.

Both the command line (eval/run.py) and the evaluators' page use it. Knows nothing of models, files or how a report
looks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.core.dataset import Question, history_of
from eval.core.documents import Documents, texts_of
from eval.core.engine import MAX_FAILURES, Cancel, Engine
from eval.core.lookups.metrics import RANKED, Failure, Observation, distinct
from eval.core.lookups.records import Outcome, Report, assemble, judge
from eval.core.lookups.support import Lemmas
from eval.core.messages import LocalizedError
from eval.core.provenance import Provenance, provenance_of, run_metadata
from eval.core.result_cache import Entry, ResultCache, fingerprint
from index.document import Document
from models.errors import AskError
from rag.types import Finished, Result

_RETRIEVED = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run; `reused` is true if the result came from the cache."""

    done: int
    total: int
    outcome: Outcome
    reused: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The identity of the engine, the selection of questions, the cache of results, and what may be asked about.

    Without `documents` that is the engine's own document alone.
    """

    provenance: Provenance
    selection: Mapping[str, str | int | None] = field(default_factory=dict)
    result_cache: ResultCache | None = None
    documents: Documents | None = None


def run(
    engine: Engine,
    items: Sequence[Question],
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    *,
    plan: Plan | None = None,
    lemmas: Lemmas | None = None,
) -> Report:
    """Ask the questions one by one and judge the answers; a stopped run reports on the finished ones.

    A question on which the engine fails is part of the report, as a `Failure`, and is asked again by the next run.

    Args:
        engine: Answers the questions; other callers may use it meanwhile, since it queues questions.
        items: The questions, asked in this order.
        on_progress: Called after each question, in the caller's thread.
        should_stop: Polled between questions and between the steps of an answer, also from the engine's thread.
        plan: Identity of the engine, and the cache; without it no result is reused or kept.
        lemmas: Lemmatiser; index.language.words.lemmas by default.

    Raises:
        EvalError: the engine failed on the first `MAX_FAILURES` questions, or on all of fewer (names the first one), or
            a question names a document that is not there.
    """
    lemmas = lemmas or _default_lemmas()
    stop = should_stop or (lambda: False)
    plan = plan or Plan(provenance_of(engine.document.sha256))
    documents = plan.documents or Documents(engine.document)
    about = {name: documents.find(name) for name in dict.fromkeys(item.document for item in items)}
    outcomes: list[Outcome] = []
    for item in items:
        document = about[item.document]
        found = _observe(engine, item, _About(document, documents.id_of(item.document)), stop, plan)
        if found is None:
            break
        observation, reused = found
        outcomes.append(judge(observation, texts_of(document), lemmas))
        _require_any_result(outcomes, min(MAX_FAILURES, len(items)))
        if on_progress:
            on_progress(Progress(len(outcomes), len(items), outcomes[-1], reused))
    return assemble(run_metadata(plan.provenance, plan.selection, len(items)), outcomes)


@dataclass(frozen=True, slots=True)
class _About:
    """The document of a question, and the id by which the engine knows it, empty for its own."""

    document: Document
    id: str


def _observe(
    engine: Engine, item: Question, about: _About, stop: Callable[[], bool], plan: Plan
) -> tuple[Observation, bool] | None:
    context = plan.provenance.context
    if about.id:  # what a person has said of it is part of answers too
        context = {**context, "document": (about.document.sha256, repr(about.document.given))}
    key = fingerprint(item, context)
    entry = plan.result_cache.get(key) if plan.result_cache else None
    if entry:
        return Observation(item, entry.result, entry.ranked), True
    if stop():
        return None
    cancel = Cancel(stop)
    result: Result | None = None
    try:
        for event in engine.ask(item.question, history_of(item), cancel, document=about.id):
            if isinstance(event, Finished):
                result = event.result
    except AskError as error:
        return Observation(item, Failure(item.question, str(error)), ()), False
    if result is None:
        return None
    ranked = _ranking(engine, item, result, about.id)
    if plan.result_cache:
        plan.result_cache.add(Entry(key, item.id, result, ranked))
    return Observation(item, result, ranked), False


def _require_any_result(outcomes: Sequence[Outcome], tried: int) -> None:
    results = [outcome.observation.result for outcome in outcomes]
    if len(results) == tried and all(isinstance(result, Failure) for result in results):
        first = outcomes[0]
        raise LocalizedError("question_failed", id=first.observation.item.id, detail=first.faults[0].detail)


def _ranking(engine: Engine, item: Question, result: Result, document: str) -> tuple[int, ...]:
    """Return the points of the answer's passages in their order, then those of a separate retrieval.

    The engine reads fewer passages than nDCG@5 needs. Follow-up questions get no further points, since a separate
    retrieval does not know their history.
    """
    own = distinct([passage.point for passage in result.passages])
    if len(own) >= RANKED or item.history or not item.gold:
        return own
    further = engine.retrieve(item.question, top=_RETRIEVED, document=document)
    return distinct([*own, *(passage.point for passage in further)])


def _default_lemmas() -> Lemmas:
    from index.language.words import lemmas

    return lemmas
