"""Results as the JSON object that the command line, the evaluation and the page's API share, and as plain text."""

from typing import Any

from rag import messages
from rag.types import (
    Answer,
    Citation,
    Passage,
    Refusal,
    RejectedSentence,
    Rejection,
    Result,
    Sentence,
    Talk,
    WeightsInUse,
)

MAX_SHOWN_CHARACTERS = 160
"""Characters of a passage that a refusal shows in a terminal."""


_STATUS = {Answer: "answered", Refusal: "refused", Talk: "talk"}
_NOT_IN_SOURCE = "not in the source: "
_WHY = {Rejection.UNFINISHED: "unfinished", Rejection.RESTATES_QUESTION: "echoes the question"}
_LACKING = {
    Rejection.MISSING_NUMBER: "number",
    Rejection.MISSING_NAME: "name",
    Rejection.UNKNOWN_WORD: "word",
    Rejection.NEGATION: "negation",
    Rejection.PROPOSER: "who proposed it",
    Rejection.LOW_COVERAGE: "words",
}


def to_json(result: Result, identifier: str | None = None) -> dict[str, Any]:
    """Return the JSON object of a result; the README lists its fields. Times are milliseconds."""
    answer = result if isinstance(result, Answer) else None
    return {
        "id": identifier,
        "question": result.question,
        "status": _STATUS[type(result)],
        "reason": str(result.reason) if isinstance(result, Refusal) else None,
        "kind": str(result.kind),
        "other_kinds": [str(kind) for kind in result.other_kinds],
        "mode": answer.mode if answer else None,
        "verdict": answer.verdict if answer else None,
        "count": answer.count if answer else None,
        "short": answer.short if answer else None,
        "answer": full_text(result),
        "items": [item_json(sentence) for sentence in answer.sentences] if answer else [],
        "language": result.language,
        "citations": [citation_json(citation) for citation in answer.citations] if answer else [],
        "passages": [passage_json(passage) for passage in result.passages],
        "timings_ms": {
            "retrieve": round(result.timings.retrieve, 1),
            "first_token": None if result.timings.first_token is None else round(result.timings.first_token, 1),
            "first_claim": None if result.timings.first_sentence is None else round(result.timings.first_sentence, 1),
            "total": round(result.timings.total, 1),
        },
        "weights": weights_json(result.weights),
        "dropped": [{"text": one.text, "points": list(one.points), "why": why(one)} for one in result.dropped],
    }


def error_json(message: str, identifier: str | None = None, question: str | None = None) -> dict[str, Any]:
    """Return the JSON object of a question without a result: the same fields, with `message` in place of the answer.

    `identifier` and `question` are None where they could not be read.
    """
    return {
        "id": identifier,
        "question": question,
        "status": "error",
        "reason": None,
        "kind": None,
        "other_kinds": [],
        "mode": None,
        "verdict": None,
        "count": None,
        "short": None,
        "answer": message,
        "items": [],
        "language": "en",
        "citations": [],
        "passages": [],
        "timings_ms": {"retrieve": None, "first_token": None, "first_claim": None, "total": None},
        "weights": None,
        "dropped": [],
    }


def weights_json(weights: WeightsInUse | None) -> dict[str, Any] | None:
    """Return which fitted weights answered, and why no better ones; None if none were in use yet."""
    if weights is None:
        return None
    return {"standing": str(weights.standing), "why": [messages.MISMATCHES[one] for one in weights.mismatches]}


def why(rejected: RejectedSentence) -> str:
    """Return why a sentence was not shown, as the JSON object words it: "not in the source: number 17"."""
    return _WHY.get(rejected.reason) or f"{_NOT_IN_SOURCE}{missing(rejected)}"


def missing(rejected: RejectedSentence) -> str:
    """Return what the source of a rejected sentence lacks: "number 17"; empty if that is not why it was rejected."""
    if rejected.reason is Rejection.LOW_COVERAGE and not rejected.detail:
        return "content"
    return f"{_LACKING.get(rejected.reason, '')} {rejected.detail}".strip()


def parse_why(text: str) -> tuple[Rejection, str]:
    """Return the reason and detail that `why` worded, for results read back from JSON."""
    for reason, wording in _WHY.items():
        if text == wording:
            return reason, ""
    lacking = text.removeprefix(_NOT_IN_SOURCE)
    for reason, wording in _LACKING.items():
        if lacking == wording or lacking.startswith(f"{wording} "):
            return reason, lacking[len(wording) + 1 :]
    return Rejection.LOW_COVERAGE, "" if lacking == "content" else lacking


def item_json(sentence: Sentence) -> dict[str, Any]:
    """Return one item of an answer as the JSON object shows it."""
    return {
        "text": sentence.text,
        "heading": sentence.heading or None,
        "citations": [citation_json(citation) for citation in sentence.citations],
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation as the JSON object shows it: by section and label, and by number where points have one."""
    return {
        "section": citation.place.section,
        "label": citation.place.label,
        "point": citation.place.point,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as the JSON object shows it."""
    return {
        "section": passage.place.section,
        "label": passage.place.label,
        "point": passage.place.point,
        "chunk": passage.chunk,
        "score": round(passage.score, 4),
        "text": passage.text,
    }


def full_text(result: Result) -> str:
    """Return the answer with its note, or the refusal."""
    note = result.note if isinstance(result, Answer) else None
    return f"{result.text}\n\n{note}" if note else result.text


def to_text(result: Result) -> str:
    """Return a result for a terminal: the answer, then what it rests on, or the nearest points."""
    lines = [full_text(result), ""]
    if isinstance(result, Answer):
        lines += [f"  {c.place.label}: «{c.quote}»" for c in result.citations]
    else:
        lines += [f"  {p.place.label}: {_beginning(p.text)}" for p in result.passages[:3]]
    return "\n".join(lines).rstrip()


def _beginning(text: str) -> str:
    """As much of a passage as a line of the terminal shows."""
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[: MAX_SHOWN_CHARACTERS - 1].rstrip() + "…"
