"""Judge answers of any system by the metrics of either set, and keep our own so that they are judged alike.

What an object does not tell is unknown and not counted: a ranking without `passages`, times without `timings_ms`, how
an answer was made without `mode`. A question without an answer counts as failed. A citation without a quote stands for
the whole section.
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from eval.answers.places import Places
from eval.answers.read import Answers
from eval.core.dataset import EvalError, Question
from eval.core.documents import Documents, texts_of
from eval.core.kinds import report as kind_report
from eval.core.kinds.given import section_of
from eval.core.kinds.questions import KindQuestion
from eval.core.lookups.metrics import RANKED, Failure, Observation, distinct
from eval.core.lookups.records import Report, assemble, judge
from eval.core.lookups.support import Lemmas
from eval.core.run_report import RunMetadata
from index.document import Document
from models.files import write_atomically
from rag.messages import MISMATCHES
from rag.render import parse_why, to_json
from rag.types import (
    Answer,
    GateReport,
    Kind,
    Mode,
    Reason,
    Refusal,
    RejectedSentence,
    Result,
    Standing,
    Talk,
    Timings,
    Verdict,
    WeightsInUse,
)

MISSING = "The file has no answer to this question."
_RANKING = ("hit_1", "hit_3", "mrr", "ndcg_5")
_TIMES = {"first_token": "first_token_ms", "first_claim": "first_sentence_ms", "total": "total_ms"}


def judge_lookups(
    items: Sequence[Question], answers: Answers, documents: Documents, metadata: RunMetadata, lemmas: Lemmas
) -> Report:
    """Return the report on look-ups about some documents.

    Raises:
        EvalError: the file answers none of the questions, or a question names a document that is not there.
    """
    _require_any(items, answers)
    unknown = _unknown(answers)
    about = {name: documents.find(name) for name in dict.fromkeys(item.document for item in items)}
    found = [_observation(item, answers.objects.get(item.id), about[item.document], unknown) for item in items]
    outcomes = [judge(one, texts_of(about[one.item.document]), lemmas) for one in found]
    return assemble(metadata, outcomes, answers.counts(item.id for item in items))


def judge_kinds(
    questions: Sequence[KindQuestion],
    answers: Answers,
    metadata: RunMetadata,
    known: Sequence[KindQuestion] = (),
) -> kind_report.KindReport:
    """Return the report on questions of kinds; `known` is the whole set. Raises EvalError as `judge_lookups`."""
    _require_any(questions, answers)
    judged = [(question, answers.objects.get(question.id) or _missing(question)) for question in questions]
    counts = answers.counts(question.id for question in questions)
    return kind_report.assemble(metadata, judged, counts, known)


def own_object(identifier: str, result: Result | Failure, ranked: Sequence[int] | None = None) -> dict[str, Any]:
    """Return a result as an object that is judged as the result was: that of `--json` with what it leaves out."""
    if isinstance(result, Failure):
        return {"id": identifier, "question": result.question, "status": "error", "answer": result.error}
    timings = {
        "retrieve": result.timings.retrieve,
        "first_token": result.timings.first_token,
        "first_claim": result.timings.first_sentence,
        "total": result.timings.total,
    }
    further = {
        "timings_ms": timings,
        "note": result.note if isinstance(result, Answer) else None,
        "ranked": None if ranked is None else list(ranked),
        "gate": dataclasses.asdict(result.gate) if result.gate else None,
    }
    return {**to_json(result, identifier), **further}


def write_objects(path: Path, objects: Iterable[Mapping[str, Any]]) -> None:
    """Write objects as JSON Lines; an interrupted write leaves the earlier file as it was."""
    write_atomically(path, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode())


def to_result(found: Mapping[str, Any], document: Document) -> Result | Failure:
    """Return the result that a completed object tells of a document."""
    places = Places(document)
    question, text, status = found.get("question") or "", found["answer"], found["status"]
    if status == "error":
        return Failure(question, text)
    given: dict[str, Any] = {
        "question": question,
        "language": found.get("language") or "ru",
        "timings": _timings(found.get("timings_ms") or {}),
        "passages": tuple(map(places.passage, found.get("passages") or ())),
        "dropped": tuple(_rejected(one) for one in found.get("dropped") or ()),
        "gate": GateReport(**found["gate"]) if found.get("gate") else None,
        "weights": _weights(found.get("weights")),
        "kind": _member(Kind, found.get("kind"), Kind.TALK if status == "talk" else Kind.LOOKUP),
        "other_kinds": tuple(Kind(kind) for kind in found.get("other_kinds") or ()),
    }
    if status == "refused":
        return Refusal(text=text, reason=_member(Reason, found.get("reason"), Reason.NO_ANSWER), **given)
    if status == "talk":
        return Talk(text=text, **given)
    text, note = _note_apart(found)
    return Answer(
        text=text,
        note=note,
        mode=_member(Mode, found.get("mode"), Mode.GENERATED),
        sentences=tuple(map(places.sentence, found["items"])),
        verdict=Verdict(found["verdict"]) if found.get("verdict") else None,
        count=found.get("count"),
        short=found.get("short"),
        **given,
    )


def _require_any(items: Sequence[Question] | Sequence[KindQuestion], answers: Answers) -> None:
    if not any(item.id in answers.objects for item in items):
        raise EvalError(
            f"None of the {len(answers.objects)} answers has the id of one of the {len(items)} chosen questions. "
            "Give the questions that were answered with --questions and --split."
        )


def _unknown(answers: Answers) -> tuple[str, ...]:
    """The metrics of look-ups that the objects of a system do not tell."""
    objects = answers.objects.values()
    passages = [{section_of(one) for one in found.get("passages") or ()} for found in objects]
    unknown = [] if {"passages", "ranked"} & answers.keys else list(_RANKING)
    if not unknown and "ranked" not in answers.keys and max(map(len, passages), default=0) < RANKED:
        unknown.append("ndcg_5")  # which needs more points than the system tells
    times = {key for found in objects for key, value in (found.get("timings_ms") or {}).items() if value is not None}
    unknown += [metric for key, metric in _TIMES.items() if key not in times]
    return (*unknown, *([] if "mode" in answers.keys else ["quoted"]), *([] if "items" in answers.keys else ["noted"]))


def _observation(
    item: Question, found: Mapping[str, Any] | None, document: Document, unknown: tuple[str, ...]
) -> Observation:
    if found is None:
        return Observation(item, Failure(item.question, MISSING), (), unknown)
    try:
        result = to_result({**found, "question": found.get("question") or item.question}, document)
    except (TypeError, ValueError, KeyError) as error:
        raise EvalError(f"Answer {item.id} has a field that cannot be read: {error!r}. Mend or remove it.") from error
    if isinstance(result, Failure):
        return Observation(item, result, (), unknown)
    if found.get("ranked") is not None:
        ranked = tuple(found["ranked"])
    else:
        ranked = distinct([passage.point for passage in result.passages])
    untimed = () if (found.get("timings_ms") or {}).get("total") is not None else ("total_ms",)
    return Observation(item, result, ranked, tuple(dict.fromkeys((*unknown, *untimed))))


def _missing(question: KindQuestion) -> dict[str, Any]:
    return {"id": question.id, "question": question.question, "status": "error", "answer": MISSING}


def _member(enum: type[StrEnum], value: object, default: object) -> Any:  # noqa: ANN401 (a member of the enum)
    return next((member for member in enum if member == value), default)


def _timings(found: Mapping[str, Any]) -> Timings:
    return Timings(
        found.get("retrieve") or 0.0, found.get("first_token"), found.get("first_claim"), found.get("total") or 0.0
    )


def _rejected(found: Mapping[str, Any]) -> RejectedSentence:
    return RejectedSentence(found["text"], tuple(found["points"]), *parse_why(found["why"]))


def _weights(found: Mapping[str, Any] | None) -> WeightsInUse | None:
    if found is None:
        return None
    why = found.get("why") or ()
    return WeightsInUse(Standing(found["standing"]), tuple(one for one, said in MISMATCHES.items() if said in why))


def _note_apart(found: Mapping[str, Any]) -> tuple[str, str | None]:
    """The text of an answer and the note on its language below it, which only our own answers have."""
    text: str = found["answer"]
    if found.get("note"):
        return text.removesuffix(f"\n\n{found['note']}"), found["note"]
    body, separator, last = text.rpartition("\n\n")
    shown = "\n".join(item["text"] for item in found["items"])
    is_note = separator and "note" not in found and "mode" in found and "[" not in last and last not in shown
    return (body, last) if is_note else (text, None)
