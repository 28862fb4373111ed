"""Does a question need the turn before it, and what is then searched for?

A logistic regression, fitted by `python -m training.history`, over how the question is built, its embedding, and what
is found for it alone and together with that turn: «Через какие ведомства пойдут контакты?» has words of its own and yet
does not say what it is about; «А что про туризм?» is a question by itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import ASKING, fold, words
from rag.answerability.heads import Features, LogisticHead, sigmoid
from rag.generation import prompts
from rag.messages import MAX_QUESTION
from rag.query.asked.mentions import mention_topic
from rag.query.sections.references import names_section
from rag.retrieval.retriever import RetrievalResult
from rag.types import Passage, Turn
from rag.weights import FOLDER, Head, build

MAX_TURNS = 6
"""Earlier turns that count: the last ones."""
LEAST_OPEN = 0.02
"""Least probability that a question needs the turn before it at which either reading of it is searched for."""
MAX_ANSWER = 10_000
"""Characters of an earlier answer that count."""
MAX_READ = 300
"""Characters of an earlier question, and of its answer, that the LLM reads before the question itself."""

Search = Callable[[str], RetrievalResult]
"""Retrieval for a query."""

_LISTS = (RUSSIAN.history, ENGLISH.history)


def _any(name: str) -> str:
    """What fits any expression of a list, as a whole word."""
    return rf"(?<!\w)(?:{'|'.join(one for lists in _LISTS for one in getattr(lists, name))})(?!\w)"


_ANAPHORA, _MAYBE_ANAPHORA = re.compile(_any("anaphora")), re.compile(_any("maybe_anaphora"))
_BEGINS_AS_REPLY, _ADDRESSES_BOT = re.compile(_any("reply_openings")), re.compile(_any("addressed"))
_ABOUT = re.compile(rf"{_any('about')}\s+\w")
_THIS_DOCUMENT = re.compile(
    "|".join(
        rf"(?<!\w)(?:{'|'.join(lists.demonstratives)})\s+"
        rf"(?=(?:(?:{'|'.join(lists.described)})\s+)?(?:{'|'.join(lists.documents)}))"
        for lists in _LISTS
    )
)
_CITATION_MARKS = re.compile(r"\s*\[[^\]]*\]")

FEATURE_NAMES = (
    "has_anaphora", "maybe_anaphora", "begins_as_reply", "about", "addresses_bot", "is_interrogative",
    "has_proper_noun", "content_words", "no_content_words", "length", "lexical_carryover", "names_document", "score",
    "top2_margin", "z_score", "score_gain", "same_point", "similarity",
)  # fmt: skip
"""The numbers, in the order of the weights; the question's embedding follows."""


def extract_features(
    question: str, last: Turn, without_history: RetrievalResult, with_history: RetrievalResult
) -> Features:
    """Return the numbers of FEATURE_NAMES and the question's embedding, "question".

    Args:
        question: the question.
        last: the turn before it.
        without_history: what was found for the question alone.
        with_history: what was found for it together with that turn.
    """
    text = _without_this_document(question)
    asked = words(text)
    content = [word for word in asked if word.is_content]
    before = frozenset().union(*(word.forms for word in words(f"{last.question} {last.answer}")))
    alone, together = without_history.chunks[0], with_history.chunks[0]
    numbers = {
        "has_anaphora": float(bool(_ANAPHORA.search(text))),
        "maybe_anaphora": float(bool(_MAYBE_ANAPHORA.search(text))),
        "begins_as_reply": float(bool(_BEGINS_AS_REPLY.match(text))),
        "about": float(bool(_ABOUT.search(text))),
        "addresses_bot": float(bool(_ADDRESSES_BOT.search(text))),
        "is_interrogative": float(bool(ASKING.search(text))),
        "has_proper_noun": float(any(word.is_proper and word.start > 0 for word in words(question))),
        "content_words": float(len(content)),
        "no_content_words": float(not content),
        "length": float(len(asked)),
        "lexical_carryover": sum(not word.forms.isdisjoint(before) for word in content) / max(1, len(content)),
        "names_document": float(text != fold(question)),
        "score": alone.score,
        "top2_margin": without_history.top2_margin,
        "z_score": without_history.z_score,
        "score_gain": together.score - alone.score,
        "same_point": float(alone.point == together.point),
        "similarity": float(without_history.vector @ with_history.vector),
    }
    return Features(numbers, {"question": without_history.vector})


