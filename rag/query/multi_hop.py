"""Does a question ask for two things that stand in two points: «Чем различаются …», «кто … и где …»?

Two logistic regressions, fitted by `python -m training.gate`. The first sees the question alone: its embedding, and how
it is built; if it says yes, more passages are read. The second sees, for each passage but the best one, that
probability and what the gate predicts for the passage: whether a sentence of it belongs in the answer too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import ASKING, fold
from rag.answerability.heads import MAX_LOGIT, Features, LogisticHead, logit, sigmoid
from rag.weights import FOLDER, Head, build


def _any(name: str) -> str:
    return f"(?:{'|'.join(one for lexicon in (RUSSIAN, ENGLISH) for one in getattr(lexicon.joined, name))})"


_AND_QUESTION = re.compile(rf"{_any('second_questions')}(?!\w)", re.IGNORECASE)
_BUT_QUESTION = re.compile(rf"(?<!\w){_any('contrasts')}", re.IGNORECASE)
_SEVERAL = re.compile(rf"(?<!\w){_any('several')}(?!\w)", re.IGNORECASE)
_CONJUNCTION = re.compile(rf"(?<!\w){_any('conjunctions')}(?!\w)", re.IGNORECASE)

SURFACE_FEATURES = (
    "and_question", "but_question", "question_words", "several", "conjunctions", "commas", "length",
)  # fmt: skip
"""How a question is built."""


def surface_features(question: str) -> dict[str, float]:
    """Return the SURFACE_FEATURES of a question."""
    return {
        "and_question": float(bool(_AND_QUESTION.search(question))),
        "but_question": float(bool(_BUT_QUESTION.search(question))),
        "question_words": float(len(ASKING.findall(fold(question)))),
        "several": float(bool(_SEVERAL.search(question))),
        "conjunctions": float(len(_CONJUNCTION.findall(question))),
        "commas": float(question.count(",")),
        "length": float(len(question.split())),
    }


def second_passage_features(multi_hop: float, p_relevant: float, gap_to_top: float) -> Mapping[str, float]:
    """Return the features of a second passage by name; the two probabilities count as log-odds."""
    return {"multi_hop": logit(multi_hop), "p_relevant": logit(p_relevant), "gap_to_top": gap_to_top}


@dataclass(frozen=True, slots=True, eq=False)
class MultiHop:
    """Two regressions, and the minimum probability at which each says yes."""

    question_head: LogisticHead
    multi_hop_threshold: float
    second_passage_head: LogisticHead
    second_passage_threshold: float

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "MultiHop":
        """Read the heads `multi_hop` and `second_passage`. Raises WeightsError where they cannot be used."""
        return cls(*build("multi_hop", _with_threshold, folder), *build("second_passage", _with_threshold, folder))

    @classmethod
    def untrained(cls) -> "MultiHop":
        """Return one that takes no question for a multi-hop one, for embedders that nothing was fitted on."""
        never = LogisticHead(-MAX_LOGIT, {})
        return cls(never, 0.5, never, 0.5)

    def probability(self, question: str, vector: NDArray[np.float32]) -> float:
        """Return the probability that a question is a multi-hop one; `vector` is its embedding, (dimension,)."""
        features = Features(surface_features(question), {"question": vector})
        return sigmoid(self.question_head.decision_function(features)[0])

    def is_multi_hop(self, probability: float) -> bool:
        """Return whether a question of such a probability is taken for a multi-hop one."""
        return probability >= self.multi_hop_threshold

    def second_passage_margin(self, multi_hop: float, p_relevant: float, gap_to_top: float) -> float:
        """Return by how much the probability that a second passage belongs in the answer exceeds the threshold.

        Args:
            multi_hop: probability that the question is a multi-hop one.
            p_relevant: the gate's probability that the passage answers.
            gap_to_top: difference of the best passage's score and this one's.
        """
        features = Features(second_passage_features(multi_hop, p_relevant, gap_to_top))
        return sigmoid(self.second_passage_head.decision_function(features)[0]) - self.second_passage_threshold


def _with_threshold(head: Head) -> tuple[LogisticHead, float]:
    return LogisticHead.from_head(head), head.entry.threshold
