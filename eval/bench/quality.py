"""What a system's answer is worth, by the evaluation's own metrics: key-fact recall and citation precision. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from eval.core.dataset import Question
from eval.core.metrics import citation_precision, fact_recall
from eval.core.support import Lemmas
from rag.types import Answer, Citation, Reason, Refusal, Sentence, Timings

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?!\[)|\n+")
_MARKS = re.compile(r"\s*\[([^\]]*)\]")


def sentences(text: str, sources: Mapping[str, int]) -> list[tuple[str, list[int]]]:
    """A peer's text cut into sentences without their citation marks, and the points that the marks mean."""
    cut = []
    for piece in _SENTENCE_END.split(text):
        marks = re.findall(r"\d+", " ".join(_MARKS.findall(piece)))
        said = _MARKS.sub("", piece).strip()
        if said:
            cut.append((said, list(dict.fromkeys(sources[mark] for mark in marks if mark in sources))))
    return cut


def result(question: str, row: Mapping[str, Any]) -> Answer | Refusal:
    """A system's line as the evaluation knows answers; only what its two metrics read is filled."""
    timings = Timings(row["retrieve_ms"], row["first_ms"], None, row["total_ms"])
    if row.get("status") == "refused":
        return Refusal(question, row["answer"], Reason.NO_ANSWER, "ru", (), timings)
    cut = row["sentences"] if "sentences" in row else sentences(row["answer"], row["sources"])
    said = tuple(Sentence(text, tuple(Citation(point, "", 0, 0) for point in points)) for text, points in cut)
    return Answer(question, row["answer"], "generated", "ru", said, (), timings)


def quality(item: Question, row: Mapping[str, Any], lemmas: Lemmas) -> dict[str, float | None]:
    """The two metrics of one answer, 0 to 1; None where one does not apply."""
    made = result(item.question, row)
    return {"facts": fact_recall(item, made, lemmas), "precision": citation_precision(made, item.gold)}
