"""Can this question be answered from these passages? A small logistic regression over named signals.

The weights are plain numbers in rag/gate.json, made by `python -m eval.calibrate` on the dev questions for the LLM that
is named there. Knows no LLM and no index: it is given the signals' raw material.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import AskError
from rag.english import is_name, named
from rag.support import found
from rag.types import GateReport, Passage
from rag.words import words

WEIGHTS = Path(__file__).with_name("gate.json")


class GateError(AskError):
    """rag/gate.json is missing or not what `python -m eval.calibrate` writes."""


_QUANTITY = re.compile(
    r"(?<!\w)(?:скольк\w+|сумм\w+|бюджет\w*|процент\w*|стоимост\w*|how many|how much|how long)(?!\w)"
)
_OPEN = re.compile(
    r"(?<!\w)(?:что (?:сказано|говорится|говорят|решили|сказали)|о ч[её]м|расскаж\w+|"
    r"what does \w+ \w+ say|tell me)(?!\w)"
)


def signals(question: str, passages: tuple[Passage, ...], preference: float, language: str) -> dict[str, float]:
    """The gate's signals by name.

    `passages` are those that the LLM read, one or more; `preference` is the LLM's logit of yes minus no. Coverage is
    the share of the question's content words that the passage with most of them has, looked up only where both are in
    Russian. Names are looked up for English too. A quantity is asked for in vain where there is no number but years.
    """
    scores = sorted((passage.score for passage in passages), reverse=True)
    asked, lowered = words(question), question.lower()
    read = [words(passage.text) for passage in passages]
    content = [word for word in asked if word.content]
    best = max(sum(found(word, there) for word in content) / max(1, len(content)) for there in read)
    names = [word for word in asked if (is_name(word) if language == "en" else word.name)]
    everything = [word for there in read for word in there]
    held = [named(word.text, everything) if language == "en" else found(word, everything) for word in names]
    counted = any(word.text.isdigit() and len(word.text) < 4 for word in everything)
    return {
        "preference": preference,
        "dense": scores[0],
        "margin": scores[0] - scores[-1],
        "coverage": best if language == "ru" else 0.5,
        "names": sum(held) / len(held) if held and language != "other" else 0.5,
        "open": float(bool(_OPEN.search(lowered))),
        "quantity in vain": float(bool(_QUANTITY.search(lowered)) and not counted),
        "quantity": float(bool(_QUANTITY.search(lowered))),
        "english": float(language == "en"),
        "other": float(language == "other"),
    }


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights by signal, an intercept, and the least probability at which a question is answered."""

    llm: str
    intercept: float
    weights: Mapping[str, float]
    threshold: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Gate":
        """Read the weights. Raises GateError where they are missing or malformed."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            gate = cls(
                llm=str(raw["llm"]),
                intercept=float(raw["intercept"]),
                weights={str(name): float(weight) for name, weight in raw["weights"].items()},
                threshold=float(raw["threshold"]),
            )
            if not all(map(math.isfinite, (gate.intercept, gate.threshold, *gate.weights.values()))):
                raise ValueError("a number in it is not finite")
            return gate
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise GateError(f"{path} cannot be used ({error!r}). Make it again: python -m eval.calibrate.") from error

    def judge(self, measured: Mapping[str, float]) -> GateReport:
        """The probability that the passages hold the answer. Raises KeyError where a weighted signal is missing."""
        score = self.intercept + sum(weight * measured[name] for name, weight in self.weights.items())
        probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
        return GateReport(probability, self.threshold, dict(measured))
