"""The bench's figures from its measurements, and the quality of the answers. Pure.

A system's rows are in the order of the questions. Ratios are taken question by question and their median is shown:
other load on the machine affects both sides of a ratio alike.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.core.dataset import Question
from eval.core.lookups.citations import citation_precision
from eval.core.lookups.metrics import fact_recall
from eval.core.lookups.support import Lemmas
from eval.core.statistics.estimates import estimate
from rag.types import Answer, Citation, Mode, Reason, Refusal, Sentence, Timings

OURS, FLOOR = "ours", "llama.cpp"
Row = Mapping[str, Any]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?!\[)|\n+")
_MARKS = re.compile(r"\s*\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: key in the rows, label, unit, and whether higher is better."""

    key: str
    label: str
    unit: str
    higher: bool = False


EACH = (
    Figure("retrieve_ms", "Retrieval", "ms"),
    Figure("passages_ms", "Passages on the screen", "ms"),
    Figure("first_ms", "First shown word", "ms"),
    Figure("sentence_ms", "First verified sentence", "ms"),
    Figure("total_ms", "Whole answer", "ms"),
    Figure("rate", "Decoding", "tokens/s", higher=True),
)
"""Measured for each question: shown as median and 95th percentile, each with its interval."""

ONCE = (
    Figure("start_word_ms", "Start to first shown word", "ms"),
    Figure("start_ms", "Start to first answer", "ms"),
    Figure("peak_rss_mib", "Peak memory", "MiB"),
    Figure("build_ms", "Index build", "ms"),
    Figure("disk_mib", "Index on disk", "MiB"),
)
"""Measured once per run."""

QUALITY = (
    Figure("facts", "Key facts stated", "share", higher=True),
    Figure("precision", "Citation precision", "share", higher=True),
)
"""Means over the questions to which they apply."""

QUANTILES = {"p50": 0.5, "p95": 0.95}


@dataclass(frozen=True, slots=True)
class Measured:
    """A system's measurements: a row per question, and what was measured once."""

    rows: tuple[Row, ...]
    once: Row


def sentences(text: str, sources: Mapping[str, int]) -> list[tuple[str, list[int]]]:
    """Return the sentences of a peer's text without their citation marks, each with the points that they cite."""
    cut = []
    for piece in _SENTENCE_END.split(text):
        marks = re.findall(r"\d+", " ".join(_MARKS.findall(piece)))
        said = _MARKS.sub("", piece).strip()
        if said:
            cut.append((said, list(dict.fromkeys(sources[mark] for mark in marks if mark in sources))))
    return cut


def result(question: str, row: Mapping[str, Any]) -> Answer | Refusal:
    """Return a system's line as a result of the evaluation, with only the fields that the two metrics read."""
    timings = Timings(row["retrieve_ms"], row["first_ms"], None, row["total_ms"])
    if row.get("status") == "refused":
        return Refusal(question, row["answer"], Reason.NO_ANSWER, "ru", (), timings)
    cut = row["sentences"] if "sentences" in row else sentences(row["answer"], row["sources"])
    said = tuple(Sentence(text, tuple(Citation(point, "", 0, 0) for point in points)) for text, points in cut)
    return Answer(question, row["answer"], Mode.GENERATED, "ru", said, (), timings)