def is_self_contained(question: str) -> bool:
    """Return whether a question says where to look, or asks for every place, and so never needs the turn before it."""
    named = names_section(question) or mention_topic(question)
    return bool(named) and not _ANAPHORA.search(_without_this_document(question))


def _without_this_document(question: str) -> str:
    """Return the folded question without the «этот» of «этот документ», which is no anaphora."""
    return _THIS_DOCUMENT.sub("", fold(question))


@dataclass(frozen=True, slots=True, eq=False)
class HistoryResolver:
    """A regression, and the minimum probability at which a question needs the turn before it."""

    needs_history: LogisticHead
    threshold: float

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "HistoryResolver":
        """Read the head `history`. Raises WeightsError where it cannot be used."""
        return build("history", _resolver, folder)

    @classmethod
    def untrained(cls) -> "HistoryResolver":
        """Return one that goes by words alone, for embedders that nothing was fitted on."""
        return cls(LogisticHead(-1.0, {"has_anaphora": 2.0, "begins_as_reply": 2.0, "no_content_words": 2.0}), 0.5)

    def search(
        self,
        question: str,
        history: Sequence[Turn],
        search: Search,
        needed: Turn | None = None,
        *,
        blends: bool = False,
    ) -> tuple[RetrievalResult, Turn | None]:
        """Return what is found for a question, and the turn that it needs; None if it stands by itself.

        Args:
            question: the question.
            history: the turns of which it may need the last one.
            search: finds passages.
            needed: the turn where it is known to need one.
            blends: whether what is found with that turn and without it is taken by turns where either may be meant.
        """
        if needed is not None:
            turn = _truncated(needed)
            return search(query(question, turn)), turn
        without_history = search(question)
        if not history or is_self_contained(question):
            return without_history, None
        last = _truncated(history[-1])
        with_history = search(query(question, last))
        features = extract_features(question, last, without_history, with_history)
        probability = sigmoid(self.needs_history.decision_function(features)[0])
        needs_history = probability >= self.threshold
        if blends and probability >= LEAST_OPEN:
            pair = (with_history, without_history) if needs_history else (without_history, with_history)
            return blended(*pair), last
        return (with_history, last) if needs_history else (without_history, None)


def blended(first: RetrievalResult, second: RetrievalResult) -> RetrievalResult:
    """Return the chunks of two searches by turns, the best of the first one first, as far below it as in their own."""
    if not (first.chunks and second.chunks) or first.named.points:
        return first
    down = first.chunks[0].score - second.chunks[0].score
    chunks, passages = (
        _by_turns(one, [replace(other, score=other.score + down) for other in others])
        for one, others in ((first.chunks, second.chunks), (first.passages, second.passages))
    )
    sections = {passage.point: passage for passage in reversed(passages)}
    return replace(
        first,
        chunks=chunks[: len(first.chunks)],
        passages=tuple(one for one in passages if sections[one.point] is one)[: len(first.passages)],
    )


def _by_turns(first: Sequence[Passage], second: Sequence[Passage]) -> tuple[Passage, ...]:
    found: dict[str, Passage] = {}
    for one in (one for pair in zip_longest(first, second) for one in pair if one is not None):
        found.setdefault(one.chunk, one)
    return tuple(found.values())


def _resolver(head: Head) -> HistoryResolver:
    return HistoryResolver(LogisticHead.from_head(head), head.entry.threshold)


def bounded(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return what counts of a history: it comes from outside and may be of any length."""
    return tuple(_truncated(turn) for turn in history[-MAX_TURNS:])


def _truncated(turn: Turn) -> Turn:
    """Cut a turn to what one that was answered can be."""
    return Turn(turn.question[:MAX_QUESTION], turn.answer[:MAX_ANSWER])


def query(question: str, before: Turn | None) -> str:
    """Return what to search for: the question, with the turn that it needs."""
    return f"{question} {before.question} {_answer_beginning(before)}" if before else question


def for_prompt(question: str, before: Turn | None, language: str) -> str:
    """Return the question as the LLM reads it, in a language of the prompts, with the turn that it needs."""
    return (
        prompts.format_followup(question, before.question[:MAX_READ], _answer_beginning(before), language)
        if before
        else question
    )


def _answer_beginning(before: Turn) -> str:
    return _CITATION_MARKS.sub("", before.answer)[:MAX_READ]
