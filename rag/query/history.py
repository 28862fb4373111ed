"""Does a question lean on the turn before it, and what does it then stand for?

A small logistic regression (rag/weights/followup.json, made by `python -m training.history`) over how the question is
built, its embedding, and what is found for it alone and with that turn: «Через какие ведомства пойдут контакты?» has
words of its own and yet does not tell what it is about; «А что про туризм?» is a question by itself. Knows no index.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.language.words import ASKING, fold, words
from models.errors import AskError
from rag.answerability.logistic import Features, LogisticHead, finite, load, sigmoid
from rag.generation import prompts
from rag.messages import MAX_QUESTION
from rag.query.mentions import mention_topic
from rag.query.references import references
from rag.retrieval.retriever import RetrievalResult
from rag.types import Turn
from rag.weights import FOLDER as WEIGHTS_FOLDER

WEIGHTS = WEIGHTS_FOLDER / "followup.json"

MAX_ANSWER = 10_000
"""Characters of an earlier answer that are looked at."""

Search = Callable[[str], RetrievalResult]
"""What is found for a query."""

_POINTS_BACK = re.compile(
    r"(?<!\w)(?:он|она|оно|они|его|ее|их|ему|ей|им|нем|ней|нее|него|них|ними|этого|этому|этом|этим|этот|эта|эту|это|эти|"
    r"этих|этой|тот|та|те|тех|там|туда|оттуда|тогда|подробнее|подробней|it|its|they|them|their|he|she|him|his|her|"
    r"there(?=\W*$))(?!\w)"
)
_MAY_POINT_BACK = re.compile(r"(?<!\w)(?:еще|this|that|these|those|more|else)(?!\w)")
_BEGINS_AS_REPLY = re.compile(r"(?:а|и|но|ну|тогда|and|but|so|then)(?!\w)")
_THIS_TEXT = re.compile(
    r"(?<!\w)(?:эт\w{1,2}|this|that)\s+(?=(?:совместн\w+\s+|joint\s+)?"
    r"(?:документ|текст|заявлени|деклараци|document|text|statement|declaration))"
)
_ABOUT = re.compile(r"(?<!\w)(?:о|об|обо|про|насчет|about|regarding|on)\s+\w")
_TO_THE_BOT = re.compile(r"(?<!\w)(?:ты|тебя|тебе|вы|вас|вам|you|your)(?!\w)")
_MARKS = re.compile(r"\s*\[[^\]]*\]")

NUMBERS = (
    "points_back", "may_point_back", "begins_as_reply", "about", "to_the_bot", "asks", "names", "own_words",
    "no_own_words", "words", "said_before", "this_text", "score", "margin", "deviation", "gain", "same_point", "alike",
)  # fmt: skip
"""What is weighed beside the question's embedding."""


class HistoryError(AskError):
    """rag/weights/followup.json is missing or not what `python -m training.history` writes."""


def extract_features(question: str, last: Turn, alone: RetrievalResult, whole: RetrievalResult) -> Features:
    """What tells whether a question leans on the turn before it: the NUMBERS, and its vector, "question".

    `alone` is what was found for the question itself, `whole` what was found for it with that turn.
    """
    text = _without_this_text(question)
    asked = words(text)
    own = [word for word in asked if word.is_content]
    before = frozenset().union(*(word.forms for word in words(f"{last.question} {last.answer}")))
    here, there = alone.chunks[0], whole.chunks[0]
    numbers = {
        "points_back": float(bool(_POINTS_BACK.search(text))),
        "may_point_back": float(bool(_MAY_POINT_BACK.search(text))),
        "begins_as_reply": float(bool(_BEGINS_AS_REPLY.match(text))),
        "about": float(bool(_ABOUT.search(text))),
        "to_the_bot": float(bool(_TO_THE_BOT.search(text))),
        "asks": float(bool(ASKING.search(text))),
        "names": float(any(word.is_proper and word.start > 0 for word in words(question))),
        "own_words": float(len(own)),
        "no_own_words": float(not own),
        "words": float(len(asked)),
        "said_before": sum(not word.forms.isdisjoint(before) for word in own) / max(1, len(own)),
        "this_text": float(text != fold(question)),
        "score": here.score,
        "margin": alone.top2_margin,
        "deviation": alone.z_score,
        "gain": there.score - here.score,
        "same_point": float(here.point == there.point),
        "alike": float(alone.vector @ whole.vector),
    }
    return Features(numbers, {"question": alone.vector})


def is_self_contained(question: str) -> bool:
    """Whether a question says where to look, or asks for every place: it leans on nothing then."""
    named = references(question, 10_000) or mention_topic(question)
    return bool(named) and not _POINTS_BACK.search(_without_this_text(question))


def _without_this_text(question: str) -> str:
    """A folded question in which «этот документ» does not point back."""
    return _THIS_TEXT.sub("", fold(question))


@dataclass(frozen=True, slots=True)
class HistoryResolver:
    """A regression, and the least probability at which a question leans."""

    leans: LogisticHead
    threshold: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "HistoryResolver":
        """Read the weights. Raises FollowupError where they are missing or malformed."""
        return load(path, cls._of, HistoryError)

    @classmethod
    def _of(cls, raw: Any) -> "HistoryResolver":  # noqa: ANN401
        return cls(LogisticHead.of(raw), finite(raw["threshold"]))

    def search(self, question: str, history: Sequence[Turn], search: Search) -> tuple[RetrievalResult, Turn | None]:
        """What is found for a question, and the turn that it leans on: None where it stands alone."""
        alone = search(question)
        if not history or is_self_contained(question):
            return alone, None
        last = _bounded(history[-1])
        whole = search(query(question, last))
        score, _ = self.leans.score(extract_features(question, last, alone, whole))
        return (whole, last) if sigmoid(score) >= self.threshold else (alone, None)


def _bounded(turn: Turn) -> Turn:
    """A turn as long as one can be that was answered: a history comes from outside and may hold megabytes."""
    return Turn(turn.question[:MAX_QUESTION], turn.answer[:MAX_ANSWER])


def query(question: str, before: Turn | None) -> str:
    """What to search for: the question, with the turn that it leans on."""
    return f"{question} {before.question} {_told(before)}" if before else question


def for_prompt(question: str, before: Turn | None, language: str) -> str:
    """The question as the LLM should read it in a language of the prompts: with the turn that it leans on."""
    return prompts.followup(question, before.question, _told(before), language) if before else question


def _told(before: Turn) -> str:
    return _MARKS.sub("", before.answer)[:300]