def quality(item: Question, row: Mapping[str, Any], lemmas: Lemmas) -> dict[str, float | None]:
    """Return the two metrics of one answer, 0 to 1; None if one does not apply."""
    made = result(item.question, row)
    return {"facts": fact_recall(item, made, lemmas), "precision": citation_precision(made, item.gold)}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the `share` percentile, 0 to 100, linear between values."""
    return float(np.percentile(values, share))


def values(rows: Sequence[Row], key: str) -> list[float]:
    """Return the values of a key in the rows that have it."""
    return [float(row[key]) for row in rows if row.get(key) is not None]


def ratio(above: Sequence[Row], below: Sequence[Row], key: str, other: str | None = None) -> float | None:
    """Return the median ratio over the questions that have both values; `other` is the key in `below`."""
    pairs = [(a.get(key), b.get(other or key)) for a, b in zip(above, below, strict=True)]
    ratios = [a / b for a, b in pairs if a is not None and b]
    return percentile(ratios, 50) if ratios else None


def baseline(systems: Mapping[str, Measured], figure: Figure, pick: Callable[[Measured], float | None]) -> str | None:
    """Return the name of the peer that is best at a figure, or None if no peer has it."""
    known = {name: pick(system) for name, system in systems.items() if name not in {OURS, FLOOR}}
    present = {name: value for name, value in known.items() if value is not None}
    if not present:
        return None
    return (max if figure.higher else min)(present, key=lambda name: present[name])


def advantage(systems: Mapping[str, Measured], figure: Figure) -> dict[str, Any] | None:
    """Return how many times better our chatbot is than the best peer at a figure measured for each question."""
    other = baseline(systems, figure, lambda system: _median(system.rows, figure.key))
    if other is None:
        return None
    both = (systems[OURS].rows, systems[other].rows)
    found = ratio(*(both if figure.higher else both[::-1]), figure.key)
    return None if found is None else {"peer": other, "times": round(found, 2)}


def advantage_once(systems: Mapping[str, Measured], figure: Figure) -> dict[str, Any] | None:
    """Return how many times better our chatbot is than the best peer at a figure that is measured once a run."""
    other = baseline(systems, figure, lambda system: system.once.get(figure.key))
    ours = systems[OURS].once.get(figure.key)
    if other is None or not ours:
        return None
    times = ours / systems[other].once[figure.key] if figure.higher else systems[other].once[figure.key] / ours
    return {"peer": other, "times": round(times, 2)}


def summary(systems: Mapping[str, Measured]) -> dict[str, Any]:
    """Return every figure by system, the ratios against the best peer, and those against bare llama.cpp."""
    figures: dict[str, Any] = {}
    for name, system in systems.items():
        figures[name] = {
            **{f.key: _quantiles(found) for f in EACH if (found := values(system.rows, f.key))},
            **{figure.key: round(system.once[figure.key], 1) for figure in ONCE if figure.key in system.once},
            **{f.key: _estimated(found, 3) for f in QUALITY if (found := values(system.rows, f.key))},
        }
    against = {figure.key: advantage(systems, figure) for figure in EACH}
    against |= {figure.key: advantage_once(systems, figure) for figure in ONCE}
    return {
        "figures": figures,
        "ratios": {key: value for key, value in against.items() if value is not None},
        "limit": _floor(systems),
    }


def _quantiles(found: Sequence[float]) -> dict[str, Any]:
    return {name: _estimated(found, 1, share) for name, share in QUANTILES.items()}


def _estimated(found: Sequence[float], digits: int, quantile: float | None = None) -> dict[str, Any]:
    """A mean or quantile with its 95 % interval, and of how many questions."""
    made = estimate(found, quantile=quantile)
    ends = {"value": made.value, "low": made.low, "high": made.high}
    return {"n": made.n, **{name: None if end is None else round(end, digits) for name, end in ends.items()}}


def _median(rows: Sequence[Row], key: str) -> float | None:
    found = values(rows, key)
    return percentile(found, 50) if found else None


def _floor(systems: Mapping[str, Measured]) -> dict[str, float]:
    """Return what bare llama.cpp needs, and our chatbot's ratios to it."""
    if FLOOR not in systems:
        return {}
    rows, ours = systems[FLOOR].rows, systems[OURS].rows
    found = {
        "whole prompt, tokens": _median(rows, "prompt_tokens"),
        "the question's part, tokens": _median(rows, "question_tokens"),
        "decoding the whole prompt, ms": _median(rows, "prompt_ms"),
        "decoding the question's part, ms": _median(rows, "question_ms"),
        "our first shown word / decoding the question's part": ratio(ours, rows, "first_ms", "question_ms"),
        "decoding without rules, tokens/s": _median(rows, "raw_rate"),
        "our constrained decoding, tokens/s": _median(rows, "rate"),
        "constrained / without rules": ratio(rows, rows, "rate", "raw_rate"),
    }
    return {label: round(value, 2) for label, value in found.items() if value is not None}
