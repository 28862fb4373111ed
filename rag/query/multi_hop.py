"""Does a question ask for two things that stand in two points: «Чем различаются …», «кто … и где …»?

Two small logistic regressions (rag/weights/twofold.json, made by `python -m training.gate`). The first reads the
question alone: its embedding, and how it is built. Where it says yes, more passages are read. The second weighs, for
each passage but the best one, that answer and what the gate thinks of the passage: whether a sentence of it belongs in
the answer too. Knows no LLM and no index.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.language.words import ASKING, fold
from models.errors import AskError
from rag.answerability.logistic import Features, LogisticHead, finite, load, logit, sigmoid
from rag.weights import FOLDER as WEIGHTS_FOLDER

WEIGHTS = WEIGHTS_FOLDER / "twofold.json"

_AND_ASKS = re.compile(
    r"\w,? (?:и|and|а) (?:кто|кем|чь[яеё]|где|когда|как|почему|зачем|сколько|что|как(?:ой|ая|ое|ие)"
    r"|who|where|when|how|why|what)(?!\w)",
    re.IGNORECASE,
)
_BUT_ASKS = re.compile(
    r"(?<!\w)(?:а|but|while) (?:как|кто|что|чем|где|ког|о|для|на|в|из|с|what|who|where|which)", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"(?<!\w)(?:какие|каких|каким\w*|кто из|оба|обе|два|две|двух|три|все|кроме|помимо|разниц\w*|отлича\w*|общего"
    r"|сравни\w*|both|two|three|all|besides|apart|differ\w*|compare\w*|other than)(?!\w)",
    re.IGNORECASE,
)
_AND = re.compile(r"(?<!\w)(?:и|а|ещё|еще|также|and|also|as well)(?!\w)", re.IGNORECASE)

NUMBERS = ("and_asks", "but_asks", "asking_words", "several", "ands", "commas", "length")
"""What is told of how a question is built."""


class MultiHopError(AskError):
    """rag/weights/twofold.json is missing or not what `python -m training.gate` writes."""


def surface_features(question: str) -> dict[str, float]:
    """How a question is built, by the names of NUMBERS."""
    return {
        "and_asks": float(bool(_AND_ASKS.search(question))),
        "but_asks": float(bool(_BUT_ASKS.search(question))),
        "asking_words": float(len(ASKING.findall(fold(question)))),
        "several": float(bool(_SEVERAL.search(question))),
        "ands": float(len(_AND.findall(question))),
        "commas": float(question.count(",")),
        "length": float(len(question.split())),
    }


@dataclass(frozen=True, slots=True)
class MultiHop:
    """Two regressions, and the least probability at which each says yes."""

    asks: LogisticHead
    multi_hop_threshold: float
    second_passage_head: LogisticHead
    second_passage_threshold: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "MultiHop":
        """Read the weights. Raises TwofoldError where they are missing or malformed."""
        return load(path, cls._of, MultiHopError)

    @classmethod
    def _of(cls, raw: Any) -> "MultiHop":  # noqa: ANN401
        asks, second_passage_head = raw["asks"], raw["joins"]
        return cls(
            LogisticHead.of(asks),
            finite(asks["threshold"]),
            LogisticHead.of(second_passage_head),
            finite(second_passage_head["threshold"]),
        )

    def probability(self, question: str, vector: NDArray[np.float32]) -> float:
        """The probability that a question asks for what stands in two points; `vector` is its own, (dimension,)."""
        return sigmoid(self.asks.score(Features(surface_features(question), {"question": vector}))[0])

    def is_multi_hop(self, asks: float) -> bool:
        """Whether a question of such a probability is taken for one."""
        return asks >= self.multi_hop_threshold

    def second_passage_margin(self, asks: float, gate: float, gap_to_top: float) -> float:
        """How much above the threshold the probability is that a second passage belongs in the answer too.

        Args:
            asks: the question's probability.
            gate: the gate's probability that the passage answers.
            gap_to_top: how much less near than the best one the passage is.
        """
        score, _ = self.second_passage_head.score(Features(second_passage_features(asks, gate, gap_to_top)))
        return sigmoid(score) - self.second_passage_threshold


def second_passage_features(asks: float, gate: float, gap_to_top: float) -> Mapping[str, float]:
    """What the second regression weighs."""
    return {"asks": logit(asks), "gate": logit(gate), "behind": gap_to_top}
