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


_ABOUT = re.compile(
    r"(?<!\w)(?:что (?:сказано|говорится|говорят|сказали|решили)|what (?:does|did) \w+ \w+ say|what is said)"
    r"(?: в \w+)? (?:об?|обо|про|насч[её]т|about|on|of) (.+)",
    re.IGNORECASE,
)
"""A question that asks for no detail, only for what the text says about something."""


def signals(question: str, passage: Passage, preference: float, language: str) -> dict[str, float]:
    """The gate's signals by name for one passage that the LLM read; `preference` is its yes minus no."""
    return {
        "preference": preference,
        "dense": passage.score,
        "english": float(language == "en"),
        "other": float(language == "other"),
    }


def speaks_of_it(question: str, best: Passage, language: str) -> bool:
    """Whether the question only asks what is said about something, and the best passage does speak of all of that."""
    asked = _ABOUT.search(question)
    if not asked:
        return False
    there = words(best.text)
    topic = [word for word in words(asked[1]) if word.content]
    if language == "en":
        return bool(topic) and all(is_name(word) and named(word.text, there) for word in topic)
    return bool(topic) and all(found(word, there) for word in topic)


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights by signal, an intercept, and two least probabilities.

    Below `threshold` a question is refused. Below `sure` it is refused as well where no generated sentence holds; above
    it the best passage is quoted then.
    """

    llm: str
    intercept: float
    weights: Mapping[str, float]
    threshold: float
    sure: float

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
                sure=float(raw["sure"]),
            )
            if not all(map(math.isfinite, (gate.intercept, gate.threshold, gate.sure, *gate.weights.values()))):
                raise ValueError("a number in it is not finite")
            return gate
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise GateError(f"{path} cannot be used ({error!r}). Make it again: python -m eval.calibrate.") from error

    def judge(self, measured: Mapping[str, float]) -> GateReport:
        """The probability that the passages hold the answer. Raises KeyError where a weighted signal is missing."""
        score = self.intercept + sum(weight * measured[name] for name, weight in self.weights.items())
        probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
        return GateReport(probability, self.threshold, dict(measured))
