"""Results as the JSON object that the command line, the evaluation and the page's API share, and as plain text."""

from dataclasses import asdict
from typing import Any

from index.document import section_label
from rag import messages
from rag.types import Answer, Citation, Passage, Refusal, RejectedSentence, Rejection, WeightsInUse

MAX_SHOWN_CHARACTERS = 160
"""Characters of a passage that a refusal shows in a terminal."""


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


def to_json(result: Answer | Refusal, identifier: str | None = None) -> dict[str, Any]:
    """Return the JSON object of a result; the README lists its fields. Times are milliseconds."""
    return {
        "id": identifier,
        "question": result.question,
        "status": "answered" if isinstance(result, Answer) else "refused",
        "reason": None if isinstance(result, Answer) else str(result.reason),
        "mode": result.mode if isinstance(result, Answer) else None,
        "answer": full_text(result),
        "language": result.language,
        "citations": [citation_json(citation) for citation in result.citations] if isinstance(result, Answer) else [],
        "passages": [passage_json(passage) for passage in result.passages],
        "timings_ms": {
            "retrieve": round(result.timings.retrieve, 1),
            "first_token": None if result.timings.first_token is None else round(result.timings.first_token, 1),
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
        "mode": None,
        "answer": message,
        "language": "en",
        "citations": [],
        "passages": [],
        "timings_ms": {"retrieve": None, "first_token": None, "total": None},
        "weights": None,
        "dropped": [],
    }


def weights_json(weights: WeightsInUse | None) -> dict[str, Any] | None:
    """Return which fitted weights answered, and why no better ones; None if none were in use yet."""
    if weights is None:
        return None
    return {"standing": str(weights.standing), "why": [messages.MISMATCHES[one] for one in weights.mismatches]}


def why(rejected: RejectedSentence) -> str:
    """The reason for which a sentence was not shown, as the JSON object words it: "not in the source: number 17"."""
    return _WHY.get(rejected.reason) or f"{_NOT_IN_SOURCE}{missing(rejected)}"


def missing(rejected: RejectedSentence) -> str:
    """What the source of a rejected sentence lacks: "number 17"; empty if that is not why it was rejected."""
    if rejected.reason is Rejection.LOW_COVERAGE and not rejected.detail:
        return "content"
    return f"{_LACKING.get(rejected.reason, '')} {rejected.detail}".strip()


def parse_why(text: str) -> tuple[Rejection, str]:
    """The reason and detail that `why` worded, for results read back from JSON."""
    for reason, wording in _WHY.items():
        if text == wording:
            return reason, ""
    lacking = text.removeprefix(_NOT_IN_SOURCE)
    for reason, wording in _LACKING.items():
        if lacking == wording or lacking.startswith(f"{wording} "):
            return reason, lacking[len(wording) + 1 :]
    return Rejection.LOW_COVERAGE, "" if lacking == "content" else lacking


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation as the JSON object shows it: by section and label, and by number where points have one."""
    return {"section": str(citation.point), "label": section_label(citation.point), **asdict(citation)}


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as the JSON object shows it."""
    return {
        "point": passage.point,
        "chunk": passage.chunk,
        "score": round(passage.score, 4),
        "text": passage.text,
    }


def full_text(result: Answer | Refusal) -> str:
    """Return the answer with its note, or the refusal."""
    note = result.note if isinstance(result, Answer) else None
    return f"{result.text}\n\n{note}" if note else result.text


def to_text(result: Answer | Refusal) -> str:
    """Return a result for a terminal: the answer, then what it rests on, or the nearest points."""
    lines = [full_text(result), ""]
    if isinstance(result, Answer):
        lines += [f"  {section_label(c.point)}: «{c.quote}»" for c in result.citations]
    else:
        lines += [f"  {section_label(p.point)}: {_beginning(p.text)}" for p in result.passages[:3]]
    return "\n".join(lines).rstrip()


def _beginning(text: str) -> str:
    """As much of a passage as a line of the terminal shows."""
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[: MAX_SHOWN_CHARACTERS - 1].rstrip() + "…"
