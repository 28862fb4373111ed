"""Does a paragraph that the LLM has read belong in a list? For documents that nothing was fitted on.

A logistic regression over the LLM's hidden state and what a list without the LLM thinks of the paragraph
(rag/answers/lists/relevance.py). Fitted by `python -m training.general`.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.answerability.heads import Features, LogisticHead, logit, sigmoid
from rag.weights import FOLDER, Head, build

GENERAL_LIST = "general_list"
"""The head in rag/weights."""
NUMBERS = ("list_logit", "held", "some_held", "beside_held")
"""The numbers, in the order of the weights; the hidden state follows."""
_CERTAIN = 1e-3


def list_reading_features(probability: float, *, held: bool, some_held: bool, state: NDArray[np.float32]) -> Features:
    """Return the numbers of NUMBERS and the vector "hidden_state".

    Args:
        probability: that the paragraph belongs in the list, without the LLM.
        held: whether it holds all words of a topic.
        some_held: whether any paragraph of the document does.
        state: the LLM's hidden state after reading the paragraph and the question, (size,).
    """
    inner = min(max(probability, _CERTAIN), 1 - _CERTAIN)
    values = logit(inner), float(held), float(some_held), float(some_held and not held)
    return Features(dict(zip(NUMBERS, values, strict=True)), {"hidden_state": state})


@dataclass(frozen=True, slots=True)
class ListGate:
    """The regression, and the least probability of a paragraph that is listed."""

    head: LogisticHead
    threshold: float

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "ListGate":
        """Read the head `general_list`. Raises WeightsError where it cannot be used."""
        return build(GENERAL_LIST, _gate, folder)

    def lists(self, features: Features) -> bool:
        """Tell whether a paragraph is listed. Raises as `probability`."""
        return self.probability(features) >= self.threshold

    def probability(self, features: Features) -> float:
        """Return the probability that a paragraph belongs in the list.

        Raises KeyError where a number is missing, ValueError where the hidden state has another length.
        """
        return sigmoid(self.head.decision_function(features)[0])


def _gate(head: Head) -> ListGate:
    if tuple(head.entry.features) != (*NUMBERS, "hidden_state"):
        raise ValueError(f"its features are {', '.join(head.entry.features)}, not {', '.join(NUMBERS)}, hidden_state")
    return ListGate(LogisticHead.from_head(head), head.entry.threshold)
