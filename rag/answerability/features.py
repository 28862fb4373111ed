"""Features of a question and a passage: what the gate's regressions weigh."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.words import Word, fold, words
from rag.answerability.attribution import is_place
from rag.answerability.decision import DecisionInputs
from rag.answerability.heads import Features
from rag.query.asked.unnamed import names_nothing
from rag.query.context import QueryContext
from rag.retrieval.retriever import RetrievalResult
from rag.types import Kind, Passage
from rag.verification.support import is_covered

Floats = NDArray[np.float32]

FEATURE_NAMES = (
    "score", "gap_to_top", "top2_margin", "z_score", "english", "other", "oov_share", "oov_name", "oov_number",
    "unsupported_entity", "unsupported_place",
)  # fmt: skip
"""The numbers, in the order of the weights."""
VECTOR_NAMES = ("question", "match", "hidden_state")
"""The vectors, in the order of the weights."""

_TOPICS = (RUSSIAN.topics, ENGLISH.topics)
_SAID, _INSIDE, _ABOUT = (
    "|".join(one for lists in _TOPICS for one in getattr(lists, name)) for name in ("said", "inside", "about")
)
_ASKS_ABOUT = re.compile(rf"(?<!\w)(?:{_SAID})(?: (?:{_INSIDE}))? (?:{_ABOUT}) (.+)")
"""A question that asks for no detail, only for what the document says about something: expressions in folded text."""


def extract_features(
    question: str,
    question_language: str,
    retrieved: RetrievalResult,
    passage: Passage,
    text: str,
    *,
    vocabulary: frozenset[str],
    passage_vector: Floats,
    hidden_state: Floats | None = None,
) -> Features:
    """Return the numbers of FEATURE_NAMES and the vectors of VECTOR_NAMES.

    Args:
        question: as it was asked.
        question_language: as `identify_language` tells it; the weights know Russian, English and all others.
        retrieved: what was found for it.
        passage: one of the passages found.
        text: the passage as the LLM reads it, in the language of the answer.
        vocabulary: normal forms of all content words of the document, in the question's language.
        passage_vector: embedding of the passage, (dimension,).
        hidden_state: the LLM's after reading passage and question, (size,); None where none has read them.
    """
    asked = words(question)
    numbers = {
        "score": passage.score,
        "gap_to_top": retrieved.chunks[0].score - passage.score,
        "top2_margin": retrieved.top2_margin,
        "z_score": retrieved.z_score,
        "english": float(question_language == "en"),
        "other": float(question_language not in LANGUAGES),
        **oov_terms(asked, vocabulary),
        **unsupported_entities(asked, words(text)),
    }
    vectors = {"question": retrieved.vector, "match": retrieved.vector * passage_vector}
    return Features(numbers, vectors if hidden_state is None else {**vectors, "hidden_state": hidden_state})


def oov_terms(asked: Iterable[Word], vocabulary: frozenset[str]) -> dict[str, float]:
    """Return the share of a question's content words outside a vocabulary, and whether a name or a number is."""
    content = [word for word in asked if word.is_content]
    oov = [word for word in content if word.forms.isdisjoint(vocabulary)]
    return {
        "oov_share": len(oov) / max(1, len(content)),
        "oov_name": float(any(word.is_proper for word in oov)),
        "oov_number": float(any(word.text.isdigit() for word in oov)),
    }


def unsupported_entities(asked: Iterable[Word], passage: Sequence[Word]) -> dict[str, float]:
    """Return whether a question names something, or a place or person, that the passage does not name."""
    unsupported = [word for word in asked if word.is_proper and word.is_content and not is_covered(word, passage)]
    return {
        "unsupported_entity": float(bool(unsupported)),
        "unsupported_place": float(any(map(is_place, unsupported))),
    }


def question_inputs(context: QueryContext) -> DecisionInputs:
    """Return what a question alone tells the decision, before any passage of it is read."""
    named = context.retrieved.named
    is_open = context.kind.kind is Kind.LOOKUP and not named and context.previous is None and context.restated is None
    return DecisionInputs(
        out_of_range_only=bool(named) and not named.points,
        names_nothing=is_open and names_nothing(context.question),
    )


def covers_topic(question: str, text: str) -> bool:
    """Tell whether a question only asks what is said about something, and a text in its language names all of that."""
    asked = _ASKS_ABOUT.search(fold(question))
    there = words(text)
    topic = [word for word in words(question[asked.start(1) : asked.end(1)]) if word.is_content] if asked else []
    return bool(topic) and all(is_covered(word, there) for word in topic)
