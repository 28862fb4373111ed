"""The loop over questions of kinds: ask our own engine, keep each answer as an object, stop and go on.

Both the command line (eval/kinds.py) and the evaluators' page use it. How answers are judged is eval/answers/judge.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.answers.judge import judge_kinds, own_object
from eval.answers.read import answers_of
from eval.core.dataset import history_of
from eval.core.documents import Documents
from eval.core.engine import MAX_FAILURES, Cancel, Engine
from eval.core.kinds.questions import DECLARATION, KindQuestion
from eval.core.kinds.report import KindReport, assemble
from eval.core.lookups.metrics import Failure
from eval.core.messages import LocalizedError
from eval.core.provenance import Provenance, run_metadata
from eval.core.result_cache import LineCache, ObjectEntry, fingerprint
from models.errors import AskError
from rag.types import Finished, Kind, Result

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindPlan:
    """Everything that answers depend on besides the question, where they are kept, and what may be asked about.

    Attributes:
        documents: Without them every question is put to the engine's own document.
        given_kinds: Whether the engine is told the kind of each question.
    """

    context: Mapping[str, object]
    cache: LineCache[ObjectEntry]
    documents: Documents | None = None
    given_kinds: bool = False
    on_progress: Callable[[KindQuestion, Object], None] = field(default=lambda question, answer: None)


def ask_kinds(
    engine: Engine,
    questions: Sequence[KindQuestion],
    plan: KindPlan,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Object]:
    """Return the answer to each question in turn, fewer where it was stopped; earlier answers are reused.

    Args:
        engine: Answers the questions; other callers may use it meanwhile.
        questions: Asked in this order.
        plan: Context, cache and documents.
        should_stop: Polled between questions and between the steps of an answer, also from the engine's thread.

    Raises:
        LocalizedError: the engine failed on the first `MAX_FAILURES` questions, or on all of fewer (names the first
            one), or a question names a document that is not there.
    """
    contexts = {name: _context(plan, name) for name in dict.fromkeys(question.document for question in questions)}
    objects: list[Object] = []
    for question in questions:
        document, context = contexts[question.document]
        key = fingerprint(question, context)
        if entry := plan.cache.get(key):
            objects.append(dict(entry.object))
        elif should_stop() or (result := _result(engine, question, document, plan, should_stop)) is None:
            break
        else:
            objects.append(own_object(question.id, result))
            if not isinstance(result, Failure):
                plan.cache.add(ObjectEntry(key, question.id, objects[-1]))
        _require_any_answer(objects, min(MAX_FAILURES, len(questions)))
        plan.on_progress(question, objects[-1])
    return objects


def report_of(
    questions: Sequence[KindQuestion],
    objects: Sequence[Object],
    provenance: Provenance,
    selection: Mapping[str, str | int | None],
    known: Sequence[KindQuestion] = (),
) -> KindReport:
    """Return the report on the first questions, those that were answered; `known` is the whole set."""
    metadata = run_metadata(provenance, selection, len(questions))
    if not objects:
        return assemble(metadata, ())
    return judge_kinds(questions[: len(objects)], answers_of(objects), metadata, known)


def _context(plan: KindPlan, name: str) -> tuple[str, Mapping[str, object]]:
    """The id by which the engine knows a document, empty for its own, and what answers about it depend on."""
    context = {**plan.context, "given_kinds": plan.given_kinds}
    if plan.documents is None or name == DECLARATION or not (identifier := plan.documents.id_of(name)):
        return "", context
    about = plan.documents.find(name)
    return identifier, {**context, "document": (about.sha256, repr(about.given))}


def _result(
    engine: Engine, question: KindQuestion, document: str, plan: KindPlan, should_stop: Callable[[], bool]
) -> Result | Failure | None:
    kind = Kind(question.kind) if plan.given_kinds else None
    about = {"document": document} if document else {}
    result: Result | None = None
    try:
        for event in engine.ask(question.question, history_of(question), Cancel(should_stop), kind=kind, **about):
            if isinstance(event, Finished):
                result = event.result
    except AskError as error:
        return Failure(question.question, str(error))
    return result


def _require_any_answer(objects: Sequence[Object], tried: int) -> None:
    if len(objects) == tried and all(one["status"] == "error" for one in objects):
        raise LocalizedError("question_failed", id=objects[0]["id"], detail=objects[0]["answer"])
