"""Every metric of one question, as pure functions.

They know nothing of the engine, of files or of means (those are in eval/core/lookups/summary.py). A metric that does
not apply to a question is None and takes no part in a mean; each docstring says when. A question on which the engine
failed has the worst value of every metric that applies to it. Shares lie in [0, 1], times are milliseconds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eval.core.dataset import Question
from eval.core.lookups.citations import (
    citation_precision,
    citation_recall,
    citation_validity,
    cited_points,
    gold_cited,
    share,
)
from eval.core.lookups.support import Lemmas, Support, support
from index.language.words import fold
from rag.types import Answer, GateReport, Passage, RejectedSentence, Result

RANKED = 5
"""Points that a ranking needs for nDCG@5."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The engine ended a question with an error: neither an answer nor a refusal, and nothing was shown."""

    question: str
    error: str
    status: str = "error"
    text: ClassVar[str] = ""
    passages: ClassVar[tuple[Passage, ...]] = ()
    dropped: ClassVar[tuple[RejectedSentence, ...]] = ()
    gate: ClassVar[GateReport | None] = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What was asked, what came back, and the distinct points in the order in which they were retrieved.

    `unknown` names the metrics that the answer of another system does not tell: these are None.
    """

    item: Question
    result: Result | Failure
    ranked: tuple[int, ...]
    unknown: tuple[str, ...] = ()


Values = Mapping[str, float | None]


def score(observation: Observation, points: Mapping[int, str], lemmas: Lemmas) -> Values:
    """Return every metric by its key.

    Args:
        observation: One question and its result.
        points: The text of every point by number, the preamble as 0.
        lemmas: Returns the lemmas of a text in order, in lower case and with «е» for «ё».
    """
    item, result, ranked = observation.item, observation.result, observation.ranked
    if isinstance(result, Failure):
        return {**_failed(item), **dict.fromkeys(observation.unknown)}
    supports = supports_of(result, points, lemmas)
    timings = result.timings
    values = {
        "hit_1": hit(ranked, item.gold, 1),
        "hit_3": hit(ranked, item.gold, 3),
        "mrr": reciprocal_rank(ranked, item.gold),
        "ndcg_5": ndcg(ranked, item.gold, RANKED),
        "facts": fact_recall(item, result, lemmas),
        "citation_valid": citation_validity(result, points),
        "citation_precision": citation_precision(result, item.gold),
        "citation_recall": citation_recall(result, item.gold),
        "gold_cited": gold_cited(result, item.gold),
        "support_hard": share([entry.hard for entry in supports]),
        "support": share([entry.full for entry in supports]),
        "decision": right_decision(item, result),
        "unanswerable_refused": _refused(result) if item.expect == "refused" else None,
        "answerable_refused": _refused(result) if item.expect == "answered" else None,
        "quoted": float(result.mode == "quoted") if isinstance(result, Answer) else None,
        "noted": has_language_note(item, result),
        "words": words(result),
        "clean": no_forbidden_text(item, result),
        "first_token_ms": timings.first_token,
        "first_sentence_ms": timings.first_sentence,
        "total_ms": timings.total,
    }
    return values | dict.fromkeys(observation.unknown)


def _failed(item: Question) -> Values:
    """Return the metrics of a question on which the engine failed: the worst value of each that applies."""
    answerable, refusable = item.expect == "answered", item.expect == "refused"
    worst = {
        **dict.fromkeys(("hit_1", "hit_3", "mrr", "ndcg_5"), item.gold),
        "facts": item.facts,
        "citation_valid": answerable,
        **dict.fromkeys(("citation_precision", "citation_recall", "gold_cited"), item.gold),
        **dict.fromkeys(("support_hard", "support"), answerable),
        "decision": answerable or refusable,
        "unanswerable_refused": refusable,
        "answerable_refused": answerable,
        "quoted": False,
        "noted": answerable and item.lang not in {"ru", "en"},
        "words": False,
        "clean": item.forbidden,
        **dict.fromkeys(("first_token_ms", "first_sentence_ms", "total_ms"), False),
    }
    # Without an answer there is none of its length, mode or times; an answerable question counts as refused.
    return {key: float(key == "answerable_refused") if applies else None for key, applies in worst.items()}


def distinct(points: Sequence[int]) -> tuple[int, ...]:
    """Return points in order of first appearance: several chunks of a point take one place in the ranking."""
    return tuple(dict.fromkeys(points))


def hit(ranked: Sequence[int], gold: Sequence[int], k: int) -> float | None:
    """Return 1 if a gold point is among the first k, else 0; None without gold points."""
    return float(bool(set(ranked[:k]) & set(gold))) if gold else None


def reciprocal_rank(ranked: Sequence[int], gold: Sequence[int]) -> float | None:
    """Return 1 / rank of the first gold point, 0 if none was retrieved; None without gold points."""
    if not gold:
        return None
    return next((1 / place for place, point in enumerate(ranked, 1) if point in gold), 0.0)


def ndcg(ranked: Sequence[int], gold: Sequence[int], k: int) -> float | None:
    """Return nDCG@k with gain 1 for a gold point (Järvelin & Kekäläinen 2002); None without gold points."""
    if not gold:
        return None
    gained = sum(1 / math.log2(place + 1) for place, point in enumerate(ranked[:k], 1) if point in gold)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(gold), k) + 1))
    return gained / ideal


def fact_recall(item: Question, result: Result, lemmas: Lemmas) -> float | None:
    """Return the share of the key facts that the answer states.

    None for a question without facts, and for a refusal if a refusal is allowed. A refused answerable question
    scores 0: a reader who got no answer got no facts.
    """
    if not item.facts or (not isinstance(result, Answer) and item.expect != "answered"):
        return None
    return 1 - len(missed_facts(item, result, lemmas)) / len(item.facts)


def missed_facts(item: Question, result: Result | Failure, lemmas: Lemmas) -> tuple[str, ...]:
    """Return the first spelling of each fact that the answer states in none of its spellings."""
    said = lemmas(shown_text(result)) if isinstance(result, Answer) else ()
    return tuple(fact[0] for fact in item.facts if not any(states(said, lemmas(form)) for form in fact))


def states(said: Sequence[str], fact: Sequence[str]) -> bool:
    """Return whether the lemmas of a fact occur in a text, in order and without a gap. An empty fact never does."""
    length = len(fact)
    return bool(length) and any(
        tuple(said[start : start + length]) == tuple(fact) for start in range(len(said) - length + 1)
    )


def supports_of(result: Result | Failure, points: Mapping[int, str], lemmas: Lemmas) -> tuple[Support, ...]:
    """Return what each shown sentence says beyond the points that it cites; empty without an answer."""
    if not isinstance(result, Answer):
        return ()
    return tuple(
        support(sentence.text, {number: points[number] for number in sorted(cited) if number in points}, lemmas)
        for sentence, cited in zip(result.sentences, cited_points(result), strict=True)
    )


def right_decision(item: Question, result: Result) -> float | None:
    """Return 1 if the engine answered or refused as it should, else 0; None if both are right."""
    return None if item.expect == "either" else float((item.expect == "refused") != isinstance(result, Answer))


def has_language_note(item: Question, result: Result) -> float | None:
    """Return 1 if an answer to a question in a third language has a note on it; None for ru, en or a refusal."""
    if item.lang in {"ru", "en"} or not isinstance(result, Answer):
        return None
    return float(bool(result.note and result.note.strip()))


def words(result: Result) -> float | None:
    """Return the number of words of the answer without citation marks; None for a refusal."""
    return float(len(shown_text(result).split())) if isinstance(result, Answer) else None


def no_forbidden_text(item: Question, result: Result) -> float | None:
    """Return 1 if no forbidden string is shown (ignoring case, «ё» and spacing), else 0; None if there is none."""
    return float(not leaked(item, result)) if item.forbidden else None


def leaked(item: Question, result: Result) -> tuple[str, ...]:
    """Return the forbidden strings that were shown, in the text, its citation marks or the note."""
    note = result.note if isinstance(result, Answer) else None
    everything = _plain(f"{result.text} {note or ''}")
    return tuple(text for text in item.forbidden if _plain(text) in everything)


def shown_text(result: Result | Failure) -> str:
    """Return what the reader reads, without citation marks."""
    if not isinstance(result, Answer):
        return result.text
    return " ".join(sentence.text for sentence in result.sentences)


def _refused(result: Result) -> float:
    return float(not isinstance(result, Answer))


def _plain(text: str) -> str:
    return " ".join(fold(text.casefold()).split())
